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
    /// Whether containers go out under an address of the host's.
    case masquerade
    /// The address of the host's that containers go out under, one of each family.
    case snat
    /// Whether the network's containers reach the host itself.
    case hostAccess = "host_access"
    /// How many connections a container may have open at once.
    case maxConnections = "max_connections"
    /// The links of the host whose clients reach containers directly.
    case trustedLinks = "trusted_links"
    /// The host's addresses on which ports are published that name none.
    case publishBind = "publish.bind"
    /// Whom published ports serve.
    case publishAllow = "publish.allow"
    /// The treatment of ports at addresses that the host lacks.
    case publishAbsentAddress = "publish.absent_address"
    /// Whether ports are published although the network is internal.
    case publishInternal = "publish.internal"
    /// How much of what containers send is checked.
    case spoofCheck = "spoof_check"
    /// The ethertypes that containers send beside IPv4, ARP and IPv6.
    case etherTypes = "ethertypes"

    /// The names that Docker's own bridge driver has for it, taken in its stead.
    public var aliases: [String] {
        switch self {
        case .mtu: ["com.docker.network.driver.mtu"]
        case .bridge: ["com.docker.network.bridge.name"]
        case .interfacePrefix: ["com.docker.network.container_iface_prefix"]
        case .icc: ["com.docker.network.bridge.enable_icc"]
        case .masquerade: ["com.docker.network.bridge.enable_ip_masquerade"]
        case .snat: ["com.docker.network.host_ipv4", "com.docker.network.host_ipv6"]
        case .publishBind: ["com.docker.network.bridge.host_binding_ipv4"]
        case .trustedLinks: ["com.docker.network.bridge.trusted_host_interfaces"]
        case .gateway, .hostAccess, .maxConnections, .publishAllow, .publishAbsentAddress, .publishInternal,
            .spoofCheck,
            .etherTypes:
            []
        }
    }

    /// The most bytes of the values of options that are lists of any length: 2 MiB, some 120,000 blocks of addresses.
    public static var valueLengths: [String: Int] { [Self.publishAllow.rawValue: 2 << 20] }

    /// Whether each of its names may give a part of it.
    var isGivenInParts: Bool { self == .snat }

    /// The option that a key names, by its own name or by Docker's.
    init?(key: String) {
        guard let option = Self.allCases.first(where: { $0.rawValue == key || $0.aliases.contains(key) }) else {
            return nil
        }
        self = option
    }

    /// How often the engine announces a container's address, from 28.0; mdnp announces it as often.
    static let announcementCount = "com.docker.network.advertise_addr_nmsgs"

    /// Options that Docker reads itself and passes on to every driver: taken, and left to Docker.
    static let readByDocker: Set<String> = [
        announcementCount, "com.docker.network.advertise_addr_ms", "com.docker.network.enable_ipv4",
        "com.docker.network.enable_ipv6",
    ]
}
