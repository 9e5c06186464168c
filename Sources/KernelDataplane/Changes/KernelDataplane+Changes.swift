// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetlinkWire
public import NetworkModel

extension KernelDataplane {
    /// Yields both kinds of changes once, for changes before the subscription, then each kind after changes by other programs.
    public nonisolated func changes() throws(DataplaneError) -> AsyncStream<DataplaneChange> {
        // The buffer has room for one change of each kind.
        let (changes, continuation) = AsyncStream<DataplaneChange>.makeStream(bufferingPolicy: .bufferingNewest(2))
        let change = { @Sendable (change: DataplaneChange) in
            if case .dropped(let lost) = continuation.yield(change), lost != change { continuation.yield(lost) }
        }
        let tasks: [Task<Void, Never>]
        do {
            tasks = [try watchRuleset(change), try watchLinks(change)] + watchDocker(change)
        } catch {
            throw .unavailable("subscribe to kernel events: \(error)")
        }
        continuation.onTermination = { _ in
            for task in tasks { task.cancel() }
        }
        filledClientLists.forgetAll()
        change(.firewall)
        change(.links)
        return changes
    }

    private nonisolated func watchRuleset(
        _ change: @escaping @Sendable (DataplaneChange) -> Void
    ) throws(NetlinkError) -> Task<Void, Never> {
        let events = try NFTablesEvent.stream(in: namespace, without: firewallPortIDs)
        let start = RulesetWatch(ownPortIDs: firewallPortIDs)
        return Task {
            var watch = start
            for await event in events where watch.isDisturbed(by: event) {
                filledClientLists.forgetAll()
                change(.firewall)
            }
        }
    }

    private static var watchedGroups: [RouteGroup] {
        [.link, .ipv4Address, .ipv6Address, .ipv4Route, .ipv6Route, .ipv4Rule, .ipv6Rule]
    }

    private nonisolated func watchLinks(
        _ change: @escaping @Sendable (DataplaneChange) -> Void
    ) throws(NetlinkError) -> Task<Void, Never> {
        // Subscribe first, then list: changes in between are reported.
        let events = try RouteEvent.stream(of: Self.watchedGroups, in: namespace)
        let socket = try NetlinkSocket(.route, in: namespace)
        let links = Self.links(socket)
        let start = (LinkWatch(socket, links: links), DockerBridges(among: links))
        return Task {
            var (watch, bridges) = start
            for await event in events {
                if watch.isDisturbed(by: event) { change(.links) }
                if bridges.haveChanged(by: event) { change(.firewall) }
                guard event == .overrun else { continue }
                let links = Self.links(socket)
                watch = LinkWatch(socket, links: links)
                bridges = DockerBridges(among: links)
                change(.firewall)
            }
        }
    }

    /// Returns the existing links; none if changes interrupt the list, as events then report them.
    private static func links(_ socket: NetlinkSocket) -> [Link] { (try? Links(socket).list()) ?? [] }

    /// Polls the legacy filter, whose changes cause no events.
    private nonisolated func watchDocker(
        _ change: @escaping @Sendable (DataplaneChange) -> Void
    ) -> [Task<Void, Never>] {
        let legacy = LegacyDockerFilter(in: namespace)
        return [Task { await legacy.watch { change(.firewall) } }]
    }
}

extension LinkWatch {
    /// Creates a watch from the given links and the existing addresses.
    fileprivate init(_ socket: NetlinkSocket, links: [Link]) {
        self.init(links: links, addresses: (try? Addresses(socket).list()) ?? [])
    }
}
