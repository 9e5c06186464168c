// SPDX-License-Identifier: Apache-2.0

/// A host and a port in the syntax of URLs (RFC 3986, 3.2): `localhost:80`, `192.0.2.1:80`, `[2001:db8::1]:80`.
public struct Authority: Hashable, Sendable {
    /// A name or an address, without brackets.
    public let host: String
    /// The port.
    public let port: UInt16

    /// Creates a host with a port.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

extension Authority: LosslessStringConvertible {
    /// Parses a host, in brackets if it has a colon, and a port from 1 to 65,535 in strict decimal.
    public init?(_ description: String) {
        guard let colon = description.lastIndex(of: ":") else { return nil }
        var host = description[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, host.contains(":") == isBracketed, !host.contains(where: { "/[]".contains($0) }),
            let port = UInt16(strictDecimal: description[colon...].dropFirst().utf8, maximum: .max), port > 0
        else { return nil }
        self.init(host: String(host), port: port)
    }

    /// The host, in brackets if it has a colon, and the port.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
