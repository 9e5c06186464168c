// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import IPAM
import Measuring

/// A book in memory with more addresses than any host has.
enum LargeBook {
    static func measure(count: Int) throws {
        var book = AddressBook()
        guard let prefix = Prefix("10.0.0.0/8") else { return }
        let pool = Pool(id: PoolID("large"), space: .local, prefix: prefix)
        book.apply(.leasePool(pool))
        let request = AddressRequest(pool: pool.id)
        let (clock, before) = (ContinuousClock(), residentMemory)
        let start = clock.now
        for second in 0..<count {
            for change in try book.leasing(request, at: Timestamp(seconds: Int64(second))).changes {
                book.apply(change)
            }
        }
        let seconds = (clock.now - start) / .seconds(1)
        let growth = residentMemory - before
        precondition(book.usage(of: pool.id)?.held == count, "not all were leased")
        print("\n\(count) addresses of \(prefix), in memory alone")
        print("  seconds:                       ", Report.number(seconds, 2))
        print("  resident memory, MB:           ", Report.number(growth, 1))
    }

    /// The resident memory in MB (`VmRSS`).
    private static var residentMemory: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) * 1024 / 1_000_000
    }
}
