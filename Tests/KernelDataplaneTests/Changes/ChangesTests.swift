// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Synchronization
import Testing

/// The changes that a dataplane reports: those of other programs, and none of mdnp.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ChangesTests {
    private let host: Host

    init() throws {
        host = try Host()
    }

    /// Returns the changes reported during an operation and shortly after it; waits for the expected ones.
    private func changes(
        in log: ChangeLog,
        expecting expected: Set<DataplaneChange> = [],
        _ act: () async throws -> Void
    ) async throws -> Set<DataplaneChange> {
        try await log.settle()
        _ = log.take()
        try await act()
        for change in expected { try await log.wait(for: change, times: 1) }
        try await log.settle()
        return log.take()
    }

    @Test func `a new subscription reports one change of the firewall and one of links`() async throws {
        let log = try await ChangeLog(host)
        try await log.settle()
        #expect(log.all == [.firewall: 1, .links: 1])
    }

    @Test func `the dataplane reports firewall changes of other programs but not those of mdnp`() async throws {
        let network = try Network.of(1)
        try await host.make(network)
        let log = try await ChangeLog(host)
        for command in [
            "delete table inet mdnp", "flush chain inet mdnp forward", "add element bridge mdnp links { x }",
            "add table bridge mdnp { flags dormant; }",
        ] {
            let received = try await changes(in: log, expecting: [.firewall]) { try await host.witness("nft", command) }
            #expect(received == [.firewall], "\(command)")
            let repair = try await changes(in: log) { try await host.carryOut(.open(with: [])) }
            #expect(repair == [], "\(command)")
        }
        let own = try await changes(in: log) {
            try await host.add([.network(.of("x"))])
            try await host.carryOut([.closeFirewall])
        }
        #expect(own == [])
    }

    @Test func `the dataplane reports no change of other tables`() async throws {
        try await host.filterAsDocker(backend: "nft")
        let log = try await ChangeLog(host)
        let received = try await changes(in: log) {
            try await host.filterAsDockerWithNFTables()
            try await host.publishAsDocker(7070)
            try await host.witness("iptables-nft", "-w", "60", "-N", "DOCKER-FORWARD")
            try await host.witness("iptables-nft", "-w", "60", "-A", "DOCKER-FORWARD", "-j", "RETURN")
            try await host.witness("nft", "delete table ip docker-bridges")
        }
        #expect(received == [])
    }

    @Test(arguments: ["iptables-nft", "ip6tables-nft"])
    func `the dataplane reports changes of Docker's filter but not the mdnp rule in it`(iptables: String) async throws {
        let log = try await ChangeLog(host)
        for command in ["-N DOCKER-USER", "-A DOCKER-USER -j RETURN", "-F DOCKER-USER"] {
            let script = "*filter\n\(command)\nCOMMIT\n"
            let received = try await changes(in: log, expecting: [.firewall]) {
                try await host.witness("\(iptables)-restore", "-w", "60", "--noflush", input: script)
            }
            #expect(received == [.firewall], "\(command)")
        }
        #expect(try await changes(in: log) { try await host.carryOut(.open(with: [])) } == [])
        #expect(try await changes(in: log) { try await host.carryOut([.closeFirewall]) } == [])
    }

    @Test(arguments: ["iptables-legacy", "ip6tables-legacy"])
    func `the dataplane reports changes of Docker's legacy filter`(iptables: String) async throws {
        let log = try await ChangeLog(host)
        try await log.settle()
        for (place, command) in ["-N DOCKER-USER", "-A DOCKER-USER -j RETURN", "-F DOCKER-USER"].enumerated() {
            let script = "*filter\n\(command)\nCOMMIT\n"
            try await host.witness("\(iptables)-restore", "-w", "60", "--noflush", input: script)
            try await log.wait(for: .firewall, times: place + 2)
        }
    }

    @Test func `the dataplane reports a new Docker bridge even if no rule changed`() async throws {
        let log = try await ChangeLog(host)
        // Bridges that exist before the first observation is done are no change.
        for number in 0..<5 where log.all[.firewall, default: 0] < 2 {
            try await Task.sleep(for: .milliseconds(900))
            try await host.witness("ip", "link", "add", "br-00000000000\(number)", "type", "bridge")
        }
        try await log.wait(for: .firewall, times: 2)
    }

    @Test func `the dataplane reports nothing while twenty containers come and go`() async throws {
        let network = try Network.of(1)
        try await host.make(network)
        let log = try await ChangeLog(host)
        let received = try await changes(in: log) {
            var containers: [Container] = []
            for number in 2..<22 {
                let container = try await Container(
                    "e\(number)",
                    "10.1.0.\(number)/24",
                    "fd00:1::\(number)/64",
                    on: network,
                    of: host
                )
                try await host.add(container.endpoint.firewallElements(on: network))
                containers.append(container)
            }
            for container in containers { try await host.carryOut([.retire(container.endpoint.link)]) }
            #expect(try await host.reap() == 20)
        }
        #expect(received == [])
    }

    @Test(arguments: [
        "ip link set mdnp-1 down", "ip address delete 10.1.0.1/24 dev mdnp-1", "ip address add 10.9.0.1/24 dev mdnp-1",
        "ip link delete mdnp-1", "ip link set mdnp-1 mtu 1400", "ip link set mdnp-1 address 02:00:00:00:00:99",
        "ip route delete 10.1.0.0/24 dev mdnp-1", "ip -6 route delete fd00:1::/64 dev mdnp-1",
        "ip link set mvweb nomaster", "ip link set mvweb down", "ip address add 192.0.2.7/24 dev lo",
        "ip link set lo mtu 60000",
    ])
    func `the dataplane reports link changes of other programs, and the plan repairs them`(command: String) async throws
    {
        let network = try Network.of(1)
        try await host.make(network)
        let web = try await Container("web", "10.1.0.2/24", "fd00:1::2/64", on: network, of: host)
        let log = try await ChangeLog(host)
        let received = try await changes(in: log, expecting: [.links]) { try await host.witness("sh", "-c", command) }
        #expect(received == [.links])
        var desired = DesiredState()
        desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
        desired.apply(.addEndpoint(web.endpoint))
        try await host.carryOut(Plan.steps(from: try await host.observe(), to: desired))
        #expect(Plan.steps(from: try await host.observe(), to: desired) == [])
        #expect(try await web.reaches(InterfaceAddress("10.1.0.1/24")))
    }
}

