// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A port of a container's address: where a publication leads.
public struct ContainerPort: Hashable, Sendable {
    /// The container's address.
    public let address: IPAddress
    /// The port, at least 1.
    public let port: UInt16

    /// A port of an address.
    public init(_ address: IPAddress, _ port: UInt16) {
        self.address = address
        self.port = port
    }

    /// A Boolean value that indicates whether the firewall leads packets there that come to an address of the host.
    ///
    /// No rule leads from one family to the other, nor from ::1 to a container.
    public func isTranslated(from address: IPAddress) -> Bool {
        address.family == self.address.family && !(address.family == .v6 && address.isLoopback)
    }
}
