// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of as many ports as a telephone exchange has for media (RTP).
    @Suite struct ManyPorts {
        @Test(arguments: Publisher.mdnp)
        func `ten thousand UDP ports lead to their container ports, beside other containers, and are free afterwards`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve(
                    "rtp",
                    on: "n",
                    publishing: ["10000-20000:10000-20000/udp"],
                    listening: [9_999, 10_000, 12_345, 20_000]
                )
                for port in [10_000, 12_345, 20_000] {
                    for place in [Place.world, .host] {
                        try await host.expect("rtp", at: LabHost.addresses, port, over: ["udp"], from: place)
                    }
                }
                try await host.expectSilence(at: LabHost.addresses, 9_999, over: ["udp"], from: .world)
                try await host.expect("rtp", at: ["127.0.0.1", "[::1]"], 12_345, over: ["udp"], from: .host)
                let ports = try await host.ports()
                #expect(Set(ports.map(\.hostAddress)) == ["0.0.0.0", "::"] && ports.count == 2)
                #expect(ports.allSatisfy { ($0.hostPort, $0.hostPortEnd) == (10_000, 20_000) })
                #expect(ports.allSatisfy { ($0.containerPort, $0.containerPortEnd) == (10_000, 20_000) })
                let message = try await host.servingRefusal("other", on: "n", publishing: ["15000:80/udp"])
                #expect(message.contains("host port 0.0.0.0:15000/udp is in use by mdnp for"), "\(message)")
                try await host.docker("rm", "--force", "other", "rtp")
                #expect(try await host.ports().isEmpty)
                try await host.serve("web", on: "n", publishing: ["12345:80/udp"])
                try await host.expect("web", at: LabHost.addresses, 12_345, over: ["udp"], from: .world)
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `a range with other container ports maps each port to its own, also after a restart of mdnp`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve(
                    "rtp",
                    on: "n",
                    publishing: ["10000-11000:30000-31000/udp"],
                    listening: [30_000, 30_500, 31_000]
                )
                let before = try await host.ports()
                for port in [10_000, 10_500, 11_000] {
                    try await host.expect("rtp", at: LabHost.addresses, port, over: ["udp"], from: .world)
                }
                try await host.restart(.mdnp)
                #expect(try await host.ports() == before)
                try await host.expect("rtp", at: LabHost.addresses, 10_500, over: ["udp"], from: .world)
            }
        }
    }
}
