// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// Port reservations with a crash point before each reservation, each start of a relay, and each release.
struct CrashingPortReservations: PortReservations {
    private let ports: any PortReservations
    private let points: CrashPoints

    init(_ ports: any PortReservations, at points: CrashPoints) {
        self.ports = ports
        self.points = points
    }

    var automaticPorts: PortRange { ports.automaticPorts }

    var reservedPorts: [PortRange] { ports.reservedPorts }

    func reserve(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        points.pass("before ports are held")
        try ports.reserve(publications, for: clients)
    }

    func relay(_ publications: [Publication], in scope: RelayScope) {
        points.pass("before ports are relayed")
        ports.relay(publications, in: scope)
    }

    func release(_ ports: [HostPort]) {
        points.pass("before ports are let go")
        self.ports.release(ports)
    }

    func hasReserved(_ port: HostPort) -> Bool {
        ports.hasReserved(port)
    }

    func owner(of port: HostPort) async -> String? {
        await ports.owner(of: port)
    }
}
