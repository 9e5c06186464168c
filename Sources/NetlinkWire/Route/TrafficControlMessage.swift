// SPDX-License-Identifier: Apache-2.0

/// A queueing discipline of a link, or a filter of one (`struct tcmsg` and `TCA_…`).
public struct TrafficControlMessage: Hashable, Sendable {
    /// The family, which is 0.
    public var family: AddressFamily = .unspecified
    /// The index of the link.
    public var linkIndex: LinkIndex
    /// The handle of the discipline or filter (`tcm_handle`).
    public var handle: UInt32 = 0
    /// The handle of the parent (`tcm_parent`).
    public var parent: UInt32 = 0
    /// The priority of a filter in the upper half, and the EtherType in network byte order in the lower half (`tcm_info`).
    public var info: UInt32 = 0

    /// The kind of discipline or filter, such as `clsact` or `bpf` (`TCA_KIND`).
    public var kind: String?
    /// The program of a filter of kind `bpf` (`TCA_OPTIONS`).
    public var program: ClassifierProgram?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a message about a link.
    public init(linkIndex: LinkIndex) {
        self.linkIndex = linkIndex
    }

    /// Returns the `clsact` discipline of a link, which holds filters for both directions; its handle is fixed.
    public static func filterPlace(of linkIndex: LinkIndex) -> TrafficControlMessage {
        var message = TrafficControlMessage(linkIndex: linkIndex)
        message.kind = "clsact"
        message.handle = 0xffff_0000
        message.parent = 0xffff_fff1
        return message
    }

    /// Returns the first filter of packets that a link receives (`tc filter … ingress`), for all EtherTypes.
    public static func inputFilter(of linkIndex: LinkIndex, priority: UInt16) -> TrafficControlMessage {
        var message = TrafficControlMessage(linkIndex: linkIndex)
        message.parent = 0xffff_fff2
        message.handle = 1
        message.info = UInt32(priority) << 16 | UInt32(UInt16(0x0003).bigEndian)
        return message
    }
}

/// A program that classifies packets (`TCA_BPF_…`).
public struct ClassifierProgram: Hashable, Sendable {
    /// The descriptor of the program, in a request (`TCA_BPF_FD`).
    public var descriptor: UInt32?
    /// An arbitrary name (`TCA_BPF_NAME`).
    public var name: String?
    /// A Boolean value that indicates whether the return value of the program is the verdict (`TCA_BPF_FLAG_ACT_DIRECT`).
    public var decides = false
    /// The first bytes of a hash of the instructions, in a reply (`TCA_BPF_TAG`).
    public var tag: [UInt8]?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a program without properties.
    public init() {}

    fileprivate init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.descriptor: descriptor = try attribute.integer()
            case Field.name: name = attribute.text
            case Field.flags: decides = try attribute.integer(UInt32.self) & 1 != 0
            case Field.tag: tag = Array(attribute.payload)
            default: unknown.append(attribute.detached)
            }
        }
    }

    fileprivate func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.descriptor, integer: descriptor)
        writer.attribute(Field.name, text: name)
        if decides { writer.attribute(Field.flags, integer: UInt32(1)) }
        if let tag { writer.attribute(Field.tag) { $0.append(tag) } }
        writer.attributes(unknown)
    }

    private enum Field {
        static let descriptor: UInt16 = 6
        static let name: UInt16 = 7
        static let flags: UInt16 = 8
        static let tag: UInt16 = 10
    }
}

extension TrafficControlMessage: NetlinkPayload {
    private enum Field {
        static let kind: UInt16 = 1
        static let options: UInt16 = 2
    }

    private static var program: String { "bpf" }

    /// Decodes a discipline or filter, or a request for one.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("traffic control family"))
        _ = try reader.bytes(3, of: "traffic control header padding")
        linkIndex = try reader.linkIndex("link index")
        handle = try reader.integer("traffic control handle")
        parent = try reader.integer("traffic control parent")
        info = try reader.integer("traffic control info")
        let attributes = try reader.attributes()
        kind = attributes.last { $0.type == Field.kind }?.text
        for attribute in attributes where attribute.type != Field.kind {
            switch attribute.type {
            case Field.options where kind == Self.program:
                program = try ClassifierProgram(try attribute.attributes())
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the message.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append([0, 0, 0])
        writer.append(linkIndex)
        writer.append(integer: handle)
        writer.append(integer: parent)
        writer.append(integer: info)
        writer.attribute(Field.kind, text: kind)
        if let program { writer.attribute(Field.options) { program.encode(to: &$0) } }
        writer.attributes(unknown)
    }
}
