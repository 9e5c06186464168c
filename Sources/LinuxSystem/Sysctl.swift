// SPDX-License-Identifier: Apache-2.0

/// A kernel setting, under `/proc/sys` or where that is mounted too, in the calling thread's network namespace.
///
/// Named by path components, not by dots: an interface may be called `eth0.100`.
public struct Sysctl: Hashable, Sendable, CustomStringConvertible {
    private let components: [String]
    private let directory: String

    /// A setting by its path components, such as `["net", "ipv4", "conf", "eth0", "forwarding"]`, and where the settings are.
    ///
    /// Throws `EINVAL` for a component that would name another directory.
    public init(_ components: [String], under directory: String = "/proc/sys") throws(SyscallError) {
        let isSafe = components.allSatisfy { component in
            !component.isEmpty && component != "." && component != ".."
                && !component.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
        }
        guard isSafe && !components.isEmpty else {
            let subject = components.joined(separator: "/")
            throw SyscallError(operation: "name sysctl", subject: subject, number: .invalid)
        }
        self.components = components
        self.directory = directory
    }

    /// Where the setting is.
    public var path: String {
        "\(directory)/" + components.joined(separator: "/")
    }

    /// Reads the value, without the line break at its end.
    ///
    /// Equivalent to: `sysctl -n net/ipv4/ip_forward`
    public func read() throws(SyscallError) -> String {
        var bytes = try OwnedDescriptor(opening: path).readToEnd(subject: path)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a value; `EROFS` where they are mounted read-only.
    ///
    /// Equivalent to: `sysctl -w net/ipv4/ip_forward=1`
    public func write(_ value: String) throws(SyscallError) {
        try OwnedDescriptor(opening: path, access: .write).write(Array(value.utf8), subject: path)
    }

    /// The name as people write it: `net/ipv4/ip_forward`.
    public var description: String {
        components.joined(separator: "/")
    }
}
