// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A connection tracked by the kernel.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: ConnectionMessage.self, bytes(start, count))
}
