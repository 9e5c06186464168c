// SPDX-License-Identifier: Apache-2.0

public import Addressing
import LinuxSystem
public import NetworkModel

extension PortRelay {
    /// Returns the owner of a port that cannot be bound, such as `nginx.service`; nil if none is found.
    ///
    /// The search has its own thread and ends within half a second.
    ///
    /// Equivalent to: `ss --listening --cgroup 'sport = :80'`
    public func owner(of port: HostPort) async -> String? {
        let search = OwnerSearch(namespace: namespace)
        return await withCheckedContinuation { continuation in
            do throws(SyscallError) {
                try NativeThread(name: "mdnp-owner") {
                    continuation.resume(returning: (try? search.owner(of: port)).flatMap { $0 }?.description)
                }.detach()
            } catch {
                continuation.resume(returning: nil)
            }
        }
    }

    /// The ports that the kernel assigns to sockets without an explicit port (`net.ipv4.ip_local_port_range`).
    public var automaticPorts: PortRange {
        let text = try? inside { () throws(SyscallError) in
            try Sysctl(["net", "ipv4", "ip_local_port_range"]).read()
        }
        return text.flatMap(Self.range) ?? Self.usualAutomaticPorts
    }

    /// The ports that the kernel assigns only to explicit requests (`net.ipv4.ip_local_reserved_ports`).
    public var reservedPorts: [PortRange] {
        let text = try? inside { () throws(SyscallError) in
            try Sysctl(["net", "ipv4", "ip_local_reserved_ports"]).read()
        }
        return text.map(Self.ranges) ?? []
    }

    /// Parses numbers and ranges with commas in between, as the kernel writes them.
    static func ranges(_ text: String) -> [PortRange] {
        text.split(separator: ",").compactMap { PortRange(String($0.filter { !$0.isWhitespace })) }
    }

    /// The default of the kernel, for a range that cannot be read.
    static var usualAutomaticPorts: PortRange {
        guard let range = PortRange(first: 32768, last: 60999) else { preconditionFailure("the ports are in order") }
        return range
    }

    /// Parses two numbers with a space or a tab in between.
    static func range(_ text: String) -> PortRange? {
        let numbers = text.split { $0 == " " || $0 == "\t" }.compactMap { UInt16($0) }
        guard numbers.count == 2 else { return nil }
        return PortRange(first: numbers[0], last: numbers[1])
    }

    private func inside<R: Sendable>(
        _ body: @escaping @Sendable () throws(SyscallError) -> R
    ) throws(SyscallError) -> R {
        if let namespace { try namespace.runBlocking(body) } else { try body() }
    }
}
