// SPDX-License-Identifier: Apache-2.0

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
        guard attribute.payload.count >= Self.namedLength, attribute.payload.count % 8 == 0 else {
            throw attribute.wrongLength(needed: Self.namedLength)
        }
        var reader = ByteReader(attribute.payload)
        receivedPackets = try reader.integer("received packets")
        transmittedPackets = try reader.integer("transmitted packets")
        receivedBytes = try reader.integer("received bytes")
        transmittedBytes = try reader.integer("transmitted bytes")
        receiveErrors = try reader.integer("receive errors")
        transmitErrors = try reader.integer("transmit errors")
        receiveDrops = try reader.integer("receive drops")
        transmitDrops = try reader.integer("transmit drops")
        while !reader.rest.isEmpty { further.append(try reader.integer("link counter")) }
    }

    func encode(to writer: inout ByteWriter) {
        let named = [
            receivedPackets, transmittedPackets, receivedBytes, transmittedBytes, receiveErrors, transmitErrors,
            receiveDrops, transmitDrops,
        ]
        for counter in named + further { writer.append(integer: counter) }
    }

    /// What the counters take that have names here.
    private static let namedLength = 64
}
