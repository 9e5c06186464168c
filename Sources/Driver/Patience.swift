// SPDX-License-Identifier: Apache-2.0

public import NetworkModel

/// How long mdnp waits for what should come by itself.
public struct Patience: Hashable, Sendable {
    /// After how long it looks at the kernel though nothing was said to have changed: an event may be lost.
    public var look: Duration
    /// How long an endpoint must look over before it is taken for it.
    public var ends: EndGraces

    /// Patience; by default that of a host on which nothing is tried out.
    public init(look: Duration = .seconds(30), ends: EndGraces = EndGraces()) {
        self.look = look
        self.ends = ends
    }
}
