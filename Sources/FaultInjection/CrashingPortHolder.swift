// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A port holder with a crash point before each reservation, each start of a relay, and each release.
struct CrashingPortHolder: PortHolder {
    private let ports: any PortHolder
    private let points: CrashPoints

    init(_ ports: any PortHolder, at points: CrashPoints) {
        self.ports = ports
        self.points = points
    }

    var automaticPorts: PortRange { ports.automaticPorts }

    var reservedPorts: [PortRange] { ports.reservedPorts }

    func hold(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        points.pass("before ports are held")
        try ports.hold(publications, for: clients)
    }

    func relay(_ publications: [Publication], in scope: RelayScope) {
        points.pass("before ports are relayed")
        ports.relay(publications, in: scope)
    }

    func release(_ ports: [HostPort]) {
        points.pass("before ports are let go")
        self.ports.release(ports)
    }

    func holds(_ port: HostPort) -> Bool {
        ports.holds(port)
    }

    func owner(of port: HostPort) async -> String? {
        await ports.owner(of: port)
    }
}
