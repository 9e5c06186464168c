/// An option that a user may give to `docker network create` with `-o`.
public enum NetworkOption: String, Hashable, Sendable, CaseIterable {
    /// The MTU of the bridge and of every container's interface.
    case mtu
    /// The name of the network's bridge.
    case bridge
    /// What a container's interface is called, before its number.
    case interfacePrefix = "interface_prefix"
    /// Whether the containers of the network reach each other.
    case icc
    /// Who is the containers' default gateway.
    case gateway

    /// The name that Docker's own bridge driver has for it, taken in its stead.
    public var alias: String? {
        switch self {
        case .mtu: "com.docker.network.driver.mtu"
        case .bridge: "com.docker.network.bridge.name"
        case .interfacePrefix: "com.docker.network.container_iface_prefix"
        case .icc: "com.docker.network.bridge.enable_icc"
        case .gateway: nil
        }
    }

    /// The option that a key names, by its own name or by Docker's.
    init?(key: String) {
        guard let option = Self.allCases.first(where: { $0.rawValue == key || $0.alias == key }) else { return nil }
        self = option
    }

    /// Options that Docker reads itself and passes on to every driver: taken, and left to Docker.
    static let readByDocker: Set<String> = [
        "com.docker.network.advertise_addr_nmsgs", "com.docker.network.advertise_addr_ms",
    ]

    /// The name, own or Docker's, that is nearest to a key nobody knows, or nil if none is near.
    static func nearest(to key: String) -> String? {
        let names = allCases.flatMap { [$0.rawValue] + ($0.alias.map { [$0] } ?? []) }
        let measured = names.map { (name: $0, distance: editDistance(from: key, to: $0)) }
        guard let best = measured.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.name.count / 3) ? best.name : nil
    }
}

/// How many characters must be put in, taken out, changed or swapped with their neighbour to come from one text to another.
func editDistance(from source: String, to target: String) -> Int {
    let source = Array(source.lowercased().utf8)
    let target = Array(target.lowercased().utf8)
    var beforeLast: [Int] = []
    var last = Array(0...target.count)
    for (row, left) in source.enumerated() {
        var current = [row + 1]
        for (column, right) in target.enumerated() {
            var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (left == right ? 0 : 1))
            if row > 0, column > 0, left == target[column - 1], source[row - 1] == right {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[target.count]
}
