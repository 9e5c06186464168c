public import Addressing

/// What a user may choose of a network, parsed once from the texts of `docker network create -o`.
public struct NetworkOptions: Hashable, Sendable {
    /// The MTU of the bridge and of the containers' interfaces in bytes, 68 to 65535; nil is the kernel's own, 1500.
    public var mtu: Int?
    /// Whether the MTU is that of the host's way out (`mtu=auto`).
    public var isMTUAutomatic: Bool
    /// The name of the bridge; nil lets mdnp derive one from the network's id.
    public var bridge: InterfaceName?
    /// What a container's interface is called, before its number.
    public var interfacePrefix: InterfacePrefix
    /// Whether the containers of the network reach each other (inter-container connectivity).
    public var icc: Bool
    /// Who is the containers' default gateway.
    public var gateway: GatewayMode
    /// Whether containers go out under an address of the host's.
    public var masquerade: Bool
    /// The addresses of the host's that containers go out under, at most one of each family; where there is none, that of the link they
    /// leave by.
    public var sources: [IPAddress]
    /// Whether the network's containers reach the host itself, published ports apart.
    public var hostAccess: Bool
    /// How many connections that a container opened the host tracks at once, 1 to 4,294,967,295; nil is no limit.
    public var maxConnections: UInt32?
    /// The links of the host whose clients reach containers directly, published ports or not; bridges of other networks among them.
    public var trustedLinks: [InterfaceName]
    /// Where ports are published, and for whom.
    public var publishing: PublishOptions
    /// Whether ports are published although the network is internal.
    public var publishesInternally: Bool
    /// How often the addresses of a container that joins are announced to its neighbors, 0 to 3.
    public var announcements: Int
    /// With which addresses containers send.
    public var senders: SenderOptions

    /// The most connections of a container where the user says nothing: a sixteenth of what a host of 4 GB of memory or more tracks.
    public static var usualMaxConnections: UInt32 { 16_384 }

    /// The options as they are where the user says nothing.
    public init(
        mtu: Int? = nil,
        bridge: InterfaceName? = nil,
        interfacePrefix: InterfacePrefix = .standard,
        icc: Bool = true,
        gateway: GatewayMode = .mdnp,
        masquerade: Bool = true,
        sources: [IPAddress] = [],
        hostAccess: Bool = true,
        maxConnections: UInt32? = NetworkOptions.usualMaxConnections,
        trustedLinks: [InterfaceName] = [],
        publishing: PublishOptions = PublishOptions(),
        publishesInternally: Bool = false,
        announcements: Int = 3,
        senders: SenderOptions = SenderOptions(),
        isMTUAutomatic: Bool = false
    ) {
        self.mtu = mtu
        self.isMTUAutomatic = isMTUAutomatic
        self.bridge = bridge
        self.interfacePrefix = interfacePrefix
        self.icc = icc
        self.gateway = gateway
        self.masquerade = masquerade
        self.sources = sources
        self.hostAccess = hostAccess
        self.maxConnections = maxConnections
        self.trustedLinks = trustedLinks
        self.publishing = publishing
        self.publishesInternally = publishesInternally
        self.announcements = announcements
        self.senders = senders
    }

    /// Reads the options of `docker network create -o KEY=VALUE`, by mdnp's names or by those of Docker's bridge driver.
    ///
    /// Refuses a key nobody knows (naming the nearest known one), a value out of its range, an option
    /// that is given by both of its names, and a value of Docker's bridge driver without an mdnp equivalent.
    ///
    /// - Parameter families: The families of the network's subnets.
    public init(parsing texts: [String: String], for families: Set<IPFamily> = [.v4]) throws(Refusal) {
        self.init()
        var keys: [NetworkOption: String] = [:]
        var closed: [IPFamily: String] = [:]
        if let text = texts[NetworkOption.announcementCount] {
            announcements = try OptionText(NetworkOption.announcementCount, text).announcements
        }
        for (key, value) in texts.sorted(by: { $0.key < $1.key }) where !NetworkOption.readByDocker.contains(key) {
            if let option = DockerBridgeOption(rawValue: key) {
                if case .noGateway(let family) = try option.meaning(of: value) { closed[family] = key }
                continue
            }
            guard let option = NetworkOption(key: key) else { throw Self.unknown(key) }
            if let other = keys.updateValue(key, forKey: option), !option.isGivenInParts {
                throw Refusal("option \(key)", "is given twice, also as \(other)")
            }
            try set(option, to: value, key: key)
        }
        try close(closed, of: families, isGatewayGiven: keys[.gateway] != nil)
    }

    /// Takes the gateway away where Docker's options say so, of all families at once.
    private mutating func close(
        _ closed: [IPFamily: String],
        of families: Set<IPFamily>,
        isGatewayGiven: Bool
    ) throws(Refusal) {
        guard let (family, key) = closed.min(by: { $0.value < $1.value }) else { return }
        if isGatewayGiven && gateway != .none {
            throw Refusal("option \(key)", "is gateway=none in mdnp, and gateway=\(gateway.rawValue) is given as well")
        }
        if let other = families.first(where: { closed[$0] == nil }) {
            throw Refusal(
                "option \(key)",
                "is of \(family) alone, and the network has \(other) as well: "
                    + "mdnp is the gateway of both families or of none; say gateway=none"
            )
        }
        gateway = .none
    }

    private mutating func set(_ option: NetworkOption, to value: String, key: String) throws(Refusal) {
        let text = OptionText(key, value)
        switch option {
        case .mtu:
            isMTUAutomatic = value == "auto"
            if !isMTUAutomatic { mtu = try text.mtu }
        case .bridge: bridge = try text.interfaceName
        case .interfacePrefix: interfacePrefix = try InterfacePrefix(value)
        case .icc: icc = try text.boolean
        case .gateway: gateway = try text.word()
        case .masquerade: masquerade = try text.boolean
        case .snat: sources = try text.hostAddresses(beside: sources)
        case .hostAccess: hostAccess = try text.boolean
        case .maxConnections: maxConnections = try text.limit
        // Docker's bridge driver puts colons between the links.
        case .trustedLinks: trustedLinks = try text.interfaceNames(separator: key == option.rawValue ? "," : ":")
        case .publishBind:
            // By Docker's name, whose usual value it is, it means both families.
            let isUsual = key != option.rawValue && value == "0.0.0.0"
            publishing.addresses = isUsual ? PublishOptions.everyAddress : try text.publishingAddresses
        case .publishAllow: publishing.clients = try text.clients
        case .publishAbsentAddress: publishing.absentAddress = try text.word()
        case .publishInternal: publishesInternally = try text.boolean
        case .spoofCheck: senders.check = try text.word()
        case .etherTypes: senders.etherTypes = try text.etherTypes
        }
    }

    private static func unknown(_ key: String) -> Refusal {
        if EndpointOption(rawValue: key) != nil {
            return Refusal(
                "option \(key)",
                "is an option of one container; use docker run --network name=NETWORK,driver-opt=\(key)=VALUE"
            )
        }
        return Refusal(
            unknownOption: key,
            known: NetworkOption.allCases.map(\.rawValue),
            aliases: NetworkOption.allCases.flatMap(\.aliases) + DockerBridgeOption.allCases.map(\.rawValue)
        )
    }
}
