// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Compares the kernel with the state: at a start, after changes by other programs, and periodically.
public struct Reconciler: DriverPart {
    let context: DriverContext

    /// Observes the state, the kernel and the host, without changes.
    ///
    /// The lane of the host is held, so that mdnp does not change shared objects between the two readings.
    func observe() async throws(DriverError) -> (desired: DesiredState, observed: ObservedState, facts: HostFacts) {
        let facts: HostFacts
        do {
            facts = try await dataplane.hostFacts()
        } catch {
            throw .dataplane(error)
        }
        let (observed, desired) = try await lanes.run(on: .host) { () throws(DriverError) in
            (try await context.observe(.everything), try await store.read { $0 })
        }
        return (desired, observed, facts)
    }
}
