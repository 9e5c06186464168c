// SPDX-License-Identifier: Apache-2.0

import DBusWire

/// A stream from a bus: a line of the authentication and messages, in pieces of seven bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var rest = bytes(start, count)
    var stream = DBusStream()
    var hasLine = false
    do {
        while !rest.isEmpty {
            stream.append(rest.prefix(7))
            rest = rest.dropFirst(7)
            if !hasLine { hasLine = try stream.line() != nil }
            while hasLine, try stream.message() != nil {}
        }
    } catch {}
    return 0
}
