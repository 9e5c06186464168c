// SPDX-License-Identifier: Apache-2.0

/// The traffic counters of a link since its creation, from the host's side (`struct rtnl_link_stats64`).
public struct LinkStatistics: Hashable, Sendable {
    /// The number of received packets (`rx_packets`).
    public var receivedPackets: UInt64 = 0
    /// The number of sent packets (`tx_packets`).
    public var transmittedPackets: UInt64 = 0
    /// The number of received bytes (`rx_bytes`).
    public var receivedBytes: UInt64 = 0
    /// The number of sent bytes (`tx_bytes`).
    public var transmittedBytes: UInt64 = 0
    /// The number of packets received with errors (`rx_errors`).
    public var receiveErrors: UInt64 = 0
    /// The number of packets that could not be sent (`tx_errors`).
    public var transmitErrors: UInt64 = 0
    /// The number of received packets that were dropped (`rx_dropped`).
    public var receiveDrops: UInt64 = 0
    /// The number of packets that were dropped before sending (`tx_dropped`).
    public var transmitDrops: UInt64 = 0
    /// All further counters, in the kernel's order; newer kernels have more.
    public var further: [UInt64] = []

    /// Creates counters of zero.
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

    /// The length of the counters with names here, in bytes.
    private static let namedLength = 64
}
