// SPDX-License-Identifier: Apache-2.0

/// The traffic of an endpoint's link since its creation, from the container's side.
public struct Traffic: Hashable, Sendable {
    /// The traffic that the container received.
    public let received: Flow
    /// The traffic that the container sent.
    public let sent: Flow
    /// The frames of the container that the firewall dropped because of their source; 0 again ten minutes after the last of them.
    public let sourceDrops: UInt64

    /// Creates the traffic of both directions.
    public init(received: Flow, sent: Flow, sourceDrops: UInt64 = 0) {
        self.received = received
        self.sent = sent
        self.sourceDrops = sourceDrops
    }

    /// The traffic of one direction.
    public struct Flow: Hashable, Sendable {
        /// The bytes, Ethernet headers included.
        public let bytes: UInt64
        /// The packets.
        public let packets: UInt64
        /// The packets that were dropped on the link, not by a rule.
        public let drops: UInt64

        /// Creates the traffic of one direction.
        public init(bytes: UInt64, packets: UInt64, drops: UInt64) {
            self.bytes = bytes
            self.packets = packets
            self.drops = drops
        }
    }
}
