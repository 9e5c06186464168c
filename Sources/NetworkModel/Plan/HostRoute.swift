public import Addressing

/// A route of the host (`ip route show table all`): a block that no pool should have addresses in common with.
public struct HostRoute: Hashable, Sendable, CustomStringConvertible {
    /// The block it leads to.
    public let destination: Prefix
    /// The name of the link that packets leave by; nil if it has none, or several.
    public let link: String?

    /// A route.
    public init(to destination: Prefix, link: String? = nil) {
        self.destination = destination
        self.link = link
    }

    /// Whether it is a default route, perhaps under another name: VPNs put 0.0.0.0/1 and 128.0.0.0/1 before the one that is there.
    ///
    /// What is larger than the largest private block, 10.0.0.0/8 or fc00::/7, leads to the world.
    public var leadsEverywhere: Bool {
        switch destination.family {
        case .v4: destination.length < 8
        case .v6: destination.length < 7
        }
    }

    /// The route, and whose network it is as far as the link's name tells.
    public var description: String {
        guard let link else { return "route \(destination)" }
        return if link == "docker0" {
            "Docker's network bridge (route \(destination) of link \(link))"
        } else if let id = Self.dockerNetwork(ofBridge: link) {
            "Docker's network \(id) (route \(destination) of link \(link))"
        } else {
            "route \(destination) of link \(link)"
        }
    }

    /// Docker calls a network's bridge `br-` and the first twelve digits of its id.
    private static func dockerNetwork(ofBridge link: String) -> Substring? {
        let id = link.dropFirst(3)
        guard link.hasPrefix("br-"), id.utf8.count == 12, id.allSatisfy(\.isHexDigit) else { return nil }
        return id
    }
}
