// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A socket of TCP, UDP or SCTP, as the kernel lists it (`struct inet_diag_msg`, `INET_DIAG_…`).
public struct SocketMessage: Hashable, Sendable {
    /// The address family of the socket and of both its endpoints (`idiag_family`).
    public var family: IPFamily
    /// The state (`idiag_state`).
    public var state: SocketState
    /// The local address and port.
    public var local: AddressPort
    /// The remote address and port; zero for a socket without a peer.
    public var remote: AddressPort
    /// The index of the link to which the socket is bound, or 0 (`idiag_if`).
    public var interface: LinkIndex = 0
    /// The kernel's id of the socket, which is never reused (`idiag_cookie`).
    public var cookie: UInt64 = 0
    /// The active timer, its number of expirations, and its remaining time (`idiag_timer`, `idiag_retrans`, `idiag_expires`).
    public var timer = Timer()
    /// The number of bytes to read, or of pending connections of a listening socket (`idiag_rqueue`).
    public var receiveQueue: UInt32 = 0
    /// The number of bytes to send, or the maximum of pending connections of a listening socket (`idiag_wqueue`).
    public var sendQueue: UInt32 = 0
    /// The id of the user who opened the socket (`idiag_uid`).
    public var user: UInt32 = 0
    /// The inode number in `/proc/*/fd`; 0 for a socket without a process (`idiag_inode`).
    public var inode: UInt32 = 0
    /// A Boolean value that indicates whether an IPv6 socket excludes IPv4 (`INET_DIAG_SKV6ONLY`); nil if the kernel does not report it.
    public var isIPv6Only: Bool?
    /// The id of the control group (v2) in which the socket was opened (`INET_DIAG_CGROUP_ID`, Linux 5.9).
    ///
    /// The id is the inode number of the group's directory.
    public var controlGroup: UInt64?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute] = []

    /// A timer of a socket.
    public struct Timer: Hashable, Sendable {
        /// The kind of the active timer; 0 for none (`idiag_timer`).
        public var kind: UInt8 = 0
        /// The number of times that the timer expired (`idiag_retrans`).
        public var repetitions: UInt8 = 0
        /// The remaining time, in milliseconds (`idiag_expires`).
        public var expires: UInt32 = 0

        /// Creates an inactive timer.
        public init() {}
    }

    /// Creates a socket with a state and a local address.
    ///
    /// The remote address and port are zero.
    public init(_ state: SocketState, at local: AddressPort) {
        self.family = local.address.family
        self.state = state
        self.local = local
        self.remote = AddressPort(.unspecified(local.address.family), port: 0)
    }
}

extension SocketMessage: NetlinkPayload {
    /// `INET_DIAG_…`.
    private enum Field {
        static let isIPv6Only: UInt16 = 11
        static let controlGroup: UInt16 = 21
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        let family = try IPFamily(&reader)
        self.family = family
        state = SocketState(rawValue: try reader.integer("state of a socket"))
        timer.kind = try reader.integer("timer of a socket")
        timer.repetitions = try reader.integer("repetitions of a timer")
        let id = try SocketIdentity(&reader, of: family)
        (local, remote, interface, cookie) = (id.local, id.remote, id.interface, id.cookie)
        timer.expires = try reader.integer("end of a timer")
        receiveQueue = try reader.integer("receive queue of a socket")
        sendQueue = try reader.integer("send queue of a socket")
        user = try reader.integer("user of a socket")
        inode = try reader.integer("inode of a socket")
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.isIPv6Only: isIPv6Only = try attribute.bool()
            case Field.controlGroup: controlGroup = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message, with the decoded attributes first.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: AddressFamily(family).rawValue)
        writer.append(integer: state.rawValue)
        writer.append(integer: timer.kind)
        writer.append(integer: timer.repetitions)
        SocketIdentity(local: local, remote: remote, interface: interface, cookie: cookie).encode(to: &writer)
        writer.append(integer: timer.expires)
        writer.append(integer: receiveQueue)
        writer.append(integer: sendQueue)
        writer.append(integer: user)
        writer.append(integer: inode)
        writer.attribute(Field.isIPv6Only, bool: isIPv6Only)
        writer.attribute(Field.controlGroup, integer: controlGroup)
        writer.attributes(unknown)
    }
}
