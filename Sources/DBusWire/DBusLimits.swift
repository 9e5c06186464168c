// SPDX-License-Identifier: Apache-2.0

/// The limits of the D-Bus decoder.
public enum DBusLimits {
    /// The length of a message that is decoded, in bytes.
    public static let message = 256 << 10
    /// The length of a message that the protocol allows, in bytes.
    public static let protocolMessage = 128 << 20
    /// The length of a line of the authentication, in bytes, its end included.
    public static let line = 1024
    /// The length of a signature, in bytes.
    public static let signature = 255
    /// The depth of containers within containers, variants included.
    public static let depth = 32
}
