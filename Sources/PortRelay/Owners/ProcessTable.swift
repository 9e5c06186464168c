import CLinux
import LinuxSystem

/// The processes of the host, as far as `/proc` shows them.
enum ProcessTable {
    /// A process that has a socket open (`/proc/*/fd`), by the first of some inodes that anybody has; nil if nobody does.
    static func owner(ofAny inodes: [UInt64]) -> (id: Int, name: String)? {
        guard !inodes.isEmpty else { return nil }
        let wanted = Dictionary(inodes.enumerated().map { ("socket:[\($1)]", $0) }) { first, _ in first }
        var best: (rank: Int, id: Int)?
        for id in entries(of: "/proc").compactMap({ Int($0) }) {
            for descriptor in entries(of: "/proc/\(id)/fd") {
                guard
                    let target = linkTarget("/proc/\(id)/fd/\(descriptor)"), let rank = wanted[target],
                    rank < best?.rank ?? .max
                else { continue }
                best = (rank, id)
            }
            if best?.rank == 0 { break }
        }
        guard let best else { return nil }
        return (best.id, name(of: best.id))
    }

    private static func name(of id: Int) -> String {
        let path = "/proc/\(id)/comm"
        let bytes = try? OwnedDescriptor(opening: path).readToEnd(subject: path)
        // A process may call itself what it likes; what is said stays one line of text.
        let text = String(decoding: bytes ?? [], as: UTF8.self).filter { !$0.isNewline && $0.asciiValue != 0 }
        return text.isEmpty ? "unnamed" : text
    }

    /// The names in a directory that do not begin with a dot; none if it cannot be read.
    private static func entries(of path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
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
