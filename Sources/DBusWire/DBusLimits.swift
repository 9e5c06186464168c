// SPDX-License-Identifier: Apache-2.0

/// The limits of the D-Bus decoder.
public enum DBusLimits {
    /// The maximum length of a decoded message, in bytes.
    public static let message = 256 << 10
    /// The maximum length of a message in the protocol, in bytes.
    public static let protocolMessage = 128 << 20
    /// The maximum length of a line of the authentication with its line end, in bytes.
    public static let line = 1024
    /// The maximum length of a signature, in bytes.
    public static let signature = 255
    /// The maximum depth of nested containers, variants included.
    public static let depth = 32
}
