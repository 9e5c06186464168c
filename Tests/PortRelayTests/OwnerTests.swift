// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import Foundation
import KernelTesting
import LinuxSystem
import NetworkModel
import Synchronization
import Testing

@testable import PortRelay

/// The search for the owner of a taken port.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct OwnerTests {
    private let host: NetworkNamespace
    private let relay: PortRelay

    init() async throws {
        host = try .ofTest
        try await Witness(host)("ip", "link", "set", "lo", "up")
        relay = try .relaying(in: host)
    }

    /// Returns the owner without regard to control groups: the control group of the test varies.
    private func owner(_ address: String, _ port: UInt16, _ transport: TransportProtocol = .tcp) throws -> String? {
        try OwnerSearch(namespace: host, groups: nil).owner(of: .of(address, port, transport))?.description
    }

    private static var itself: String {
        get throws {
            let path = "/proc/self/comm"
            let name = String(decoding: try OwnedDescriptor(opening: path).readToEnd(subject: path), as: UTF8.self)
            return "\(name.dropLast()) (process \(getpid()))"
        }
    }

    /// Starts a process that listens at 127.0.0.1:8080, and returns its id.
    ///
    /// - Parameter before: The first statements of the process, in Python.
    private func listener(before: String = "", after: String = "") async throws -> Int32 {
        let script = """
            import os, socket, time
            \(before)
            sleeper = socket.socket()
            sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sleeper.bind(("127.0.0.1", 8080))
            sleeper.listen()
            child = os.fork()
            if child == 0:
                for descriptor in 0, 1, 2: os.close(descriptor)
                \(after)
                time.sleep(60)
                os._exit(0)
            print(child)
            """
        return try #require(try await Int32(Witness(host)("python3", "-", input: script).dropLast()))
    }

    @Test(
        arguments: [TransportProtocol.tcp, .udp],
        [
            ("0.0.0.0", "0.0.0.0"), ("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "0.0.0.0"), ("::", "::1"), ("::1", "::"),
            ("::", "0.0.0.0"), ("::", "127.0.0.1"), ("::ffff:127.0.0.1", "0.0.0.0"),
        ]
    )
    func `the owner of a port, or of one of its addresses, is found`(
        transport: TransportProtocol,
        addresses: (owned: String, wanted: String)
    ) throws {
        let address = try #require(IPAddress(addresses.owned))
        let socket = try Socket(transport, address.family, in: host)
        try socket.bind(to: address, 8080)
        if transport == .tcp { try socket.listen() }
        #expect(try owner(addresses.wanted, 8080, transport) == Self.itself)
        #expect(try owner(addresses.wanted, 8081, transport) == nil)
        withExtendedLifetime(socket) {}
    }

    @Test func `another process is found by its own name`() async throws {
        let child = try await listener(after: #"open("/proc/self/comm", "w").write("docker-proxy")"#)
        defer { kill(child, SIGKILL) }
        let port = try HostPort.of("0.0.0.0", 8080)
        #expect(throws: PortError.taken(port)) { try relay.reserve([.of("0.0.0.0", 8080)], for: []) }
        try await eventually { try owner("0.0.0.0", 8080) == "Docker (docker-proxy, process \(child))" }
    }

    @Test func `a listening owner is found before connected ones`() throws {
        let server = try Socket.listening(at: "127.0.0.1", 8080, in: host)
        let client = try Socket.connected(to: "127.0.0.1", 8080, in: host)
        let accepted = try server.accept()
        #expect(try owner("0.0.0.0", 8080) == Self.itself)
        withExtendedLifetime((client, accepted)) {}
    }

    @Test func `client ports and idle bound sockets have owners too`() throws {
        let server = try Socket.listening(at: "127.0.0.1", 8080, in: host)
        let client = try Socket(.tcp, .v4, in: host)
        try client.bind(to: try #require(IPAddress("127.0.0.1")), 40_000)
        #expect(try owner("0.0.0.0", 40_000) == Self.itself)
        try client.connect(to: try #require(IPAddress("127.0.0.1")), 8080)
        #expect(try owner("0.0.0.0", 40_000) == Self.itself)
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [TransportProtocol.tcp, .udp])
    func `an IPv6-only socket does not own the IPv4 port`(transport: TransportProtocol) throws {
        let socket = try Socket(transport, .v6, in: host)
        try socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
        try socket.bind(to: try #require(IPAddress("::")), 8080)
        if transport == .tcp { try socket.listen() }
        #expect(try owner("::1", 8080, transport) == Self.itself)
        #expect(try owner("0.0.0.0", 8080, transport) == nil)
        withExtendedLifetime(socket) {}
    }

    @Test func `a service or container is found by its control group, even if its processes are not readable`()
        async throws
    {
        let tree = try await MountedGroups()
        let id = String(repeating: "0123456789abcdef", count: 4)
        for (group, name) in [
            ("system.slice/nginx.service", "nginx.service"), ("docker/\(id)", "container 0123456789ab"),
            ("system.slice/docker-\(id).scope", "container 0123456789ab"),
        ] {
            let path = try tree.make(group)
            let child = try await listener(before: #"open("\#(path)/cgroup.procs", "w").write(str(os.getpid()))"#)
            tree.members.withLock { $0.append(child) }
            let search = OwnerSearch(
                namespace: host,
                groups: ControlGroupTree(root: tree.root),
                processes: ProcessTable(root: "/nowhere")
            )
            #expect(try search.owner(of: .of("0.0.0.0", 8080)) == .group(name))
            try tree.end()
        }
    }

    @Test func `the user is found if nothing else is known`() async throws {
        let child = try await listener(before: "os.setgid(65534); os.setuid(65534)")
        defer { kill(child, SIGKILL) }
        let search = OwnerSearch(namespace: host, groups: nil, processes: ProcessTable(root: "/nowhere"))
        #expect(try search.owner(of: .of("0.0.0.0", 8080))?.description == "a process of user nobody")
        let nameless = OwnerSearch(
            namespace: host,
            groups: nil,
            processes: ProcessTable(root: "/nowhere"),
            users: UserNames(path: "/nowhere")
        )
        #expect(try nameless.owner(of: .of("0.0.0.0", 8080))?.description == "a process of user 65534")
    }

    @Test func `the relay returns an owner, or none without a conflict or without the kernel's report`()
        async throws
    {
        let server = try Socket.listening(at: "127.0.0.1", 8080, in: host)
        #expect(await relay.owner(of: try .of("0.0.0.0", 8080)) != nil)
        #expect(await relay.owner(of: try .of("0.0.0.0", 8081)) == nil)
        #expect(await relay.owner(of: try .of("0.0.0.0", 8080, .sctp)) == nil)
        withExtendedLifetime(server) {}
    }

    @Test func `the search in a large tree ends at its limits`() async throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "mdnp-tree-\(UUID())")
        defer { try? FileManager.default.removeItem(at: place) }
        for one in 0..<20 {
            for other in 0..<20 {
                let path = place.appending(path: "\(one)/\(other)")
                try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
            }
        }
        var status = stat()
        #expect(stat(place.appending(path: "19/19").path, &status) == 0)
        let tree = ControlGroupTree(root: place.path)
        var wide = SearchLimit(entries: 50_000, time: .seconds(60))
        #expect(tree.group(UInt64(status.st_ino), within: &wide) == ControlGroup(path: "/19/19"))
        var narrow = SearchLimit(entries: 22, time: .seconds(60))
        #expect(tree.group(UInt64(status.st_ino), within: &narrow) == nil)
        var late = SearchLimit(entries: 50_000, time: .zero)
        #expect(tree.group(UInt64(status.st_ino), within: &late) == nil)
    }
}

/// The control groups of version 2, mounted only for the test, with groups that end with the test.
private final class MountedGroups: Sendable {
    let root = FileManager.default.temporaryDirectory.appending(path: "mdnp-groups-\(UUID())").path
    let members = Mutex<[Int32]>([])
    private let made = Mutex<[String]>([])
    private let name = "mdnp-test-\(UUID())"

    init() async throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try await Self.run("mount", "-t", "cgroup2", "cgroup2", root)
    }

    deinit {
        try? end()
        _ = try? Command(["umount", root]).run(timeLimit: .seconds(20))
        rmdir(root)
    }

    /// Creates a group inside a group of this test alone; returns its path.
    func make(_ group: String) throws -> String {
        var path = root
        for component in [Substring(name)] + group.split(separator: "/") {
            path += "/\(component)"
            #expect(mkdir(path, 0o755) == 0 || ErrorNumber.last == .exists)
            made.withLock { $0.append(path) }
        }
        return path
    }

    /// Ends the processes in the groups, and removes the groups.
    func end() throws {
        for member in members.withLock({ $0 }) { kill(member, SIGKILL) }
        members.withLock { $0 = [] }
        let deadline = ContinuousClock.now + .seconds(60)
        for path in made.withLock({ $0 }).reversed() {
            // A process leaves its group after a wait for its end.
            while rmdir(path) != 0, ErrorNumber.last == .busy, ContinuousClock.now < deadline { usleep(2000) }
        }
        made.withLock { $0 = [] }
    }

    private static func run(_ words: String...) async throws {
        let outcome = try Command(words).run(timeLimit: .seconds(20))
        try #require(outcome.code == 0, "\(outcome.output)")
    }
}
