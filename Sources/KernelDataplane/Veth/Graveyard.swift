// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetworkModel

/// Deletes the links of the dead, all at once.
///
/// On a thread and a socket of its own: the kernel takes its time, and new links should not wait behind the old.
actor Graveyard {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor
    private let links: Links

    init(in namespace: NetworkNamespace?) throws {
        executor = try ThreadExecutor(name: "mdnp-reaper")
        links = Links(try NetlinkSocket(.route, in: namespace))
    }

    /// Deletes every buried link, and answers how many there were.
    ///
    /// The group is listed first: a link in it that is not mdnp's stays, and the others are deleted one by one.
    func clear() throws(NetlinkError) -> Int {
        let buried = try links.list(group: LinkGroup.dead)
        let ours = buried.filter { $0.alias.flatMap { LinkAlias($0) } != nil }
        guard !ours.isEmpty else { return 0 }
        if ours.count == buried.count {
            try ignoringNoDevice { () throws(NetlinkError) in try links.deleteGroup(LinkGroup.dead) }
        } else {
            for link in ours {
                try ignoringNoDevice { () throws(NetlinkError) in try links.delete(.index(link.index)) }
            }
        }
        return ours.count
    }

    private func ignoringNoDevice(_ work: () throws(NetlinkError) -> Void) throws(NetlinkError) {
        do throws(NetlinkError) {
            try work()
        } catch let error where error.isNoDevice {}
    }
}
