public import Addressing

/// The modes of networks: where the mode of what a call asks for is chosen.
extension Options {
    /// The options of `docker network create -o KEY=VALUE`; see ``BridgeOptions/ofNetwork(_:for:)``.
    public init(ofNetwork texts: [String: String], for families: Set<IPFamily>) throws(Refusal) {
        self = try BridgeOptions.ofNetwork(texts, for: families)
    }

    /// The options of `docker network connect --driver-opt KEY=VALUE`; see ``BridgeOptions/ofEndpoint(_:)``.
    public init(ofEndpoint texts: [String: String]) throws(Refusal) {
        self = try BridgeOptions.ofEndpoint(texts)
    }
}

extension Network {
    /// The network's own link on the host.
    public var link: InterfaceName { bridge }
}
