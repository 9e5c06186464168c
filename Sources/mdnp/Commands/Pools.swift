// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser
import NetworkModel

/// The command `mdnp pools`, which lists pools, or the addresses of a pool and their owners.
struct Pools: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List all address pools, or the addresses of one pool.",
        discussion: """
            With a subnet, a pool id, a network name or the beginning of a network id, lists leased addresses, released addresses \
            that are kept for their previous container, and reserved addresses.
            """
    )

    @OptionGroup var list: ListOptions

    @Argument(help: "Subnet, pool id, network name or beginning of a network id.")
    var scope: String?

    func run() async throws {
        let pools = try await list.daemon.request { client throws(AdminError) in try await client.pools(in: scope) }
        switch list.format {
        case .table where scope != nil:
            let hint = "no addresses: none is held, resting or reserved here"
            Table(pools.flatMap(\.addresses), columns: Self.addressColumns, hint: hint).print()
        default: try list.format.print(pools, columns: Self.columns, hint: Self.hint)
        }
    }

    private static var hint: String {
        "no pools: \"docker network create --driver mdnp --ipam-driver mdnp NAME\" leases one"
    }

    static var columns: [Column<PoolSummary>] {
        [
            Column("POOL", \.subnet),
            Column("RANGE", \.range),
            Column("NETWORK", breaking: .hyphens) { $0.networkName ?? $0.network?.shortID },
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
            Column("NAME", breaking: .hyphens) { $0.purpose == "gateway" ? "(gateway)" : $0.container },
            Column("RESERVED FOR", breaking: .hyphens, \.reservedFor),
            Column("SINCE", \.since?.shown),
        ]
    }

    /// A power of two replaces numbers of ten digits and more.
    private static func size(_ count: UInt64) -> String {
        count > UInt64(UInt32.max) ? "2^\(UInt64.bitWidth - (count - 1).leadingZeroBitCount)" : String(count)
    }
}
