// SPDX-License-Identifier: Apache-2.0

import DBusWire

/// A D-Bus message.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let message = try? DBusMessage(decoding: bytes(start, count)) {
        expectSame(message, try? DBusMessage(decoding: message.encoded[...]))
    }
    return 0
}
