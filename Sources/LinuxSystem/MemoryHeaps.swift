// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The heaps of the process, from which its threads allocate memory (`malloc`).
public enum MemoryHeaps {
    /// Limits the number of heaps (`M_ARENA_MAX`).
    ///
    /// The call must precede the start of other threads.
    ///
    /// The default is up to eight for each processor. A thread does not reuse memory that was freed in the heap of another. Work that moves
    /// between threads would leave free memory behind in each heap.
    public static func limit(to count: Int) {
        _ = clinux_limit_heaps(Int32(clamping: count))
    }
}
