// SPDX-License-Identifier: Apache-2.0

/// The end of a multipart answer (`NLMSG_DONE`), which may have ended early.
public struct DoneMessage: Hashable, Sendable {
    /// The error that cut the list short (`EINVAL` is 22); 0 if there was none.
    public var errorNumber: Int32
    /// What the kernel says in words.
    public var extendedAck: ExtendedAck

    /// Reads it from a message of type ``MessageType/done``.
    ///
    /// Some parts of the kernel send no error number at all.
    public init(_ message: NetlinkMessage) throws(DecodeError) {
        var reader = ByteReader(message.payload)
        errorNumber = reader.rest.isEmpty ? 0 : 0 &- (try reader.integer("error number of the end", as: Int32.self))
        extendedAck = ExtendedAck()
        if message.flags.contains(.extendedAck) {
            extendedAck = try ExtendedAck(try reader.attributes())
        }
    }
}
