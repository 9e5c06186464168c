// SPDX-License-Identifier: Apache-2.0

/// What a network driver can do: the answer to `NetworkDriver.GetCapabilities`.
public struct NetworkCapabilities: Hashable, Sendable {
    /// Where something is allocated or visible.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// On one host.
        case local
        /// In a whole Swarm.
        case global
    }

    /// Where networks are allocated (`Scope`).
    ///
    /// Outside a Swarm only `local` works on every engine.
    public var scope: Scope

    /// How far containers reach (`ConnectivityScope`); the same as `scope` when nil.
    public var connectivityScope: Scope?

    /// Whether Docker should ask `checkGatewayAllocation` (`GwAllocChecker`, engines from 28.0).
    public var checksGatewayAllocation: Bool

    /// Capabilities of a driver; without arguments those of one that works on one host.
    public init(scope: Scope = .local, connectivityScope: Scope? = nil, checksGatewayAllocation: Bool = false) {
        self.scope = scope
        self.connectivityScope = connectivityScope
        self.checksGatewayAllocation = checksGatewayAllocation
    }
}
