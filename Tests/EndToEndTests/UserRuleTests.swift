// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests with rules of users in `DOCKER-USER`, and with rules of ufw behind Docker's.
    @Suite struct UserRules {
        private static let syn = "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN"

        /// A family, its iptables program, and the addresses of a container, its network and the world in it.
        private struct Family {
            let program: String
            let privateBlocks: [String]
            let network: String
            let neighbor: String
            let world: String
            let host: String

            static let all = [
                Self(
                    program: "iptables",
                    privateBlocks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
                    network: "10.120.0.0/24",
                    neighbor: "10.120.0.2",
                    world: "198.51.100.2",
                    host: "198.51.100.1"
                ),
                Self(
                    program: "ip6tables",
                    privateBlocks: ["fd00::/8"],
                    network: "fd00:120::/64",
                    neighbor: "fd00:120::2",
                    world: "2001:db8:100::2",
                    host: "[2001:db8:100::1]"
                ),
            ]

            /// Returns a common block of rules for `DOCKER-USER`, without the name of the chain.
            func rules(of block: String) -> [String] {
                switch block {
                case "established": ["-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"]
                case "private": privateBlocks.prefix(1).map { "-s \($0) -j RETURN" }
                // The block of ufw-docker, and a port that it opens.
                default:
                    ["-j ufw-user-forward"] + privateBlocks.map { "-s \($0) -j RETURN" }
                        + ["-p udp -m udp --sport 53 --dport 1024:65535 -j RETURN"]
                        + privateBlocks.map { "\(syn) -d \($0) -j ufw-docker-deny" }
                        + privateBlocks.prefix(1).map { "-p udp -m udp --dport 0:32767 -d \($0) -j ufw-docker-deny" }
                        + ["-j RETURN"]
                }
            }

            func script(_ block: String) -> String {
                let rules = rules(of: block).map { "\(program) -A DOCKER-USER \($0)" }
                let lines =
                    ["set -e", "\(program) -N ufw-user-forward", "\(program) -N ufw-docker-deny"]
                    + ["\(program) -A ufw-docker-deny -m limit --limit 3/min -j LOG"]
                    + ["\(program) -A ufw-docker-deny -j DROP"]
                    // ufw's own chain is last in `FORWARD` and rejects packets that no rule accepted.
                    + ["\(program) -N ufw-reject-forward", "\(program) -A ufw-reject-forward -j REJECT"]
                    + ["\(program) -A FORWARD -j ufw-reject-forward"]
                    + ["tcp", "udp"].map {
                        "\(program) -A ufw-user-forward -p \($0) -d \(network) --dport 80 -j ACCEPT"
                    } + ["\(program) -F DOCKER-USER"] + rules
                return lines.joined(separator: "; ")
            }

            var cleaning: String {
                """
                \(program) -F DOCKER-USER; \(program) -A DOCKER-USER -j RETURN
                \(program) -D FORWARD -j ufw-reject-forward
                for c in ufw-user-forward ufw-docker-deny ufw-reject-forward; do \(program) -F $c; \(program) -X $c; done
                """
            }

            /// Returns the families in which Docker has `DOCKER-USER`.
            ///
            /// IPv6 has it from Engine 27 on.
            static func filtered(by host: LabHost) async throws -> [Self] {
                var found: [Self] = []
                for family in all where try await host.run(family.program, "-S", "DOCKER-USER").status == 0 {
                    found.append(family)
                }
                return found
            }
        }

        /// Tests a block of rules in both families, as far as Docker has a chain for it.
        private static func expectTraffic(
            behind block: String,
            of families: [Family],
            _ driver: PublishingDriver,
            _ host: LabHost
        ) async throws {
            try await host.succeed(
                ["docker", "network", "create", "--driver", driver.rawValue, "--ipv6"]
                    + families.flatMap { ["--subnet", $0.network] }
                    + (families.count == 1 ? ["--subnet", "fd00:120::/64"] : [])
                    + ["front"]
            )
            try await host.serve("web", on: "front", publishing: ["8080:80"])
            try await host.container("other", on: "front")
            for family in families { try await host.succeed("sh", "-c", family.script(block)) }
            for step in 1...2 {
                for family in families {
                    #expect(try await host.reaches(family.world, from: "web"), "\(family.program) \(step)")
                    #expect(try await host.reaches(family.neighbor, from: "other"), "\(family.program) \(step)")
                    try await host.expect("web \(family.world)", at: [family.host], 8080, from: .world)
                    guard driver == .mdnp else { continue }
                    // iptables-legacy sends no notification of a change. mdnp polls it every two seconds.
                    for (source, target) in [
                        (family.neighbor, family.world), (family.world, "\(family.host):8080"),
                    ] {
                        let explains = try await eventually {
                            try await host.run("mdnp", "explain", source, target).status == 0
                        }
                        #expect(explains, "\(source) \(target)")
                    }
                }
                if driver == .mdnp {
                    #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"), "\(step)")
                }
                try await host.docker("network", "create", "more\(step)")
            }
            // Packets that users drop stay dropped, and doctor and explain report them.
            for family in families {
                try await host.succeed(family.program, "-I", "DOCKER-USER", "-s", family.network, "-j", "DROP")
                #expect(try await host.isCutOff(family.world, from: "web"), "\(family.program)")
                guard driver == .mdnp else { continue }
                let isLegacy = try await host.succeed(family.program, "--version").contains("legacy")
                let program = family.program + (isLegacy ? "-legacy" : "")
                let explanation = try await host.run("mdnp", "explain", family.neighbor, family.world)
                #expect(explanation.status == 1)
                #expect(explanation.text.contains("\(program) DOCKER-USER"))
                let report = try await host.run("mdnp", "doctor")
                #expect(report.status == 1)
                #expect(report.text.contains("\(program) DOCKER-USER, rule 1"))
            }
            for family in families { try await host.succeed("sh", "-c", family.cleaning) }
        }

        @Test(arguments: Publisher.chosen, ["established", "private", "ufw-docker"])
        func `networks work behind user rules that return, also after Docker created another network`(
            publisher: Publisher,
            block: String
        ) async throws {
            try await publisher.tidily { host in
                let families = try await Family.filtered(by: host)
                try await Self.expectTraffic(behind: block, of: families, publisher.driver, host)
            }
        }

        @Test(arguments: Engine.main)
        func `networks work behind user rules that return while Docker uses iptables-legacy`(
            mainEngine engine: Engine
        ) async throws {
            let host = try await LabHost.start(engine, [])
            do {
                let links = "for p in iptables ip6tables; do ln -s \"$(command -v $p-legacy)\" \"$LAB/bin/$p\"; done"
                try await host.succeed("sh", "-ec", links)
                for service in [LabService.mdnp, .engine] { try await host.start(service) }
                #expect(try await host.succeed("iptables", "--version").contains("legacy"))
                #expect(try await host.succeed("nft", "list", "ruleset").contains("DOCKER-USER") == false)
                try await host.tidily { host in
                    try await host.withWorld {
                        let families = try await Family.filtered(by: host)
                        #expect(families.count == 2)
                        try await Self.expectTraffic(behind: "ufw-docker", of: families, .mdnp, host)
                    }
                }
            } catch {
                await host.end()
                throw error
            }
            await host.end()
        }

        @Test(arguments: Publisher.main)
        func `a path between two networks that users accept is open, with the option that the bridge driver needs`(
            mainEngine publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("front", 120, "--opt", "com.docker.network.bridge.name=br-front")
                try await publisher.network("back", 121, "--opt", "com.docker.network.bridge.name=br-back")
                try await host.container("client", on: "front", "--ip", "10.120.0.2", "--ip6", "fd00:120::2")
                try await host.serve("db", on: "back", "--ip", "10.121.0.2", "--ip6", "fd00:121::2")
                let ways = [["-i", "br-front", "-o", "br-back"], ["-i", "br-back", "-o", "br-front"]]
                let addresses = ["10.121.0.2", "[fd00:121::2]"]
                try await host.expectSilence(at: addresses, 80, from: .container("client"))
                if publisher.driver == .mdnp {
                    let explanation = try await host.run("mdnp", "explain", "client", "db:80")
                    #expect(explanation.status == 1)
                    let line = #""iptables -I DOCKER-USER -i br-front -o br-back -j ACCEPT" allows it"#
                    #expect(explanation.text.contains(line), "\(explanation.text)")
                }
                // mdnp needs no rule for the way back.
                let accepted = publisher.driver == .mdnp ? Array(ways.prefix(1)) : ways
                for program in ["iptables", "ip6tables"] {
                    for way in accepted {
                        try await host.succeed([program, "-I", "DOCKER-USER"] + way + ["-j", "ACCEPT"])
                    }
                }
                if publisher.driver == .mdnp {
                    try await host.expect("db 10.120.0.2", at: ["10.121.0.2"], 80, from: .container("client"))
                    try await host.expect("db fd00:120::2", at: ["[fd00:121::2]"], 80, from: .container("client"))
                    let explanation = try await host.succeed("mdnp", "explain", "client", "db:80")
                    #expect(explanation.contains("a user's rule, allows traffic"), "\(explanation)")
                    #expect(try await host.run("mdnp", "explain", "db", "10.120.0.2").status == 1)
                    #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                    // Docker moves its jump when it creates a network. Other programs flush chains.
                    try await host.docker("network", "create", "more")
                    for step in ["true", "iptables -F FORWARD; ip6tables -F FORWARD", "nft flush table inet mdnp"] {
                        try await host.succeed("sh", "-c", step)
                        // Without Docker's jump, the rules of users have no effect.
                        if step.contains("FORWARD") {
                            try await host.expectSilence(at: addresses, 80, from: .container("client"))
                            try await host.docker("network", "rm", "more")
                            try await host.docker("network", "create", "more")
                            for program in ["iptables", "ip6tables"] {
                                try await host.succeed(
                                    "sh",
                                    "-c",
                                    "\(program) -C FORWARD -j DOCKER-USER || \(program) -I FORWARD -j DOCKER-USER"
                                )
                            }
                        }
                        try await host.expect("db", at: addresses, 80, from: .container("client"))
                    }
                    try await host.docker("network", "rm", "more")
                } else {
                    // The bridge driver of Engine 28 needs the option in addition to the rules.
                    try await host.expectSilence(at: addresses, 80, from: .container("client"))
                }
                try await host.docker("rm", "--force", "db")
                try await host.docker("network", "rm", "back")
                let (name, links) = ("com.docker.network.bridge.name", publisher.trustedLinks)
                try await publisher.network("back", 121, "--opt", "\(name)=br-back", "--opt", "\(links)=br-front")
                try await host.serve("db", on: "back", "--ip", "10.121.0.2", "--ip6", "fd00:121::2")
                try await host.expect("db", at: ["10.121.0.2", "[fd00:121::2]"], 80, from: .container("client"))
                if publisher.driver == .mdnp {
                    try await host.expect("db 10.120.0.2", at: ["10.121.0.2"], 80, from: .container("client"))
                    try await host.succeed("mdnp", "explain", "client", "db:80")
                }
                for program in ["iptables", "ip6tables"] {
                    for way in accepted {
                        try await host.succeed([program, "-D", "DOCKER-USER"] + way + ["-j", "ACCEPT"])
                    }
                }
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `doctor and explain name another program's table that drops, until the table accepts the mark`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("front", 120)
                try await host.container("web", on: "front")
                try await host.succeed(
                    "nft",
                    """
                    add table inet wall; add chain inet wall f { type filter hook forward priority 5; policy drop; };
                    add rule inet wall f ct state established accept
                    """
                )
                #expect(try await host.isCutOff("198.51.100.2", from: "web"))
                let report = try await host.run("mdnp", "doctor")
                #expect(report.status == 1)
                #expect(report.text.contains("table inet wall, chain f"))
                let explanation = try await host.run("mdnp", "explain", "10.120.0.2", "198.51.100.2")
                #expect(explanation.status == 1)
                #expect(explanation.text.contains("table inet wall, chain f"))
                // The rule from Documentation/Firewalls.md.
                try await host.succeed("nft", "insert rule inet wall f meta mark and 0x10000000 != 0 accept")
                #expect(try await host.reaches("198.51.100.2", from: "web"))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                try await host.succeed("mdnp", "explain", "10.120.0.2", "198.51.100.2")
                try await host.succeed("nft", "delete table inet wall")
                // ufw on a host where Docker's rules are not first, and the rule for its file.
                let mark = "-m mark --mark 0x10000000/0x10000000"
                try await host.succeed(
                    "sh",
                    "-c",
                    """
                    set -e; iptables -N ufw-before-forward; iptables -I FORWARD -j REJECT
                    iptables -I FORWARD -j ufw-before-forward
                    """
                )
                #expect(try await host.isCutOff("198.51.100.2", from: "web"))
                #expect(try await host.run("mdnp", "doctor").text.contains("iptables FORWARD"))
                try await host.succeed("sh", "-c", "iptables -A ufw-before-forward \(mark) -j ACCEPT")
                #expect(try await host.reaches("198.51.100.2", from: "web"))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                try await host.succeed(
                    "sh",
                    "-c",
                    """
                    set -e; iptables -D FORWARD -j ufw-before-forward; iptables -F ufw-before-forward
                    iptables -X ufw-before-forward; iptables -I FORWARD \(mark) -m comment --comment manual -j ACCEPT
                    """
                )
                // The rule for iptables. mdnp leaves it in its place.
                try await Task.sleep(for: .seconds(2))
                #expect(try await host.reaches("198.51.100.2", from: "web"))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                try await host.succeed("sh", "-c", "iptables -D FORWARD 1; iptables -D FORWARD -j REJECT")
            }
        }
    }
}

extension Publisher {
    /// The name of the option for trusted links: mdnp's, or Docker's.
    fileprivate var trustedLinks: String {
        driver == .mdnp ? "trusted_links" : "com.docker.network.bridge.trusted_host_interfaces"
    }
}
