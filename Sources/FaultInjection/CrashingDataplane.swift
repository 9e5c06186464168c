// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A dataplane with a crash point before each step of a call, and before each transaction of the firewall.
///
/// Work beside the calls has no points, since its order varies: reaping, announcements, client lists, deletion of conntrack entries.
struct CrashingDataplane: Dataplane {
    private let dataplane: any Dataplane
    private let points: CrashPoints

    init(_ dataplane: any Dataplane, at points: CrashPoints) {
        self.dataplane = dataplane
        self.points = points
    }

    func carryOut(_ steps: [Step]) async throws(DataplaneError) {
        for batch in steps.batches {
            points.pass("before a step: \(batch[0].verb)")
            try await dataplane.carryOut(batch)
        }
    }

    func observe(_ extent: ObservedExtent) async throws(DataplaneError) -> ObservedState {
        try await dataplane.observe(extent)
    }

    func changes() throws(DataplaneError) -> AsyncStream<DataplaneChange> {
        try dataplane.changes()
    }

    func forget(_ connections: Set<ConnectionPattern>) async throws(DataplaneError) -> Int {
        try await dataplane.forget(connections)
    }

    func fill(_ lists: [ClientList]) async throws(DataplaneError) {
        try await dataplane.fill(lists)
    }

    func announce(_ announcements: [Announcement]) async throws(DataplaneError) {
        try await dataplane.announce(announcements)
    }

    func hostRoutes() async throws(DataplaneError) -> [HostRoute] {
        try await dataplane.hostRoutes()
    }

    func hostFacts() async throws(DataplaneError) -> HostFacts {
        try await dataplane.hostFacts()
    }

    func absentAddresses(among addresses: Set<IPAddress>) async throws(DataplaneError) -> Set<IPAddress> {
        try await dataplane.absentAddresses(among: addresses)
    }

    func reap() async throws(DataplaneError) -> Int {
        try await dataplane.reap()
    }
}

extension Step {
    /// The operation and the kind of its resource.
    fileprivate var verb: String {
        switch self {
        case .ensure(let resource): "ensure \("\(resource.key)".prefix { $0 != "(" })"
        case .repair(let resource): "repair \("\(resource.key)".prefix { $0 != "(" })"
        case .remove(let key): "remove \("\(key)".prefix { $0 != "(" })"
        }
    }
}
