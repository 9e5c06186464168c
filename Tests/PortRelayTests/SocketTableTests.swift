import Addressing
import NetworkModel
import Testing

@testable import PortRelay

/// The kernel's lists of sockets, as text.
struct SocketTableTests {
    /// As a host printed them.
    private static let tcp = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 30123 1 0000000000000000 100 0 0 10 0                     
           1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18204 1 0000000000000000 100 0 0 10 0                     
           2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 30188 1 0000000000000000 20 4 30 10 -1                    
           3: 0100007F:1F90 0100007F:C351 06 00000000:00000000 03:000017A2 00000000     0        0 0 3 0000000000000000                                      

        """
    private static let tcp6 = """
          sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 40001 1 0000000000000000 100 0 0 10 0
           1: B80D0120000000000000000007000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 40002 1 0000000000000000 100 0 0 10 0
           2: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 40003 1 0000000000000000 20 4 30 10 -1

        """

    private func table(_ texts: String..., port: UInt16 = 8080) -> SocketTable {
        SocketTable(texts.flatMap { Array($0.utf8) }, port: port)
    }

    @Test func `each socket of the port is read, but none that is no process's`() throws {
        let entries = table(Self.tcp, Self.tcp6).entries
        #expect(entries.map(\.inode) == [30123, 30188, 40001, 40002, 40003])
        #expect(entries.map(\.isListening) == [true, false, true, true, false])
        #expect(
            entries.map { "\($0.address)" } == ["127.0.0.1", "127.0.0.1", "::", "2001:db8::7", "127.0.0.1"]
        )
        #expect(table(Self.tcp, Self.tcp6, port: 22).entries.map(\.inode) == [18204])
    }

    @Test(arguments: [
        ("0.0.0.0", [30123, 40001, 30188, 40003]), ("127.0.0.1", [30123, 40001, 30188, 40003]), ("127.0.0.2", [40001]),
        ("::", [40001, 40002]), ("2001:db8::7", [40001, 40002]), ("2001:db8::8", [40001]),
    ])
    func `what is in the way comes first if it listens, and is of the same family`(address: String, inodes: [UInt64])
        throws
    {
        #expect(table(Self.tcp, Self.tcp6).inodes(inTheWayOf: try .of(address, 8080)) == inodes)
    }

    @Test func `any address is read as the kernel prints it`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let isIPv6 = Bool.random()
            let number = isIPv6 ? generator.next() : UInt128(generator.next() as UInt32)
            let port: UInt16 = generator.next()
            let words = stride(from: isIPv6 ? 96 : 0, through: 0, by: -32).map {
                Self.hexadecimal(UInt32(truncatingIfNeeded: number >> $0).bigEndian)
            }
            let line = " 7: \(words.joined()):\(Self.hexadecimal(port)) 0:0 07 0:0 0:0 0 0 0 12345 2 0 0"
            let entry = table(line, port: port).entries.first
            let address = IPAddress(rawValue: number, family: isIPv6 ? .v6 : .v4)?.unmapped
            #expect(entry?.address == address)
            #expect(entry?.inode == 12345)
        }
    }

    @Test func `damaged text is read as far as it makes sense`() throws {
        let original = Array((Self.tcp + Self.tcp6).utf8)
        let wanted = try HostPort.of("0.0.0.0", 8080)
        for _ in 0..<5000 {
            var text = original
            for _ in 0..<Int.random(in: 1...20) {
                let index = Int.random(in: text.indices)
                switch Int.random(in: 0...3) {
                case 0: text[index] = .random(in: 0...255)
                case 1: text.remove(at: index)
                case 2: text.insert(.random(in: 0...255), at: index)
                default: text[index] = [UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: "\n")][index % 3]
                }
            }
            if Bool.random() { text.removeLast(Int.random(in: 0...text.count)) }
            let table = SocketTable(text, port: 8080)
            #expect(table.entries.count <= text.filter { $0 == UInt8(ascii: "\n") }.count + 1)
            #expect(table.inodes(inTheWayOf: wanted).count <= table.entries.count)
            #expect(table.entries.allSatisfy { $0.port == 8080 && $0.inode != 0 })
        }
    }

    private static func hexadecimal(_ number: some FixedWidthInteger) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: number.bitWidth / 4 - text.count) + text
    }
}
