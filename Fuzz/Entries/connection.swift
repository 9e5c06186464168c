// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A connection that the kernel tracks.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: ConnectionMessage.self, bytes(start, count))
}
