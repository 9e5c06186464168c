// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A pool in the reply to RequestPool.
public struct PoolAnswer: Decodable, Hashable, Sendable {
    /// The id of the lease.
    public let id: String
    /// The subnet.
    public let subnet: String
    /// The additional data.
    public let data: [String: String]

    /// The gateway in the additional data, with its prefix length.
    public var gateway: String? { data["com.docker.network.gateway"] }

    private enum CodingKeys: String, CodingKey {
        case id = "PoolID"
        case subnet = "Pool"
        case data = "Data"
    }
}

extension PluginClient {
    /// Calls RequestPool for a subnet, or for any subnet of a family.
    public func requestPool(
        _ subnet: String = "",
        range: String = "",
        isIPv6: Bool? = nil,
        space: String = "mdnp-local",
        options: [String: String] = [:]
    ) throws -> PoolAnswer {
        struct Request: Encodable {
            let AddressSpace: String
            let Pool: String
            let SubPool: String
            let Options: [String: String]
            let V6: Bool
        }
        return try ask(
            "IpamDriver.RequestPool",
            Request(
                AddressSpace: space,
                Pool: subnet,
                SubPool: range,
                Options: options,
                V6: isIPv6 ?? subnet.contains(":")
            )
        )
    }

    /// Calls ReleasePool.
    public func releasePool(_ id: String) throws {
        try call("IpamDriver.ReleasePool", #"{"PoolID":"\#(id)"}"#)
    }

    /// Calls RequestAddress for a container, with a specific address or any; engines since 29 send the container name.
    ///
    /// - Returns: The address with its prefix length.
    public func requestAddress(_ address: String = "", of pool: String, name: String? = nil) throws -> String {
        try requestAddress(address, of: pool, name.map { ["com.docker.network.endpoint.name": $0] })
    }

    /// Calls RequestAddress for the gateway of a network.
    ///
    /// - Returns: The address with its prefix length.
    public func requestGateway(_ address: String = "", of pool: String) throws -> String {
        try requestAddress(address, of: pool, ["RequestAddressType": "com.docker.network.gateway"])
    }

    /// Calls ReleaseAddress without the prefix length, as Docker does.
    public func releaseAddress(_ address: String, of pool: String) throws {
        let bare = address.prefix { $0 != "/" }
        try call("IpamDriver.ReleaseAddress", #"{"PoolID":"\#(pool)","Address":"\#(bare)"}"#)
    }

    /// Calls CreateNetwork on mdnp pools, each with its gateway.
    public func createNetwork(_ id: String, on pools: [(pool: PoolAnswer, gateway: String)]) throws {
        func data(_ isWanted: (PoolAnswer) -> Bool) -> String {
            pools.filter { isWanted($0.pool) }
                .map { #"{"AddressSpace":"mdnp-local","Pool":"\#($0.pool.subnet)","Gateway":"\#($0.gateway)"}"# }
                .joined(separator: ",")
        }
        let isIPv6 = { (pool: PoolAnswer) in pool.subnet.contains(":") }
        try call(
            "NetworkDriver.CreateNetwork",
            #"{"NetworkID":"\#(id)","Options":{"com.docker.network.generic":{}},"#
                + #""IPv4Data":[\#(data { !isIPv6($0) })],"IPv6Data":[\#(data(isIPv6))]}"#
        )
    }

    private func requestAddress(_ address: String, of pool: String, _ options: [String: String]?) throws -> String {
        struct Request: Encodable {
            let PoolID: String
            let Address: String
            let Options: [String: String]?
        }
        struct Answer: Decodable {
            let Address: String
        }
        let request = Request(PoolID: pool, Address: address, Options: options)
        let answer: Answer = try ask("IpamDriver.RequestAddress", request)
        return answer.Address
    }

    private func ask<Answer: Decodable>(_ method: String, _ request: some Encodable) throws -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let answer = try call(method, String(decoding: try encoder.encode(request), as: UTF8.self))
        return try JSONDecoder().decode(Answer.self, from: Data(answer.utf8))
    }
}
