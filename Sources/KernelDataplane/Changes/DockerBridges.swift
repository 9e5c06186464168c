// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetworkModel

/// The bridges of Docker's own networks, as far as their names tell: `docker0`, `docker_gwbridge`, and `br-` with twelve digits of a network's
/// id.
struct DockerBridges {
    private let namespace: NetworkNamespace?

    /// How often it is looked whether there are others: where Docker's filter is that of `iptables-legacy`, nothing else tells of a new one.
    private static var pause: Duration { .seconds(2) }

    init(in namespace: NetworkNamespace?) {
        self.namespace = namespace
    }

    /// Says whenever there are others than before, until the task is cancelled.
    func watch(_ haveChanged: () -> Void) async {
        guard let links = (try? NetlinkSocket(.route, in: namespace)).map({ Links($0) }) else { return }
        var known: Set<InterfaceName>?
        while !Task.isCancelled {
            if let bridges = (try? links.list(kind: "bridge")).map(Self.names) {
                if let known, known != bridges { haveChanged() }
                known = bridges
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Their names, among those of links.
    static func names(among links: [Link]) -> Set<InterfaceName> {
        Set(links.filter { $0.kind == "bridge" && isDockers($0.name) }.compactMap { try? InterfaceName($0.name) })
    }

    private static func isDockers(_ name: String) -> Bool {
        let id = name.dropFirst(3)
        return name == "docker0" || name == "docker_gwbridge"
            || (name.hasPrefix("br-") && id.utf8.count == 12 && id.allSatisfy(\.isHexDigit))
    }
}
