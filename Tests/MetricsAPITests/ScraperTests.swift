// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import PrometheusExporter
import SQLiteStateStore
import Synchronization
import Testing

@testable import Driver
@testable import MetricsAPI

/// The metrics of the current state.
struct ScraperTests {
    /// A fake packet counter with the values of a test, which records the requested links.
    private final class ImaginedMeter: TrafficMeter {
        let traffic = Mutex<[InterfaceName: Traffic]>([:])
        let asked = Mutex<Set<InterfaceName>>([])

        func traffic(of links: [InterfaceName]) async throws(DataplaneError) -> [InterfaceName: Traffic] {
            asked.withLock { $0 = Set(links) }
            return traffic.withLock { $0 }
        }
    }

    /// A fake engine with network names.
    private final class Gossip: EngineWitness {
        let names = Mutex<[NetworkID: String]>([:])

        var facts: EngineFacts {
            var facts = EngineFacts()
            facts.networkNames = names.withLock { $0 }
            return facts
        }
    }

    private let store: SQLiteStateStore
    private let meter = ImaginedMeter()
    private let repairs = Repairs()
    private let gossip = Gossip()

    init() throws {
        store = try SQLiteStateStore()
    }

    /// The lines of all series.
    private func lines(_ progress: Reaper.Progress = Reaper.Progress()) async throws -> [String] {
        let sources = MetricsSources(
            view: DriverView(store: store, engine: gossip),
            repairs: { [repairs] in repairs.all },
            reaper: { progress },
            traffic: meter
        )
        let text = try await Scraper(MetricsRegistry(Catalogue.all), sources: sources).text()
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    private func endpoint(_ id: String, _ address: String, on network: NetworkID) throws -> Endpoint {
        try Endpoint(id: EndpointID(id), network: network, ipv4: InterfaceAddress(address))
    }

    private func commit(_ changes: Change...) async throws {
        try await store.commit { _ in Decision(changes, outcome: ()) }
    }

    @Test func `an idle host exports all metrics without labels of networks or endpoints`() async throws {
        #expect(
            try await lines() == [
                "mdnp_networks 0", "mdnp_endpoints 0",
                #"mdnp_published_ports{protocol="sctp"} 0"#, #"mdnp_published_ports{protocol="tcp"} 0"#,
                #"mdnp_published_ports{protocol="udp"} 0"#,
                #"mdnp_repairs_total{kind="bridge"} 0"#, #"mdnp_repairs_total{kind="endpoint"} 0"#,
                #"mdnp_repairs_total{kind="firewall"} 0"#, #"mdnp_repairs_total{kind="link"} 0"#,
                #"mdnp_repairs_total{kind="port"} 0"#,
                "mdnp_retired_links 0", "mdnp_retired_links_deleted_total 0",
            ]
        )
    }

    @Test func `metrics of networks, endpoints, pools, ports and traffic end with their objects`()
        async throws
    {
        let id = try NetworkID(String(repeating: "9c41e0f2", count: 8))
        let pool = Pool(id: PoolID("p"), space: .local, prefix: try #require(Prefix("10.1.0.0/24")))
        let subnet = try Subnet(prefix: pool.prefix, gateway: IPAddress("10.1.0.1"), space: .local)
        let network = try Network(id: id, options: Options(), isInternal: false, subnets: [subnet])
        let endpoint = try endpoint("e1e2e3e4e5e6e7e8", "10.1.0.2/24", on: id)
        gossip.names.withLock { $0[id] = "front" }
        let lease = Lease(name: "web", since: Timestamp(seconds: 1))
        let publication = Publication(
            HostPort(.tcp, try #require(IPAddress("0.0.0.0")), 8080),
            to: AddressPort(try #require(IPAddress("10.1.0.2")), port: 80),
            of: endpoint.id
        )
        try await commit(
            .addresses(.leasePool(pool)),
            .addNetwork(NetworkRecord(network, phase: .active)),
            .addresses(.hold(pool.id, try #require(IPAddress("10.1.0.2")), lease)),
            .addEndpoint(endpoint),
            .publish(publication)
        )
        meter.traffic.withLock {
            $0[endpoint.link] = Traffic(
                received: .init(bytes: 1000, packets: 10, drops: 1),
                sent: .init(bytes: 2000, packets: 20, drops: 2),
                sourceDrops: 3
            )
        }
        let found = Set(try await lines())
        #expect(meter.asked.withLock { $0 } == [endpoint.link])
        let place = #"space="mdnp-local",pool="10.1.0.0/24",network="9c41e0f29c41""#
        let whose = #"endpoint="e1e2e3e4e5e6",network="9c41e0f29c41""#
        for line in [
            "mdnp_networks 1", "mdnp_endpoints 1", #"mdnp_network_endpoints{network="9c41e0f29c41"} 1"#,
            "mdnp_pool_addresses{\(place)} 254", "mdnp_pool_held_addresses{\(place)} 1",
            "mdnp_pool_resting_addresses{\(place)} 0", "mdnp_pool_reserved_addresses{\(place)} 0",
            #"mdnp_published_ports{protocol="tcp"} 1"#,
            "mdnp_endpoint_info{\(whose),container=\"web\",network_name=\"front\"} 1",
            "mdnp_endpoint_receive_bytes_total{\(whose)} 1000", "mdnp_endpoint_transmit_bytes_total{\(whose)} 2000",
            "mdnp_endpoint_receive_packets_total{\(whose)} 10", "mdnp_endpoint_transmit_packets_total{\(whose)} 20",
            "mdnp_endpoint_receive_drops_total{\(whose)} 1", "mdnp_endpoint_transmit_drops_total{\(whose)} 2",
            "mdnp_endpoint_source_drops_total{\(whose)} 3",
        ] { #expect(found.contains(line), "\(line)") }

        try await commit(.removeEndpoint(endpoint.id), .removeNetwork(id), .addresses(.releasePool(pool.id)))
        let left = try await lines()
        #expect(!left.contains { $0.contains("e1e2e3e4e5e6") || $0.contains("9c41e0f29c41") })
        #expect(left.contains("mdnp_endpoints 0"))
    }

    @Test func `an endpoint without a link yet has no counters`() async throws {
        let network = try Network(
            id: NetworkID("n1"),
            options: Options(),
            isInternal: false,
            subnets: [Subnet(prefix: #require(Prefix("10.1.0.0/24")), gateway: IPAddress("10.1.0.1"))]
        )
        let endpoint = try endpoint("e1", "10.1.0.2/24", on: network.id)
        try await commit(.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint))
        let lines = try await lines()
        #expect(lines.contains("mdnp_endpoints 1"))
        #expect(!lines.contains { $0.hasPrefix("mdnp_endpoint_receive") })
    }

    @Test func `repairs are exported by kind, and so are the links that wait for the reaper`() async throws {
        repairs.add(.link, step: "restored link")
        repairs.add(.link, step: "restored link")
        let lines = try await lines(Reaper.Progress(waiting: 3, deleted: 40))
        #expect(lines.contains(#"mdnp_repairs_total{kind="link"} 2"#))
        #expect(lines.contains("mdnp_retired_links 3"))
        #expect(lines.contains("mdnp_retired_links_deleted_total 40"))
    }
}
