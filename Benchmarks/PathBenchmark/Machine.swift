// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// The machine of the measurements.
struct Machine: Codable, Hashable, Sendable {
    /// The kernel's release (`uname -r`).
    let kernel: String
    /// The number of processors.
    let processors: Int
    /// The model of the processors; empty if the kernel does not report it.
    let model: String

    /// The current machine.
    static var this: Self {
        var name = utsname()
        uname(&name)
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
        return Self(
            kernel: withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) },
            processors: ProcessInfo.processInfo.activeProcessorCount,
            model: model?.trimmingCharacters(in: .whitespaces) ?? ""
        )
    }

    /// The load average over the last minute; 0 if the kernel does not report it.
    static var load: Double {
        var average = 0.0
        return getloadavg(&average, 1) == 1 ? average : 0
    }

    /// A short description of the machine: `Linux 6.18.44, 2 processors, AMD EPYC`.
    var description: String {
        ["Linux \(kernel)", "\(processors) processors", model].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
