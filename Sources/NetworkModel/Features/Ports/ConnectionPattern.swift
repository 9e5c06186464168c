// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Tracked connections for the kernel to delete, since the port or address that they were translated to is gone (`conntrack -D`).
public enum ConnectionPattern: Hashable, Sendable {
    /// Connections to a published host port that lead elsewhere: from before it was published.
    case missing(Publication)
    /// Connections to a port that was published and that lead to its container.
    case following(Publication)
    /// Connections from clients of a range that a published port led to a container address under the client's own address.
    case unmasqueraded(IPAddress, from: Prefix)
    /// Connections from or to an address that a container had.
    case of(IPAddress)
}
