// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// The store as the parts of the driver use it: what it throws is an error of the driver.
struct DriverStore: Sendable {
    let store: any StateStore

    /// Commits what a look at the state decides, in one transaction.
    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(DriverError) -> Outcome {
        do {
            return try await store.commit(decide)
        } catch {
            throw DriverError(error)
        }
    }

    /// Looks at the state and changes nothing.
    func read<Outcome: Sendable>(
        _ look: @Sendable (DesiredState) throws(Refusal) -> Outcome
    ) async throws(DriverError) -> Outcome {
        do {
            return try await store.read(look)
        } catch {
            throw DriverError(error)
        }
    }
}
