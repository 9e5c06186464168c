// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// Whoever carries out what is done to one kind of resource.
protocol Provider: Sendable {
    /// Makes a resource, or brings one that stands to what it should be.
    nonisolated(nonsending) func ensure(_ resource: Resource) async throws

    /// Brings a resource that stands to what it should be.
    nonisolated(nonsending) func repair(_ resource: Resource) async throws

    /// Removes a resource; one that is gone is gone.
    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws

    /// Carries out steps that belong together.
    nonisolated(nonsending) func carryOut(_ batch: [Step]) async throws
}

extension Provider {
    nonisolated(nonsending) func repair(_ resource: Resource) async throws { try await ensure(resource) }

    nonisolated(nonsending) func carryOut(_ batch: [Step]) async throws {
        for step in batch {
            switch step {
            case .ensure(let resource): try await ensure(resource)
            case .repair(let resource): try await repair(resource)
            case .remove(let key): try await remove(key)
            }
        }
    }
}

extension KernelDataplane {
    /// Leads from a kind of resource to its provider: the only place that knows all.
    func provider(of step: Step) -> any Provider {
        switch step {
        case .ensure(let resource), .repair(let resource):
            switch resource {
            case .bridge: bridges
            case .veth: veths
            case .neighbor: neighbors
            case .tables, .element: firewallProvider
            case .setting: settings
            }
        case .remove(let key):
            switch key {
            case .bridge: bridges
            case .veth, .remnant: veths
            case .neighbor: neighbors
            case .tables, .element: firewallProvider
            case .setting: settings
            }
        }
    }
}

/// The operations of rtnetlink over one socket.
struct Rtnetlink: Sendable {
    let socket: NetlinkSocket
    let links: Links
    let addresses: Addresses
    let routes: Routes
    let neighbors: Neighbors
    let control: TrafficControl

    init(_ socket: NetlinkSocket) {
        self.socket = socket
        links = Links(socket)
        addresses = Addresses(socket)
        routes = Routes(socket)
        neighbors = Neighbors(socket)
        control = TrafficControl(socket)
    }

    /// Hands a link to the reaper; one that is gone is gone.
    func bury(_ link: LinkReference) throws(NetlinkError) {
        do throws(NetlinkError) {
            try links.setGroup(of: link, to: LinkGroup.dead)
        } catch let error where error.isNoDevice {}
    }

    /// Deletes a link by itself; one that is gone is gone.
    func delete(_ name: InterfaceName) throws(NetlinkError) {
        do throws(NetlinkError) {
            try links.delete(.name(name))
        } catch let error where error.isNoDevice {}
    }
}
