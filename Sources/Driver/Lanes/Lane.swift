// SPDX-License-Identifier: Apache-2.0

public import NetworkModel

/// The queue of a call, or of a part of one: work in the same lane runs one after the other.
///
/// A call in a lane enters only lanes of a higher rank, so that two calls never wait for each other.
public enum Lane: Hashable, Sendable {
    /// The calls about ports of one endpoint; other calls of its network run between their parts.
    case endpoint(EndpointID)
    /// The calls for one network.
    case network(NetworkID)
    /// The host ports, which networks share.
    case ports
    /// Other shared objects: the firewall and the host's settings.
    case host

    /// The position of the lane in the order.
    var rank: Int {
        switch self {
        case .endpoint: 0
        case .network: 1
        case .ports: 2
        case .host: 3
        }
    }
}

extension Lane: CustomStringConvertible {
    /// `lane of network 0123456789ab`.
    public var description: String {
        switch self {
        case .endpoint(let id): "lane of endpoint \(id.short)"
        case .network(let id): "lane of network \(id.short)"
        case .ports: "lane of host ports"
        case .host: "lane of the host"
        }
    }
}

/// An attempt to enter a lane that could block forever: a bug in mdnp.
public struct LaneError: Error, Hashable, CustomStringConvertible {
    /// The lane that was not entered.
    public let lane: Lane
    /// The lane that the task is in.
    public let held: Lane

    /// The error in one line.
    public var description: String {
        "\(lane): cannot be entered from the \(held), which comes later; this is a bug in mdnp, please report it"
    }
}
