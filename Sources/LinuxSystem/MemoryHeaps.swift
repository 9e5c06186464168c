// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The heaps of the process, from which its threads get memory (`malloc`).
public enum MemoryHeaps {
    /// Limits their number (`M_ARENA_MAX`), to be called before there are other threads.
    ///
    /// By default there are up to eight for each processor, and a thread does not get what was freed in the heap of another: work that moves from
    /// thread to thread leaves free memory behind in each.
    public static func limit(to count: Int) {
        _ = clinux_limit_heaps(Int32(clamping: count))
    }
}
