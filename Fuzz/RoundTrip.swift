// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

// An entry is one file in Entries, which passes the bytes to the functions below or tests similarly. script/fuzz builds a fuzzer of each
// entry, named after its file. The fuzzer starts with the files in Corpus under the same name.

/// Returns the bytes from the fuzzer.
func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> ArraySlice<UInt8> {
    Array(UnsafeBufferPointer(start: start, count: count))[...]
}

/// Requires that a decoded value decodes to the same value after it was encoded.
///
/// Invalid bytes throw an error, without other effects.
func expectRoundTrip<Payload: NetlinkPayload>(of type: Payload.Type, _ bytes: ArraySlice<UInt8>) -> CInt {
    if let value = try? Payload(payload: bytes) {
        expectSame(value, try? Payload(payload: value.encoded[...]))
    }
    return 0
}

/// Ends the fuzzer with both values if they differ.
func expectSame<Value: Equatable>(_ value: Value, _ again: Value?) {
    // Unlike the text of a precondition, this text remains in optimized builds.
    if again != value { fatalError("\(value)\nwas written and read as\n\(String(describing: again))") }
}
