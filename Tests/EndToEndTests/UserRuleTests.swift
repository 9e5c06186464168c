import Lab
import Testing

extension EndToEnd {
    /// Rules of the host's users in `DOCKER-USER`, and those of ufw behind Docker's.
    @Suite struct UserRules {
        private static let syn = "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN"

        /// Blocks of rules that people put into `DOCKER-USER`, without the chain's own name.
        private static let blocks: [String: [String]] = [
            "established": ["-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"],
            "private": ["-s 10.0.0.0/8 -j RETURN"],
            // The block of ufw-docker, and a port that it opens.
            "ufw-docker": [
                "-j ufw-user-forward", "-s 10.0.0.0/8 -j RETURN", "-s 172.16.0.0/12 -j RETURN",
                "-s 192.168.0.0/16 -j RETURN", "-p udp -m udp --sport 53 --dport 1024:65535 -j RETURN",
                "\(syn) -d 192.168.0.0/16 -j ufw-docker-deny", "\(syn) -d 10.0.0.0/8 -j ufw-docker-deny",
                "\(syn) -d 172.16.0.0/12 -j ufw-docker-deny",
                "-p udp -m udp --dport 0:32767 -d 10.0.0.0/8 -j ufw-docker-deny", "-j RETURN",
            ],
        ]

        private static func script(_ block: String) -> String {
            let rules = (blocks[block] ?? []).map { "iptables -A DOCKER-USER \($0)" }
            return
                (["set -e", "iptables -N ufw-user-forward", "iptables -N ufw-docker-deny"]
                + ["iptables -A ufw-docker-deny -m limit --limit 3/min -j LOG", "iptables -A ufw-docker-deny -j DROP"]
                + ["iptables -A ufw-user-forward -p tcp -d 10.120.0.0/24 --dport 80 -j ACCEPT"]
                + ["iptables -A ufw-user-forward -p udp -d 10.120.0.0/24 --dport 80 -j ACCEPT"]
                // ufw itself: its chain stands last in `FORWARD`, and rejects what nothing accepted.
                + ["iptables -N ufw-reject-forward", "iptables -A ufw-reject-forward -j REJECT"]
                + ["iptables -A FORWARD -j ufw-reject-forward", "iptables -F DOCKER-USER"] + rules).joined(
                    separator: "; "
                )
        }

        private static let cleaning = """
            iptables -F DOCKER-USER; iptables -A DOCKER-USER -j RETURN; iptables -D FORWARD -j ufw-reject-forward
            for c in ufw-user-forward ufw-docker-deny ufw-reject-forward; do iptables -F $c; iptables -X $c; done
            """

        @Test(arguments: Publisher.chosen, blocks.keys.sorted())
        func `networks work behind rules of users that return, also after Docker made another network`(
            publisher: Publisher,
            block: String
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("front", 120)
                try await host.serve("web", on: "front", publishing: ["8080:80"])
                try await host.container("other", on: "front")
                try await host.succeed("sh", "-c", Self.script(block))
                for step in 1...2 {
                    #expect(try await host.reaches("198.51.100.2", from: "web"), "\(step)")
                    #expect(try await host.reaches("10.120.0.2", from: "other"), "\(step)")
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                    if publisher.driver == .mdnp {
                        #expect(try await host.succeed("mdnp", "doctor").hasPrefix("nothing is wrong"), "\(step)")
                        try await host.succeed("mdnp", "explain", "10.120.0.2", "198.51.100.2")
                        try await host.succeed("mdnp", "explain", "198.51.100.2", "198.51.100.1:8080")
                    }
                    try await host.docker("network", "create", "more\(step)")
                }
                // What users drop stays dropped, and is told.
                try await host.succeed("iptables", "-I", "DOCKER-USER", "-s", "10.120.0.0/24", "-j", "DROP")
                #expect(try await host.isCutOff("198.51.100.2", from: "web"))
                if publisher.driver == .mdnp {
                    let explanation = try await host.run("mdnp", "explain", "10.120.0.2", "198.51.100.2")
                    #expect(explanation.status == 1)
                    #expect(explanation.text.contains("iptables DOCKER-USER"))
                    let report = try await host.run("mdnp", "doctor")
                    #expect(report.status == 1)
                    #expect(report.text.contains("iptables DOCKER-USER, rule 1"))
                }
                try await host.succeed("sh", "-c", Self.cleaning)
            }
        }

