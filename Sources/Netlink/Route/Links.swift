// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
public import NetlinkWire

/// The links of a network namespace (`ip link`).
///
/// A name that does not exist causes ``NetlinkError/isNoDevice``, and a name in use causes ``NetlinkError/isExists``.
public struct Links: Sendable {
    let exchange: any NetlinkExchange

    /// Creates a view of the links behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Returns one link.
    ///
    /// Equivalent to: `ip link show dev NAME`
    public func get(_ link: LinkReference) throws(NetlinkError) -> Link {
        var message = naming(link)
        message.extendedFilter = .skipStatistics
        let request = NetlinkRequest("get link", subject: "\(link)", type: .getLink, flags: [], body: message)
        let answers = try exchange.read(request, expecting: .newLink, as: LinkMessage.self)
        guard let link = answers.first.flatMap(Link.init) else { throw request.error(.unanswered) }
        return link
    }

    /// Lists the links, optionally of one master or one kind.
    ///
    /// Equivalent to: `ip link show master BRIDGE type veth`
    public func list(master: LinkIndex? = nil, kind: String? = nil) throws(NetlinkError) -> [Link] {
        var message = LinkMessage()
        message.extendedFilter = .skipStatistics
        message.master = master
        message.kind = kind.map { .other(name: $0) }
        let answers = try exchange.read(
            .list("list links", subject: "", type: .getLink, body: message),
            expecting: .newLink,
            as: LinkMessage.self
        )
        return answers.compactMap(Link.init)
    }

    /// Lists the links of a group.
    ///
    /// The kernel sends all links; those of other groups are skipped without decoding. Links that are created or deleted during the call
    /// may be missing or listed.
    ///
    /// Equivalent to: `ip link show group 7`
    public func list(group: UInt32) throws(NetlinkError) -> [Link] {
        var message = LinkMessage()
        message.extendedFilter = .skipStatistics
        var request = NetlinkRequest.list("list links", subject: "of group \(group)", type: .getLink, body: message)
        request.acceptsInterruptedList = true
        var links: [Link] = []
        for answer in try exchange.exchange([request]).joined() where answer.type == .newLink {
            do throws(DecodeError) {
                guard try LinkMessage.group(in: answer.payload) == group else { continue }
                links += [Link(try LinkMessage(payload: answer.payload))].compactMap(\.self)
            } catch {
                throw request.error(.malformed(error))
            }
        }
        return links
    }

    /// Returns the traffic counters of all links by index, a sixth of the bytes of a list of links.
    ///
    /// Links that are created or deleted during the call may be missing or listed.
    ///
    /// Equivalent to: `ip stats show group link`
    public func statistics() throws(NetlinkError) -> [LinkIndex: LinkStatistics] {
        var message = LinkStatisticsMessage()
        message.filter = .link
        var request = NetlinkRequest.list("list statistics of links", subject: "", type: .getStatistics, body: message)
        request.acceptsInterruptedList = true
        let answers = try exchange.read(request, expecting: .newStatistics, as: LinkStatisticsMessage.self)
        return answers.reduce(into: [:]) { $0[$1.index] = $1.statistics }
    }

    /// Deletes a link, and the peer of a veth.
    ///
    /// Equivalent to: `ip link delete dev NAME`
    public func delete(_ link: LinkReference) throws(NetlinkError) {
        try exchange.send(
            NetlinkRequest("delete link", subject: "\(link)", type: .deleteLink, flags: [], body: naming(link))
        )
    }

    /// Deletes all links of a group at once, in about the time of a single deletion.
    ///
    /// Fails with ``NetlinkError/isNoDevice`` if the group has no link. If one of the links cannot be deleted, no link is. Group 0, the
    /// default group of all links, is rejected (`EINVAL`).
    ///
    /// Equivalent to: `ip link delete group 7`
    public func deleteGroup(_ group: UInt32) throws(NetlinkError) {
        var message = LinkMessage()
        message.group = group
        let request = NetlinkRequest(
            "delete link group",
            subject: "\(group)",
            type: .deleteLink,
            flags: [],
            body: message
        )
        // For group 0, the kernel would delete every link that can be deleted.
        if group == 0 { throw request.error(.refused(.invalid, message: nil, offset: nil)) }
        try exchange.send(request)
    }

    /// Returns a message that contains only the identification of a link.
    func naming(_ link: LinkReference) -> LinkMessage {
        var message = LinkMessage()
        switch link {
        case .name(let name): message.name = "\(name)"
        case .index(let index): message.index = index
        }
        return message
    }

    /// Returns the index of a link, which the kernel looks up for a name.
    func index(of link: LinkReference) throws(NetlinkError) -> LinkIndex {
        switch link {
        case .name: try get(link).index
        case .index(let index): index
        }
    }
}
