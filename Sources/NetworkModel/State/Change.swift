// SPDX-License-Identifier: Apache-2.0

public import IPAM

/// One change of what should be, as it is committed: it says what it changes, and that alone is kept.
public enum Change: Hashable, Sendable {
    /// A network is new.
    case addNetwork(NetworkRecord)
    /// A network has come to another phase.
    case setPhase(NetworkID, NetworkRecord.Phase)
    /// A network is no more, and none of its endpoints.
    case removeNetwork(NetworkID)
    /// An endpoint is new.
    case addEndpoint(Endpoint)
    /// An endpoint has joined a sandbox.
    case joined(EndpointID, Sandbox)
    /// An endpoint has left its sandbox.
    case left(EndpointID)
    /// An endpoint is no more.
    case removeEndpoint(EndpointID)
    /// A port of the host's is published, where it leads to nothing else yet.
    case publish(Publication)
    /// A port of the host's is published no more.
    case withdraw(HostPort)
    /// Something of the host is about to be changed.
    case recordHostChange(HostChange)
    /// Something of the host was changed back.
    case forgetHostChange(HostChange)
    /// A pool or an address is leased or given back.
    case addresses(AddressChange)
}

/// What a look at the state led to: changes to commit together, and what the caller wants to know.
public struct Decision<Outcome: Sendable>: Sendable {
    /// Committed together or not at all; may be none.
    public let changes: [Change]
    /// Handed to the caller once the changes are committed.
    public let outcome: Outcome

    /// Changes and what comes of them.
    public init(_ changes: [Change], _ outcome: Outcome) {
        self.changes = changes
        self.outcome = outcome
    }
}
