// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Deletes conntrack entries, and marks some.
///
/// The actor has its own thread and sockets: a host may track a hundred thousand connections, and no call should wait for their list.
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

    /// Deletes the entries that match one of the patterns, and returns their number.
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

    /// Sets a mark on each admitted connection.
    func mark(_ mark: ConnectionMark, admittedBy admission: ConnectionAdmission) throws(NetlinkError) {
        for connection in try connections.list() where admission.admits(connection) {
            do throws(NetlinkError) {
                try connections.setMark(of: connection, to: mark)
            } catch let error where error.isNotFound {}
        }
    }

    /// Returns the host's own addresses, as `fib daddr type local` matches them in a rule.
    private func hostPrefixes() throws(NetlinkError) -> [Prefix] {
        try routes.list(table: RouteMessage.localTable).filter { $0.type == .local }.compactMap(\.destinationPrefix)
    }
}
