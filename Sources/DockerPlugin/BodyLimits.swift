// SPDX-License-Identifier: Apache-2.0

/// The maximum size of a request body, in bytes, for each method.
struct BodyLimits: Sendable {
    /// The limit of most methods; their requests have a few hundred bytes.
    var usual = 4 << 20
    /// The limit of methods whose requests contain ports.
    ///
    /// Docker needs up to 150 bytes for a port that is both published and exposed, so 65,535 ports of each protocol fit.
    var ports = 32 << 20

    /// The paths of the methods whose requests contain ports.
    private static let portPaths: Set<String> = [
        "/NetworkDriver.CreateEndpoint", "/NetworkDriver.Join", "/NetworkDriver.ProgramExternalConnectivity",
    ]

    /// Returns the limit of a call by its path.
    func limit(of path: String) -> Int { Self.portPaths.contains(path) ? ports : usual }
}
