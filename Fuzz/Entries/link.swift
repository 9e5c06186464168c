// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A link.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: LinkMessage.self, bytes(start, count))
}
