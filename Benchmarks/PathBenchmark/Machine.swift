// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// The machine that figures come from.
struct Machine: Codable, Hashable, Sendable {
    /// The kernel's release (`uname -r`).
    let kernel: String
    /// The number of processors.
    let processors: Int
    /// The processors' model; empty where the kernel does not name it.
    let model: String

    /// This machine.
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

    /// The load average over the last minute; 0 where the kernel does not give it.
    static var load: Double {
        var average = 0.0
        return getloadavg(&average, 1) == 1 ? average : 0
    }

    /// The machine in a few words: `Linux 6.18.44, 2 processors, AMD EPYC`.
    var description: String {
        ["Linux \(kernel)", "\(processors) processors", model].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
