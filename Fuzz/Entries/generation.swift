// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// The generation of an nf_tables ruleset.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: NFGeneration.self, bytes(start, count))
}
