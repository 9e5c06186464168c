// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser
import NetworkModel

/// The command `mdnp pools`, which lists pools, or the addresses of a pool and their owners.
struct Pools: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the pools of addresses, or the addresses of one.",
        discussion: """
            With a subnet, the id of a pool, or a network's name or the beginning of its id, lists the addresses that are held, that were \
            given back and wait for who had them, and that are reserved.
            """
    )

    @OptionGroup var list: ListOptions

    @Argument(help: "A subnet, a pool's id, a network's name, or the beginning of its id.")
    var scope: String?

    func run() async throws {
        let pools = try await list.daemon.request { client throws(AdminError) in try await client.pools(in: scope) }
        switch list.format {
        case .table where scope != nil: Table(pools.flatMap(\.addresses), columns: Self.addressColumns).print()
        default: try list.format.print(pools, columns: Self.columns)
        }
    }

    static var columns: [Column<PoolSummary>] {
        [
            Column("POOL", \.subnet),
            Column("RANGE", \.range),
            Column("NETWORK") { $0.networkName ?? $0.network?.shortID },
            Column("SIZE") { size($0.size) },
            Column("HELD") { String($0.held) },
            Column("RESTING") { String($0.resting) },
            Column("RESERVED") { String($0.reserved) },
        ]
    }

    static var addressColumns: [Column<AddressSummary>] {
        [
            Column("ADDRESS", \.address),
            Column("STATE", tone: { $0.state == "resting" ? .warning : .plain }, \.state),
            Column("NAME") { $0.purpose == "gateway" ? "(gateway)" : $0.container },
            Column("RESERVED FOR", \.reservedFor),
            Column("SINCE", \.since?.shown),
        ]
    }

    /// A power of two replaces numbers of ten digits and more.
    private static func size(_ count: UInt64) -> String {
        count > UInt64(UInt32.max) ? "2^\(UInt64.bitWidth - (count - 1).leadingZeroBitCount)" : String(count)
    }
}
