// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// A match or a target of `iptables`, as far as it affects the verdict.
struct XTablesExtension {
    /// The name: `conntrack`, `REJECT`.
    let name: String
    /// The revision, which determines the layout of the details.
    let revision: Int
    /// The parameters, in the layout of the kernel.
    let details: ArraySlice<UInt8>

    init(name: String, revision: Int, details: ArraySlice<UInt8>) {
        self.name = name
        self.revision = revision
        self.details = details
    }

    /// Reads an extension from nf_tables (`NFTA_MATCH_*`, `NFTA_TARGET_*`); nil for other data.
    init?(_ data: Attribute) {
        guard let attributes = try? data.attributes() else { return nil }
        let byType = Dictionary(attributes.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        guard let name = byType[1]?.text, let revision: UInt32 = try? byType[2]?.bigEndianInteger(),
            let details = byType[3]
        else { return nil }
        self.init(name: name, revision: Int(revision), details: details.payload)
    }

    /// The conditions of a match.
    var conditions: [FilterCondition] {
        switch name {
        case "comment": []
        case "mark": MarkMatch(revision: revision, details: details).map { [$0.condition] } ?? [.unknown]
        case "conntrack": connectionState.map { [$0] } ?? [.unknown]
        case "state" where details.count >= 4:
            [.connection(states: details.hostInteger(at: 0), orTranslated: false, isInverted: false)]
        case "tcp": ports(.tcp, inversion: 11) ?? [.unknown]
        case "udp": ports(.udp, inversion: 8) ?? [.unknown]
        default: [.unknown]
        }
    }

    /// The verdict of a target; nil for a target without one.
    var verdict: FilterRule.Verdict? {
        switch name {
        case "REJECT", "DROP": .drop
        // A program in user space decides.
        case "NFQUEUE", "QUEUE": .accept
        default: nil
        }
    }

    /// The condition of `-m conntrack --ctstate …` (`struct xt_conntrack_mtinfo3`); nil if other options are set.
    private var connectionState: FilterCondition? {
        let stateFlag: UInt16 = 1
        guard revision >= 2, details.count >= 152, details.hostInteger(at: 146) as UInt16 == stateFlag else {
            return nil
        }
        let states: UInt16 = details.hostInteger(at: 150)
        let inversions: UInt16 = details.hostInteger(at: 148)
        let isInverted = inversions & stateFlag != 0
        // The lowest bits are those of nf_tables; the bits of SNAT, DNAT and UNTRACKED follow.
        let untracked: UInt32 = states & 1 << 8 != 0 ? 64 : 0
        return .connection(
            states: UInt32(states & 0xf) | untracked,
            orTranslated: states & 1 << 7 != 0,
            isInverted: isInverted
        )
    }

    /// The conditions of `-p tcp` or `-p udp` on ports and flags (`struct xt_tcp`, `struct xt_udp`); nil for TCP options.
    private func ports(_ transport: TransportProtocol, inversion: Int) -> [FilterCondition]? {
        guard details.count > inversion else { return nil }
        let inversions: UInt8 = details.hostInteger(at: inversion)
        var conditions: [FilterCondition] = [
            .compare(FilterValue(.transportProtocol), .equal, [transport.number])
        ]
        if transport == .tcp {
            let (option, optionInversion, flagInversion) = (8, UInt8(8), UInt8(4))
            guard details.hostInteger(at: option) as UInt8 == 0, inversions & optionInversion == 0 else { return nil }
            let mask: UInt8 = details.hostInteger(at: option + 1)
            let flags = FilterValue(.transportHeader(offset: 13, length: 1), .init(mask: [mask], xor: [0]))
            let isInverted = inversions & flagInversion != 0
            if mask != 0 || isInverted {
                let expected: UInt8 = details.hostInteger(at: option + 2)
                conditions.append(.compare(flags, isInverted ? .notEqual : .equal, [expected]))
            }
        }
        for (index, offset) in [(0, 0), (1, 2)] {
            let first: UInt16 = details.hostInteger(at: index * 4)
            let last: UInt16 = details.hostInteger(at: index * 4 + 2)
            let isInverted = inversions & UInt8(1 << index) != 0
            if first == 0, last == 0xffff, !isInverted { continue }
            let range = FilterRange([first.networkBytes], through: [last.networkBytes])
            let port = FilterValue(.transportHeader(offset: offset, length: 2))
            conditions.append(.among([port], [range], isInverted: isInverted))
        }
        return conditions
    }
}

extension UInt16 {
    fileprivate var networkBytes: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xff)] }
}