/// The number of changes that a dataplane has reported, by kind.
private final class ChangeLog: Sendable {
    private let counts = Mutex<[DataplaneChange: Int]>([:])
    private let last = Mutex(ContinuousClock.now)
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Subscribes to a host's changes, and waits for the initial reports.
    init(_ host: Host) async throws {
        let changes = try host.changes()
        let reading = Task { [weak self] in
            for await change in changes { self?.note(change) }
        }
        task.withLock { $0 = reading }
        for change in [DataplaneChange.firewall, .links] { try await wait(for: change, times: 1) }
    }

    deinit { task.withLock { $0?.cancel() } }

    var all: [DataplaneChange: Int] { counts.withLock(\.self) }

    private func note(_ change: DataplaneChange) {
        counts.withLock { $0[change, default: 0] += 1 }
        last.withLock { $0 = .now }
    }

    /// Returns the reported changes and resets the counts.
    func take() -> Set<DataplaneChange> {
        counts.withLock { counts in
            defer { counts = [:] }
            return Set(counts.keys)
        }
    }

    /// Waits until the dataplane reports nothing for a while.
    func settle() async throws {
        last.withLock { $0 = .now }
        while last.withLock({ ContinuousClock.now - $0 }) < .milliseconds(300) {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits until a change has been reported a number of times.
    func wait(for change: DataplaneChange, times: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while all[change, default: 0] < times {
            try #require(ContinuousClock.now < deadline, "\(change) was not heard")
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
