/// What the first and the last message of a batch carry.
struct NFBatchBoundary: NetlinkPayload {
    /// The generation that the ruleset must be of (`NFNL_BATCH_GENID`); only in the first.
    var generation: UInt32?

    private enum Field {
        static let generation: UInt16 = 1
    }

    init(generation: UInt32? = nil) {
        self.generation = generation
    }

    init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        _ = try NFHeader(&reader)
        for attribute in try reader.attributes() where attribute.type == Field.generation {
            generation = try attribute.bigEndianInteger()
        }
    }

    func encode(to writer: inout ByteWriter) {
        NFHeader(family: .unspecified, resourceID: NFBatch.subsystem).encode(to: &writer)
        writer.attribute(Field.generation, bigEndian: generation)
    }
}
