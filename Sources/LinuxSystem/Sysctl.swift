// SPDX-License-Identifier: Apache-2.0

/// A kernel setting of the calling thread's network namespace, under `/proc/sys` or another mount point.
///
/// Path components name it instead of dots: an interface may be called `eth0.100`.
public struct Sysctl: Hashable, Sendable, CustomStringConvertible {
    private let components: [String]
    private let directory: String

    /// Creates a setting from its path components, such as `["net", "ipv4", "conf", "eth0", "forwarding"]`, and the mount point.
    ///
    /// Throws `EINVAL` for a component that would lead to another directory.
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

    /// The path of the setting.
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

    /// Writes a value; throws `EROFS` if the settings are mounted read-only.
    ///
    /// Equivalent to: `sysctl -w net/ipv4/ip_forward=1`
    public func write(_ value: String) throws(SyscallError) {
        try OwnedDescriptor(opening: path, access: .write).write(Array(value.utf8), subject: path)
    }

    /// The name in the form of `sysctl`: `net/ipv4/ip_forward`.
    public var description: String {
        components.joined(separator: "/")
    }
}
