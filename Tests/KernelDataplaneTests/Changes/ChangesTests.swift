// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Synchronization
import Testing

/// What is heard of what others do, and that nothing is heard of what mdnp does.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ChangesTests {
    private let host: Host

    init() throws {
        host = try Host()
    }

    /// What is said while something is done and for a moment after; waits for what should be said.
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

    @Test func `both are said once at first, for what was before`() async throws {
        let log = try await ChangeLog(host)
        try await log.settle()
        #expect(log.all == [.firewall: 1, .links: 1])
    }

    @Test func `what others do to the firewall is heard, what mdnp does is not`() async throws {
        let network = try Network.of(1)
        try await host.make(network)
        let log = try await ChangeLog(host)
        for command in [
            "delete table inet mdnp", "flush chain inet mdnp forward", "add element bridge mdnp links { x }",
            "add table bridge mdnp { flags dormant; }",
        ] {
            let heard = try await changes(in: log, expecting: [.firewall]) { try await host.witness("nft", command) }
            #expect(heard == [.firewall], "\(command)")
            let repair = try await changes(in: log) { try await host.carryOut(.open(with: [])) }
            #expect(repair == [], "\(command)")
        }
        let own = try await changes(in: log) {
            try await host.add([.network(.of("x"))])
            try await host.carryOut([.closeFirewall])
        }
        #expect(own == [])
    }

    @Test func `what others do elsewhere is not heard`() async throws {
        try await host.filterAsDocker(backend: "nft")
        let log = try await ChangeLog(host)
        let heard = try await changes(in: log) {
            try await host.filterAsDockerWithNFTables()
            try await host.publishAsDocker(7070)
            try await host.witness("iptables-nft", "-w", "60", "-N", "DOCKER-FORWARD")
            try await host.witness("iptables-nft", "-w", "60", "-A", "DOCKER-FORWARD", "-j", "RETURN")
            try await host.witness("nft", "delete table ip docker-bridges")
        }
        #expect(heard == [])
    }

    @Test(arguments: ["iptables-nft", "ip6tables-nft"])
    func `whoever changes Docker's filter is heard, and mdnp's rule in it is not`(iptables: String) async throws {
        let log = try await ChangeLog(host)
        for command in ["-N DOCKER-USER", "-A DOCKER-USER -j RETURN", "-F DOCKER-USER"] {
            let script = "*filter\n\(command)\nCOMMIT\n"
            let heard = try await changes(in: log, expecting: [.firewall]) {
                try await host.witness("\(iptables)-restore", "-w", "60", "--noflush", input: script)
            }
            #expect(heard == [.firewall], "\(command)")
        }
        #expect(try await changes(in: log) { try await host.carryOut(.open(with: [])) } == [])
        #expect(try await changes(in: log) { try await host.carryOut([.closeFirewall]) } == [])
    }

    @Test(arguments: ["iptables-legacy", "ip6tables-legacy"])
    func `whoever changes Docker's legacy filter is heard as well`(iptables: String) async throws {
        let log = try await ChangeLog(host)
        try await log.settle()
        for (place, command) in ["-N DOCKER-USER", "-A DOCKER-USER -j RETURN", "-F DOCKER-USER"].enumerated() {
            let script = "*filter\n\(command)\nCOMMIT\n"
            try await host.witness("\(iptables)-restore", "-w", "60", "--noflush", input: script)
            try await log.wait(for: .firewall, times: place + 2)
        }
    }

    @Test func `a new bridge of Docker's is heard, though nobody changed a rule`() async throws {
        let log = try await ChangeLog(host)
        // Until the first look is done, what is there is no change.
        for number in 0..<5 where log.all[.firewall, default: 0] < 2 {
            try await Task.sleep(for: .milliseconds(900))
            try await host.witness("ip", "link", "add", "br-00000000000\(number)", "type", "bridge")
        }
        try await log.wait(for: .firewall, times: 2)
    }

    @Test func `twenty containers come and go, and nothing is heard`() async throws {
        let network = try Network.of(1)
        try await host.make(network)
        let log = try await ChangeLog(host)
        let heard = try await changes(in: log) {
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
            for container in containers { try await host.carryOut([.bury(container.endpoint.link)]) }
            #expect(try await host.reap() == 20)
        }
        #expect(heard == [])
    }

    @Test(arguments: [
        "ip link set mdnp-1 down", "ip address delete 10.1.0.1/24 dev mdnp-1", "ip address add 10.9.0.1/24 dev mdnp-1",
        "ip link delete mdnp-1", "ip link set mdnp-1 mtu 1400", "ip link set mdnp-1 address 02:00:00:00:00:99",
        "ip route delete 10.1.0.0/24 dev mdnp-1", "ip -6 route delete fd00:1::/64 dev mdnp-1",
        "ip link set mvweb nomaster", "ip link set mvweb down", "ip address add 192.0.2.7/24 dev lo",
        "ip link set lo mtu 60000",
    ])
    func `what others do to links is heard, and put right`(command: String) async throws {
        let network = try Network.of(1)
        try await host.make(network)
        let web = try await Container("web", "10.1.0.2/24", "fd00:1::2/64", on: network, of: host)
        let log = try await ChangeLog(host)
        let heard = try await changes(in: log, expecting: [.links]) { try await host.witness("sh", "-c", command) }
        #expect(heard == [.links])
        var desired = DesiredState()
        desired.apply(.addNetwork(NetworkRecord(network, .standing)))
        desired.apply(.addEndpoint(web.endpoint))
        try await host.carryOut(Plan.steps(from: try await host.observe(), to: desired))
        #expect(Plan.steps(from: try await host.observe(), to: desired) == [])
        #expect(try await web.reaches(InterfaceAddress("10.1.0.1/24")))
    }
}

/// What a dataplane says, counted.
private final class ChangeLog: Sendable {
    private let counts = Mutex<[DataplaneChange: Int]>([:])
    private let last = Mutex(ContinuousClock.now)
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Listens, and waits for what is said at first.
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

    /// Forgets what was said, and answers what it was.
    func take() -> Set<DataplaneChange> {
        counts.withLock { counts in
            defer { counts = [:] }
            return Set(counts.keys)
        }
    }

    /// Waits until nothing has been said for a while.
    func settle() async throws {
        last.withLock { $0 = .now }
        while last.withLock({ ContinuousClock.now - $0 }) < .milliseconds(300) {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits until something has been said so often.
    func wait(for change: DataplaneChange, times: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while all[change, default: 0] < times {
            try #require(ContinuousClock.now < deadline, "\(change) was not heard")
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
