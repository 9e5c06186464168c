// SPDX-License-Identifier: Apache-2.0

import Addressing
import GRDB
import IPAM
import NetworkModel
import SQLiteStateStore
import Testing

/// Databases of earlier mdnp versions.
struct MigrationTests {
    /// Never change it: existing databases have this schema.
    private static let networksAndEndpoints = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('networks and endpoints');
        CREATE TABLE network (
            id TEXT NOT NULL PRIMARY KEY,
            phase TEXT NOT NULL CHECK (phase IN ('creating', 'standing', 'deleting')),
            bridge TEXT NOT NULL UNIQUE,
            bridge_option TEXT,
            mtu INTEGER,
            interface_prefix TEXT NOT NULL,
            icc INTEGER NOT NULL,
            gateway TEXT NOT NULL,
            is_internal INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE subnet (
            network TEXT NOT NULL REFERENCES network ON DELETE CASCADE,
            position INTEGER NOT NULL,
            prefix TEXT NOT NULL UNIQUE,
            gateway TEXT,
            PRIMARY KEY (network, position)
        ) STRICT;
        CREATE TABLE auxiliary_address (
            network TEXT NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            address TEXT NOT NULL,
            PRIMARY KEY (network, position, name),
            FOREIGN KEY (network, position) REFERENCES subnet ON DELETE CASCADE
        ) STRICT;
        CREATE TABLE endpoint (
            id TEXT NOT NULL PRIMARY KEY,
            network TEXT NOT NULL REFERENCES network ON DELETE CASCADE,
            ipv4 TEXT,
            ipv6 TEXT,
            mac TEXT NOT NULL,
            is_mac_given INTEGER NOT NULL,
            interface_name TEXT,
            sandbox TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX endpoint_by_ipv4 ON endpoint (network, ipv4) WHERE ipv4 IS NOT NULL;
        CREATE UNIQUE INDEX endpoint_by_ipv6 ON endpoint (network, ipv6) WHERE ipv6 IS NOT NULL;
        CREATE TABLE host_change (
            change TEXT NOT NULL PRIMARY KEY
        ) STRICT;
        INSERT INTO network VALUES ('n1', 'standing', 'mdnp-n1', NULL, 1400, 'eth', 1, 'mdnp', 0);
        INSERT INTO subnet VALUES ('n1', 0, '10.1.0.0/24', '10.1.0.1'), ('n1', 1, 'fd00:1::/64', NULL);
        INSERT INTO auxiliary_address VALUES ('n1', 0, 'printer', '10.1.0.9');
        INSERT INTO endpoint VALUES
            ('e1', 'n1', '10.1.0.7/24', 'fd00:1::7/64', '02:6d:0a:01:00:07', 0, 'mgmt0', '/run/docker/netns/1');
        INSERT INTO host_change VALUES ('forwards IPv6');
        """

    @Test func `a database from before the IPAM driver keeps its networks, with addresses of another IPAM driver`()
        async throws
    {
        let file = TemporaryFile()
        let queue = try DatabaseQueue(path: file.path)
        try await queue.write { try $0.execute(sql: Self.networksAndEndpoints) }
        try queue.close()
        let network = try Network(
            id: NetworkID("n1"),
            options: BridgeOptions.ofNetwork(["mtu": "1400"]),
            isInternal: false,
            subnets: [
                Subnet(
                    prefix: #require(Prefix("10.1.0.0/24")),
                    gateway: IPAddress("10.1.0.1"),
                    auxiliary: ["printer": #require(IPAddress("10.1.0.9"))]
                ), Subnet(prefix: #require(Prefix("fd00:1::/64"))),
            ]
        )
        let endpoint = try Endpoint(
            id: EndpointID("e1"),
            network: network.id,
            ipv4: InterfaceAddress("10.1.0.7/24"),
            ipv6: InterfaceAddress("fd00:1::7/64"),
            interfaceName: InterfaceName("mgmt0"),
            occupancy: .joined(Sandbox("/run/docker/netns/1"))
        )
        let expected: [Change] = [
            .addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint),
            .recordHostChange(.forwardsIPv6),
        ]
        let pool = Pool(id: PoolID("p"), space: .local, prefix: try #require(Prefix("10.2.0.0/24")))
        // The second start opens a database of the current schema.
        for more: [Change] in [[], [.addresses(.leasePool(pool))]] {
            let store = try SQLiteStateStore(path: file.path)
            try await store.commit { _ in Decision(more, outcome: ()) }
            #expect(
                try await store.read { $0 } == (expected + more).reduce(into: DesiredState()) { $0.apply($1) }
            )
        }
    }

    @Test(arguments: [false, true])
    func `a database from before published ports keeps pools, addresses and reservations too`(hasEgress: Bool)
        async throws
    {
        let file = TemporaryFile()
        let queue = try DatabaseQueue(path: file.path)
        try await queue.write { database in
            try database.execute(sql: Self.networksAndEndpoints + EarlierSchemas.poolsAndAddresses)
            if hasEgress { try database.execute(sql: EarlierSchemas.egress) }
        }
        try queue.close()
        let state = try await SQLiteStateStore(path: file.path).read { $0 }
        let own = try #require(state.networks[NetworkID("n2")]?.network)
        #expect(own.subnets.map(\.space) == [.local])
        #expect(own.options.masquerade == !hasEgress)
        #expect(try own.options.sources == (hasEgress ? [#require(IPAddress("192.0.2.7"))] : []))
        #expect(try state.networks[NetworkID("n1")]?.network.options == BridgeOptions.ofNetwork(["mtu": "1400"]))
        #expect(try state.endpoints[EndpointID("e1")]?.occupancy == .joined(Sandbox("/run/docker/netns/1")))
        let id = PoolID("mdnp-0000000000000001")
        let pool = try #require(state.addresses.pool(id))
        #expect(pool.isAutomatic)
        let expected: [String: AddressState] = [
            "10.2.0.1": .held(Lease(purpose: .gateway, name: nil, since: Timestamp(seconds: 7))),
            "10.2.0.2": .held(Lease(purpose: .address, name: "web", since: Timestamp(seconds: 8))),
            "10.2.0.3": .resting(Lease(purpose: .address, name: "db", since: Timestamp(seconds: 9)), order: 4),
            "10.2.0.9": .reserved,
        ]
        for (text, expected) in expected {
            #expect(try state.addresses.state(of: #require(IPAddress(text)), in: id) == expected, "\(text)")
        }
        #expect(state.addresses.addresses(of: id).count == expected.count)
        #expect(state.publications.all.isEmpty)
    }

    @Test func `an endpoint without a sandbox from a version without the reason has not joined yet`() async throws {
        let file = TemporaryFile()
        let queue = try DatabaseQueue(path: file.path)
        try await queue.write { database in
            try database.execute(
                sql: Self.networksAndEndpoints + EarlierSchemas.poolsAndAddresses + EarlierSchemas.egress
                    + EarlierSchemas.publishedPorts + EarlierSchemas.subnetsOfDocker
            )
        }
        try queue.close()
        let states = try await [
            SQLiteStateStore(path: file.path).read { $0 }, SQLiteStateStore(path: file.path).read { $0 },
        ]
        for state in states {
            #expect(try state.endpoints[EndpointID("e1")]?.occupancy == .joined(Sandbox("/run/docker/netns/1")))
            #expect(try state.endpoints[EndpointID("e2")]?.occupancy == .created)
            #expect(state.publications.all.count == 1)
            #expect(state.networks.values.allSatisfy { $0.network.options.announcements == 3 })
            // A late release of its address does not remove the endpoint; only its grace period or DeleteEndpoint does.
            let (pool, address) = (PoolID("mdnp-0000000000000001"), try #require(IPAddress("10.2.0.2")))
            let release = state.releasing(address, of: pool, at: Timestamp(seconds: 9))
            #expect(try release.outcome == .inUse(by: #require(state.endpoints[EndpointID("e2")])))
        }
    }

    /// Networks and endpoints as stored by the last mdnp that had a column for each option.
    private static let columnsOfOptions = """
        UPDATE network SET masquerade = 0, snat = '192.0.2.9,2001:db8::9', publish_bind = '127.0.0.1,::1',
            publish_allow = '192.0.2.0/24', publish_internal = 1, host_access = 0, max_connections = NULL,
            announcements = 1, trusted_links = 'eth0,wg0', spoof_check = 'mac', ethertypes = '0x8100,0x88a8',
            is_mtu_automatic = 1, mtu = NULL, bridge_option = 'mdnp-n1', interface_prefix = 'net', icc = 0,
            publish_absent_address = 'wait'
            WHERE id = 'n1';
        INSERT INTO network (id, phase, bridge, mtu, interface_prefix, icc, gateway, is_internal, max_connections)
            VALUES ('n8', 'deleting', 'mdnp-n8', 1400, 'eth', 1, 'docker', 1, 7);
        INSERT INTO network (id, phase, bridge, interface_prefix, icc, gateway, is_internal)
            VALUES ('n9', 'standing', 'mdnp-n9', 'eth', 1, 'mdnp', 0);
        UPDATE endpoint SET publish_bind = '192.0.2.1', publish_allow = '192.0.3.0/24', spoof_check = 'off',
            ethertypes = '0x88cc', allowed_addresses = '10.8.0.0/16', snat = '192.0.2.8', publish_absent_address = 'refuse';
        """

    @Test func `a database with a column for each option keeps all options, and an older mdnp refuses it from then on`()
        async throws
    {
        let file = TemporaryFile()
        let queue = try DatabaseQueue(path: file.path)
        try await queue.write { database in
            for sql in [
                Self.networksAndEndpoints, EarlierSchemas.poolsAndAddresses, EarlierSchemas.egress,
                EarlierSchemas.publishedPorts, EarlierSchemas.subnetsOfDocker, EarlierSchemas.hostAccessAndConnections,
                EarlierSchemas.occupancy, EarlierSchemas.announcements, EarlierSchemas.trustedLinks,
                EarlierSchemas.senders, EarlierSchemas.sourcesOfEndpoints, EarlierSchemas.automaticMTU,
                EarlierSchemas.absentAddresses, EarlierSchemas.runsOfPublishedPorts,
                Self.columnsOfOptions,
            ] { try database.execute(sql: sql) }
        }
        try queue.close()
        let ofNetwork = [
            "masquerade": "false", "snat": "192.0.2.9,2001:db8::9", "publish.bind": "localhost",
            "publish.allow": "192.0.2.0/24", "publish.internal": "true", "host_access": "false",
            "max_connections": "none", "com.docker.network.advertise_addr_nmsgs": "1", "trusted_links": "eth0,wg0",
            "spoof_check": "mac", "ethertypes": "vlan", "mtu": "auto", "bridge": "mdnp-n1", "interface_prefix": "net",
            "icc": "false", "publish.absent_address": "wait",
        ]
        let ofEndpoint = [
            "publish.bind": "192.0.2.1", "publish.allow": "192.0.3.0/24", "spoof_check": "off", "ethertypes": "lldp",
            "allowed_addresses": "10.8.0.0/16", "snat": "192.0.2.8",
            "publish.absent_address": "refuse",
        ]
        let other = ["mtu": "1400", "max_connections": "7", "gateway": "docker"]
        let given = Set([ofNetwork, ofEndpoint, other].flatMap(\.keys))
        #expect(given == Set(BridgeOptions.kept.map(\.name)))
        for _ in 1...2 {
            let state = try await SQLiteStateStore(path: file.path).read { $0 }
            func options(_ id: String) throws -> Options? { try state.networks[NetworkID(id)]?.network.options }
            #expect(try options("n1") == BridgeOptions.ofNetwork(ofNetwork))
            #expect(try options("n8") == BridgeOptions.ofNetwork(other))
            #expect(try options("n9") == Options())
            #expect(try state.endpoints[EndpointID("e1")]?.options == BridgeOptions.ofEndpoint(ofEndpoint))
            #expect(try state.networks[NetworkID("n8")]?.phase == .deleting)
            #expect(try state.networks[NetworkID("n1")]?.network.subnets.count == 2)
        }
        // The version before has no such migration.
        let applied = try await DatabaseQueue(path: file.path).read { database in
            try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations")
        }
        #expect(applied.contains("options by name"))
    }

    @Test func `single ports of an earlier version stay single, and no run is published over them`()
        async throws
    {
        let file = TemporaryFile()
        let queue = try DatabaseQueue(path: file.path)
        try await queue.write { database in
            try database.execute(
                sql: Self.networksAndEndpoints + EarlierSchemas.poolsAndAddresses + EarlierSchemas.egress
                    + EarlierSchemas.publishedPorts + EarlierSchemas.subnetsOfDocker
            )
            for port in 10000..<10020 {
                let row = "('udp', '0.0.0.0', \(port), 'e1', '10.1.0.7', \(port))"
                try database.execute(sql: "INSERT INTO publication VALUES \(row)")
            }
        }
        try queue.close()
        let store = try SQLiteStateStore(path: file.path)
        let endpoint = try EndpointID("e1")
        let container = try #require(IPAddress("10.1.0.7"))
        func run(_ first: UInt16, _ count: Int) throws -> Publication {
            let host = HostPort(.udp, try #require(IPAddress("0.0.0.0")), first)
            return Publication(host, to: AddressPort(container, port: first), of: endpoint, count: count)
        }
        let old = try (UInt16(10000)..<10020).map { try run($0, 1) }
        let published = try await store.read { $0.publications.of(endpoint) }
        #expect(published.filter { $0.host.transport == .udp } == old)
        #expect(published.count == 21)
        let over = try run(10019, 100)
        await #expect(throws: StateError.self) {
            try await store.commit { _ in Decision([.publish(over)], outcome: ()) }
        }
        let whole = try run(10000, 10001)
        try await store.commit { _ in Decision(old.map { .withdraw($0.host) } + [.publish(whole)], outcome: ()) }
        #expect(try await store.read { $0.publications.of(endpoint).filter { $0.host.transport == .udp } } == [whole])
    }
}
