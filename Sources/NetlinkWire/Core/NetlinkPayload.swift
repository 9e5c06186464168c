// SPDX-License-Identifier: Apache-2.0

/// What a message carries, as a value: a link, an address, a rule.
public protocol NetlinkPayload: Hashable, Sendable {
    /// Reads the value from a message's payload, header of the netlink message excluded.
    init(payload: ArraySlice<UInt8>) throws(DecodeError)

    /// Appends the payload.
    func encode(to writer: inout ByteWriter)
}

extension NetlinkPayload {
    /// The payload's bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(to: &writer)
        return writer.bytes
    }
}
