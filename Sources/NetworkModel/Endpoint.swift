// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An endpoint of a network, from Docker's CreateEndpoint to its DeleteEndpoint.
public struct Endpoint: Hashable, Sendable {
    /// Docker's id.
    public let id: EndpointID
    /// The network of the endpoint.
    public let network: NetworkID
    /// The IPv4 address, if there is one.
    public let ipv4: InterfaceAddress?
    /// The IPv6 address, if there is one.
    public let ipv6: InterfaceAddress?
    /// The MAC address of the container end.
    public internal(set) var mac: MACAddress
    /// A Boolean value that indicates whether Docker assigned the MAC address: the reply must then not contain it.
    public let isMACGiven: Bool
    /// The name that the user chose for the interface inside the container.
    public let interfaceName: InterfaceName?
    /// The options that the user chose.
    public let options: Options
    /// The name of the host end of the endpoint's veth.
    public let link: InterfaceName
    /// The name of the container end, until Docker moves it.
    public let peer: InterfaceName
    /// The phase between CreateEndpoint and DeleteEndpoint.
    public var occupancy: Occupancy

    /// Creates an endpoint from CreateEndpoint; derives the names of its links, and its MAC address unless one is assigned.
    ///
    /// - Parameter isMACGiven: A Boolean value that indicates whether Docker assigned the MAC address, rather than mdnp earlier.
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
                mac.isZero ? "is all zeros" : "is a multicast address"
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

    /// The addresses of published ports and their allowed clients, as set for the endpoint and not for the network.
    public var publishing: PublishOptions { options.publishing }

    /// The addresses and frames that the container may send, as set for the endpoint.
    public var senders: SenderOptions { options.senders }

    /// The host addresses that outgoing packets of the container get, as set for the endpoint: at most one of each family.
    public var sources: [IPAddress] { options.sources }

    /// The sandbox of the endpoint; nil before Join and after Leave.
    public var sandbox: Sandbox? { occupancy.sandbox }

    /// The endpoint's addresses of both families.
    public var addresses: [InterfaceAddress] { [ipv4, ipv6].compactMap(\.self) }

    /// The addresses that the container sends from: its own, and the link-local one derived from its MAC address.
    public var spokenAddresses: [IPAddress] {
        addresses.map(\.address) + (ipv6 == nil ? [] : [.v6(IPv6Address(linkLocalOf: mac))])
    }

    /// The MAC address of the host end.
    ///
    /// The address differs from that of the container: otherwise the bridge would deliver the container's frames to the host.
    public var linkMAC: MACAddress { MACAddress(derivedFrom: "link/\(id.text)") }

    /// Returns the same endpoint with another MAC address: the first one derived from its id that is not taken.
    func derivingMAC(unless isTaken: (MACAddress) -> Bool) -> Endpoint {
        var other = self
        var number = 0
        repeat {
            other.mac = MACAddress(derivedFrom: number == 0 ? "endpoint/\(id.text)" : "endpoint/\(id.text)/\(number)")
            number += 1
        } while isTaken(other.mac)
        return other
    }

    /// Returns a MAC address derived from the IP address.
    ///
    /// The caches of neighbors stay correct when a container returns with its address under another endpoint.
    private static func derivedMAC(id: EndpointID, ipv4: InterfaceAddress?, ipv6: InterfaceAddress?) -> MACAddress {
        if let ipv4 { return MACAddress(derivedFrom: ipv4.address) }
        if let ipv6 { return MACAddress(derivedFrom: ipv6.address) }
        return MACAddress(derivedFrom: "endpoint/\(id.text)")
    }
}
