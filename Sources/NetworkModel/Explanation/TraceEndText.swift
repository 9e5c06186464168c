// SPDX-License-Identifier: Apache-2.0

import Addressing

/// An end as typed by a user: `web`, `web:80`, `10.1.0.2:53/udp`, `[fd00:1::2]:443`, `host:8080`.
public struct TraceEndText: Hashable, Sendable {
    /// The name, id or address.
    public let name: String
    /// The port, if given; of TCP unless a protocol is given.
    public let port: SoughtPort?

    /// Parses the text; refuses an invalid name, port or protocol.
    public init(_ text: String) throws(Refusal) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard halves.count <= 2, let transport = TransportProtocol(halves.count == 2 ? halves[1] : "tcp") else {
            throw Refusal("\"\(text)\"", "has an unknown protocol; use tcp, udp or sctp")
        }
        let (name, port) = Self.parts(of: halves[0])
        guard !name.isEmpty, !name.contains("[") else {
            throw Refusal(
                "\"\(text)\"",
                "is empty; write a container, an endpoint, an address, host or outside, as in web:80/tcp"
            )
        }
        self.name = name
        guard let port else {
            if halves.count == 2 { throw Refusal("\"\(text)\"", "has a protocol but no port") }
            self.port = nil
            return
        }
        guard let number = UInt16(port), number > 0 else {
            throw Refusal("\"\(text)\"", "port \(port) is not between 1 and 65535")
        }
        self.port = SoughtPort(number, over: transport)
    }

    private static func parts(of text: String) -> (name: String, port: String?) {
        if IPAddress(text) != nil { return (text, nil) }
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            let inside = String(text[text.index(after: text.startIndex)..<end])
            guard IPAddress(inside) != nil, rest.isEmpty || rest.hasPrefix(":") else { return ("", nil) }
            return (inside, rest.isEmpty ? nil : String(rest.dropFirst()))
        }
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}

extension Explanation {
    /// Returns the parties with a name: `host`, `outside`, an address, a container's name, or the beginning of an endpoint's id.
    ///
    /// Refuses a name of no end, or of more than one.
    public func ends(named name: String) throws(Refusal) -> [TraceEnd] {
        if name == "host" { return [.host(nil)] }
        if name == "outside" { return [.outside(nil)] }
        if name == "localhost" { return [.host(PublishOptions.loopback[0]), .host(PublishOptions.loopback[1])] }
        if let address = IPAddress(name) { return [end(at: address)] }
        let named = desired.endpoints.values.filter { names[$0.id] == name }.sorted { $0.id < $1.id }
        if !named.isEmpty { return named.compactMap { end($0) } }
        let matches = desired.endpoints.values.filter { $0.id.text.hasPrefix(name) }
        guard let endpoint = matches.first, let end = end(endpoint) else {
            throw Refusal(
                "\"\(name)\"",
                "is not a container, endpoint or address; \"mdnp endpoints\" lists all endpoints"
            )
        }
        guard matches.count == 1 else {
            throw Refusal("\"\(name)\"", "matches \(matches.count) endpoint ids; give more of the id")
        }
        return [end]
    }

    private func end(at address: IPAddress) -> TraceEnd {
        // An address with a published port means the host, even if the host has lost the address.
        let isPublished = desired.publications.all.contains { $0.host.address == address }
        if address.isLoopback || facts.has(address) || isPublished { return .host(address) }
        let holder =
            desired.endpoints.values.first { endpoint in endpoint.addresses.contains { $0.address == address } }
            ?? claimant(of: address)
        return holder.flatMap { end($0, by: address) } ?? .outside(address)
    }

    /// Returns the endpoint that may advertise an address as its own; of several, the first by its id.
    private func claimant(of address: IPAddress) -> Endpoint? {
        desired.endpoints.values.filter { endpoint in
            guard let network = desired.networks[endpoint.network]?.network else { return false }
            return endpoint.allowedAnnouncements(on: network).contains { $0.contains(address) }
        }.min { $0.id < $1.id }
    }

    private func end(_ endpoint: Endpoint, by address: IPAddress? = nil) -> TraceEnd? {
        desired.networks[endpoint.network].map { .endpoint(endpoint, on: $0.network, by: address) }
    }
}
