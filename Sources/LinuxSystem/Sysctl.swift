/// A kernel setting under `/proc/sys`, in the calling thread's network namespace.
///
/// Named by path components, not by dots: an interface may be called `eth0.100`.
public struct Sysctl: Hashable, Sendable, CustomStringConvertible {
    private let components: [String]

    /// A setting by its path components, such as `["net", "ipv4", "conf", "eth0", "forwarding"]`.
    ///
    /// Throws `EINVAL` for a component that would name another directory.
    public init(_ components: [String]) throws(SyscallError) {
        let isSafe = components.allSatisfy { component in
            !component.isEmpty && component != "." && component != ".."
                && !component.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
        }
        guard isSafe && !components.isEmpty else {
            let subject = components.joined(separator: "/")
            throw SyscallError(operation: "name sysctl", subject: subject, number: .invalid)
        }
        self.components = components
    }

    /// Where the setting is, below `/proc/sys`.
    public var path: String {
        "/proc/sys/" + components.joined(separator: "/")
    }

    /// Reads the value, without the line break at its end.
    ///
    /// Equivalent to: `sysctl -n net/ipv4/ip_forward`
    public func read() throws(SyscallError) -> String {
        var bytes = try OwnedDescriptor(opening: path).readToEnd(subject: path)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a value; `EROFS` where `/proc/sys` is mounted read-only.
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
