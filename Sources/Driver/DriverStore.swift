// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// The store for the parts of the driver, with errors of the driver.
struct DriverStore: Sendable {
    let store: any StateStore

    /// Commits a decision on the state, in one transaction.
    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(DriverError) -> Outcome {
        do {
            return try await store.commit(decide)
        } catch {
            throw DriverError(error)
        }
    }

    /// Reads the state.
    func read<Outcome: Sendable>(
        _ body: @Sendable (DesiredState) throws(Refusal) -> Outcome
    ) async throws(DriverError) -> Outcome {
        do {
            return try await store.read(body)
        } catch {
            throw DriverError(error)
        }
    }
}
