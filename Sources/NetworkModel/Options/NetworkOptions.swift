public import Addressing

/// What a user may choose of a network, parsed once from the texts of `docker network create -o`.
public struct NetworkOptions: Hashable, Sendable {
    /// The MTU of the bridge and of the containers' interfaces in bytes, 68 to 65535; nil is the kernel's own, 1500.
    public var mtu: Int?
    /// The name of the bridge; nil lets mdnp derive one from the network's id.
    public var bridge: InterfaceName?
    /// What a container's interface is called, before its number.
    public var interfacePrefix: InterfacePrefix
    /// Whether the containers of the network reach each other (inter-container connectivity).
    public var icc: Bool
    /// Who is the containers' default gateway.
    public var gateway: GatewayMode

    /// The options as they are where the user says nothing.
    public init(
        mtu: Int? = nil,
        bridge: InterfaceName? = nil,
        interfacePrefix: InterfacePrefix = .standard,
        icc: Bool = true,
        gateway: GatewayMode = .mdnp
    ) {
        self.mtu = mtu
        self.bridge = bridge
        self.interfacePrefix = interfacePrefix
        self.icc = icc
        self.gateway = gateway
    }

    /// Reads the options of `docker network create -o KEY=VALUE`, by mdnp's names or by those of Docker's bridge driver.
    ///
    /// Refuses a key nobody knows (naming the nearest known one), a value out of its range, and an option
    /// that is given by both of its names.
    public init(parsing texts: [String: String]) throws(Refusal) {
        self.init()
        var keys: [NetworkOption: String] = [:]
        for (key, value) in texts.sorted(by: { $0.key < $1.key }) where !NetworkOption.readByDocker.contains(key) {
            guard let option = NetworkOption(key: key) else { throw Self.unknown(key) }
            if let other = keys.updateValue(key, forKey: option) {
                throw Refusal("option \(key)", "is given twice, also as \(other)")
            }
            try set(option, to: value, key: key)
        }
    }

    private mutating func set(_ option: NetworkOption, to value: String, key: String) throws(Refusal) {
        switch option {
        case .mtu: mtu = try Self.mtu(value, key: key)
        case .bridge: bridge = try Self.bridge(value, key: key)
        case .interfacePrefix: interfacePrefix = try InterfacePrefix(value)
        case .icc: icc = try Self.boolean(value, key: key)
        case .gateway: gateway = try Self.gateway(value, key: key)
        }
    }

    private static func unknown(_ key: String) -> Refusal {
        Refusal(
            unknownOption: key,
            known: NetworkOption.allCases.map(\.rawValue),
            aliases: NetworkOption.allCases.compactMap(\.alias)
        )
    }

    private static func mtu(_ value: String, key: String) throws(Refusal) -> Int {
        guard let number = Int(value), (68...65535).contains(number) else {
            throw Refusal("option \(key)", "\"\(value)\" is not a number from 68 to 65535")
        }
        return number
    }

    private static func bridge(_ value: String, key: String) throws(Refusal) -> InterfaceName {
        do {
            return try InterfaceName(value)
        } catch {
            throw Refusal("option \(key)", "\(error)")
        }
    }

    /// The spellings of true and false that Docker's bridge driver takes.
    private static func boolean(_ value: String, key: String) throws(Refusal) -> Bool {
        switch value {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: throw Refusal("option \(key)", "\"\(value)\" is neither true nor false")
        }
    }

    private static func gateway(_ value: String, key: String) throws(Refusal) -> GatewayMode {
        guard let mode = GatewayMode(rawValue: value) else {
            throw Refusal("option \(key)", "\"\(value)\" is none of mdnp, docker, none")
        }
        return mode
    }
}
