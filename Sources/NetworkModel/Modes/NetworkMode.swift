// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// How a network connects its containers: which resources it has, and which each endpoint has on it.
///
/// Each mode has a folder of its own here, and is listed in ``NetworkModes``.
public protocol NetworkMode: Sendable {
    /// Its name; the state keeps it with each network.
    var name: String { get }

    /// The options of its networks and endpoints: the state keeps these.
    var options: [OptionDefinition] { get }

    /// Returns a Boolean value that indicates whether a user who gives these options of a network (`-o KEY=VALUE`) means this mode.
    func isMeant(by options: [String: String]) -> Bool

    /// Reads the options of a network, `docker network create -o KEY=VALUE`.
    ///
    /// - Parameter families: The families of the network's subnets.
    /// - Throws: A refusal of an option by its name.
    func networkOptions(_ texts: [String: String], for families: Set<IPFamily>) throws(Refusal) -> Options

    /// Reads the options of an endpoint, `docker network connect --driver-opt KEY=VALUE`.
    ///
    /// - Throws: A refusal of an option by its name.
    func endpointOptions(_ texts: [String: String]) throws(Refusal) -> Options

    /// The name of a network's own link on the host, which no other network has; nil where it has none.
    func link(of network: Network) -> InterfaceName?

    /// Refuses a network that another one leaves no room for.
    func check(_ network: Network, against other: Network) throws(Refusal)

    /// The link of the network that has a MAC address itself, which no endpoint may have; nil where none has.
    func link(having mac: MACAddress, of network: Network) -> String?

    /// The resources that a network has, its links and what the firewall knows of it.
    ///
    /// - Parameter wayOut: The MTU of the host's way out for each family, in bytes.
    func resources(for network: Network, wayOut: [IPFamily: Int]) -> [Resource]

    /// What the links of a network are removed by, whatever of them is there and whatever its options were.
    func links(of network: NetworkID) -> [ResourceKey]

    /// The resources that an endpoint has on its network, from before its link is made until after it is removed.
    func resources(for endpoint: Endpoint, on network: Network) -> [Resource]

    /// What the link of an endpoint is removed by; nil where none is left on the host.
    func link(of endpoint: Endpoint) -> ResourceKey?

    /// What Docker is told when an endpoint joins.
    func attachment(of endpoint: Endpoint, on network: Network) -> Attachment

    /// What shows that an endpoint may be over; nil where nothing does.
    func signOfEnd(of endpoint: Endpoint, in observed: ObservedState) -> SignOfEnd?

    // The part of a mode in `mdnp doctor`.

    /// The kind of link that joins the endpoints of a network, as texts name it: `bridge`.
    var linkKind: String { get }

    /// Returns the findings about networks of this mode that no repair makes up for. Links that differ from what they should be are found without
    /// them.
    func findings(about networks: [Network], in diagnosis: Diagnosis) -> [Finding]

    /// Returns a frame from one endpoint of a network to another, as filters of other programs see it; nil where none sees it.
    func frame(
        _ family: IPFamily,
        from source: IPAddress?,
        to target: IPAddress?,
        on network: Network
    ) -> FilteredPacket?

    // The part of a mode in `mdnp explain`. A path goes on past what is in order, up to what stops packets.

    /// Follows packets out of a container, to where the host or another endpoint of the network takes over.
    func leave(_ endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Path)

    /// Follows packets from elsewhere to an endpoint's address.
    func arrive(at endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Path)

    /// Follows packets of the host itself to an endpoint.
    func reach(_ endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Path)

    /// Returns what keeps two endpoints of a network apart; nil where they reach each other on it.
    func separation(of source: Endpoint, from target: Endpoint, on network: Network) -> ForwardFilter.Obstacle?

    /// Follows packets, which have left the container of one endpoint, to another one of its network, from which nothing separates it.
    ///
    /// - Parameter port: The port that is asked for; nil where none in particular is.
    func meet(
        _ target: Endpoint,
        from source: Endpoint,
        at port: SoughtPort?,
        on network: Network,
        in explanation: Explanation,
        along path: inout Path
    )
}

/// What Docker is told when an endpoint joins: which link it moves into the sandbox, what it is called there, and which gateways it sets.
public struct Attachment: Hashable, Sendable {
    /// The link that Docker moves.
    public let link: InterfaceName
    /// The name that the link gets in the sandbox, before its number.
    public let prefix: InterfacePrefix
    /// The name that the user wants for it; nil lets Docker number it.
    public let name: InterfaceName?
    /// The default gateways, one of each family at most.
    public let gateways: [IPAddress]
    /// A Boolean value that indicates whether Docker gives a container that has no gateway another interface, to its own.
    public let leavesGatewayToDocker: Bool

    /// An attachment.
    public init(
        link: InterfaceName,
        prefix: InterfacePrefix,
        name: InterfaceName?,
        gateways: [IPAddress],
        leavesGatewayToDocker: Bool
    ) {
        self.link = link
        self.prefix = prefix
        self.name = name
        self.gateways = gateways
        self.leavesGatewayToDocker = leavesGatewayToDocker
    }
}
