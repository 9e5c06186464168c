// SPDX-License-Identifier: Apache-2.0

/// The part of the traffic to a reserved port that is relayed to its container.
public enum RelayScope: Hashable, Sendable {
    /// No traffic: the firewall does not lead there yet, and all packets are dropped.
    case nothing
    /// Connections, and datagrams that no firewall rule translates.
    ///
    /// Other datagrams belong to flows from before the translation. mdnp is about to delete their conntrack entries, and the next datagram
    /// reaches the container from its client's own address.
    case untranslated
    /// All traffic, such as packets that arrive while the firewall is flushed.
    case everything
}
