// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Compares the kernel with the state: at a start, when somebody changed the kernel, and from time to time.
public struct Reconciler: DriverPart {
    let context: DriverContext

    /// Observes everything, and changes nothing.
    ///
    /// What should be and what is are of one moment, as far as mdnp itself could come in between.
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
