// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// The search for the holder of a port.
///
/// It needs no capability: the kernel tells any user the control group and the user of a socket. A search reads a few
/// lists that the kernel narrows to one port, and walks no more of a file system than its limits allow.
struct OwnerSearch: Sendable {
    /// The namespace of the port; nil for the process's own.
    let namespace: NetworkNamespace?
    /// The host's control groups; nil where they are not mounted.
    var groups = ControlGroupTree.mounted
    /// The host's processes.
    var processes = ProcessTable()
    /// The host's users.
    var users = UserNames(path: "/etc/passwd")

    /// At most this much of the control groups is walked, and as much of the processes.
    private static var limit: SearchLimit { SearchLimit(entries: 50_000, time: .milliseconds(200)) }

    /// The holder of a port; nil if no socket is in the way.
    func owner(of port: HostPort) throws(NetlinkError) -> PortOwner? {
        let rivals = try rivals(for: port)
        guard let first = rivals.first else { return nil }
        if let name = groupName(of: first) { return .group(name) }
        var limit = Self.limit
        return processes.owner(ofAny: rivals.map(\.inode), within: &limit) ?? .user(users.name(of: first.user))
    }

    /// The sockets in the way of a port.
    ///
    /// Those that wait for clients are asked for first: the others may be many.
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
    /// The sockets that keep others from a port, most likely first.
    ///
    /// Without those that no process holds any more.
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
    /// Whether the socket has an address, or every address of its family; one at :: has those of IPv4 too, unless it says otherwise.
    fileprivate func shares(_ wanted: IPAddress) -> Bool {
        let own = local.address.unmapped
        guard own.family == wanted.family else {
            return wanted.family == .v4 && own.isUnspecified && isIPv6Only != true
        }
        return own == wanted || own.isUnspecified || wanted.isUnspecified
    }
}
