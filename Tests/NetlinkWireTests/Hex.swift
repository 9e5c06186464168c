import Testing

/// Bytes from hexadecimal text, in which `//` starts a comment and blanks do not count.
func bytes(_ hex: String, sourceLocation: SourceLocation = #_sourceLocation) -> [UInt8] {
    let digits = hex.split(separator: "\n").flatMap { line in
        (line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line).filter { !$0.isWhitespace }
    }
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    #expect(bytes.count * 2 == digits.count, "not hexadecimal", sourceLocation: sourceLocation)
    return bytes
}
