// SPDX-License-Identifier: Apache-2.0

/// The most bytes of a request body, by the method that it calls.
struct BodyLimits: Sendable {
    /// Of most methods; Docker's requests have a few hundred bytes.
    var usual = 4 << 20
    /// Of methods whose requests carry ports.
    ///
    /// Docker writes up to 150 bytes for a port that is published and exposed, so that 65,535 of each protocol fit.
    var ports = 32 << 20

    /// The paths of the methods that carry ports.
    private static let portPaths: Set<String> = [
        "/NetworkDriver.CreateEndpoint", "/NetworkDriver.Join", "/NetworkDriver.ProgramExternalConnectivity",
    ]

    /// The limit of a call of a path.
    func limit(of path: String) -> Int { Self.portPaths.contains(path) ? ports : usual }
}
