// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetworkModel

/// Deletes retired links, all at once.
///
/// The actor has its own thread and socket: a deletion takes the kernel several milliseconds, and new links should not wait.
actor RetiredLinks {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor
    private let links: Links

    init(in namespace: NetworkNamespace?) throws {
        executor = try ThreadExecutor(name: "mdnp-reaper")
        links = Links(try NetlinkSocket(.route, in: namespace))
    }

    /// Deletes all retired links, and returns their number.
    ///
    /// The group is listed first. If it contains a foreign link, that link stays, and the others are deleted one by one.
    func clear() throws(NetlinkError) -> Int {
        let retired = try links.list(group: LinkGroup.retired)
        let ours = retired.filter { $0.alias.flatMap { LinkAlias($0) } != nil }
        guard !ours.isEmpty else { return 0 }
        if ours.count == retired.count {
            try ignoringNoDevice { () throws(NetlinkError) in try links.deleteGroup(LinkGroup.retired) }
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
