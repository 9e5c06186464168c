// SPDX-License-Identifier: Apache-2.0

public import NetworkModel

/// The reason for the failure of a call.
public enum DriverError: Error, Sendable, CustomStringConvertible {
    /// The request cannot be met; nothing was changed.
    case refused(Refusal)
    /// The state could not be read or written, or the authority over addresses could not decide: one line.
    case failed(String)
    /// The kernel could not be observed or changed.
    case dataplane(DataplaneError)
    /// Host ports could not be chosen.
    ///
    /// `PortCalls` finds their owner, then tries again or refuses.
    case portChoice(PortChoice.Failure)
    /// A lane was entered in the wrong order: a bug in mdnp.
    case lane(LaneError)
    /// The task was cancelled while it waited.
    case cancelled

    /// The error in one line.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .failed(let cause): cause
        case .dataplane(let error): error.description
        case .portChoice(let failure): "\(failure)"
        case .lane(let error): error.description
        case .cancelled: "\(CancellationError())"
        }
    }

    init(_ error: StateError) {
        switch error {
        case .refused(let refusal): self = .refused(refusal)
        case .failed(let cause): self = .failed(cause)
        }
    }

    init(_ error: AddressError) {
        switch error {
        case .refused(let refusal): self = .refused(refusal)
        case .unavailable(let cause), .failed(let cause): self = .failed(cause)
        }
    }
}

/// Returns a value, or throws its refusal as an error of the driver.
func checked<Value>(_ value: @autoclosure () throws(Refusal) -> Value) throws(DriverError) -> Value {
    do {
        return try value()
    } catch {
        throw .refused(error)
    }
}

/// Suspends the task for a duration; throws at once if the task is cancelled.
func wait(for duration: Duration) async throws(DriverError) {
    do {
        try await Task.sleep(for: duration)
    } catch {
        throw .cancelled
    }
}
