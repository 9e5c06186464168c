// SPDX-License-Identifier: Apache-2.0

/// What has passed an endpoint's link since it was made, as its container sees it.
public struct Traffic: Hashable, Sendable {
    /// What came to the container.
    public let received: Flow
    /// What the container sent.
    public let sent: Flow
    /// The frames of the container that the firewall dropped for their source; 0 again ten minutes after the last of them.
    public let sourceDrops: UInt64

    /// What went both ways.
    public init(received: Flow, sent: Flow, sourceDrops: UInt64 = 0) {
        self.received = received
        self.sent = sent
        self.sourceDrops = sourceDrops
    }

    /// What went one way.
    public struct Flow: Hashable, Sendable {
        /// The bytes, Ethernet headers included.
        public let bytes: UInt64
        /// The packets.
        public let packets: UInt64
        /// The packets that were dropped on the link, not by a rule.
        public let drops: UInt64

        /// So much.
        public init(bytes: UInt64, packets: UInt64, drops: UInt64) {
            self.bytes = bytes
            self.packets = packets
            self.drops = drops
        }
    }
}
