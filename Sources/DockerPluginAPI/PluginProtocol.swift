// SPDX-License-Identifier: Apache-2.0

/// Docker's plugin protocol.
public enum PluginProtocol {
    /// The version that is spoken.
    public static let version = "1.2"

    /// The type of an answer's content, which names the version.
    public static let contentType = "application/vnd.docker.plugins.v\(version)+json"
}
