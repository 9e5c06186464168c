// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel
import Testing

@testable import KernelDataplane

/// How errors of the kernel become the dataplane's.
struct DataplaneErrorTests {
    @Test func `the case and the number are the kernel's, and the line is the same`() {
        let refused = NetlinkError(
            operation: "add link",
            subject: "mv1",
            cause: .refused(.exists, words: "name taken", offset: nil)
        )
        let words = "\(ErrorNumber.exists): kernel: \"name taken\""
        let exists = DataplaneError.ErrorNumber(rawValue: ErrorNumber.exists.rawValue)
        #expect(DataplaneError(refused) == .refused("add link mv1", exists, words))
        #expect("\(DataplaneError(refused))" == "\(refused)")
        #expect("\(DataplaneError(refused, during: "look"))" == "look: \(refused)")

        let interrupted = NetlinkError(operation: "list links", subject: "", cause: .dumpInterrupted)
        #expect(DataplaneError(interrupted) == .interrupted("\(interrupted)"))

        let syscall = SyscallError(operation: "open", subject: "/proc/sys/net/x", number: .notPermitted)
        let error = DataplaneError(syscall)
        #expect(error == .refused("open /proc/sys/net/x", .notPermitted, "\(ErrorNumber.notPermitted)"))
        #expect(!error.mayPassAfterRepair)
        let socket = NetlinkError(operation: "add link", subject: "mv1", cause: .failed(syscall))
        #expect("\(DataplaneError(socket))".hasPrefix("\(socket)"))
        #expect(DataplaneError(error) == error)
    }

    @Test func `numbers have the kernel's values`() {
        #expect(DataplaneError.ErrorNumber.notPermitted.rawValue == ErrorNumber.notPermitted.rawValue)
        #expect(DataplaneError.ErrorNumber.notFound.rawValue == ErrorNumber.notFound.rawValue)
        #expect(DataplaneError.ErrorNumber.notSupported.rawValue == ErrorNumber.notSupported.rawValue)
    }
}
