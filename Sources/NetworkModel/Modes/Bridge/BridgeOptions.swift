// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The options of a network of mode bridge and of its endpoints.
///
/// Each option is declared here only.
public enum BridgeOptions {
    /// All options, in the order of the reference.
    public static let all: [OptionDefinition] = [
        mtu.option, bridge.option, interfacePrefix.option, icc.option, gateway.option, masquerade.option, snat.option,
        hostAccess.option, maxConnections.option, trustedLinks.option, publishBind.option, publishAllow.option,
        publishAbsentAddress.option, publishInternal.option, spoofCheck.option, allowedAddresses.option,
        etherTypes.option,
    ]

    /// All options that a network or an endpoint may have a value of, as stored in the state.
    public static let kept = all + followed

    /// The options that Docker reads itself and mdnp follows.
    static let followed: [OptionDefinition] = [announcements.option]

    /// Options that Docker reads itself and passes to every driver: mdnp accepts and ignores them.
    static let readByDocker: Set<String> = [
        "com.docker.network.advertise_addr_ms", "com.docker.network.enable_ipv4", "com.docker.network.enable_ipv6",
    ]

    /// The option `mtu`.
    public static let mtu = OptionKey(
        "mtu",
        aliases: ["com.docker.network.driver.mtu"],
        usual: MTUChoice.usual,
        read: { (text) throws(Refusal) in try text.mtu },
        write: { choice in
            switch choice {
            case .usual: "1500"
            case .automatic: "auto"
            case .bytes(let bytes): "\(bytes)"
            }
        }
    )

    /// The option `bridge`.
    public static let bridge = OptionKey(
        "bridge",
        aliases: ["com.docker.network.bridge.name"],
        usual: InterfaceName?.none,
        read: { (text) throws(Refusal) in try text.interfaceName },
        write: { $0?.description ?? "" }
    )

    /// The option `interface_prefix`.
    public static let interfacePrefix = OptionKey(
        "interface_prefix",
        aliases: ["com.docker.network.container_iface_prefix"],
        usual: InterfacePrefix.standard,
        read: { (text) throws(Refusal) in try text.interfacePrefix },
        write: \.description
    )

    /// The option `icc`.
    public static let icc = OptionKey(
        "icc",
        aliases: ["com.docker.network.bridge.enable_icc"],
        usual: true,
        read: { (text) throws(Refusal) in try text.boolean },
        write: \.description
    )

    /// The option `gateway`.
    public static let gateway = OptionKey(
        "gateway",
        usual: GatewayMode.mdnp,
        read: { (text) throws(Refusal) in try text.word() },
        write: \.rawValue
    )

    /// The option `masquerade`.
    public static let masquerade = OptionKey(
        "masquerade",
        aliases: ["com.docker.network.bridge.enable_ip_masquerade"],
        usual: true,
        read: { (text) throws(Refusal) in try text.boolean },
        write: \.description
    )

    /// The option `snat`.
    public static let snat = OptionKey(
        "snat",
        aliases: ["com.docker.network.host_ipv4", "com.docker.network.host_ipv6"],
        of: [.network, .endpoint],
        usual: [IPAddress](),
        readPart: { (text, before) throws(Refusal) in try text.hostAddresses(beside: before) },
        write: listed
    )

    /// The option `host_access`.
    public static let hostAccess = OptionKey(
        "host_access",
        usual: true,
        read: { (text) throws(Refusal) in try text.boolean },
        write: \.description
    )

    /// The option `max_connections`.
    public static let maxConnections = OptionKey(
        "max_connections",
        // A sixteenth of the tracked connections of a host with 4 GB of memory or more.
        usual: UInt32?.some(16_384),
        read: { (text) throws(Refusal) in try text.limit },
        write: { $0?.description ?? "none" }
    )

    /// The option `trusted_links`.
    public static let trustedLinks = OptionKey(
        "trusted_links",
        aliases: ["com.docker.network.bridge.trusted_host_interfaces"],
        usual: [InterfaceName](),
        // Docker's bridge driver separates links by colons.
        read: { (text) throws(Refusal) in
            try text.interfaceNames(separator: text.key == "trusted_links" ? "," : ":")
        },
        write: listed
    )

    /// The option `publish.bind`.
    public static let publishBind = OptionKey(
        "publish.bind",
        aliases: ["com.docker.network.bridge.host_binding_ipv4"],
        of: [.network, .endpoint],
        usual: [IPAddress]?.none,
        read: { (text) throws(Refusal) in
            // By Docker's name, the default value 0.0.0.0 covers both families.
            text.key != "publish.bind" && text.text == "0.0.0.0"
                ? PublishOptions.everyAddress : try text.publishingAddresses
        },
        write: { listed($0 ?? []) }
    )

