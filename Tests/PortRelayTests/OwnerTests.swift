import Addressing
import CLinux
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

@testable import PortRelay

/// Who has a port that is taken.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(1)))
struct OwnerTests {
    private let host: NetworkNamespace
    private let relay: PortRelay

    init() async throws {
        host = try .ofTest
        try await Witness(host)("ip", "link", "set", "lo", "up")
        relay = try .relaying(in: host)
    }

    private static var itself: String {
        get throws {
            let path = "/proc/self/comm"
            let name = String(decoding: try OwnedDescriptor(opening: path).readToEnd(subject: path), as: UTF8.self)
            return "\(name.dropLast()) (process \(getpid()))"
        }
    }

    @Test(
        arguments: [TransportProtocol.tcp, .udp],
        [
            ("0.0.0.0", "0.0.0.0"), ("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "0.0.0.0"), ("::", "::1"), ("::1", "::"),
            ("::", "0.0.0.0"), ("::", "127.0.0.1"), ("::ffff:127.0.0.1", "0.0.0.0"),
        ]
    )
    func `whoever has the port, or an address of it, is named`(
        transport: TransportProtocol,
        addresses: (owned: String, wanted: String)
    ) throws {
        let address = try #require(IPAddress(addresses.owned))
        let socket = try Socket(transport, address.family, in: host)
        try socket.bind(to: address, 8080)
        if transport == .tcp { try socket.listen() }
        #expect(relay.owner(of: try .of(addresses.wanted, 8080, transport)) == (try Self.itself))
        #expect(relay.owner(of: try .of(addresses.wanted, 8081, transport)) == nil)
        withExtendedLifetime(socket) {}
    }

    @Test func `another process is named, by what it calls itself`() async throws {
        let script = """
            import os, socket, time
            sleeper = socket.socket()
            sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sleeper.bind(("127.0.0.1", 8080))
            sleeper.listen()
            child = os.fork()
            if child == 0:
                open("/proc/self/comm", "w").write("docker-proxy")
                time.sleep(60)
                os._exit(0)
            print(child)
            """
        let child = try #require(try await Int32(Witness(host)("python3", "-", input: script).dropLast()))
        defer { kill(child, SIGKILL) }
        let port = try HostPort.of("0.0.0.0", 8080)
        #expect(throws: PortError.taken(port)) { try relay.hold([.of("0.0.0.0", 8080)], for: []) }
        #expect(relay.owner(of: port) == "Docker (docker-proxy, process \(child))")
    }

    @Test func `whoever listens is named before who is connected`() throws {
        let server = try Socket.listening(at: "127.0.0.1", 8080, in: host)
        let client = try Socket.connected(to: "127.0.0.1", 8080, in: host)
        let accepted = try server.accept()
        #expect(relay.owner(of: try .of("0.0.0.0", 8080)) == (try Self.itself))
        withExtendedLifetime((client, accepted)) {}
    }
}
