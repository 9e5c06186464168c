// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel
import Testing

@testable import KernelDataplane

/// The conversion of kernel errors to dataplane errors.
struct DataplaneErrorTests {
    @Test func `a dataplane error has the case, number and text of the kernel error`() {
        let refused = NetlinkError(
            operation: "add link",
            subject: "mv1",
            cause: .refused(.exists, message: "name taken", offset: nil)
        )
        let message = "\(ErrorNumber.exists): kernel: \"name taken\""
        let exists = DataplaneError.ErrorNumber(rawValue: ErrorNumber.exists.rawValue)
        #expect(DataplaneError(refused) == .refused("add link mv1", exists, message))
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

    @Test func `error numbers have the values of the kernel`() {
        #expect(DataplaneError.ErrorNumber.notPermitted.rawValue == ErrorNumber.notPermitted.rawValue)
        #expect(DataplaneError.ErrorNumber.notFound.rawValue == ErrorNumber.notFound.rawValue)
        #expect(DataplaneError.ErrorNumber.notSupported.rawValue == ErrorNumber.notSupported.rawValue)
    }
}
