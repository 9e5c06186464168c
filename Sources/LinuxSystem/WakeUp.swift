// SPDX-License-Identifier: Apache-2.0

import CLinux

/// Wakes a thread that waits for a descriptor to become readable; once signalled, it stays so.
///
/// The corresponding C function is `eventfd`.
public final class WakeUp: Sendable {
    /// What becomes readable.
    public let descriptor: OwnedDescriptor

    /// One that nobody has signalled yet.
    public init() throws(SyscallError) {
        let raw = clinux_event()
        guard raw >= 0 else { throw SyscallError(lastOf: "make", subject: "event descriptor") }
        descriptor = OwnedDescriptor(adopting: raw)
    }

    /// Makes the descriptor readable.
    public func signal() {
        var one: UInt64 = 1
        // It can only fail when the counter is full, and then it is readable already.
        descriptor.withRaw { raw in _ = write(raw, &one, MemoryLayout.size(ofValue: one)) }
    }
}
