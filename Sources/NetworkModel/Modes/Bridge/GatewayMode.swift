// SPDX-License-Identifier: Apache-2.0

/// The default gateway of a network's containers: the option `gateway`.
public enum GatewayMode: String, Hashable, Sendable, CaseIterable {
    /// The host: the network's bridge has the gateway address. The default.
    case mdnp
    /// Docker: it attaches the container to `docker_gwbridge`, which also publishes its ports.
    case docker
    /// No gateway: containers reach each other only.
    case none
}
