// SPDX-License-Identifier: Apache-2.0

public import IPAM

/// One change to the desired state, as committed.
///
/// The database saves exactly the difference that it describes.
public enum Change: Hashable, Sendable {
    /// Adds a network.
    case addNetwork(NetworkRecord)
    /// Sets the phase of a network.
    case setPhase(NetworkID, NetworkRecord.Phase)
    /// Removes a network and its endpoints.
    case removeNetwork(NetworkID)
    /// Adds an endpoint.
    case addEndpoint(Endpoint)
    /// Records the sandbox that an endpoint joined.
    case joined(EndpointID, Sandbox)
    /// Records that an endpoint left its sandbox.
    case left(EndpointID)
    /// Removes an endpoint.
    case removeEndpoint(EndpointID)
    /// Publishes a host port that leads to no other target.
    case publish(Publication)
    /// Withdraws a host port.
    case withdraw(HostPort)
    /// Records a change of a host setting before it is made.
    case recordHostChange(HostChange)
    /// Deletes the record of such a change after it was undone.
    case forgetHostChange(HostChange)
    /// Leases or releases a pool or an address.
    case addresses(AddressChange)
}

/// A decision on the state: the changes to commit together, and the result for the caller.
public struct Decision<Outcome: Sendable>: Sendable {
    /// The changes, committed together or not at all; may be empty.
    public let changes: [Change]
    /// The result that the caller gets once the changes are committed.
    public let outcome: Outcome

    /// Creates a decision.
    public init(_ changes: [Change], outcome: Outcome) {
        self.changes = changes
        self.outcome = outcome
    }
}
