// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire

/// The links of a fake kernel, and their addresses.
struct FakeRoute {
    private var links: [LinkMessage] = []
    private var addresses: [AddressMessage] = []
    private var lastIndex: LinkIndex = 1

    init() {
        var loopback = LinkMessage(index: 1)
        loopback.name = "lo"
        loopback.mtu = 65_536
        loopback.hardwareType = 772
        loopback.flags = .loopback
        links = [loopback]
    }

    mutating func answer(_ request: NetlinkRequest) throws(NetlinkError) -> [NetlinkMessage] {
        switch request.message.type {
        case .getLink: return try list(request, matching: try request.payload())
        case .newLink: try make(request, wanted: try request.payload())
        case .setLink: try change(request, wanted: try request.payload())
        case .deleteLink: try delete(request, link: try request.payload())
        case .getAddress:
            let wanted: AddressMessage = try request.payload()
            return addresses.filter { wanted.family == .unspecified || $0.family == wanted.family }
                .map { NetlinkMessage(type: .newAddress, payload: $0) }
        case .newAddress: try add(request, wanted: try request.payload())
        case .deleteAddress: try delete(request, address: try request.payload())
        default: throw request.refused(.notSupported)
        }
        return []
    }

    // MARK: Links

    private func list(_ request: NetlinkRequest, matching wanted: LinkMessage) throws(NetlinkError) -> [NetlinkMessage]
    {
        guard request.isDump else { return [answer(links[try place(of: wanted, for: request)])] }
        return links.filter { link in
            (wanted.master == nil || link.master == wanted.master)
                && (wanted.kind == nil || link.kind?.name == wanted.kind?.name)
        }.map(answer)
    }

    private func answer(_ link: LinkMessage) -> NetlinkMessage { NetlinkMessage(type: .newLink, payload: link) }

    private func place(of wanted: LinkMessage, for request: NetlinkRequest) throws(NetlinkError) -> Int {
        let place = links.firstIndex { wanted.index == 0 ? $0.name == wanted.name : $0.index == wanted.index }
        guard let place else { throw request.refused(.noDevice) }
        return place
    }

    private mutating func make(_ request: NetlinkRequest, wanted: LinkMessage) throws(NetlinkError) {
        guard request.has(.create) else { return try change(request, wanted: wanted) }
        if links.contains(where: { $0.name == wanted.name }) {
            guard request.has(.exclusive) else { return try change(request, wanted: wanted) }
            throw request.refused(.exists)
        }
        guard case .veth(let veth) = wanted.kind else { return try append(wanted, for: request) }
        let peer = veth.peer ?? LinkMessage()
        if peer.name == wanted.name || links.contains(where: { $0.name == peer.name }) {
            throw request.refused(.exists)
        }
        // The kernel creates the peer first.
        let (first, second) = (LinkIndex(rawValue: lastIndex.rawValue + 1), LinkIndex(rawValue: lastIndex.rawValue + 2))
        for (end, other) in [(peer, second), (wanted, first)] {
            var end = end
            end.link = other
            end.kind = .veth(Veth())
            try append(end, for: request)
        }
    }

    private mutating func append(_ wanted: LinkMessage, for request: NetlinkRequest) throws(NetlinkError) {
        var link = LinkMessage(index: LinkIndex(rawValue: lastIndex.rawValue + 1))
        link.name = wanted.name
        link.kind = wanted.kind
        link.link = wanted.link
        link.hardwareType = 1
        link.mtu = 1500
        try apply(wanted, to: &link, for: request)
        lastIndex = link.index
        links.append(link)
    }

    private mutating func change(_ request: NetlinkRequest, wanted: LinkMessage) throws(NetlinkError) {
        let place = try place(of: wanted, for: request)
        var link = links[place]
        if let name = wanted.name, name != link.name {
            if links.contains(where: { $0.name == name }) { throw request.refused(.exists) }
            link.name = name
        }
        try apply(wanted, to: &link, for: request)
        links[place] = link
    }

    private func apply(
        _ wanted: LinkMessage,
        to link: inout LinkMessage,
        for request: NetlinkRequest
    ) throws(NetlinkError) {
        if let master = wanted.master {
            guard master == 0 || links.contains(where: { $0.index == master }) else { throw request.refused(.invalid) }
            link.master = master == 0 ? nil : master
            if master == 0 { link.port = nil }
        }
        link.address = wanted.address ?? link.address
        link.mtu = wanted.mtu ?? link.mtu
        link.group = wanted.group ?? link.group ?? 0
        link.port = wanted.port ?? link.port
        link.settings = wanted.settings ?? link.settings
        if let alias = wanted.alias { link.alias = alias.isEmpty ? nil : alias }
        link.flags = link.flags.subtracting(wanted.changedFlags).union(wanted.flags.intersection(wanted.changedFlags))
    }

    private mutating func delete(_ request: NetlinkRequest, link wanted: LinkMessage) throws(NetlinkError) {
        var gone: Set<LinkIndex>
        if wanted.index == 0, wanted.name == nil {
            gone = Set(links.filter { $0.group ?? 0 == wanted.group }.map(\.index))
            if gone.isEmpty { throw request.refused(.noDevice) }
        } else {
            gone = [links[try place(of: wanted, for: request)].index]
        }
        if gone.contains(1) { throw request.refused(.notSupported) }
        // Deletion includes the peer of a veth, and all upper links.
        gone.formUnion(links.filter { $0.link.map(gone.contains) ?? false }.map(\.index))
        links.removeAll { gone.contains($0.index) }
        addresses.removeAll { gone.contains($0.linkIndex) }
        for place in links.indices where links[place].master.map(gone.contains) ?? false {
            links[place].master = nil
            links[place].port = nil
        }
    }

    // MARK: Addresses

    private func place(of wanted: AddressMessage) -> Int? {
        addresses.firstIndex {
            $0.linkIndex == wanted.linkIndex && $0.interfaceAddress == wanted.interfaceAddress
        }
    }

    private mutating func add(_ request: NetlinkRequest, wanted: AddressMessage) throws(NetlinkError) {
        guard links.contains(where: { $0.index == wanted.linkIndex }) else { throw request.refused(.noDevice) }
        guard let place = place(of: wanted) else { return addresses.append(wanted) }
        guard request.has(.replace), !request.has(.exclusive) else { throw request.refused(.exists) }
        addresses[place] = wanted
    }

    private mutating func delete(_ request: NetlinkRequest, address wanted: AddressMessage) throws(NetlinkError) {
        guard links.contains(where: { $0.index == wanted.linkIndex }) else { throw request.refused(.noDevice) }
        guard let place = place(of: wanted) else { throw request.refused(.addressNotAvailable) }
        addresses.remove(at: place)
    }
}
