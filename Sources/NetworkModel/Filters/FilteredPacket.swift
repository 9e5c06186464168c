// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A packet that mdnp allows, as far as something is known of it, on its way through the filters of other programs.
public struct FilteredPacket: Hashable, Sendable {
    /// Its place in its connection.
    public enum Place: Hashable, Sendable {
        /// The first packet.
        case first
        /// A packet back to the one who opened the connection.
        case answer
        /// A frame between containers of one network, which is not tracked.
        case untracked
    }

    /// The family.
    public let family: IPFamily
    /// The link that the packet comes in by; for a frame the port.
    public var input: Link?
    /// The link that the packet leaves by; for a frame the port.
    public var output: Link?
    /// The source address, where one is known.
    public var source: IPAddress?
    /// The destination address, where one is known.
    public var destination: IPAddress?
    /// The protocol, where one is known.
    public var transport: TransportProtocol?
    /// The source port, where one is known.
    public var sourcePort: UInt16?
    /// The destination port, where one is known.
    public var destinationPort: UInt16?
    /// Its place in its connection.
    public var place: Place
    /// Whether the destination of its connection is translated: a published port leads it.
    public var isTranslated = false
    /// The bridge whose ports a frame goes between; nil for a packet that is routed.
    public var bridge: InterfaceName?
    /// The bits of its mark that are mdnp's.
    var mark = Self.allowed

    /// A link, by its name and, where it is known, its index.
    public struct Link: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The index.
        public let index: Int32?

        /// A link.
        public init(_ name: String, index: Int32? = nil) {
            self.name = name
            self.index = index
        }
    }

    /// A packet of which nothing is known yet but the family.
    public init(_ family: IPFamily, _ place: Place = .first) {
        self.family = family
        self.place = place
    }

    /// The packet that answers it.
    func reversed(_ place: Place) -> Self {
        var answer = self
        answer.place = place
        // Answers are those of a connection that was let in.
        answer.mark = Self.allowed
        (answer.input, answer.output) = (output, input)
        (answer.source, answer.destination) = (destination, source)
        (answer.sourcePort, answer.destinationPort) = (destinationPort, sourcePort)
        return answer
    }

    /// Whether it is a frame between two ports of a bridge.
    var isFrame: Bool { bridge != nil }

    /// The state of its connection, in the kernel's bits (`NF_CT_STATE_BIT`).
    var connectionState: UInt32 {
        switch place {
        case .first: 8
        case .answer: 2
        case .untracked: 64
        }
    }

    /// The bytes of a field; nil for one that is not known.
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

    /// The bit of the mark that says: mdnp allows it.
    static var allowed: UInt32 { FirewallNames.mark }
    /// The mark of a first packet from one network to another, on which users decide.
    static var undecided: UInt32 { FirewallNames.undecidedMark }
    /// The mark of such a packet while it is shown to `DOCKER-USER`, and of one that a rule of users accepted there.
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
        // The flags of TCP: SYN, or SYN and ACK.
        if offset == 13, length == 1, transport == .tcp, place != .untracked { return [place == .first ? 0x02 : 0x12] }
        guard length == 2, let port = offset == 0 ? sourcePort : offset == 2 ? destinationPort : nil else { return nil }
        return [UInt8(port >> 8), UInt8(port & 0xff)]
    }

    /// A name as the kernel compares it: 16 bytes, zeros behind it.
    private static func padded(_ name: String) -> [UInt8] {
        Array((Array(name.utf8) + [UInt8](repeating: 0, count: 16)).prefix(16))
    }

    private static func hostBytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
}
