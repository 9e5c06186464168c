// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// The mounted control groups (v2) of the host.
struct ControlGroupTree: Sendable {
    /// The mount point of the hierarchy.
    let root: String

    /// The hierarchy at a mount point.
    init(root: String) {
        self.root = root
    }

    /// The hierarchy of the host, at one of the two mount points that systemd uses; nil if neither has one.
    static var mounted: Self? {
        ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first { access("\($0)/cgroup.controllers", F_OK) == 0 }.map {
            Self(root: $0)
        }
    }

    /// The group with an id; nil for the root itself, for a removed group, and if the limit ends the search.
    ///
    /// The id is the inode number of the group's directory. Groups near the root come first.
    func group(_ id: UInt64, within limit: inout SearchLimit) -> ControlGroup? {
        var status = stat()
        guard stat(root, &status) == 0, UInt64(status.st_ino) != id else { return nil }
        var paths = [""]
        var next = paths.startIndex
        while next < paths.endIndex {
            for entry in DirectoryEntry.list(root + paths[next], within: &limit) where entry.isDirectory {
                let path = "\(paths[next])/\(entry.name)"
                if entry.inode == id { return ControlGroup(path: path) }
                paths.append(path)
            }
            next += 1
        }
        return nil
    }
}
