// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A packet that mdnp allows, with its known fields, on its path through the filters of other programs.
public struct FilteredPacket: Hashable, Sendable {
    /// The position of a packet in its connection.
    public enum Place: Hashable, Sendable {
        /// The first packet.
        case first
        /// A reply packet.
        case answer
        /// A frame between containers of one network, which is not tracked.
        case untracked
    }

    /// The family.
    public let family: IPFamily
    /// The incoming link; for a frame, the port.
    public var input: Link?
    /// The outgoing link; for a frame, the port.
    public var output: Link?
    /// The source address, if known.
    public var source: IPAddress?
    /// The destination address, if known.
    public var destination: IPAddress?
    /// The protocol, if known.
    public var transport: TransportProtocol?
    /// The source port, if known.
    public var sourcePort: UInt16?
    /// The destination port, if known.
    public var destinationPort: UInt16?
    /// The position of the packet in its connection.
    public var place: Place
    /// A Boolean value that indicates whether the destination of the connection is translated by a published port.
    public var isTranslated = false
    /// The bridge of a frame between two ports; nil for a routed packet.
    public var bridge: InterfaceName?
    /// The mdnp bits of the mark.
    var mark = Self.allowed

    /// A link, by its name and, if known, its index.
    public struct Link: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The index.
        public let index: Int32?

        /// Creates a link.
        public init(_ name: String, index: Int32? = nil) {
            self.name = name
            self.index = index
        }
    }

    /// Creates a packet with only its family known.
    public init(_ family: IPFamily, _ place: Place = .first) {
        self.family = family
        self.place = place
    }

    /// Returns the reply packet.
    func reversed(_ place: Place) -> Self {
        var answer = self
        answer.place = place
        // Replies belong to an admitted connection.
        answer.mark = Self.allowed
        (answer.input, answer.output) = (output, input)
        (answer.source, answer.destination) = (destination, source)
        (answer.sourcePort, answer.destinationPort) = (destinationPort, sourcePort)
        return answer
    }

    /// A Boolean value that indicates whether the packet is a frame between two ports of a bridge.
    var isFrame: Bool { bridge != nil }

    /// The state of the connection, in the kernel's bits (`NF_CT_STATE_BIT`).
    var connectionState: UInt32 {
        switch place {
        case .first: 8
        case .answer: 2
        case .untracked: 64
        }
    }

    /// Returns the bytes of a field; nil for an unknown one.
    func bytes(of field: FilterField) -> [UInt8]? {
        switch field {
        case .mark: Self.hostBytes(mark)
        case .inputName: input.map { Self.padded($0.name) }
        case .outputName: output.map { Self.padded($0.name) }
        case .inputIndex: input?.index.map { Self.hostBytes(UInt32(bitPattern: $0)) }
        case .outputIndex: output?.index.map { Self.hostBytes(UInt32(bitPattern: $0)) }
        case .inputBridgeName, .outputBridgeName: bridge.map { Self.padded($0.description) }
        case .family: [family == .v4 ? 2 : 10]
        case .etherType: family == .v4 ? [0x08, 0x00] : [0x86, 0xdd]
        case .transportProtocol: transport.map { [$0.number] }
        case .connectionState: Self.hostBytes(connectionState)
        case .connectionStatus: isTranslated ? Self.hostBytes(32) : Self.hostBytes(0)
        case .connectionDirection: [place == .answer ? 1 : 0]
        case .networkHeader(let offset, let length): networkHeader(offset, length)
        case .transportHeader(let offset, let length): transportHeader(offset, length)
        case .other: nil
        }
    }

    /// The mark bit of a packet that mdnp allows.
    static var allowed: UInt32 { FirewallNames.mark }
    /// The mark of a first packet from one network to another, before rules of users decide.
    static var undecided: UInt32 { FirewallNames.undecidedMark }
    /// The mark of such a packet within `DOCKER-USER`, and of a packet that a user's rule accepted there.
    static var shown: UInt32 { FirewallNames.shownMark }

    private func networkHeader(_ offset: Int, _ length: Int) -> [UInt8]? {
        guard (0..<40).contains(offset), (1...40 - offset).contains(length) else { return nil }
        let bytes = (offset..<offset + length).compactMap(networkHeaderByte)
        return bytes.count == length ? bytes : nil
    }

    private func networkHeaderByte(at offset: Int) -> UInt8? {
        if offset == (family == .v4 ? 9 : 6) { return transport?.number }
        let first = family == .v4 ? 12 : 8
        let (address, place) =
            offset < first + family.byteCount
            ? (source, offset - first) : (destination, offset - first - family.byteCount)
        guard let address, address.family == family, address.bytes.indices.contains(place) else { return nil }
        return address.bytes[place]
    }

    private func transportHeader(_ offset: Int, _ length: Int) -> [UInt8]? {
        // The TCP flags: SYN, or SYN and ACK.
        if offset == 13, length == 1, transport == .tcp, place != .untracked { return [place == .first ? 0x02 : 0x12] }
        guard length == 2, let port = offset == 0 ? sourcePort : offset == 2 ? destinationPort : nil else { return nil }
        return [UInt8(port >> 8), UInt8(port & 0xff)]
    }

    /// Returns a name in the kernel's form for comparison: 16 bytes, padded with zeros.
    private static func padded(_ name: String) -> [UInt8] {
        Array((Array(name.utf8) + [UInt8](repeating: 0, count: 16)).prefix(16))
    }

    private static func hostBytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
}
