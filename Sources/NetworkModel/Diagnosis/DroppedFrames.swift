// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Frames of one link that the firewall dropped for what they come from.
public struct DroppedFrames: Hashable, Sendable {
    /// What is wrong with the first of them.
    public enum Reason: Hashable, Sendable {
        /// The MAC address is another.
        case mac(MACAddress)
        /// The source of IP, or the sender of ARP, is none of the container's addresses.
        case source(IPAddress)
        /// An IPv6 address that is none of the container's is advertised, or looked for as its own.
        case claim
        /// The ethertype is none that the container may send.
        case etherType(UInt16)
    }

    /// What is wrong with the first of them.
    public let reason: Reason
    /// How many there are.
    public let count: UInt64

    /// So many frames.
    public init(_ reason: Reason, count: UInt64) {
        self.reason = reason
        self.count = count
    }

    /// What happened, as a sentence about the one who sent them.
    var words: String {
        let frames = count == 1 ? "1 frame was" : "\(count) frames were"
        let cause =
            switch reason {
            case .mac(let mac): "comes from MAC address \(mac), which is not the container's"
            case .source(let address): "comes from \(address), which is none of the container's addresses"
            case .claim: "claims an IPv6 address that is none of the container's"
            case .etherType(let type): "has ethertype \(EtherTypes.text(type))"
            }
        return "\(frames) dropped in the last 10 minutes; the first \(cause)"
    }

    /// The option that lets them pass.
    var option: String {
        switch reason {
        case .mac: "spoof_check=off"
        case .source(let address): "allowed_addresses=\(address)"
        case .claim: "allowed_addresses=ADDRESS"
        case .etherType(let type): "ethertypes=\(EtherTypes.text(type))"
        }
    }
}
