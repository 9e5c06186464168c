// SPDX-License-Identifier: Apache-2.0

/// Repeats a call while a signal interrupts it, and throws any other failure.
func retryingInterrupts<I: SignedInteger>(
    _ operation: String,
    subject: String,
    _ call: () -> I
) throws(SyscallError) -> I {
    while true {
        let result = call()
        if result >= 0 { return result }
        let number = ErrorNumber.last
        if number != .interrupted { throw SyscallError(operation: operation, subject: subject, number: number) }
    }
}
