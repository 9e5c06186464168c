// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import GRDB
import IPAM
import NetworkModel
import Testing

@testable import SQLiteStateStore

struct SQLiteStateStoreTests {
    private static func network(_ id: String, subnet: String = "10.1.0.0/24", bridge: String? = nil) throws -> Network {
        let prefix = try #require(Prefix(subnet))
        let auxiliary = IPAddress.v4(IPv4Address(rawValue: 0x0a01_0009))
        return try Network(
            id: NetworkID(id),
            options: BridgeOptions.ofNetwork(
                [
                    "mtu": id == "n2" ? "auto" : "1400", "interface_prefix": "net", "icc": "false",
                    "gateway": "docker", "host_access": "false",
                    "max_connections": id == "n1" ? "none" : "\(UInt32.max)", "publish.bind": "localhost",
                    "publish.allow": subnet, "publish.internal": "true",
                    "com.docker.network.advertise_addr_nmsgs": "1", "ethertypes": "vlan,0x88cc",
                ].merging(bridge.map { ["bridge": $0] } ?? [:]) { $1 }
                    .merging(id == "n1" ? ["spoof_check": "mac", "publish.absent_address": "wait"] : [:]) { $1 }
            ),
            isInternal: true,
            subnets: [
                Subnet(
                    prefix: prefix,
                    gateway: prefix.last,
                    auxiliary: prefix.contains(auxiliary) ? ["printer": auxiliary] : [:]
                )
            ]
        )
    }

    private static func endpoint(
        _ id: String,
        on network: Network,
        mac: String? = nil,
        _ occupancy: Occupancy = .created
    ) throws -> Endpoint {
        let options = [
            "publish.bind": "192.0.2.1", "publish.allow": "192.0.2.0/24,192.0.3.7-192.0.4.255,2001:db8::/32",
            "spoof_check": "off", "allowed_addresses": "10.8.0.0/16,10.1.0.7-10.1.0.9,fd00:8::/64",
            "ethertypes": "lldp", "publish.absent_address": "refuse",
            "snat": "192.0.2.9,2001:db8::9",
        ]
        return try Endpoint(
            id: EndpointID(id),
            network: network.id,
            ipv4: InterfaceAddress("10.1.0.7/24"),
            ipv6: InterfaceAddress("fd00:1::7/64"),
            mac: mac.flatMap { MACAddress($0) },
            interfaceName: InterfaceName("mgmt0"),
            options: BridgeOptions.ofEndpoint(options),
            occupancy: occupancy
        )
    }

    private static var joined: Occupancy { .joined(Sandbox("/run/docker/netns/1")) }

