// SPDX-License-Identifier: Apache-2.0

/// The kernel's result for a request (`NLMSG_ERROR`, `struct nlmsgerr`): an error or an acknowledgement.
public struct ErrorMessage: Hashable, Sendable {
    /// The error number (`EEXIST` is 17); 0 acknowledges the request.
    public var errorNumber: Int32
    /// The request that the result belongs to.
    ///
    /// The payload is empty if the kernel does not repeat it (``NetlinkFlags/capped``).
    public var request: NetlinkMessage
    /// The length of the request from its header, in bytes, including the header.
    public var requestLength: UInt32
    /// The kernel's details of the error.
    public var extendedAck: ExtendedAck

    /// A Boolean value that indicates whether the message acknowledges the request.
    public var isAcknowledgement: Bool { errorNumber == 0 }

    /// Decodes a message of type ``MessageType/error``, whose flags determine the parts that are present.
    public init(_ message: NetlinkMessage) throws(DecodeError) {
        var reader = ByteReader(message.payload)
        errorNumber = 0 &- (try reader.integer("error number", as: Int32.self))
        let offset = reader.rest.startIndex
        requestLength = try reader.integer("length of the failed request")
        request = NetlinkMessage(
            type: MessageType(rawValue: try reader.integer("type of the failed request")),
            flags: NetlinkFlags(rawValue: try reader.integer("flags of the failed request")),
            sequence: try reader.integer("sequence number of the failed request"),
            portID: try reader.integer("port id of the failed request")
        )
        if !message.flags.contains(.capped) {
            let length = Int(requestLength) - NetlinkMessage.headerLength
            guard length >= 0 else {
                throw DecodeError("failed request of length \(requestLength), shorter than its header", offset: offset)
            }
            request.payload = try reader.bytes(length, of: "payload of the failed request")
            _ = try reader.bytes(min(length.aligned - length, reader.rest.count), of: "padding of the failed request")
        }
        extendedAck = ExtendedAck()
        if message.flags.contains(.extendedAck) {
            extendedAck = try ExtendedAck(try reader.attributes())
        }
    }
}
