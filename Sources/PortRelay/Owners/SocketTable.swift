import Addressing
import NetworkModel

/// The sockets of one protocol, as the kernel lists them (`/proc/net/tcp`, `tcp6`, `udp`, `udp6`).
struct SocketTable: Hashable, Sendable {
    /// One socket.
    struct Entry: Hashable, Sendable {
        /// Its own address.
        let address: IPAddress
        /// Its own port.
        let port: UInt16
        /// Whether it waits for connections (`TCP_LISTEN`).
        let isListening: Bool
        /// What identifies it among the descriptors of processes.
        let inode: UInt64
    }

    /// The sockets of a port.
    let entries: [Entry]

    /// Reads the lines of one file or of several, and leaves out what is of another port, or no longer any process's.
    init(_ text: [UInt8], port: UInt16) {
        entries = text.split(separator: UInt8(ascii: "\n")).compactMap { Self.entry(in: $0, port) }
    }

    /// What may be in the way of whoever wants a port, most likely first (`st_ino`).
    func inodes(inTheWayOf wanted: HostPort) -> [UInt64] {
        let rivals = entries.filter { $0.port == wanted.port && Self.overlap($0.address, wanted.address) }
        func rank(_ entry: Entry) -> Int {
            (entry.isListening ? 0 : 2) + (entry.address.family == wanted.address.family ? 0 : 1)
        }
        return (0...3).flatMap { step in rivals.filter { rank($0) == step }.map(\.inode) }
    }

    private static func overlap(_ one: IPAddress, _ wanted: IPAddress) -> Bool {
        // A socket at :: has the port of IPv4 as well, unless it says otherwise, which is not listed.
        guard one.family == wanted.family else { return wanted.family == .v4 && one.isUnspecified }
        return one == wanted || one.isUnspecified || wanted.isUnspecified
    }

    // `   0: 0100007F:0277 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 …`
    private static func entry(in line: ArraySlice<UInt8>, _ port: UInt16) -> Entry? {
        let fields = line.split(separator: UInt8(ascii: " "))
        guard
            fields.count > 9,
            let colon = fields[1].firstIndex(of: UInt8(ascii: ":")),
            UInt16(hexadecimal: fields[1][(colon + 1)...]) == port,
            let address = address(fields[1][..<colon]),
            let state = UInt8(hexadecimal: fields[3]),
            let inode = UInt64(String(decoding: fields[9], as: UTF8.self)), inode != 0
        else { return nil }
        return Entry(address: address, port: port, isListening: state == 10, inode: inode)
    }

    /// The kernel prints each 32 bits of an address as a number of the host's, though they are in network order.
    private static func address(_ digits: ArraySlice<UInt8>) -> IPAddress? {
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var value: UInt128 = 0
        for start in stride(from: digits.startIndex, to: digits.endIndex, by: 8) {
            guard let word = UInt32(hexadecimal: digits[start..<(start + 8)]) else { return nil }
            value = value << 32 | UInt128(UInt32(bigEndian: word))
        }
        return IPAddress(rawValue: value, family: digits.count == 8 ? .v4 : .v6)?.unmapped
    }
}

extension FixedWidthInteger {
    /// A number of as many hexadecimal digits as it has room for; nil for any other text.
    fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
        guard digits.count == Self.bitWidth / 4 else { return nil }
        self = 0
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            self = self << 4 | Self(value)
        }
    }
}
