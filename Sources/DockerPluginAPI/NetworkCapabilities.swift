// SPDX-License-Identifier: Apache-2.0

/// The response to `NetworkDriver.GetCapabilities`: the capabilities of a network driver.
public struct NetworkCapabilities: Hashable, Sendable {
    /// The scope of an allocation or of connectivity.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// A single host.
        case local
        /// An entire Swarm.
        case global
    }

    /// The scope of network allocation (`Scope`).
    ///
    /// Outside a Swarm, only `local` works on every engine.
    public var scope: Scope

    /// The scope of connectivity between containers (`ConnectivityScope`); equal to `scope` if nil.
    public var connectivityScope: Scope?

    /// A Boolean value that makes Docker call `checkGatewayAllocation` (`GwAllocChecker`, engines from 28.0 on).
    public var checksGatewayAllocation: Bool

    /// Creates capabilities; by default, those of a driver for a single host.
    public init(scope: Scope = .local, connectivityScope: Scope? = nil, checksGatewayAllocation: Bool = false) {
        self.scope = scope
        self.connectivityScope = connectivityScope
        self.checksGatewayAllocation = checksGatewayAllocation
    }
}
