// SPDX-License-Identifier: Apache-2.0

/// The flags in the header of a message (`NLM_F_…`).
///
/// Several flags share a bit: the type of the message determines the meaning.
public struct NetlinkFlags: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: UInt16

    /// Creates flags from their bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    // MARK: Any message

    /// A request to the kernel (`NLM_F_REQUEST`).
    public static let request = NetlinkFlags(rawValue: 0x1)
    /// A part of a multipart reply, which ends with ``MessageType/done`` (`NLM_F_MULTI`).
    public static let multipart = NetlinkFlags(rawValue: 0x2)
    /// A request for an acknowledgement on success (`NLM_F_ACK`).
    public static let acknowledge = NetlinkFlags(rawValue: 0x4)
    /// A request for the notification that the request causes (`NLM_F_ECHO`).
    public static let echo = NetlinkFlags(rawValue: 0x8)
    /// A change during the list: entries may be missing or repeated (`NLM_F_DUMP_INTR`).
    public static let dumpInterrupted = NetlinkFlags(rawValue: 0x10)
    /// A list that the kernel limited to the filter of the request (`NLM_F_DUMP_FILTERED`).
    public static let dumpFiltered = NetlinkFlags(rawValue: 0x20)

    // MARK: Get requests

    /// Returns the whole table (`NLM_F_ROOT`).
    public static let root = NetlinkFlags(rawValue: 0x100)
    /// Returns all matching entries (`NLM_F_MATCH`).
    public static let match = NetlinkFlags(rawValue: 0x200)
    /// Returns a list (`NLM_F_DUMP`).
    public static let dump: NetlinkFlags = [.root, .match]

    // MARK: New requests

    /// Replaces an existing object (`NLM_F_REPLACE`).
    public static let replace = NetlinkFlags(rawValue: 0x100)
    /// Fails if the object exists (`NLM_F_EXCL`).
    public static let exclusive = NetlinkFlags(rawValue: 0x200)
    /// Creates the object if it does not exist (`NLM_F_CREATE`).
    public static let create = NetlinkFlags(rawValue: 0x400)
    /// Appends the object to the end of the list (`NLM_F_APPEND`).
    public static let append = NetlinkFlags(rawValue: 0x800)

    // MARK: Delete requests

    /// Fails if the object is not empty (`NLM_F_NONREC`).
    public static let nonRecursive = NetlinkFlags(rawValue: 0x100)
    /// Deletes all matching objects (`NLM_F_BULK`).
    public static let bulk = NetlinkFlags(rawValue: 0x200)

    // MARK: Replies

    /// The error omits the payload of the request (`NLM_F_CAPPED`).
    public static let capped = NetlinkFlags(rawValue: 0x100)
    /// The error, or the end of a list, has an ``ExtendedAck`` (`NLM_F_ACK_TLVS`).
    public static let extendedAck = NetlinkFlags(rawValue: 0x200)
}
