// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// The target `-j MARK --set-xmark` of `iptables`, in the layout of `xt_mark` (`struct xt_mark_tginfo2`).
struct MarkTarget: Hashable {
    /// The value of the replaced bits.
    let mark: UInt32
    /// The mask of the replaced bits.
    let mask: UInt32

    init(mark: UInt32, mask: UInt32) {
        self.mark = mark
        self.mask = mask
    }

    /// Reads the kernel's bytes: two numbers of 4 bytes in host order; nil for another target or revision.
    init?(_ target: XTablesExtension) {
        guard target.name == Self.name, target.revision == Self.revision, target.details.count >= 8 else { return nil }
        mark = target.details.hostInteger(at: 0)
        mask = target.details.hostInteger(at: 4)
    }

    private static var name: String { "MARK" }
    private static var revision: Int { 2 }

    /// The target in the encoding of nf_tables (`NFTA_TARGET_*`).
    var expression: NFOtherExpression {
        var bytes = ByteWriter()
        bytes.attribute(1, text: Self.name)
        bytes.attribute(2, bigEndian: UInt32(Self.revision))
        bytes.attribute(3) { details in
            details.append(integer: mark)
            details.append(integer: mask)
        }
        // The attribute is nested: the data of an expression (`NFTA_EXPR_DATA`).
        return NFOtherExpression(name: "target", data: Attribute(rawType: 2 | 0x8000, payload: bytes.bytes[...]))
    }

    /// The kind of the rule with this target; nil for a target with other bits.
    var kind: DockerChains.Rule? { mask == FirewallTable.decision ? .marking(mark) : nil }
}
