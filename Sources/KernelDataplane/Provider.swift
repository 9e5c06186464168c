// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// The operations on one kind of resource.
protocol Provider: Sendable {
    /// Creates a resource, or repairs an existing one.
    nonisolated(nonsending) func ensure(_ resource: Resource) async throws

    /// Repairs an existing resource.
    nonisolated(nonsending) func repair(_ resource: Resource) async throws

    /// Removes a resource; a missing one is no error.
    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws

    /// Carries out steps of one batch.
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
    /// Returns the provider for the resource of a step; no other code lists all providers.
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

/// The rtnetlink operations over one socket.
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

    /// Retires a link; a missing one is no error.
    func retire(_ link: LinkReference) throws(NetlinkError) {
        do throws(NetlinkError) {
            try links.setGroup(of: link, to: LinkGroup.retired)
        } catch let error where error.isNoDevice {}
    }

    /// Deletes a single link; a missing one is no error.
    func delete(_ name: InterfaceName) throws(NetlinkError) {
        do throws(NetlinkError) {
            try links.delete(.name(name))
        } catch let error where error.isNoDevice {}
    }
}
