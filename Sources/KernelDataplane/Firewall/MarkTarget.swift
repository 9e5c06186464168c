// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// What `iptables` calls `-j MARK --set-xmark`, as the kernel's `xt_mark` keeps it (`struct xt_mark_tginfo2`).
struct MarkTarget: Hashable {
    /// The bits that are set, of those of the mask.
    let mark: UInt32
    /// The bits that are replaced.
    let mask: UInt32

    init(mark: UInt32, mask: UInt32) {
        self.mark = mark
        self.mask = mask
    }

    /// Reads the kernel's bytes: two numbers of 4 bytes in the host's order; nil for another target or revision.
    init?(_ target: XTablesExtension) {
        guard target.name == Self.name, target.revision == Self.revision, target.details.count >= 8 else { return nil }
        mark = target.details.hostInteger(at: 0)
        mask = target.details.hostInteger(at: 4)
    }

    private static var name: String { "MARK" }
    private static var revision: Int { 2 }

    /// The target as nf_tables carries it (`NFTA_TARGET_*`).
    var expression: NFOtherExpression {
        var bytes = ByteWriter()
        bytes.attribute(1, text: Self.name)
        bytes.attribute(2, bigEndian: UInt32(Self.revision))
        bytes.attribute(3) { details in
            details.append(integer: mark)
            details.append(integer: mask)
        }
        // Of an expression's data (`NFTA_EXPR_DATA`), which is nested.
        return NFOtherExpression(name: "target", data: Attribute(rawType: 2 | 0x8000, payload: bytes.bytes[...]))
    }

    /// The rule that it is; nil for a target of other bits.
    var kind: DockerChains.Rule? { mask == FirewallTable.decision ? .marking(mark) : nil }
}
