import Addressing
import CLinux

/// Refuses what a web page makes a browser send to a port that has no password: requests with an `Origin`, and those for a name that
/// the page's owner made an address of this host (DNS rebinding).
///
/// An address, `localhost`, a name that ends in `.localhost`, the host's own name and the listener's names are nobody else's to point somewhere.
package struct HostCheck: Sendable {
    private let names: Set<String>
    private let ownName: @Sendable () -> String?

    /// A check that admits requests for these names as well, and for the host's own.
    package init(names: [String] = [], ownName: @escaping @Sendable () -> String? = Self.hostName) {
        self.names = Set(names.map { $0.lowercased() })
        self.ownName = ownName
    }

    /// Why a request is refused; nil if it is not.
    ///
    /// - Parameters:
    ///   - hosts: Its `Host` fields; a client that sends none is no browser.
    ///   - hasOrigin: Whether it has an `Origin` field.
    package func refusal(hosts: [String], hasOrigin: Bool) -> Refusal? {
        if hasOrigin { return .origin }
        return hosts.allSatisfy(admits) ? nil : .host
    }

    /// Why a request is refused.
    package enum Refusal: String, CustomStringConvertible, Sendable {
        /// It has an `Origin`.
        case origin = "a request of a web page (Origin) is not answered"
        /// Its `Host` is a foreign name.
        case host = "the name in Host is not one of this host; use its address"

        /// What the client is answered.
        package var description: String { rawValue }
    }

    private func admits(_ host: String) -> Bool {
        guard let name = Self.name(in: host) else { return false }
        return IPAddress(name) != nil || name == "localhost" || name.hasSuffix(".localhost") || names.contains(name)
            || name == ownName()?.lowercased()
    }

    /// The name or address of `NAME:PORT`, `NAME` or `[ADDRESS%LINK]:PORT`, in lower case; nil for anything else.
    private static func name(in host: String) -> String? {
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]"), isPort(host[host.index(after: end)...]) else { return nil }
            let address = host[host.index(after: host.startIndex)..<end].prefix { $0 != "%" }
            return address.contains(":") ? String(address) : nil
        }
        let name = host.prefix { $0 != ":" }
        guard isPort(host[name.endIndex...]) else { return nil }
        // The dot at the end says that it is the whole name.
        return (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The host's name (`gethostname`) now: it may be set after the daemon has started.
    package static func hostName() -> String? {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
