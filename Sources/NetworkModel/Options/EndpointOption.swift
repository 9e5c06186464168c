public import Addressing

/// An option that a user may give for one container (`docker network connect --driver-opt`).
public enum EndpointOption: String, Hashable, Sendable, CaseIterable {
    /// The host's addresses on which ports are published that name none.
    case publishBind = "publish.bind"
    /// Whom published ports serve.
    case publishAllow = "publish.allow"
    /// The treatment of ports at addresses that the host lacks.
    case publishAbsentAddress = "publish.absent_address"
    /// How much of the container's frames is checked.
    case spoofCheck = "spoof_check"
    /// The addresses of others that the container sends with.
    case allowedAddresses = "allowed_addresses"
    /// The ethertypes that the container sends beside IPv4, ARP and IPv6.
    case etherTypes = "ethertypes"
    /// The addresses of the host that the container goes out under, at most one of each family.
    case snat
}

/// What a user may choose for one container, parsed once from the texts of `--driver-opt KEY=VALUE`.
public struct EndpointOptions: Hashable, Sendable {
    /// Where its ports are published, and for whom.
    public var publishing = PublishOptions()
    /// With which addresses it sends.
    public var senders = SenderOptions()
    /// The addresses of the host that it goes out under, at most one of each family; where there is none, as its network does.
    public var sources: [IPAddress] = []

    /// The options as they are where the user says nothing.
    public init() {}

    /// Reads an endpoint's options.
    ///
    /// Refuses an unknown key, naming the nearest known one; options that Docker adds itself are ignored.
    public init(parsing texts: [String: String]) throws(Refusal) {
        for (key, value) in texts.sorted(by: { $0.key < $1.key }) {
            let text = OptionText(key, value)
            switch EndpointOption(rawValue: key) {
            case .publishBind: publishing.addresses = try text.publishingAddresses
            case .publishAllow: publishing.clients = try text.clients
            case .publishAbsentAddress: publishing.absentAddress = try text.word()
            case .spoofCheck: senders.check = try text.word()
            case .allowedAddresses: senders.allowed = try text.allowedAddresses
            case .etherTypes: senders.etherTypes = try text.etherTypes
            case .snat: sources = try text.hostAddresses(beside: [])
            case nil where key.hasPrefix("com.docker.network."): break
            case nil: throw Refusal(unknownOption: key, known: EndpointOption.allCases.map(\.rawValue))
            }
        }
    }
}
