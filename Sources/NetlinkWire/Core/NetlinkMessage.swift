// SPDX-License-Identifier: Apache-2.0

/// A netlink message: a header (`struct nlmsghdr`) and a payload.
public struct NetlinkMessage: Hashable, Sendable {
    /// The type (`nlmsg_type`).
    public var type: MessageType
    /// The flags (`nlmsg_flags`).
    public var flags: NetlinkFlags
    /// The sequence number, which the reply repeats (`nlmsg_seq`); 0 in notifications.
    public var sequence: UInt32
    /// The port id of the socket (`nlmsg_pid`); 0 is the kernel.
    public var portID: UInt32
    /// The payload after the header, without padding.
    ///
    /// After decoding, the indices are offsets in the datagram.
    public var payload: ArraySlice<UInt8>

    /// Creates a message from its parts.
    public init(
        type: MessageType,
        flags: NetlinkFlags = [],
        sequence: UInt32 = 0,
        portID: UInt32 = 0,
        payload: ArraySlice<UInt8> = []
    ) {
        self.type = type
        self.flags = flags
        self.sequence = sequence
        self.portID = portID
        self.payload = payload
    }

    /// Creates a message with a value as its payload.
    public init(
        type: MessageType,
        flags: NetlinkFlags = [],
        sequence: UInt32 = 0,
        portID: UInt32 = 0,
        payload: some NetlinkPayload
    ) {
        self.init(type: type, flags: flags, sequence: sequence, portID: portID, payload: payload.encoded[...])
    }

    static let headerLength = 16
}

extension NetlinkMessage {
    /// Decodes all messages of a datagram, in order.
    public static func decodeAll(_ datagram: ArraySlice<UInt8>) throws(DecodeError) -> [NetlinkMessage] {
        var messages: [NetlinkMessage] = []
        var reader = ByteReader(datagram)
        while !reader.rest.isEmpty {
            let offset = reader.rest.startIndex
            let length = Int(try reader.integer("message length", as: UInt32.self))
            guard length >= headerLength else {
                throw DecodeError("message of length \(length), shorter than its header", offset: offset)
            }
            var message = NetlinkMessage(
                type: MessageType(rawValue: try reader.integer("message type")),
                flags: NetlinkFlags(rawValue: try reader.integer("message flags")),
                sequence: try reader.integer("message sequence number"),
                portID: try reader.integer("message port id")
            )
            message.payload = try reader.bytes(length - headerLength, of: "message payload")
            messages.append(message)
            // The last message may lack its padding.
            _ = try reader.bytes(min(length.aligned - length, reader.rest.count), of: "message padding")
        }
        return messages
    }

    /// Appends the message and its padding.
    public func encode(to writer: inout ByteWriter) {
        writer.measured(UInt32.self) { writer in
            writer.append(integer: type.rawValue)
            writer.append(integer: flags.rawValue)
            writer.append(integer: sequence)
            writer.append(integer: portID)
            writer.append(payload)
        }
        writer.pad()
    }

    /// The encoded message, with its padding.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(to: &writer)
        return writer.bytes
    }
}
