// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A BPF program in the kernel, which runs for each packet of a filter (`BPF_PROG_TYPE_SCHED_CLS`).
///
/// A filter keeps a reference to its program. The kernel frees the program with its last reference.
public struct LoadedClassifier: ~Copyable, Sendable {
    /// The return values of a program.
    public enum Verdict {
        /// The next filter decides (`TC_ACT_UNSPEC`).
        public static let goOn: Int32 = -1
        /// The packet is dropped (`TC_ACT_SHOT`).
        public static let drop: Int32 = 2
    }

    /// The descriptor of the program.
    public let descriptor: OwnedDescriptor

    /// Loads instructions under a name of up to 15 bytes.
    ///
    /// Needs CAP_BPF and CAP_NET_ADMIN. The corresponding C function is `bpf`.
    public init(_ instructions: [Instruction], name: String) throws(SyscallError) {
        let bytes = instructions.flatMap(\.bytes)
        let raw = bytes.withUnsafeBytes { clinux_load_classifier($0.baseAddress, UInt32(instructions.count), name) }
        guard raw >= 0 else { throw SyscallError(lastOf: "load", subject: "BPF program \(name)") }
        descriptor = OwnedDescriptor(adopting: raw)
    }
}
