// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

// An entry is one file in Entries: it gives the bytes to the functions below, or does likewise. script/fuzz builds a
// fuzzer of each, named after its file, and starts it with what lies in Corpus under the same name.

/// The bytes that the fuzzer made.
func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> ArraySlice<UInt8> {
    Array(UnsafeBufferPointer(start: start, count: count))[...]
}

/// What can be read must read the same once it was written; what cannot be read is thrown, and nothing else happens.
func expectRoundTrip<Payload: NetlinkPayload>(of type: Payload.Type, _ bytes: ArraySlice<UInt8>) -> CInt {
    if let value = try? Payload(payload: bytes) {
        expectSame(value, try? Payload(payload: value.encoded[...]))
    }
    return 0
}

/// Ends the fuzzer with both values if they differ.
func expectSame<Value: Equatable>(_ value: Value, _ again: Value?) {
    // Unlike a precondition's, this text survives optimisation.
    if again != value { fatalError("\(value)\nwas written and read as\n\(String(describing: again))") }
}
