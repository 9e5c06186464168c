// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetworkModel

extension DataplaneError {
    /// Converts the error of an operation; the line begins with the operation if one is given.
    init(_ error: any Error, during operation: String? = nil) {
        let head = operation.map { "\($0): " } ?? ""
        switch error {
        case let error as NetlinkError:
            let subject = head + (error.subject.isEmpty ? error.operation : "\(error.operation) \(error.subject)")
            switch error.cause {
            case .refused(let number, let message, _):
                let message = message.map { ": kernel: \"\($0)\"" } ?? ""
                self = .refused(subject, ErrorNumber(rawValue: number.rawValue), "\(number)\(message)")
            case .failed(let failure):
                self = .refused(subject, ErrorNumber(rawValue: failure.number.rawValue), "\(failure)")
            case .dumpInterrupted: self = .interrupted("\(head)\(error)")
            case .unanswered, .malformed: self = .failed("\(head)\(error)")
            }
        case let error as SyscallError:
            let subject = head + (error.subject.isEmpty ? error.operation : "\(error.operation) \(error.subject)")
            self = .refused(subject, ErrorNumber(rawValue: error.number.rawValue), "\(error.number)")
        case let error as DataplaneError where operation == nil: self = error
        default: self = .failed("\(head)\(error)")
        }
    }
}
