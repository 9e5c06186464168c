// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A socket of TCP, UDP or SCTP, as the kernel lists it (`struct inet_diag_msg`, `INET_DIAG_…`).
public struct SocketMessage: Hashable, Sendable {
    /// The family that the socket was opened for (`idiag_family`); both ends have addresses of it.
    public var family: IPFamily
    /// The state (`idiag_state`).
    public var state: SocketState
    /// Its own end.
    public var local: AddressPort
    /// The other end; all zero without one.
    public var remote: AddressPort
    /// The index of the link that it is bound to, or 0 (`idiag_if`).
    public var interface: LinkIndex = 0
    /// The kernel's number for the socket, never given twice (`idiag_cookie`).
    public var cookie: UInt64 = 0
    /// Which timer runs, for how long it has been repeated, and when it ends (`idiag_timer`, `idiag_retrans`, `idiag_expires`).
    public var timer = Timer()
    /// Bytes that wait to be read; of a listening socket the connections that wait (`idiag_rqueue`).
    public var receiveQueue: UInt32 = 0
    /// Bytes that wait to be sent; of a listening socket how many connections may wait (`idiag_wqueue`).
    public var sendQueue: UInt32 = 0
    /// The user who opened it (`idiag_uid`).
    public var user: UInt32 = 0
    /// The number by which `/proc/*/fd` names it; 0 for a socket that no process holds (`idiag_inode`).
    public var inode: UInt32 = 0
    /// Whether an IPv6 socket leaves IPv4 alone (`INET_DIAG_SKV6ONLY`); nil where the kernel does not say so.
    public var isIPv6Only: Bool?
    /// The control group (v2) that it was opened in, by its id (`INET_DIAG_CGROUP_ID`, Linux 5.9).
    ///
    /// The id is the inode number of the group's directory.
    public var controlGroup: UInt64?
    /// Attributes that this type does not know.
    public var unknown: [Attribute] = []

    /// A timer of a socket.
    public struct Timer: Hashable, Sendable {
        /// Which timer runs; 0 for none (`idiag_timer`).
        public var kind: UInt8 = 0
        /// How often it has run out (`idiag_retrans`).
        public var repetitions: UInt8 = 0
        /// Milliseconds until it runs out (`idiag_expires`).
        public var expires: UInt32 = 0

        /// No timer.
        public init() {}
    }

    /// A socket of a state at an end of its own.
    ///
    /// The other end becomes all zero.
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

    /// Reads it from the payload of a message.
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

    /// Appends the payload of a message, attributes that are known first.
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
