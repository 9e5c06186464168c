// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// The search for the owner of a port.
///
/// The search needs no capability: the kernel reports the control group and the user of a socket to any user. A search reads a few lists
/// that the kernel filters by the port. Its limits bound the files that it reads.
struct OwnerSearch: Sendable {
    /// The namespace of the port; nil for the namespace of the process.
    let namespace: NetworkNamespace?
    /// The control groups of the host; nil if they are not mounted.
    var groups = ControlGroupTree.mounted
    /// The processes of the host.
    var processes = ProcessTable()
    /// The users of the host.
    var users = UserNames(path: "/etc/passwd")

    /// The limit for control groups, and again for processes.
    private static var limit: SearchLimit { SearchLimit(entries: 50_000, time: .milliseconds(200)) }

    /// Returns the owner of a port; nil if no socket conflicts with the port.
    func owner(of port: HostPort) throws(NetlinkError) -> PortOwner? {
        let rivals = try rivals(for: port)
        guard let first = rivals.first else { return nil }
        if let name = groupName(of: first) { return .group(name) }
        var limit = Self.limit
        return processes.owner(ofAny: rivals.map(\.inode), within: &limit) ?? .user(users.name(of: first.user))
    }

    /// Returns the sockets that conflict with a port.
    ///
    /// Listening sockets are requested first, since there may be many others.
    private func rivals(for port: HostPort) throws(NetlinkError) -> [SocketMessage] {
        let sockets = Sockets(try NetlinkSocket(.sockets, in: namespace))
        let waiting = SocketStates(.listening, .closed, .bound)
        for states in [waiting, SocketStates.all.subtracting(waiting)] {
            let found = try sockets.list(port.transport, states: states, port: port.port)
            let rivals = found.inTheWay(of: port)
            if !rivals.isEmpty { return rivals }
        }
        return []
    }

    private func groupName(of socket: SocketMessage) -> String? {
        guard let groups, let id = socket.controlGroup else { return nil }
        var limit = Self.limit
        return groups.group(id, within: &limit)?.name(ofUser: users.name(of: socket.user))
    }
}

extension [SocketMessage] {
    /// Returns the sockets that conflict with a port, most likely first.
    ///
    /// Sockets without a process are left out.
    func inTheWay(of wanted: HostPort) -> [SocketMessage] {
        func rank(_ socket: SocketMessage) -> Int {
            (socket.state == .listening ? 0 : 2)
                + (socket.local.address.unmapped.family == wanted.address.family ? 0 : 1)
        }
        let rivals = filter { socket in
            socket.inode != 0 && socket.local.port == wanted.port && socket.shares(wanted.address)
        }
        return (0...3).flatMap { step in rivals.filter { rank($0) == step } }
    }
}

extension SocketMessage {
    /// Returns whether the socket is bound to an address, or to all addresses of its family.
    ///
    /// A socket at :: has the IPv4 addresses too, unless `IPV6_V6ONLY` is on.
    fileprivate func shares(_ wanted: IPAddress) -> Bool {
        let own = local.address.unmapped
        guard own.family == wanted.family else {
            return wanted.family == .v4 && own.isUnspecified && isIPv6Only != true
        }
        return own == wanted || own.isUnspecified || wanted.isUnspecified
    }
}
