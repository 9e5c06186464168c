// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The addresses of published ports, and their allowed clients: set for a network, or for an endpoint, which takes precedence.
public struct PublishOptions: Hashable, Sendable {
    /// The host addresses for ports without an address of their own; nil if the option is absent.
    ///
    /// At most one of each family; 0.0.0.0 and :: represent all addresses of their family.
    public var addresses: [IPAddress]?
    /// The clients that reach published ports, in addition to the host itself; nil if the option is absent.
    public var clients: ClientList?
    /// The treatment of ports at addresses that the host lacks; nil if the option is absent.
    public var absentAddress: AbsentAddress?

    /// Creates options with the default values.
    public init(addresses: [IPAddress]? = nil, clients: ClientList? = nil, absentAddress: AbsentAddress? = nil) {
        self.addresses = addresses
        self.clients = clients
        self.absentAddress = absentAddress
    }

    /// A Boolean value that indicates whether ports wait for their host addresses.
    public var waitsForAddresses: Bool { absentAddress == .wait }

    /// Every host address (`publish.bind=any`), the default.
    public static var everyAddress: [IPAddress] {
        [.v4(IPv4Address(rawValue: 0)), .v6(IPv6Address(rawValue: 0))]
    }

    /// The host itself only (`publish.bind=localhost`).
    public static var loopback: [IPAddress] {
        [.v4(IPv4Address(rawValue: 0x7f00_0001)), .v6(IPv6Address(rawValue: 1))]
    }

    /// Returns these options, with those of the network for absent ones.
    public func over(_ network: PublishOptions) -> PublishOptions {
        PublishOptions(
            addresses: addresses ?? network.addresses,
            clients: clients ?? network.clients,
            absentAddress: absentAddress ?? network.absentAddress
        )
    }
}
