// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The connection between a network and its containers: the resources of the network and of each endpoint.
///
/// Each mode has its own folder here, and is listed in ``NetworkModes``.
public protocol NetworkMode: Sendable {
    /// The name of the mode; the state stores it with each network.
    var name: String { get }

    /// The options of networks and endpoints that the state stores.
    var options: [OptionDefinition] { get }

    /// Returns a Boolean value that indicates whether the options of a network (`-o KEY=VALUE`) select this mode.
    func isChosen(by options: [String: String]) -> Bool

    /// Reads the options of a network, `docker network create -o KEY=VALUE`.
    ///
    /// - Parameter families: The families of the network's subnets.
    /// - Throws: A refusal of an option by its name.
    func networkOptions(_ texts: [String: String], for families: Set<IPFamily>) throws(Refusal) -> Options

    /// Reads the options of an endpoint, `docker network connect --driver-opt KEY=VALUE`.
    ///
    /// - Throws: A refusal of an option by its name.
    func endpointOptions(_ texts: [String: String]) throws(Refusal) -> Options

    /// The name of the network's own link on the host, unique among networks; nil if it has none.
    func link(of network: Network) -> InterfaceName?

    /// Returns the MTU of a network's links in bytes, as the kernel reports it; nil without a report.
    func mtu(of network: Network, in observed: ObservedState) -> Int?

    /// Refuses a network that conflicts with another one.
    func check(_ network: Network, against other: Network) throws(Refusal)

    /// The link of the network that has a MAC address itself, which no endpoint may have; nil if there is none.
    func link(having mac: MACAddress, of network: Network) -> String?

    /// The resources of a network: its links and firewall elements.
    ///
    /// - Parameter wayOut: The MTU of the host uplink for each family, in bytes.
    func resources(for network: Network, wayOut: [IPFamily: Int]) -> [Resource]

    /// The keys for the removal of a network's links, independent of its options and of which links exist.
    func links(of network: NetworkID) -> [ResourceKey]

    /// The resources of an endpoint on its network, from before its link is created until after it is removed.
    func resources(for endpoint: Endpoint, on network: Network) -> [Resource]

    /// The key for the removal of an endpoint's link; nil if no link remains on the host.
    func link(of endpoint: Endpoint) -> ResourceKey?

    /// The response to Join for an endpoint.
    func attachment(of endpoint: Endpoint, on network: Network) -> Attachment

    /// Returns the reason that the endpoint may be stale; nil if there is none.
    func staleReason(of endpoint: Endpoint, in observed: ObservedState) -> StaleReason?

    // The part of a mode in `mdnp doctor`.

    /// The kind of link that joins the endpoints of a network, as messages name it: `bridge`.
    var linkKind: String { get }

    /// Returns the findings about networks of this mode that no repair can correct. Links that differ from the desired state are found
    /// elsewhere.
    func findings(about networks: [Network], in diagnosis: Diagnosis) -> [Finding]

    /// Returns a frame from one endpoint of a network to another, as filters of other programs see it; nil if none sees it.
    func frame(
        _ family: IPFamily,
        from source: IPAddress?,
        to target: IPAddress?,
        on network: Network
    ) -> FilteredPacket?

    // The part of a mode in `mdnp explain`. A path contains all steps up to the one that stops packets.

    /// Follows packets out of a container, up to the host or to another endpoint of the network.
    func leave(_ endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Trace)

    /// Follows packets from elsewhere to an endpoint's address.
    func arrive(at endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Trace)

    /// Follows packets of the host itself to an endpoint.
    func reach(_ endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Trace)

    /// Returns the rule that blocks traffic between two endpoints of a network; nil if they reach each other on it.
    func separation(of source: Endpoint, from target: Endpoint, on network: Network) -> ForwardFilter.DecidingRule?

    /// Follows packets that have left one container to another endpoint of its network, if nothing separates the two.
    ///
    /// - Parameter port: The destination port; nil for no particular one.
    func meet(
        _ target: Endpoint,
        from source: Endpoint,
        at port: SoughtPort?,
        on network: Network,
        in explanation: Explanation,
        along path: inout Trace
    )
}

/// The response to Join: the link that Docker moves into the sandbox, its name there, and the gateways.
public struct Attachment: Hashable, Sendable {
    /// The link that Docker moves.
    public let link: InterfaceName
    /// The prefix of the link's name in the sandbox, before its number.
    public let prefix: InterfacePrefix
    /// The name that the user chose for the link; nil if Docker numbers it.
    public let name: InterfaceName?
    /// The default gateways, one of each family at most.
    public let gateways: [IPAddress]
    /// A Boolean value that indicates whether Docker adds an interface with its own gateway to a container without one.
    public let leavesGatewayToDocker: Bool

    /// Creates an attachment.
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
