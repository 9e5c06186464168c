// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import LinuxSystem
import Netlink
import NetlinkWire
public import NetworkModel

/// The traffic counters of links in a network namespace, and of frames that the firewall dropped.
///
/// The meter has its own thread and sockets: a list of a thousand links takes the kernel several milliseconds, and no call should wait for
/// it.
public actor KernelTrafficMeter: TrafficMeter {
    /// The thread on which the actor runs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor
    private let route: NetlinkSocket
    private let firewall: Firewall

    /// Opens the kernel of a namespace, by default that of the process.
    public init(in namespace: NetworkNamespace? = nil) throws(DataplaneError) {
        do {
            executor = try ThreadExecutor(name: "mdnp-traffic")
            route = try NetlinkSocket(.route, in: namespace)
            firewall = Firewall(NFTables(try NetlinkSocket(.netfilter, in: namespace)))
        } catch {
            throw .unavailable("open kernel counters: \(error)")
        }
    }

    /// Reads the counters of all links and of the firewall once, and returns those of the requested links.
    public func traffic(of links: [InterfaceName]) async throws(DataplaneError) -> [InterfaceName: Traffic] {
        guard !links.isEmpty else { return [:] }
        do throws(NetlinkError) {
            // Resolve names first: the kernel does not reuse an index soon, but a name may be reused.
            let indices = links.map { ($0, route.linkIndex(of: $0)) }
            let statistics = try Links(route).statistics()
            let dropped = try firewall.droppedFrames().mapValues { $0.reduce(0) { $0 &+ $1.count } }
            return indices.reduce(into: [:]) { traffic, link in
                traffic[link.0] = link.1.flatMap { statistics[$0] }.map {
                    Traffic(ofContainerBehind: $0, sourceDrops: dropped[link.0] ?? 0)
                }
            }
        } catch {
            throw DataplaneError(error, during: "read counters of links and dropped frames")
        }
    }
}

extension Traffic {
    /// Converts the counters of a veth's host end: bytes received there were sent by the container, and vice versa.
    fileprivate init(ofContainerBehind host: LinkStatistics, sourceDrops: UInt64) {
        self.init(
            received: Flow(
                bytes: host.transmittedBytes,
                packets: host.transmittedPackets,
                drops: host.transmitDrops
            ),
            sent: Flow(bytes: host.receivedBytes, packets: host.receivedPackets, drops: host.receiveDrops),
            sourceDrops: sourceDrops
        )
    }
}
