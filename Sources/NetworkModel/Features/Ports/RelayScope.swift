// SPDX-License-Identifier: Apache-2.0

/// The part of what comes to a held port that is relayed to its container.
public enum RelayScope: Hashable, Sendable {
    /// Nothing: the firewall does not lead there yet, and all that comes is dropped.
    case nothing
    /// What no rule of the firewall leads, and connections.
    ///
    /// Other datagrams belong to flows from before the firewall led there: the kernel is about to forget these, and the next datagram reaches
    /// the container from its client's own address.
    case untranslated
    /// Everything, such as what comes while the firewall is flushed.
    case everything
}
