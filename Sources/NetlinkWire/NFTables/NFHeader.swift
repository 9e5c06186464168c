// SPDX-License-Identifier: Apache-2.0

/// The header of every netfilter message (`struct nfgenmsg`).
struct NFHeader {
    /// The family of the object.
    var family: NFFamily
    /// The netfilter subsystem of a batch, or the lower half of the generation (`res_id`).
    var resourceID: UInt16 = 0

    init(family: NFFamily, resourceID: UInt16 = 0) {
        self.family = family
        self.resourceID = resourceID
    }

    init(_ reader: inout ByteReader) throws(DecodeError) {
        family = NFFamily(rawValue: try reader.integer("family"))
        _ = try reader.integer("version", as: UInt8.self)
        resourceID = try reader.bigEndianInteger("resource id")
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append(integer: UInt8(0))
        writer.append(bigEndian: resourceID)
    }
}
