// SPDX-License-Identifier: Apache-2.0

/// The owner of a port that mdnp cannot bind, as shown to the user.
enum PortOwner: Hashable, Sendable {
    /// A service or a container, by its control group: `nginx.service`.
    case group(String)
    /// A process whose descriptors are readable for mdnp.
    case process(name: String, id: Int)
    /// A user, if the kernel reports nothing else; by number if the user has no name.
    case user(String)
}

extension PortOwner: CustomStringConvertible {
    /// `nginx.service`, `nginx (process 4711)` or `a process of user www-data`; Docker by its own name.
    var description: String {
        switch self {
        case .group(let name): name
        case .process("docker-proxy", let id): "Docker (docker-proxy, process \(id))"
        case .process("dockerd", let id): "Docker (process \(id))"
        case .process(let name, let id): "\(name) (process \(id))"
        case .user(let name): "a process of user \(name)"
        }
    }
}
