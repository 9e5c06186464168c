// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Makes the kernel forget connections, and marks some.
///
/// On a thread and sockets of its own: a host may track a hundred thousand of them, and no call should wait while they are listed.
actor ConnectionEraser {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor
    private let connections: Connections
    private let routes: Routes

    init(in namespace: NetworkNamespace?) throws {
        executor = try ThreadExecutor(name: "mdnp-conntrack")
        connections = Connections(try NetlinkSocket(.netfilter, in: namespace))
        routes = Routes(try NetlinkSocket(.route, in: namespace))
    }

    /// Forgets what one of the patterns fits, and answers how many there were.
    func erase(_ patterns: Set<ConnectionPattern>) throws(NetlinkError) -> Int {
        guard !patterns.isEmpty else { return 0 }
        let matcher = ConnectionMatcher(patterns, hostPrefixes: try hostPrefixes())
        guard let ports = matcher.ports else {
            return try connections.delete { matcher.matches($0) }
        }
        var count = 0
        for port in ports {
            let transport = ConnectionTransport(number: port.transport, destinationPort: port.number)
            count += try connections.delete(family: port.family, transport: transport) { matcher.matches($0) }
        }
        return count
    }

    /// Sets a mark on each connection that is let through.
    func mark(_ mark: ConnectionMark, admittedBy admission: ConnectionAdmission) throws(NetlinkError) {
        for connection in try connections.list() where admission.admits(connection) {
            do throws(NetlinkError) {
                try connections.setMark(of: connection, to: mark)
            } catch let error where error.isNotFound {}
        }
    }

    /// What the host itself answers for, as `fib daddr type local` has it in a rule.
    private func hostPrefixes() throws(NetlinkError) -> [Prefix] {
        try routes.list(table: RouteMessage.localTable).filter { $0.type == .local }.compactMap(\.destinationPrefix)
    }
}
