// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetlinkWire

/// Drops packets to 127.0.0.0/8 that enter by a bridge, with a filter of the bridge (`tc filter`).
///
/// A bridge routes 127.0.0.0/8 (`route_localnet`), for published ports, and the firewall drops what a container sends there. The filter
/// does so too while the firewall is flushed: it drops all such packets without the mark of the table `bridge mdnp`. Replies to the host
/// carry the mark. With `bridge-nf-call-iptables`, their destination is already the address from which the host connected.
final class LoopbackGuard: Sendable {
    /// The reason for a missing filter, if the kernel refused the program: loading one needs CAP_BPF.
    let failure: SyscallError?

    /// The mark of the table `bridge mdnp`, in the priority of a packet.
    ///
    /// Containers cannot set the priority, and forwarding resets it.
    static let seen: UInt32 = LinkGroup.active << 16 | 1

    private let program: LoadedClassifier?

    /// The name of the filter in `tc filter show dev BRIDGE ingress`.
    private static var name: String { "mdnp_loopback" }

    /// The priority among the filters of the bridge.
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

    /// Adds the filter to a bridge; does nothing if the kernel refused the program.
    func set(on link: LinkIndex, through control: TrafficControl) throws(NetlinkError) {
        switch program {
        case let program?: try control.setInputFilter(of: link, priority: Self.priority, to: program, name: Self.name)
        case nil: return
        }
    }

    /// Returns a Boolean value that indicates whether a bridge has the filter, or cannot have one.
    func isSet(on link: LinkIndex, through control: TrafficControl) throws(NetlinkError) -> Bool {
        guard program != nil else { return true }
        return try control.inputPrograms(of: link).contains { $0.name == Self.name && $0.decides }
    }

    /// The program: checks the EtherType, then the first byte of an IPv4 destination, and then the mark.
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
