import NetworkModel

/// What one call may have to wait for.
enum Lane: Hashable, Sendable {
    /// The calls about ports of one endpoint: other calls of its network are carried out between parts of them.
    ///
    /// Entered before that of a network.
    case endpoint(EndpointID)
    /// The calls for one network.
    case network(NetworkID)
    /// The host's ports, which networks share.
    ///
    /// Entered within that of a network, never the other way round.
    case ports
    /// What networks share: the firewall and the host's own settings.
    case host
}
