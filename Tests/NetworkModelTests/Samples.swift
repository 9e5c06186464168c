import Addressing
import NetworkModel
import Testing

func prefix(_ text: String) throws -> Prefix { try #require(Prefix(text)) }

func held(_ text: String) throws -> InterfaceAddress { try #require(InterfaceAddress(text)) }

func network(
    _ id: String,
    _ subnets: String...,
    options: NetworkOptions = NetworkOptions(),
    isInternal: Bool = false
) throws -> Network {
    try Network(
        id: NetworkID(id),
        options: options,
        isInternal: isInternal,
        subnets: subnets.map { text in
            let range = try prefix(text)
            let gateway = try #require(InterfaceAddress("\(range.first)/\(range.length)"))
            return try Subnet(prefix: range, gateway: successor(of: gateway.address))
        }
    )
}

func successor(of address: IPAddress) -> IPAddress {
    switch address {
    case .v4(let address): .v4(IPv4Address(rawValue: address.rawValue + 1))
    case .v6(let address): .v6(IPv6Address(rawValue: address.rawValue + 1))
    }
}

func endpoint(_ id: String, on network: String, _ ipv4: String? = nil, _ ipv6: String? = nil, sandbox: String? = nil)
    throws -> Endpoint
{
    try Endpoint(
        id: EndpointID(id),
        network: NetworkID(network),
        ipv4: ipv4.map { try held($0) },
        ipv6: ipv6.map { try held($0) },
        sandbox: sandbox
    )
}

extension DesiredState {
    init(_ changes: [Change]) {
        self.init()
        for change in changes { apply(change) }
    }
}
