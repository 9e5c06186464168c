// SPDX-License-Identifier: Apache-2.0

/// The payload of the first and the last message of a batch.
package struct NFBatchBoundary: NetlinkPayload {
    /// The required generation of the ruleset (`NFNL_BATCH_GENID`); in the first message only.
    package var generation: UInt32?

    private enum Field {
        static let generation: UInt16 = 1
    }

    package init(generation: UInt32? = nil) {
        self.generation = generation
    }

    package init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        _ = try NFHeader(&reader)
        for attribute in try reader.attributes() where attribute.type == Field.generation {
            generation = try attribute.bigEndianInteger()
        }
    }

    package func encode(to writer: inout ByteWriter) {
        NFHeader(family: .unspecified, resourceID: NFBatch.subsystem).encode(to: &writer)
        writer.attribute(Field.generation, bigEndian: generation)
    }
}
