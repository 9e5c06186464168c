/// What has passed a link since it was made, as the host counts it (`struct rtnl_link_stats64`).
public struct LinkStatistics: Hashable, Sendable {
    /// Packets that came in (`rx_packets`).
    public var receivedPackets: UInt64 = 0
    /// Packets that went out (`tx_packets`).
    public var transmittedPackets: UInt64 = 0
    /// Bytes that came in (`rx_bytes`).
    public var receivedBytes: UInt64 = 0
    /// Bytes that went out (`tx_bytes`).
    public var transmittedBytes: UInt64 = 0
    /// Packets that came in damaged (`rx_errors`).
    public var receiveErrors: UInt64 = 0
    /// Packets that could not be sent (`tx_errors`).
    public var transmitErrors: UInt64 = 0
    /// Packets that came in and were dropped (`rx_dropped`).
    public var receiveDrops: UInt64 = 0
    /// Packets that were to go out and were dropped (`tx_dropped`).
    public var transmitDrops: UInt64 = 0
    /// All further counters, in the kernel's order; each version may have more.
    public var further: [UInt64] = []

    /// Nothing has passed.
    public init() {}

    init(_ attribute: Attribute) throws(DecodeError) {
        let named = Self.named
        guard attribute.payload.count >= named.count * Self.width, attribute.payload.count % Self.width == 0 else {
            throw attribute.wrongLength(needed: named.count * Self.width)
        }
        var reader = ByteReader(attribute.payload)
        for counter in named { self[keyPath: counter] = try reader.integer("link counter") }
        while !reader.rest.isEmpty { further.append(try reader.integer("link counter")) }
    }

    func encode(to writer: inout ByteWriter) {
        for counter in Self.named { writer.append(integer: self[keyPath: counter]) }
        for counter in further { writer.append(integer: counter) }
    }

    /// The first counters, in the kernel's order.
    private static var named: [WritableKeyPath<Self, UInt64>] {
        [
            \.receivedPackets, \.transmittedPackets, \.receivedBytes, \.transmittedBytes, \.receiveErrors,
            \.transmitErrors, \.receiveDrops, \.transmitDrops,
        ]
    }

    private static let width = 8
}
