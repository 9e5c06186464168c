// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

/// Messages captured on a netlink socket, with their headers.
enum Captured {}

/// Returns the bytes of a hexadecimal text, without its blanks and its `//` comments.
func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.split(separator: "\n").flatMap { line in
        (line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line).filter { !$0.isWhitespace }
    }
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    precondition(bytes.count * 2 == digits.count, "not hexadecimal: \(hex)")
    return bytes
}

/// Returns the only message of a datagram.
func message(_ datagram: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> NetlinkMessage {
    let messages = try NetlinkMessage.decodeAll(datagram[...])
    #expect(messages.count == 1, sourceLocation: sourceLocation)
    return try #require(messages.first, sourceLocation: sourceLocation)
}
