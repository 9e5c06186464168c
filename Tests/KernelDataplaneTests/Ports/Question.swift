// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import KernelTesting
import LinuxSystem

/// What somebody asks a ``MirrorServer``: under which address it sees who asks.
struct Question: Sendable {
    let transport: TransportProtocol
    let address: IPAddress
    let port: UInt16
    /// The own port; 0 for any.
    var sourcePort: UInt16 = 0
    /// The own address; nil for the one that the kernel chooses.
    var source: IPAddress?

    init(_ transport: TransportProtocol, _ address: IPAddress, _ port: UInt16) {
        self.transport = transport
        self.address = address
        self.port = port
    }

    /// Asks from where the calling thread is, and waits for the answer; nil if none comes.
    func ask(patience: Duration) -> IPAddress? {
        let kind = transport == .udp ? SOCK_DGRAM : SOCK_STREAM
        let raw = socket(
            address.family == .v4 ? AF_INET : AF_INET6,
            Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        guard raw >= 0 else { return nil }
        defer { close(raw) }
        let attempts = transport == .udp ? 3 : 1
        let milliseconds = Int(patience / .milliseconds(1)) / attempts
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
    /// Under which address a server that is asked from here sees it; nil if none answers.
    func asks(_ question: Question, patience: Duration = .seconds(3)) async throws -> IPAddress? {
        try await namespace.run { question.ask(patience: patience) }
    }

    /// Whether a server that is asked from here does not answer within a while.
    func asksInVain(_ question: Question) async throws -> Bool {
        try await asks(question, inVain: true)
    }

    /// Whether a server that is asked from here does not answer; it is waited for longer where it should.
    func asks(_ question: Question, inVain isExpected: Bool) async throws -> Bool {
        try await asks(question, patience: isExpected ? .milliseconds(450) : .seconds(3)) == nil
    }
}

/// A family and a transport protocol: what is true of one way is true of all.
struct Way: CustomStringConvertible {
    let family: IPFamily
    let transport: TransportProtocol

    static var all: [Way] {
        [IPFamily.v4, .v6].flatMap { family in [.tcp, .udp].map { Way(family: family, transport: $0) } }
    }

    var description: String { "\(family) \(transport)" }
}
