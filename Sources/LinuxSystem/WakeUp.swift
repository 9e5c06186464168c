// SPDX-License-Identifier: Apache-2.0

import CLinux

/// Wakes a thread that waits for a readable descriptor.
///
/// Once signalled, the descriptor stays readable.
///
/// The corresponding C function is `eventfd`.
public final class WakeUp: Sendable {
    /// The descriptor that becomes readable.
    public let descriptor: OwnedDescriptor

    /// Creates a descriptor that is not signalled yet.
    public init() throws(SyscallError) {
        let raw = clinux_event()
        guard raw >= 0 else { throw SyscallError(lastOf: "make", subject: "event descriptor") }
        descriptor = OwnedDescriptor(adopting: raw)
    }

    /// Makes the descriptor readable.
    public func signal() {
        var one: UInt64 = 1
        // The write can only fail if the counter is full, and then the descriptor is readable already.
        descriptor.withRaw { raw in _ = write(raw, &one, MemoryLayout.size(ofValue: one)) }
    }
}
