// SPDX-License-Identifier: Apache-2.0

/// A value that is the payload of a message: a link, an address, a rule.
public protocol NetlinkPayload: Hashable, Sendable {
    /// Creates a value from a payload, without the header of the netlink message.
    init(payload: ArraySlice<UInt8>) throws(DecodeError)

    /// Appends the payload.
    func encode(to writer: inout ByteWriter)
}

extension NetlinkPayload {
    /// The encoded payload.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(to: &writer)
        return writer.bytes
    }
}
