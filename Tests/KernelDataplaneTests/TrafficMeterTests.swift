// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// The traffic counters of a container.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct TrafficMeterTests {
    /// The output of the container's own `ip` about its link.
    private struct Shown: Decodable {
        struct Statistics: Decodable {
            struct Flow: Decodable { let bytes, packets, dropped: UInt64 }
            let rx, tx: Flow
        }
        let stats64: Statistics
    }

    private func shown(_ container: Container) async throws -> Traffic {
        let text = try await container.witness("ip", "-s", "-j", "link", "show", "dev", "eth0")
        let statistics = try #require(try JSONDecoder().decode([Shown].self, from: Data(text.utf8)).first).stats64
        func flow(_ flow: Shown.Statistics.Flow) -> Traffic.Flow {
            Traffic.Flow(bytes: flow.bytes, packets: flow.packets, drops: flow.dropped)
        }
        return Traffic(received: flow(statistics.rx), sent: flow(statistics.tx))
    }

    @Test func `the traffic of a container equals the container's own counters`() async throws {
        let host = try Host()
        let network = try Network.named("br1", "10.1.0.1/24")
        try await host.carryOut([.ensureBridge(network)])
        let container = try await Container("e1", "10.1.0.2/24", on: network, of: host)
        #expect(try await container.reaches(InterfaceAddress("10.1.0.1/24")))
        let send =
            "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
            + "[s.sendto(bytes(1400), ('10.1.0.1', 9)) for _ in range(100)]"
        try await container.witness("python3", "-c", send)

        let meter = try KernelTrafficMeter(in: .ofTest)
        let link = container.endpoint.link
        // A neighbor resolution may fall between the two readings, so they are repeated until nothing passes between them.
        var readings: (reported: Traffic?, own: Traffic?) = (nil, nil)
        for _ in 0..<20 where readings.reported == nil || readings.reported != readings.own {
            readings = (try await meter.traffic(of: [link])[link], try await shown(container))
        }
        #expect(readings.reported != nil && readings.reported == readings.own)
        #expect(readings.reported?.sent.bytes ?? 0 > 100 * 1400)
        #expect(readings.reported?.received.bytes ?? .max < 100 * 1400)
        #expect(readings.reported?.received.packets ?? 0 >= 3)
    }

    @Test func `missing links have no traffic`() async throws {
        let meter = try KernelTrafficMeter(in: .ofTest)
        #expect(try await meter.traffic(of: [InterfaceName("mvnone")]).isEmpty)
        #expect(try await meter.traffic(of: []).isEmpty)
    }
}
