// SPDX-License-Identifier: Apache-2.0

/// Docker's plugin protocol: its version and content type.
public enum PluginProtocol {
    /// The supported version.
    public static let version = "1.2"

    /// The content type of a response, which includes the version.
    public static let contentType = "application/vnd.docker.plugins.v\(version)+json"
}