    /// Returns a host port that leads to an endpoint.
    private static func publication(
        _ address: String,
        _ port: UInt16,
        of endpoint: Endpoint,
        count: Int = 1
    ) throws -> Publication {
        let host = HostPort(.udp, try #require(IPAddress(address)), port)
        let container = AddressPort(try #require(endpoint.ipv4?.address), port: 53)
        return Publication(host, to: container, of: endpoint.id, count: count)
    }

    /// Commits changes like one run of mdnp; the file is closed afterwards.
    private static func commit(_ changes: [Change], to file: TemporaryFile) async throws {
        try await SQLiteStateStore(path: file.path).commit { _ in Decision(changes, outcome: ()) }
    }

    @Test func `committed changes survive a restart`() async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1", bridge: "br7")
        let other = try Self.network("n2", subnet: "fd00:2::/64")
        let endpoint = try Self.endpoint("e1", on: network, mac: "02:00:00:00:00:01", Self.joined)
        let changes: [Change] = [
            .addNetwork(NetworkRecord(network, phase: .creating)), .setPhase(network.id, .active),
            .addNetwork(NetworkRecord(other, phase: .deleting)), .addEndpoint(endpoint),
            .publish(try Self.publication("0.0.0.0", 53, of: endpoint)),
            .publish(try Self.publication("2001:db8::1", 65535, of: endpoint)),
            .publish(try Self.publication("0.0.0.0", 10000, of: endpoint, count: 10001)),
            .recordHostChange(.forwardsIPv6), .recordHostChange(.acceptsAdvertisements(try InterfaceName("eth0"))),
        ]
        try await Self.commit(changes, to: file)
        var expected = DesiredState()
        for change in changes { expected.apply(change) }
        #expect(try await SQLiteStateStore(path: file.path).read { $0 } == expected)
    }

    @Test func `a newly derived MAC address survives a restart`() async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1")
        let endpoint = try Endpoint(
            id: EndpointID("e1"),
            network: network.id,
            ipv4: InterfaceAddress("10.1.0.7/24"),
            mac: MACAddress("06:00:00:00:00:01"),
            isMACGiven: false
        )
        try await Self.commit(
            [.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)],
            to: file
        )
        let kept = try await SQLiteStateStore(path: file.path).read { $0.endpoints[endpoint.id] }
        #expect(kept == endpoint && kept?.isMACGiven == false)
    }

    @Test func `removals survive a restart, and endpoints end with their network`() async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1")
        let endpoint = try Self.endpoint("e1", on: network)
        let changes: [Change] = [
            .addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint),
            .recordHostChange(.forwardsIPv6),
        ]
        try await Self.commit(changes, to: file)
        try await Self.commit([.removeNetwork(network.id), .forgetHostChange(.forwardsIPv6)], to: file)
        #expect(try await SQLiteStateStore(path: file.path).read { $0 } == DesiredState())
    }

    @Test func `a port leads to one container, and ends with its withdrawal or its endpoint`() async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1")
        let endpoint = try Self.endpoint("e1", on: network)
        let ports = try [53, 54].map { try Self.publication("0.0.0.0", $0, of: endpoint) }
        let changes: [Change] = [.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)]
        try await Self.commit(changes + ports.map { .publish($0) }, to: file)
        await #expect(throws: StateError.self) { try await Self.commit([.publish(ports[0])], to: file) }
        try await Self.commit([.withdraw(ports[0].host)], to: file)
        #expect(try await SQLiteStateStore(path: file.path).read { $0.publications.all } == [ports[1]])
        try await Self.commit([.joined(endpoint.id, Sandbox("/run/docker/netns/1"))], to: file)
        #expect(try await SQLiteStateStore(path: file.path).read { $0.publications.all } == [ports[1]])
        try await Self.commit([.removeEndpoint(endpoint.id)], to: file)
        #expect(try await SQLiteStateStore(path: file.path).read { $0.publications.all } == [])
        try await Self.commit([.addEndpoint(endpoint), .publish(ports[1])], to: file)
    }

    @Test(arguments: [(UInt16(9990), 11), (10005, 1), (10005, 2), (10009, 10), (9990, 100), (10000, 1)])
    func `the database refuses to publish a port of a run twice`(port: UInt16, count: Int) async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1")
        let endpoint = try Self.endpoint("e1", on: network)
        let run = try Self.publication("0.0.0.0", 10000, of: endpoint, count: 10)
        let beside = try [
            Self.publication("0.0.0.0", 9980, of: endpoint, count: 10),
            Self.publication("0.0.0.0", 10010, of: endpoint, count: 10),
            Self.publication("127.0.0.1", 10000, of: endpoint, count: 10),
        ]
        let changes: [Change] = [.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)]
        try await Self.commit(changes + ([run] + beside).map { .publish($0) }, to: file)
        let other = try Self.publication("0.0.0.0", port, of: endpoint, count: count)
        await #expect(throws: StateError.self) { try await Self.commit([.publish(other)], to: file) }
        try await Self.commit([.withdraw(run.host)], to: file)
        #expect(try await SQLiteStateStore(path: file.path).read { Set($0.publications.all) } == Set(beside))
    }

    @Test func `joins and leaves change only the occupancy`() async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1")
        let endpoint = try Self.endpoint("e1", on: network)
        try await Self.commit(
            [.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)],
            to: file
        )
        for path in ["/run/docker/netns/1", "", "/run/docker/netns/2"] {
            try await Self.commit([.joined(endpoint.id, Sandbox(path))], to: file)
            var expected = try Self.endpoint("e1", on: network, .joined(Sandbox(path)))
            #expect(try await SQLiteStateStore(path: file.path).read { $0.endpoints[endpoint.id] } == expected)
            try await Self.commit([.left(endpoint.id)], to: file)
            expected.occupancy = .left
            #expect(try await SQLiteStateStore(path: file.path).read { $0.endpoints[endpoint.id] } == expected)
        }
    }

    /// Returns the state in memory after a change; the file is closed afterwards.
    private static func state(after change: Change, in file: TemporaryFile) async throws -> DesiredState {
        let store = try SQLiteStateStore(path: file.path)
        try await store.commit { _ in Decision([change], outcome: ()) }
        return try await store.read { $0 }
    }

    @Test func `after each kind of change, the state in memory equals the state that a restart reads`() async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1")
        let endpoint = try Self.endpoint("e1", on: network, mac: "02:00:00:00:00:01")
        let publication = try Self.publication("0.0.0.0", 10000, of: endpoint, count: 10)
        let block = try #require(Prefix("fd12:3456:789a::/48"))
        let changes: [Change] = [
            .addNetwork(NetworkRecord(network, phase: .creating)), .setPhase(network.id, .active),
            .addEndpoint(endpoint),
            .joined(endpoint.id, Sandbox("/run/docker/netns/1")), .joined(endpoint.id, Sandbox("/run/docker/netns/2")),
            .publish(publication), .withdraw(publication.host), .publish(publication), .left(endpoint.id),
            .recordHostChange(.forwardsIPv6), .forgetHostChange(.forwardsIPv6),
            .addresses(.adoptUniqueLocalBlock(block)), .removeEndpoint(endpoint.id), .addEndpoint(endpoint),
            .setPhase(network.id, .deleting), .removeNetwork(network.id),
        ]
        let kinds = Set(changes.map { String("\($0)".prefix { $0 != "(" }) })
        #expect(kinds.count == 12)
        var before = DesiredState()
        for change in changes {
            let memory = try await Self.state(after: change, in: file)
            #expect(memory != before, "\(change)")
            before = memory
            #expect(try await SQLiteStateStore(path: file.path).read { $0 } == memory, "\(change)")
        }
    }

    @Test func `a change of a missing object has no effect, and an existing object is not added again`() async throws {
        let file = TemporaryFile()
        let network = try Self.network("n1")
        let endpoint = try Self.endpoint("e1", on: network)
        try await Self.commit(
            [.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)],
            to: file
        )
        let before = try await SQLiteStateStore(path: file.path).read { $0 }
        let (noEndpoint, noNetwork) = (try EndpointID("e9"), try NetworkID("n9"))
        let nothing: [Change] = [
            .joined(noEndpoint, Sandbox("/run/docker/netns/1")), .left(noEndpoint), .removeEndpoint(noEndpoint),
            .setPhase(noNetwork, .deleting), .removeNetwork(noNetwork), .forgetHostChange(.forwardsIPv6),
        ]
        for change in nothing {
            #expect(try await Self.state(after: change, in: file) == before, "\(change)")
            #expect(try await SQLiteStateStore(path: file.path).read { $0 } == before, "\(change)")
        }
        for change in [.addNetwork(NetworkRecord(network, phase: .deleting)), .addEndpoint(endpoint)] as [Change] {
            await #expect(throws: StateError.self) { try await Self.commit([change], to: file) }
            #expect(try await SQLiteStateStore(path: file.path).read { $0 } == before, "\(change)")
        }
    }

    @Test func `a refused decision has no effect`() async throws {
        let store = try SQLiteStateStore()
        let error = await #expect(throws: StateError.self) {
            try await store.commit { _ throws(Refusal) -> Decision<Void> in throw Refusal("option mtu", "is too big") }
        }
        #expect(error?.description == "option mtu: is too big")
        #expect(try await store.read { $0 } == DesiredState())
    }

    @Test func `the database refuses two networks with one bridge, and stores no part of the commit`() async throws {
        let store = try SQLiteStateStore()
        let first = try Self.network("n1", bridge: "br7")
        let second = try Self.network("n2", subnet: "10.2.0.0/24", bridge: "br7")
        let third = try Self.network("n3", subnet: "10.3.0.0/24")
        try await store.commit { _ in Decision([.addNetwork(NetworkRecord(first, phase: .active))], outcome: ()) }
        let error = await #expect(throws: StateError.self) {
            try await store.commit { _ in
                Decision(
                    [
                        .addNetwork(NetworkRecord(third, phase: .active)),
                        .addNetwork(NetworkRecord(second, phase: .active)),
                    ],
                    outcome: ()
                )
            }
        }
        #expect(error?.description == "commit the state: UNIQUE constraint failed: network.bridge")
        #expect(try await store.read { Array($0.networks.keys) } == [first.id])
    }

    @Test func `a file that is not a database is refused and stays unchanged`() throws {
        let file = TemporaryFile()
        let garbage = Data(repeating: 0x5a, count: 8192)
        try garbage.write(to: URL(fileURLWithPath: file.path))
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: file.path) }
        #expect(error?.description == "open the state \(file.path): file is not a database")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == garbage)
    }

    @Test func `a database with a torn page is refused`() async throws {
        let file = TemporaryFile()
        try await Self.commit([.addNetwork(NetworkRecord(try Self.network("n1"), phase: .active))], to: file)
        let queue = try DatabaseQueue(path: file.path)
        try await queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file.path))
        bytes.replaceSubrange(4096..<bytes.count, with: Data(repeating: 0x5a, count: bytes.count - 4096))
        try bytes.write(to: URL(fileURLWithPath: file.path))
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: file.path) }
        #expect(error?.description.hasPrefix("open the state \(file.path): ") == true)
    }

    @Test func `a database of a newer mdnp is refused, and stays unchanged byte for byte`() throws {
        let file = TemporaryFile()
        _ = try SQLiteStateStore(path: file.path)
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')") }
        try queue.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: file.path))
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: file.path) }
        #expect(
            error?.description
                == "open the state \(file.path): the database was written by a newer version of mdnp; install that version or later"
        )
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == before)
    }

    @Test func `an unreadable row is refused by name`() async throws {
        let file = TemporaryFile()
        try await Self.commit([.addNetwork(NetworkRecord(try Self.network("n1"), phase: .active))], to: file)
        let queue = try DatabaseQueue(path: file.path)
        try await queue.write { try $0.execute(sql: #"UPDATE network SET options = '{"gateway":"somebody"}'"#) }
        try queue.close()
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: file.path) }
        let reason = #"option gateway: "somebody" is invalid; use one of mdnp, docker, none"#
        #expect(error?.description == "open the state \(file.path): network n1: \(reason)")
    }

    @Test func `other connections cannot change the state while it is in use`() throws {
        let file = TemporaryFile()
        let store = try SQLiteStateStore(path: file.path)
        #expect(throws: DatabaseError.self) {
            try DatabaseQueue(path: file.path).write { try $0.execute(sql: "DELETE FROM network") }
        }
        withExtendedLifetime(store) {}
    }

    /// Returns the permissions of a file; nil if there is none.
    private static func permissions(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
    }

    @Test
    func `the files are readable only by their owner under any umask, and so is a rewritten one`()
        async throws
    {
        let file = TemporaryFile()
        let store = try SQLiteStateStore(path: file.path)
        let network = try Self.network("n1")
        try await store.commit { _ in Decision([.addNetwork(NetworkRecord(network, phase: .active))], outcome: ()) }
        #expect([file.path, file.path + "-wal"].map(Self.permissions) == [0o600, 0o600])
        await store.keepReserve()
        #expect(Self.permissions(file.path + ".reserve") == 0o600)
        try FileManager.default.removeItem(atPath: file.path + ".reserve")
        try FileManager.default.removeItem(atPath: file.path)
        try await store.keepFile()
        #expect(await store.rewrites == 1)
        try await store.commit { _ in Decision([.removeNetwork(network.id)], outcome: ()) }
        for name in [file.path, file.path + "-wal"] { #expect(Self.permissions(name) == 0o600, "\(name)") }
    }

    @Test(arguments: [true, false]) func `a symbolic link instead of the database is refused, and not followed`(
        isDangling: Bool
    ) async throws {
        let (file, other) = (TemporaryFile(), TemporaryFile())
        let network = try Self.network("n1")
        if !isDangling { try await Self.commit([.addNetwork(NetworkRecord(network, phase: .active))], to: other) }
        let before = FileManager.default.contents(atPath: other.path)
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: other.path)
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: file.path) }
        #expect(
            error?.description
                == "open the state \(file.path): is a symbolic link; replace it with the file itself"
        )
        #expect(FileManager.default.contents(atPath: other.path) == before)
    }

    @Test func `the error for a missing directory contains its name`() {
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: "/nowhere/mdnp.sqlite") }
        #expect(error?.description.hasPrefix("open the state /nowhere/mdnp.sqlite: ") == true)
    }
}

/// A file path that is removed after use, with the other files of SQLite.
final class TemporaryFile: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("mdnp-\(UUID().uuidString).sqlite").path
    }

    deinit {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
}
