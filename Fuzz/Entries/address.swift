// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// An address.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: AddressMessage.self, bytes(start, count))
}
