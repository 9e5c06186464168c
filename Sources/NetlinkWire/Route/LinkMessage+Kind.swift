// SPDX-License-Identifier: Apache-2.0

extension LinkMessage {
    /// Decodes `IFLA_LINKINFO`.
    mutating func decodeKind(_ linkInfo: Attribute) throws(DecodeError) {
        var parts = KindParts()
        (kind, port, unknownKindAttributes) = (nil, nil, [])
        for attribute in try linkInfo.attributes() {
            switch attribute.type {
            case KindField.kind: parts.kind = attribute.text
            case KindField.data: parts.data = attribute
            case KindField.portKind: parts.portKind = attribute.text
            case KindField.portData: parts.portData = attribute
            default: unknownKindAttributes.append(attribute.detached)
            }
        }
        // A request for a bridge port may contain `bridge_slave` as the kind of the link, as `ip` sends it.
        if parts.portKind == nil, parts.kind == PortKind.requestOfBridge { parts.portKind = PortKind.bridgeName }
        if let name = parts.kind {
            kind = try LinkKind(name: name, data: parts.data)
        } else if let data = parts.data {
            unknownKindAttributes.append(data.detached)
        }
        if let name = parts.portKind {
            port = try PortKind(name: name, data: parts.portData)
        } else if let data = parts.portData {
            unknownKindAttributes.append(data.detached)
        }
    }

    /// Appends `IFLA_LINKINFO`, unless it is empty.
    func encodeKind(to writer: inout ByteWriter) {
        guard kind != nil || port != nil || !unknownKindAttributes.isEmpty else { return }
        writer.attribute(Self.kindType) { writer in
            writer.attribute(KindField.kind, text: kind?.name)
            kind?.encodeData(to: &writer, as: KindField.data)
            if kind?.name != PortKind.requestOfBridge || port?.name != PortKind.bridgeName {
                writer.attribute(KindField.portKind, text: port?.name)
            }
            port?.encodeData(to: &writer, as: KindField.portData)
            writer.attributes(unknownKindAttributes)
        }
    }

    /// `IFLA_LINKINFO`.
    static let kindType: UInt16 = 18

    /// The four attributes, which depend on each other and arrive in any order.
    private struct KindParts {
        var kind: String?
        var data: Attribute?
        var portKind: String?
        var portData: Attribute?
    }

    /// `IFLA_INFO_…`.
    private enum KindField {
        static let kind: UInt16 = 1
        static let data: UInt16 = 2
        static let portKind: UInt16 = 4
        static let portData: UInt16 = 5
    }
}
