// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension Attribute {
    /// Returns the IP address in the payload: 4 or 16 bytes.
    public func ipAddress() throws(DecodeError) -> IPAddress {
        guard let address = IPAddress(bytes: payload) else {
            throw DecodeError(
                "attribute \(type): \(payload.count) bytes are not an IP address",
                offset: payload.startIndex
            )
        }
        return address
    }

    /// Returns the hardware address in the payload: 6 bytes.
    public func macAddress() throws(DecodeError) -> MACAddress {
        guard let address = MACAddress(bytes: payload) else { throw wrongLength(needed: 6) }
        return address
    }
}