        /// Whoever runs on Engine 28: mdnp, and the bridge beside it.
        private static var newest: [Publisher] { Publisher.chosen.filter { $0.engine.name.hasPrefix("28") } }

        @Test(arguments: newest)
        func `a way between two networks that users accept is open, or named with the option that opens it`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("front", 120, "--opt", "com.docker.network.bridge.name=br-front")
                try await publisher.network("back", 121, "--opt", "com.docker.network.bridge.name=br-back")
                try await host.container("client", on: "front", "--ip", "10.120.0.2", "--ip6", "fd00:120::2")
                try await host.serve("db", on: "back", "--ip", "10.121.0.2", "--ip6", "fd00:121::2")
                let ways = [["-i", "br-front", "-o", "br-back"], ["-i", "br-back", "-o", "br-front"]]
                for program in ["iptables", "ip6tables"] {
                    for way in ways {
                        try await host.succeed([program, "-I", "DOCKER-USER"] + way + ["-j", "ACCEPT"])
                    }
                }
                // The bridge of Engine 28 needs the option as well, beside the rules.
                try await host.expectSilence(at: ["10.121.0.2", "[fd00:121::2]"], 80, from: .container("client"))
                if publisher.driver == .mdnp {
                    let report = try await host.run("mdnp", "doctor")
                    #expect(report.status == 1)
                    #expect(report.text.contains("iptables DOCKER-USER, rule 2"), "\(report.text)")
                    #expect(report.text.contains("-o trusted_links=br-front"), "\(report.text)")
                    let explanation = try await host.run("mdnp", "explain", "client", "db:80")
                    #expect(explanation.status == 1)
                    #expect(explanation.text.contains("-o trusted_links=br-front"), "\(explanation.text)")
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
                    for way in ways {
                        try await host.succeed([program, "-D", "DOCKER-USER"] + way + ["-j", "ACCEPT"])
                    }
                }
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `doctor and explain name a table of anybody that drops, until it accepts the mark`(
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
                // The line of Documentation/Firewalls.md.
                try await host.succeed("nft", "insert rule inet wall f meta mark and 0x10000000 != 0 accept")
                #expect(try await host.reaches("198.51.100.2", from: "web"))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("nothing is wrong"))
                try await host.succeed("mdnp", "explain", "10.120.0.2", "198.51.100.2")
                try await host.succeed("nft", "delete table inet wall")
                // ufw on a host where Docker's rules do not come first, and the line for its file.
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
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("nothing is wrong"))
                try await host.succeed(
                    "sh",
                    "-c",
                    """
                    set -e; iptables -D FORWARD -j ufw-before-forward; iptables -F ufw-before-forward
                    iptables -X ufw-before-forward; iptables -I FORWARD \(mark) -m comment --comment manual -j ACCEPT
                    """
                )
                // The line for iptables, which mdnp leaves in its place.
                try await Task.sleep(for: .seconds(2))
                #expect(try await host.reaches("198.51.100.2", from: "web"))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("nothing is wrong"))
                try await host.succeed("sh", "-c", "iptables -D FORWARD 1; iptables -D FORWARD -j REJECT")
            }
        }
    }
}

extension Publisher {
    /// The option by which a network trusts links: mdnp's name, or Docker's.
    fileprivate var trustedLinks: String {
        driver == .mdnp ? "trusted_links" : "com.docker.network.bridge.trusted_host_interfaces"
    }
}
