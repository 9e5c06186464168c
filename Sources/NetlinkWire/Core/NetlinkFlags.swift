// SPDX-License-Identifier: Apache-2.0

/// The flags of a message's header (`NLM_F_…`).
///
/// Several share a bit: which is meant depends on the message.
public struct NetlinkFlags: OptionSet, Hashable, Sendable {
    /// The bits as they travel.
    public let rawValue: UInt16

    /// The flags with these bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    // MARK: Any message

    /// A request to the kernel (`NLM_F_REQUEST`).
    public static let request = NetlinkFlags(rawValue: 0x1)
    /// One of several messages, which ``MessageType/done`` ends (`NLM_F_MULTI`).
    public static let multipart = NetlinkFlags(rawValue: 0x2)
    /// The sender wants an answer even if all goes well (`NLM_F_ACK`).
    public static let acknowledge = NetlinkFlags(rawValue: 0x4)
    /// The sender wants to receive the notification that its request causes (`NLM_F_ECHO`).
    public static let echo = NetlinkFlags(rawValue: 0x8)
    /// What is listed changed meanwhile: the list may lack some and repeat others (`NLM_F_DUMP_INTR`).
    public static let dumpInterrupted = NetlinkFlags(rawValue: 0x10)
    /// The kernel listed only what the request asked for (`NLM_F_DUMP_FILTERED`).
    public static let dumpFiltered = NetlinkFlags(rawValue: 0x20)

    // MARK: Requests that get

    /// The whole table (`NLM_F_ROOT`).
    public static let root = NetlinkFlags(rawValue: 0x100)
    /// All that match (`NLM_F_MATCH`).
    public static let match = NetlinkFlags(rawValue: 0x200)
    /// A list (`NLM_F_DUMP`).
    public static let dump: NetlinkFlags = [.root, .match]

    // MARK: Requests that add

    /// Replace what is there (`NLM_F_REPLACE`).
    public static let replace = NetlinkFlags(rawValue: 0x100)
    /// Fail if it is there (`NLM_F_EXCL`).
    public static let exclusive = NetlinkFlags(rawValue: 0x200)
    /// Make it if it is not there (`NLM_F_CREATE`).
    public static let create = NetlinkFlags(rawValue: 0x400)
    /// Put it at the end (`NLM_F_APPEND`).
    public static let append = NetlinkFlags(rawValue: 0x800)

    // MARK: Requests that delete

    /// Fail if there is something inside (`NLM_F_NONREC`).
    public static let nonRecursive = NetlinkFlags(rawValue: 0x100)
    /// Delete all that match (`NLM_F_BULK`).
    public static let bulk = NetlinkFlags(rawValue: 0x200)

    // MARK: Answers

    /// The error does not repeat the request's payload (`NLM_F_CAPPED`).
    public static let capped = NetlinkFlags(rawValue: 0x100)
    /// The error, or the end of a list, carries an ``ExtendedAck`` (`NLM_F_ACK_TLVS`).
    public static let extendedAck = NetlinkFlags(rawValue: 0x200)
}
