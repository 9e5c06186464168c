// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// The host processes with descriptors that mdnp may read.
///
/// Root with all capabilities may read all of them; hardly any are readable in the sandbox of the unit.
struct ProcessTable: Sendable {
    /// The mount point of procfs.
    var root = "/proc"

    /// Returns a process that has an open socket (`/proc/*/fd`), by the first inode of several that any process has; nil if none is found.
    func owner(ofAny inodes: [UInt32], within limit: inout SearchLimit) -> PortOwner? {
        guard !inodes.isEmpty else { return nil }
        let wanted = Dictionary(inodes.enumerated().map { ("socket:[\($1)]", $0) }) { first, _ in first }
        var best: (rank: Int, id: Int)?
        for id in DirectoryEntry.list(root, within: &limit).compactMap({ Int($0.name) }) {
            for descriptor in DirectoryEntry.list("\(root)/\(id)/fd", within: &limit) {
                guard
                    let target = Self.linkTarget("\(root)/\(id)/fd/\(descriptor.name)"), let rank = wanted[target],
                    rank < best?.rank ?? .max
                else { continue }
                best = (rank, id)
            }
            if best?.rank == 0 { break }
        }
        guard let best else { return nil }
        return .process(name: name(of: best.id), id: best.id)
    }

    private func name(of id: Int) -> String {
        let path = "\(root)/\(id)/comm"
        var bytes = (try? OwnedDescriptor(opening: path).readToEnd(subject: path)) ?? []
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes.isEmpty ? "unnamed" : String(decoding: bytes, as: UTF8.self)
    }

    private static func linkTarget(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink(path, $0, text.count) } ?? -1
            }
        }
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