    /// The option `publish.allow`.
    public static let publishAllow = OptionKey(
        "publish.allow",
        of: [.network, .endpoint],
        usual: ClientList?.none,
        // 2 MiB: about 120,000 blocks of addresses.
        maximumLength: 2 << 20,
        read: { (text) throws(Refusal) in try text.clients },
        write: { $0?.text ?? "" }
    )

    /// The option `publish.absent_address`.
    public static let publishAbsentAddress = OptionKey(
        "publish.absent_address",
        of: [.network, .endpoint],
        usual: AbsentAddress?.none,
        read: { (text) throws(Refusal) in try text.word() as AbsentAddress },
        write: { $0?.rawValue ?? "" }
    )

    /// The option `publish.internal`.
    public static let publishInternal = OptionKey(
        "publish.internal",
        usual: false,
        read: { (text) throws(Refusal) in try text.boolean },
        write: \.description
    )

    /// The option `spoof_check`.
    public static let spoofCheck = OptionKey(
        "spoof_check",
        of: [.network, .endpoint],
        usual: SpoofCheck?.none,
        read: { (text) throws(Refusal) in try text.word() as SpoofCheck },
        write: { $0?.rawValue ?? "" }
    )

    /// The option `allowed_addresses`.
    public static let allowedAddresses = OptionKey(
        "allowed_addresses",
        of: [.endpoint],
        usual: AddressSet(),
        read: { (text) throws(Refusal) in try text.allowedAddresses },
        write: { listed($0.ranges) }
    )

    /// The option `ethertypes`.
    public static let etherTypes = OptionKey(
        "ethertypes",
        of: [.network, .endpoint],
        usual: EtherTypes?.none,
        read: { (text) throws(Refusal) in try text.etherTypes },
        write: { $0?.description ?? "" }
    )

    /// The number of announcements of a container's address, as in the engine from 28.0; mdnp sends the same number.
    static let announcements = OptionKey(
        "com.docker.network.advertise_addr_nmsgs",
        usual: 3,
        read: { (text) throws(Refusal) in try text.announcements },
        write: \.description
    )

    @Sendable private static func listed(_ values: [some CustomStringConvertible]) -> String {
        values.map(\.description).joined(separator: ",")
    }
}

extension Options {
    /// The MTU of the network's links.
    public var mtu: MTUChoice { self[BridgeOptions.mtu] }
    /// The name of the bridge; nil if mdnp derives one from the network's id.
    public var bridge: InterfaceName? { self[BridgeOptions.bridge] }
    /// The name of a container's interface, before its number.
    public var interfacePrefix: InterfacePrefix { self[BridgeOptions.interfacePrefix] }
    /// A Boolean value that indicates whether the containers of the network reach each other (inter-container connectivity).
    public var icc: Bool { self[BridgeOptions.icc] }
    /// The default gateway of the containers.
    public var gateway: GatewayMode { self[BridgeOptions.gateway] }
    /// A Boolean value that indicates whether outgoing packets get a host address as their source.
    public var masquerade: Bool { self[BridgeOptions.masquerade] }
    /// The host addresses that outgoing packets get as their source, at most one of each family.
    ///
    /// Without one, packets get the address of their outgoing link.
    public var sources: [IPAddress] { self[BridgeOptions.snat] }
    /// A Boolean value that indicates whether the network's containers reach the host itself, in addition to published ports.
    public var hostAccess: Bool { self[BridgeOptions.hostAccess] }
    /// The number of connections opened by one container that the host tracks at once, 1 to 4,294,967,295; nil for no limit.
    public var maxConnections: UInt32? { self[BridgeOptions.maxConnections] }
    /// The host links whose clients reach containers directly, on published and unpublished ports.
    public var trustedLinks: [InterfaceName] { self[BridgeOptions.trustedLinks] }
    /// The addresses of published ports, and their allowed clients.
    public var publishing: PublishOptions {
        PublishOptions(
            addresses: self[BridgeOptions.publishBind],
            clients: self[BridgeOptions.publishAllow],
            absentAddress: self[BridgeOptions.publishAbsentAddress]
        )
    }
    /// A Boolean value that indicates whether an internal network publishes ports.
    public var publishesInternally: Bool { self[BridgeOptions.publishInternal] }
    /// The addresses and frames that containers may send in addition to their own.
    public var senders: SenderOptions {
        SenderOptions(
            check: self[BridgeOptions.spoofCheck],
            etherTypes: self[BridgeOptions.etherTypes],
            allowed: self[BridgeOptions.allowedAddresses]
        )
    }
    /// The number of announcements of a joining container's addresses to its neighbors, 0 to 3.
    public var announcements: Int { self[BridgeOptions.announcements] }
}
