// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of ports that are in use.
    @Suite struct PortConflict {
        /// The holder of the port that a container requests.
        enum Holder: CaseIterable {
            case process
            case dockersContainer
            case container
        }

        @Test(arguments: Publisher.chosen, Holder.allCases)
        func `a taken port is refused with its holder, and works once it is free`(
            publisher: Publisher,
            holder: Holder
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                func refused(_ owner: String) async throws {
                    // The second port is free. A failure with the first port must not reserve it.
                    let message = try await host.servingRefusal("web", on: "n", publishing: ["8080:80", "8081:80"])
                    #expect(message.contains("8080"))
                    if publisher.driver == .mdnp {
                        #expect(message.contains(owner))
                        #expect(try await host.endpoints() == (holder == .container ? 1 : 0))
                        #expect(try await host.ports().count == (holder == .container ? 4 : 0))
                    }
                    let free = try await host.bind(["tcp:0.0.0.0:8081", "udp:0.0.0.0:8081", "tcp:[::]:8081"])
                    #expect(free == ["ok", "ok", "ok"])
                }
                switch holder {
                case .process:
                    try await host.whileServing(8080) { id in
                        try await refused(id)
                        try await host.expect("process", at: LabHost.addresses, 8080, from: .world)
                    }
                case .dockersContainer:
                    try await host.serve("first", on: "bridge", publishing: ["8080:80"])
                    try await refused("docker")
                    try await host.expect("first", at: LabHost.addresses, 8080, from: .world)
                    try await host.docker("rm", "--force", "first")
                case .container:
                    try await host.serve("first", on: "n", publishing: ["8080:80"])
                    try await refused(String(try await host.docker("EndpointID", of: "first", on: "n").prefix(10)))
                    try await host.expect("first", at: LabHost.addresses, 8080, from: .world)
                    try await host.docker("rm", "--force", "first")
                }
                try await host.docker("start", "web")
                try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                try await host.expect("web", at: LabHost.addresses, 8081, from: .world)
            }
        }

        @Test(arguments: Publisher.mdnp) func `an impossible host port or address is refused, with a remedy`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                let refused = [
                    (["8080:80/tcp", "8080:81/tcp"], "is requested twice, first for 80/tcp; use another"),
                    (["[fe80::1]:8080:80/tcp"], "is link-local and needs a link; publish at ::"),
                    (["192.0.2.9:8080:80/tcp"], "is not assigned to this host; use an address that `ip address` lists"),
                ]
                for (ports, words) in refused {
                    let message = try await host.servingRefusal("web", on: "n", publishing: ports)
                    #expect(message.contains(words), "\(message)")
                    try await host.docker("rm", "--force", "web")
                }
                try await host.serve("web", on: "n", publishing: ["[::ffff:198.51.100.1]:8080:80"])
                try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                #expect(Set(try await host.ports().map(\.hostAddress)) == ["198.51.100.1"])
                try await host.expectSilence(at: ["[2001:db8:100::1]"], 8080, from: .world)
            }
        }

        @Test(arguments: Publisher.chosen) func `no other process on the host can bind a published port`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                let addresses = ["0.0.0.0", "127.0.0.1", "198.51.100.1", "[::]", "[::1]", "[2001:db8:100::1]"]
                let ports = ["tcp", "udp"].flatMap { transport in addresses.map { "\(transport):\($0):8080" } }
                let taken = Array(repeating: "Address already in use", count: ports.count)
                #expect(try await host.bind(ports) == taken)
                try await host.docker("stop", "web")
                let free = Array(repeating: "ok", count: ports.count)
                #expect(try await host.bind(ports) == free)
            }
        }

        @Test(arguments: Publisher.chosen) func `Docker refuses a port that is published already`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                let message = try await host.servingRefusal("dockers", on: "bridge", publishing: ["8080:80"])
                #expect(message.contains("8080"))
                try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
            }
        }
    }
}
