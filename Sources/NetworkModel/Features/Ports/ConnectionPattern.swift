// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Connections that the kernel tracks and should forget, since what they were led by is no more (`conntrack -D`).
public enum ConnectionPattern: Hashable, Sendable {
    /// To a published port of the host's, and not led to where it leads: from before it was published.
    case missing(Publication)
    /// To a port that was published, and led to where it led.
    case following(Publication)
    /// From clients of a range that were led to a container's address by a published port under their own address.
    case unmasqueraded(IPAddress, from: Prefix)
    /// Of an address that a container had, on either side.
    case of(IPAddress)
}
