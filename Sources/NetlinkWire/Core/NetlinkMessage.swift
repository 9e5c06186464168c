// SPDX-License-Identifier: Apache-2.0

/// One message: a header (`struct nlmsghdr`) and what follows it.
public struct NetlinkMessage: Hashable, Sendable {
    /// What it is (`nlmsg_type`).
    public var type: MessageType
    /// How it is meant (`nlmsg_flags`).
    public var flags: NetlinkFlags
    /// The number that an answer repeats (`nlmsg_seq`); 0 in notifications.
    public var sequence: UInt32
    /// The socket's own address (`nlmsg_pid`); the kernel's is 0.
    public var portID: UInt32
    /// What follows the header, without padding.
    ///
    /// After decoding, the indices are offsets in the datagram.
    public var payload: ArraySlice<UInt8>

    /// A message of these parts.
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

    /// A message that carries a value.
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
    /// Reads all messages of a datagram, in order.
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

    /// The message's bytes, padding included.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(to: &writer)
        return writer.bytes
    }
}
