// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A container's place on a network, from Docker's CreateEndpoint to its DeleteEndpoint.
public struct Endpoint: Hashable, Sendable {
    /// Docker's id.
    public let id: EndpointID
    /// The network it is on.
    public let network: NetworkID
    /// Its IPv4 address, if it has one.
    public let ipv4: InterfaceAddress?
    /// Its IPv6 address, if it has one.
    public let ipv6: InterfaceAddress?
    /// The MAC address of the container's end.
    public internal(set) var mac: MACAddress
    /// Whether Docker brought the MAC address along: then Docker must not be told it.
    public let isMACGiven: Bool
    /// The name that the user wants for the interface inside the container.
    public let interfaceName: InterfaceName?
    /// The options that the user chose.
    public let options: Options
    /// The host's end of the endpoint's veth.
    public let link: InterfaceName
    /// The container's end, as it is called until Docker moves it.
    public let peer: InterfaceName
    /// How far it has come between CreateEndpoint and DeleteEndpoint.
    public var occupancy: Occupancy

    /// An endpoint as CreateEndpoint asks for it; the names of its links, and its MAC address unless one is given, are derived.
    ///
    /// - Parameter isMACGiven: Whether the MAC address is one that Docker brought along, and not one that mdnp chose before.
    public init(
        id: EndpointID,
        network: NetworkID,
        ipv4: InterfaceAddress? = nil,
        ipv6: InterfaceAddress? = nil,
        mac: MACAddress? = nil,
        isMACGiven: Bool = true,
        interfaceName: InterfaceName? = nil,
        options: Options = Options(),
        occupancy: Occupancy = .created
    ) throws(Refusal) {
        if let mac, mac.isMulticast || mac.isZero {
            throw Refusal(
                "MAC address \(mac)",
                mac.isZero ? "is no address" : "is a multicast address, which no interface can have"
            )
        }
        self.id = id
        self.network = network
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.mac = mac ?? Self.derivedMAC(id: id, ipv4: ipv4, ipv6: ipv6)
        self.isMACGiven = mac != nil && isMACGiven
        self.interfaceName = interfaceName
        self.options = options
        do {
            self.link = try InterfaceName("mv" + id.short)
            self.peer = try InterfaceName("mc" + id.short)
        } catch {
            throw Refusal("endpoint \(id.short)", "\(error)")
        }
        self.occupancy = occupancy
    }

    /// Where its ports are published, and for whom, as far as it is said of the endpoint and not of the network.
    public var publishing: PublishOptions { options.publishing }

    /// The addresses and frames that the container sends, where the endpoint has options of its own.
    public var senders: SenderOptions { options.senders }

    /// The addresses of the host that the container goes out under, where the endpoint has some of its own: one of each family at most.
    public var sources: [IPAddress] { options.sources }

    /// The sandbox it is in; nil before Join and after Leave.
    public var sandbox: Sandbox? { occupancy.sandbox }

    /// The endpoint's addresses of both families.
    public var addresses: [InterfaceAddress] { [ipv4, ipv6].compactMap(\.self) }

    /// The addresses that the container speaks with: its own, and the link-local one that follows from its MAC address.
    public var spokenAddresses: [IPAddress] {
        addresses.map(\.address) + (ipv6 == nil ? [] : [.v6(IPv6Address(linkLocalOf: mac))])
    }

    /// The MAC address of the host's end: never that of the container's, or the bridge would send its frames up.
    public var linkMAC: MACAddress { MACAddress(derivedFrom: "link/\(id.text)") }

    /// The same endpoint with another MAC address of mdnp's choice, the first one derived from its id that is not taken.
    func derivingMAC(unless isTaken: (MACAddress) -> Bool) -> Endpoint {
        var other = self
        var number = 0
        repeat {
            other.mac = MACAddress(derivedFrom: number == 0 ? "endpoint/\(id.text)" : "endpoint/\(id.text)/\(number)")
            number += 1
        } while isTaken(other.mac)
        return other
    }

    /// A MAC address that follows the address, so that what neighbours remember stays right when a container
    /// comes back with its address under another endpoint.
    private static func derivedMAC(id: EndpointID, ipv4: InterfaceAddress?, ipv6: InterfaceAddress?) -> MACAddress {
        if let ipv4 { return MACAddress(derivedFrom: ipv4.address) }
        if let ipv6 { return MACAddress(derivedFrom: ipv6.address) }
        return MACAddress(derivedFrom: "endpoint/\(id.text)")
    }
}
