// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Frames of one link that the firewall dropped because of their source.
public struct DroppedFrames: Hashable, Sendable {
    /// The reason that the first of the frames was dropped.
    public enum Reason: Hashable, Sendable {
        /// A foreign MAC address.
        case mac(MACAddress)
        /// A foreign IP source address, or ARP sender address.
        case source(IPAddress)
        /// An IPv6 address, not the container's, that is advertised or checked for duplicates.
        case claim
        /// An ethertype that the container may not send.
        case etherType(UInt16)
    }

    /// The reason that the first of the frames was dropped.
    public let reason: Reason
    /// The number of frames.
    public let count: UInt64

    /// Creates a number of dropped frames.
    public init(_ reason: Reason, count: UInt64) {
        self.reason = reason
        self.count = count
    }

    /// The description, as a sentence about the sender.
    var summary: String {
        let frames = count == 1 ? "1 frame was" : "\(count) frames were"
        let cause =
            switch reason {
            case .mac(let mac): "has source MAC address \(mac), which is not assigned to the container"
            case .source(let address): "has source address \(address), which is not assigned to the container"
            case .claim: "announces an IPv6 address that is not assigned to the container"
            case .etherType(let type): "has ethertype \(EtherTypes.text(type))"
            }
        return "\(frames) dropped in the last 10 minutes; the first \(cause)"
    }

    /// The option that allows such frames.
    var option: String {
        switch reason {
        case .mac: "spoof_check=off"
        case .source(let address): "allowed_addresses=\(address)"
        case .claim: "allowed_addresses=ADDRESS"
        case .etherType(let type): "ethertypes=\(EtherTypes.text(type))"
        }
    }
}
