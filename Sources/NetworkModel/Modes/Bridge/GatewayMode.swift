// SPDX-License-Identifier: Apache-2.0

/// Who is the default gateway of a network's containers: the option `gateway`.
public enum GatewayMode: String, Hashable, Sendable, CaseIterable {
    /// mdnp is: the network's bridge carries the gateway address. The default.
    case mdnp
    /// Docker is: it attaches the container to `docker_gwbridge`, which also publishes its ports.
    case docker
    /// Nobody is: containers reach each other and nothing else.
    case none
}
