// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension Attribute {
    /// The IP address that it carries: 4 or 16 bytes.
    public func ipAddress() throws(DecodeError) -> IPAddress {
        guard let address = IPAddress(bytes: payload) else {
            throw DecodeError("attribute \(type): \(payload.count) bytes are no IP address", offset: payload.startIndex)
        }
        return address
    }

    /// The hardware address that it carries: 6 bytes.
    public func macAddress() throws(DecodeError) -> MACAddress {
        guard let address = MACAddress(bytes: payload) else { throw wrongLength(needed: 6) }
        return address
    }
}
