// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import KernelTesting
import LinuxSystem

/// A request to a ``MirrorServer``, which answers with the client's address as seen by the server.
struct Question: Sendable {
    let transport: TransportProtocol
    let address: IPAddress
    let port: UInt16
    /// The source port; 0 for any.
    var sourcePort: UInt16 = 0
    /// The source address; `nil` for the kernel's choice.
    var source: IPAddress?

    init(_ transport: TransportProtocol, _ address: IPAddress, _ port: UInt16) {
        self.transport = transport
        self.address = address
        self.port = port
    }

    /// Sends the request from the namespace of the calling thread, and returns the answer, or `nil` without one.
    func ask(timeout: Duration) -> IPAddress? {
        let kind = transport == .udp ? SOCK_DGRAM : SOCK_STREAM
        let raw = socket(
            address.family == .v4 ? AF_INET : AF_INET6,
            Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        guard raw >= 0 else { return nil }
        defer { close(raw) }
        let attempts = transport == .udp ? 3 : 1
        let milliseconds = Int(timeout / .milliseconds(1)) / attempts
        var limit = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(raw, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        if source != nil || sourcePort != 0 {
            guard SocketAddress(source ?? .any(address.family), sourcePort).read({ bind(raw, $0, $1) }) == 0 else {
                return nil
            }
        }
        guard SocketAddress(address, port).read({ connect(raw, $0, $1) }) == 0 else { return nil }
        for _ in 0..<attempts {
            if transport == .udp { send(raw, "?", 1, Int32(MSG_NOSIGNAL)) }
            var answer = [UInt8](repeating: 0, count: 64)
            let count = recv(raw, &answer, answer.count, 0)
            if count > 0 { return IPAddress(String(decoding: answer.prefix(count), as: UTF8.self)) }
        }
        return nil
    }
}

extension Witness {
    /// Returns the client's address as a server sees it, or `nil` if no server answers.
    func asks(_ question: Question, timeout: Duration = .seconds(3)) async throws -> IPAddress? {
        try await namespace.run { question.ask(timeout: timeout) }
    }

    /// Returns a Boolean value that indicates whether no answer arrives within 0.45 s.
    func asksInVain(_ question: Question) async throws -> Bool {
        try await asks(question, inVain: true)
    }

    /// Returns a Boolean value that indicates whether no answer arrives: within 0.45 s if none is expected, otherwise within 3 s.
    func asks(_ question: Question, inVain isExpected: Bool) async throws -> Bool {
        try await asks(question, timeout: isExpected ? .milliseconds(450) : .seconds(3)) == nil
    }
}

/// A combination of family and transport protocol, over which tests repeat their checks.
struct Way: CustomStringConvertible {
    let family: IPFamily
    let transport: TransportProtocol

    static var all: [Way] {
        [IPFamily.v4, .v6].flatMap { family in [.tcp, .udp].map { Way(family: family, transport: $0) } }
    }

    var description: String { "\(family) \(transport)" }
}
