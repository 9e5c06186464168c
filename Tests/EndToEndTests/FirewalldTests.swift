// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension EndToEnd {
    /// Tests with Debian's firewalld on the host, with the engine and mdnp: zones of bridges, and connections of containers.
    ///
    /// Each test has its own host, since firewalld replaces rules of the whole host.
    @Suite struct Firewalld {
        private static let bridge = "br-lab"

        private static let closedPolicy = """
            <busconfig><policy context="mandatory">
            <deny send_interface="org.fedoraproject.FirewallD1.zone" send_member="addInterface"/>
            </policy></busconfig>
            """

        /// Runs a test on a host with a world outside and with daemons that start in this order.
        private static func onHost(
            of engine: Engine,
            _ services: [LabService],
            _ test: (LabHost) async throws -> Void
        ) async throws {
            let host = try await LabHost.start(engine, services)
            do {
                try await host.withWorld { try await test(host) }
            } catch {
                Issue.record("the daemons say:\n\(host.logs)")
                await host.end()
                throw error
            }
            await host.end()
        }

        /// Expects that all connections work behind firewalld, in both families: egress, published ports, and from neighbor to neighbor.
        private static func expectAllWorks(_ host: LabHost) async throws {
            #expect(try await host.isInZone(bridge))
            for address in ["198.51.100.2", "2001:db8:100::2"] {
                #expect(try await host.reaches(address, from: "web"))
            }
            for address in ["10.120.0.2", "fd00:120::2"] { #expect(try await host.reaches(address, from: "other")) }
            try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
            let report = try await host.run("mdnp", "doctor")
            #expect(report.text.hasPrefix("no problems found"), "\(report.text)")
            let explanation = try await host.run("mdnp", "explain", "web", "198.51.100.2")
            #expect(explanation.status == 0, "\(explanation.text)")
        }

        private static func make(_ host: LabHost) async throws {
            try await makeNetwork(host)
            try await makeContainers(host)
        }

        private static func makeNetwork(_ host: LabHost) async throws {
            try await host.network(
                "front",
                "--ipv6",
                "--subnet",
                "10.120.0.0/24",
                "--subnet",
                "fd00:120::/64",
                "-o",
                "bridge=\(bridge)"
            )
        }

        private static func makeContainers(_ host: LabHost) async throws {
            try await host.serve("web", on: "front", publishing: ["8080:80"])
            try await host.container("other", on: "front")
        }

        @Test(arguments: Engine.chosen)
        func `bridges are in zone docker, also after firewalld reloads and restarts, until their networks are deleted`(
            engine: Engine
        ) async throws {
            try await Self.onHost(of: engine, [.bus, .firewalld, .mdnp, .engine]) { host in
                try await Self.make(host)
                try await Self.expectAllWorks(host)
                try await host.succeed("firewall-cmd", "--reload")
                try await Self.expectAllWorks(host)
                try await host.succeed("firewall-cmd", "--complete-reload")
                try await Self.expectAllWorks(host)
                try await host.restart(.firewalld)
                try await Self.expectAllWorks(host)
                try await host.restart(.mdnp)
                try await Self.expectAllWorks(host)
                // An administrator removes the bridge from the zone.
                try await host.succeed("firewall-cmd", "--zone=docker", "--remove-interface=\(Self.bridge)")
                try await Self.expectAllWorks(host)
                try await host.docker("rm", "--force", "web", "other")
                try await host.docker("network", "rm", "front")
                #expect(try await eventually { try await host.zone(of: Self.bridge) == nil })
                try await Self.make(host)
                try await Self.expectAllWorks(host)
                // The bus ends, and firewalld with it. Docker does not reconnect to a new bus.
                try await host.kill(.firewalld)
                try await host.kill(.bus)
                try await host.start(.bus)
                try await host.start(.firewalld)
                #expect(try await host.isInZone(Self.bridge))
            }
        }

        @Test(arguments: Engine.chosen)
        func `a missing zone docker is created, also if firewalld starts after the engine`(
            engine: Engine
        ) async throws {
            try await Self.onHost(of: engine, [.bus, .mdnp, .engine]) { host in
                try await Self.makeNetwork(host)
                try await host.start(.firewalld)
                #expect(try await host.isInZone(Self.bridge))
                #expect(try await host.succeed("firewall-cmd", "--permanent", "--get-zones").contains("docker"))
                #expect(
                    try await host.succeed("firewall-cmd", "--permanent", "--zone=docker", "--get-target") == "ACCEPT"
                )
                // firewalld removed Docker's rules. Only a restart of Docker restores them.
                let report = try await host.run("mdnp", "doctor")
                #expect(report.status == 1)
                #expect(report.text.contains("iptables FORWARD"), "\(report.text)")
                try await host.restart(.engine)
                try await Self.makeContainers(host)
                try await Self.expectAllWorks(host)
            }
        }

        @Test(arguments: Engine.chosen)
        func `a bridge in a zone of the administrator stays there`(engine: Engine) async throws {
            try await Self.onHost(of: engine, [.bus, .firewalld, .mdnp, .engine]) { host in
                try await host.succeed(
                    "firewall-cmd",
                    "--permanent",
                    "--zone=trusted",
                    "--add-interface=\(Self.bridge)"
                )
                try await host.succeed("firewall-cmd", "--permanent", "--zone=trusted", "--add-interface=br-own+")
                try await host.succeed("firewall-cmd", "--reload")
                try await Self.makeNetwork(host)
                try await host.network("own", "-o", "bridge=br-own1")
                try await host.succeed("firewall-cmd", "--reload")
                try await host.network("other", "-o", "bridge=br-other")
                #expect(try await host.isInZone("br-other"))
                #expect(try await host.zone(of: Self.bridge) == "trusted")
                #expect(try await host.zone(of: "br-own1") != "docker")
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `Docker calls do not wait for a firewalld that hangs, and doctor reports a bridge in no zone`(
            engine: Engine
        ) async throws {
            try await Self.onHost(of: engine, [.bus, .firewalld, .mdnp, .engine]) { host in
                try await Self.make(host)
                try await Self.expectAllWorks(host)
                try await host.network("back")
                try await host.succeed("sh", "-c", "kill -STOP $(cat /run/firewalld.pid)")
                // Older engines wait for firewalld themselves when they create networks and start containers.
                for verb in ["connect", "disconnect"] {
                    try await host.succeed("timeout", "60", "docker", "network", verb, "back", "other")
                }
                try await host.succeed("timeout", "60", "docker", "rm", "--force", "web", "other")
                try await host.succeed("timeout", "60", "docker", "network", "rm", "front")
                try await host.succeed("sh", "-c", "kill -CONT $(cat /run/firewalld.pid)")
                try await Self.make(host)
                try await Self.expectAllWorks(host)
                // From here on, the bus refuses changes of zones.
                let change = "echo '\(Self.closedPolicy)' >/run/dbus/local.conf; kill -HUP $(cat /run/bus.pid)"
                try await host.succeed("sh", "-c", change)
                try await host.network("late", "-o", "bridge=br-late")
                try await host.container("guest", on: "late")
                let explanation = try await host.run("mdnp", "explain", "guest", "198.51.100.2")
                #expect(explanation.status == 1, "\(explanation.text)")
                #expect(explanation.text.contains("table inet firewalld"), "\(explanation.text)")
                #expect(try await host.isCutOff("198.51.100.2", from: "guest"))
                let report = try await host.run("mdnp", "doctor")
                #expect(report.status == 1)
                #expect(report.text.contains("bridge br-late is in no firewalld zone"), "\(report.text)")
                #expect(report.text.contains("table inet firewalld"), "\(report.text)")
            }
        }
    }
}

extension LabHost {
    /// Returns the firewalld zone of a link.
    fileprivate func zone(of link: String) async throws -> String? {
        let output = try await run("firewall-cmd", "--get-zone-of-interface=\(link)")
        return output.status == 0 ? output.text : nil
    }

    /// Returns true if a link is in the zone of containers, after a moment for mdnp to add it.
    fileprivate func isInZone(_ link: String) async throws -> Bool {
        try await eventually { try await zone(of: link) == "docker" }
    }
}
