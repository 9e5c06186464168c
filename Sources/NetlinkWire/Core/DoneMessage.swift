// SPDX-License-Identifier: Apache-2.0

/// The end of a multipart reply (`NLMSG_DONE`), with the error that ended the reply early, if any.
public struct DoneMessage: Hashable, Sendable {
    /// The error that ended the list early (`EINVAL` is 22); 0 for a complete list.
    public var errorNumber: Int32
    /// The kernel's details of the error.
    public var extendedAck: ExtendedAck

    /// Decodes a message of type ``MessageType/done``.
    ///
    /// Some parts of the kernel send no error number.
    public init(_ message: NetlinkMessage) throws(DecodeError) {
        var reader = ByteReader(message.payload)
        errorNumber = reader.rest.isEmpty ? 0 : 0 &- (try reader.integer("error number of the end", as: Int32.self))
        extendedAck = ExtendedAck()
        if message.flags.contains(.extendedAck) {
            extendedAck = try ExtendedAck(try reader.attributes())
        }
    }
}
