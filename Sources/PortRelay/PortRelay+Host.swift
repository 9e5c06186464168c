// SPDX-License-Identifier: Apache-2.0

public import Addressing
import LinuxSystem
public import NetworkModel

extension PortRelay {
    /// The holder of a port that could not be taken: `nginx.service`; nil if none is found.
    ///
    /// The search has a thread of its own and ends within half a second.
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

    /// The ports that the host gives to whoever asks for none in particular (`net.ipv4.ip_local_port_range`).
    public var automaticPorts: PortRange {
        let text = try? inside { () throws(SyscallError) in
            try Sysctl(["net", "ipv4", "ip_local_port_range"]).read()
        }
        return text.flatMap(Self.range) ?? Self.usualAutomaticPorts
    }

    /// The ports that the host gives only to whoever asks for them by number (`net.ipv4.ip_local_reserved_ports`).
    public var reservedPorts: [PortRange] {
        let text = try? inside { () throws(SyscallError) in
            try Sysctl(["net", "ipv4", "ip_local_reserved_ports"]).read()
        }
        return text.map(Self.ranges) ?? []
    }

    /// Reads numbers and ranges with commas in between; the kernel writes nothing else.
    static func ranges(_ text: String) -> [PortRange] {
        text.split(separator: ",").compactMap { PortRange(String($0.filter { !$0.isWhitespace })) }
    }

    /// The kernel's own choice, where it does not tell.
    static var usualAutomaticPorts: PortRange {
        guard let range = PortRange(first: 32768, last: 60999) else { preconditionFailure("these are in order") }
        return range
    }

    /// Reads two numbers with a space or a tab in between.
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
