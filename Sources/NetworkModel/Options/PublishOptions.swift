// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Where ports are published, and for whom: said of a network, or of an endpoint, whose word comes first.
public struct PublishOptions: Hashable, Sendable {
    /// The host's addresses on which ports are published that name none: one of each family at most, of which 0.0.0.0 and :: are all of
    /// the family; nil if nothing is said.
    public var addresses: [IPAddress]?
    /// The clients who reach published ports, beside the host itself; nil if nothing is said.
    public var clients: ClientList?
    /// The treatment of ports at addresses that the host lacks; nil where the option is absent.
    public var absentAddress: AbsentAddress?

    /// The options as they are where the user says nothing.
    public init(addresses: [IPAddress]? = nil, clients: ClientList? = nil, absentAddress: AbsentAddress? = nil) {
        self.addresses = addresses
        self.clients = clients
        self.absentAddress = absentAddress
    }

    /// A Boolean value that indicates whether ports wait for the addresses that they are published at.
    public var waitsForAddresses: Bool { absentAddress == .wait }

    /// Every address of the host's (`publish.bind=any`), which is what holds where nothing is said.
    public static var everyAddress: [IPAddress] {
        [.v4(IPv4Address(rawValue: 0)), .v6(IPv6Address(rawValue: 0))]
    }

    /// The host itself alone (`publish.bind=localhost`).
    public static var loopback: [IPAddress] {
        [.v4(IPv4Address(rawValue: 0x7f00_0001)), .v6(IPv6Address(rawValue: 1))]
    }

    /// These, and where they say nothing, what the network says.
    public func over(_ network: PublishOptions) -> PublishOptions {
        PublishOptions(
            addresses: addresses ?? network.addresses,
            clients: clients ?? network.clients,
            absentAddress: absentAddress ?? network.absentAddress
        )
    }
}
