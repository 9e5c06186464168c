public import Addressing
import LinuxSystem
public import NetworkModel

extension PortRelay {
    /// Who has a port that could not be taken: `nginx (process 4711)`; nil if nobody is found.
    ///
    /// Equivalent to: `ss --listening --processes`
    public func owner(of port: HostPort) -> String? {
        let inodes = try? inside { () throws(SyscallError) in
            let text = Self.files(of: port.transport).flatMap { name -> [UInt8] in
                // Not /proc/net: that is the main thread's, whoever asks.
                let path = "/proc/thread-self/net/\(name)"
                // A host without IPv6 does not have the other file.
                return (try? OwnedDescriptor(opening: path).readToEnd(subject: path)) ?? []
            }
            return SocketTable(text, port: port.port).inodes(inTheWayOf: port)
        }
        guard let inodes, let process = ProcessTable.owner(ofAny: inodes) else { return nil }
        return PortOwner.text(name: process.name, id: process.id)
    }

    /// The ports that the host gives to whoever asks for none in particular (`net.ipv4.ip_local_port_range`).
    public var automaticPorts: PortRange {
        let text = try? inside { () throws(SyscallError) in
            try Sysctl(["net", "ipv4", "ip_local_port_range"]).read()
        }
        return text.flatMap(Self.range) ?? Self.usualAutomaticPorts
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

    private static func files(of transport: TransportProtocol) -> [String] {
        switch transport {
        case .tcp: ["tcp", "tcp6"]
        case .udp: ["udp", "udp6"]
        case .sctp: []
        }
    }

    private func inside<R: Sendable>(
        _ body: @escaping @Sendable () throws(SyscallError) -> R
    ) throws(SyscallError) -> R {
        if let namespace { try namespace.runBlocking(body) } else { try body() }
    }
}
