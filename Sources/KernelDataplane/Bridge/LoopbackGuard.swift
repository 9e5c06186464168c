// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetlinkWire

/// Drops what comes in by a bridge and is meant for 127.0.0.0/8, by a filter of the bridge itself (`tc filter`).
///
/// A bridge lets 127.0.0.0/8 through (`route_localnet`), for published ports; the firewall drops what a container sends there. The filter does
/// so while somebody has flushed the firewall: it drops what the table of frames has not seen and signed. What the host is answered comes there
/// signed, and with `bridge-nf-call-iptables` under the address that the host asked from.
final class LoopbackGuard: Sendable {
    /// Why there is no filter, where the kernel took none: it needs CAP_BPF.
    let failure: SyscallError?

    /// The sign of the table of frames, in the priority of a packet, which no container can set and which is gone when it is forwarded.
    static let seen: UInt32 = LinkGroup.living << 16 | 1

    private let program: LoadedClassifier?

    /// The filter's name, as `tc filter show dev BRIDGE ingress` lists it.
    private static var name: String { "mdnp_loopback" }

    /// The filter's priority among others of the bridge.
    private static var priority: UInt16 { 1 }

    init() {
        do throws(SyscallError) {
            program = try LoadedClassifier(Self.instructions, name: Self.name)
            failure = nil
        } catch {
            program = nil
            failure = error
        }
    }

    /// Guards a bridge; does nothing where the kernel took no filter.
    func set(on link: LinkIndex, through control: TrafficControl) throws(NetlinkError) {
        switch program {
        case let program?: try control.setInputFilter(of: link, priority: Self.priority, to: program, name: Self.name)
        case nil: return
        }
    }

    /// Whether a bridge is guarded, or cannot be.
    func isSet(on link: LinkIndex, through control: TrafficControl) throws(NetlinkError) -> Bool {
        guard program != nil else { return true }
        return try control.inputPrograms(of: link).contains { $0.name == Self.name && $0.decides }
    }

    /// Looks at the EtherType, then at the first byte of where an IPv4 packet goes to, and then at the sign.
    private static var instructions: [Instruction] {
        let (protocolField, priorityField): (Int16, Int16) = (16, 32)
        let ipv4 = Int32(UInt16(0x0800).bigEndian)
        let destination: Int32 = 14 + 16
        return [
            .move(6, from: 1),
            .loadWord(0, from: 1, at: protocolField),
            .skip(6, unless: 0, equals: ipv4),
            .loadPacketByte(at: destination),
            .skip(4, unless: 0, equals: 127),
            .loadWord(0, from: 6, at: priorityField),
            .skip(2, if: 0, equals: Int32(bitPattern: seen)),
            .set(0, to: LoadedClassifier.Verdict.drop),
            .exit,
            .set(0, to: LoadedClassifier.Verdict.goOn),
            .exit,
        ]
    }
}
