// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of a host whose administrator has turned IPv6 off.
    @Suite struct IPv6Off {
        private func turn(_ scopes: [String], off: Bool, on host: LabHost) async throws {
            for scope in scopes {
                try await host.succeed("sysctl", "-qw", "net.ipv6.conf.\(scope).disable_ipv6=\(off ? 1 : 0)")
            }
        }

        /// Runs work while IPv6 is off, then turns it on, also after an error.
        private func withoutIPv6(_ scope: String, on host: LabHost, _ work: () async throws -> Void) async throws {
            try await turn([scope], off: true, on: host)
            do {
                try await work()
            } catch {
                try? await turn(["all", "default"], off: false, on: host)
                throw error
            }
            try await turn(["all", "default"], off: false, on: host)
        }

        @Test(arguments: Publisher.mdnp.suffix(1), ["all", "default"])
        func `a host without IPv6 publishes ports of IPv4 networks, and refuses an IPv6 network in one sentence`(
            publisher: Publisher,
            scope: String
        ) async throws {
            try await publisher.tidily { host in
                try await withoutIPv6(scope, on: host) {
                    try await host.network("n", "--subnet", "10.120.0.0/24")
                    try await host.network("near", "--subnet", "10.121.0.0/24", "-o", "publish.bind=localhost")
                    try await host.serve("web", on: "n", publishing: ["8080:80"])
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                    try await host.expect("web", at: ["127.0.0.1"], 8080, from: .host)
                    if scope == "all" {
                        try await host.serve("local", on: "near", publishing: ["8081:80"])
                        try await host.expect("local", at: ["127.0.0.1"], 8081, from: .host)
                    }
                    for options in [[], ["--subnet", "10.122.0.0/24", "--subnet", "fd00:122::/64"]] {
                        let words = ["network", "create", "--driver", "mdnp", "--ipv6"] + options + ["six"]
                        let message = try await host.refusal(words)
                        // Engines before 27 have no IPv6 subnets of their own.
                        guard options.isEmpty == false || message.contains("NetworkDriver") else { continue }
                        #expect(
                            message.contains("IPv6 is disabled on this host (net.ipv6.conf.\(scope).disable_ipv6=1)")
                        )
                        #expect(
                            message.contains(
                                "; run \"sysctl -w net.ipv6.conf.\(scope).disable_ipv6=0\", or omit --ipv6"
                            )
                        )
                    }
                    #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                }
            }
        }

        @Test(arguments: Publisher.mdnp.suffix(1))
        func `a network of both families keeps IPv4 while IPv6 is turned off, and has both again afterwards`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await withoutIPv6("all", on: host) {
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                    try await host.serve("later", on: "n", publishing: ["8081:80"])
                    try await host.restart(.mdnp)
                    try await host.serve("latest", on: "n", publishing: ["8082:80"])
                    for (name, port) in [("web", 8080), ("later", 8081), ("latest", 8082)] {
                        try await host.expect("\(name) 198.51.100.2", at: ["198.51.100.1"], port, from: .world)
                    }
                    // Containers have IPv6 among themselves.
                    let address = try await host.docker("GlobalIPv6Address", of: "web", on: "n")
                    try await host.expect("web", at: ["[\(address)]"], 80, from: .container("later"))
                    let output = try await host.run("mdnp", "doctor")
                    let checks = output.text.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[0] }
                    #expect(checks == ["ipv6"], "\(output.text)")
                    #expect(output.text.contains("net.ipv6.conf.all.disable_ipv6"))
                }
                #expect(
                    try await eventually(within: .seconds(60)) {
                        try await host.run("mdnp", "doctor").text.hasPrefix("no problems found")
                    }
                )
                for (name, port) in [("web", 8080), ("later", 8081), ("latest", 8082)] {
                    try await host.expect(name, at: ["[fd00:120::1]"], port, from: .host)
                }
            }
        }

        @Test(arguments: Publisher.mdnp.suffix(1), ["all", "default"])
        func `a container that turns IPv6 off for itself works on a network of both families`(
            publisher: Publisher,
            scope: String
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let setting = "net.ipv6.conf.\(scope).disable_ipv6=1"
                try await host.serve("web", on: "n", publishing: ["8080:80"], "--sysctl", setting)
                try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(arguments: Publisher.mdnp.suffix(1))
        func `a container can have an address of the cloud's metadata service`(publisher: Publisher) async throws {
            try await publisher.tidily { host in
                try await host.network("n", "--subnet", "169.254.170.0/24", "--gateway", "169.254.170.1")
                try await host.serve("metadata", on: "n", "--ip", "169.254.170.2")
                try await host.container("client", on: "n")
                try await host.expect("metadata", at: ["169.254.170.2"], 80, from: .container("client"))
            }
        }
    }
}
