// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A message of the Address Resolution Protocol, for IPv4 over Ethernet (RFC 826).
public struct ARPMessage: Hashable, Sendable {
    /// The kind of message (`ARPOP_*`).
    public enum Operation: UInt16, Hashable, Sendable {
        /// A request for the target's MAC address.
        case request = 1
        /// A reply with the sender's MAC address.
        case reply = 2
    }

    /// The sender or the target of a message.
    public struct AddressPair: Hashable, Sendable {
        /// The MAC address; zeros if unknown.
        public var mac: MACAddress
        /// The IPv4 address.
        public var address: IPv4Address

        /// Creates a pair.
        public init(mac: MACAddress, address: IPv4Address) {
            self.mac = mac
            self.address = address
        }
    }

    /// The kind of message.
    public var operation: Operation
    /// The sender.
    public var sender: AddressPair
    /// The target.
    public var target: AddressPair

    /// Creates a message.
    public init(_ operation: Operation, from sender: AddressPair, to target: AddressPair) {
        self.operation = operation
        self.sender = sender
        self.target = target
    }

    /// The encoded message, of 28 bytes.
    public var bytes: [UInt8] {
        let (ethernet, ipv4) = (UInt16(1), UInt16(0x0800))
        var bytes = ethernet.networkBytes + ipv4.networkBytes + [6, 4]
        bytes += operation.rawValue.networkBytes
        for pair in [sender, target] { bytes += pair.mac.bytes + pair.address.bytes }
        return bytes
    }
}
