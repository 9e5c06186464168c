import AdminAPI
import ArgumentParser
import Foundation

/// `mdnp pools`: what addresses there are, and who has them.
struct Pools: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the pools of addresses, or the addresses of one.",
        discussion: """
            With a subnet, the id of a pool or the beginning of a network's id, lists the addresses that are held, that were \
            given back and wait for who had them, and that are reserved.
            """
    )

    @OptionGroup var list: ListOptions

    @Argument(help: "A subnet, a pool's id, or the beginning of a network's id.")
    var scope: String?

    func run() async throws {
        let pools = try await list.daemon.ask { client throws(AdminError) in try await client.pools() }
        guard let scope else { return try list.format.print(pools, header: Self.header, row: Self.row) }
        let meant = pools.filter { $0.subnet == scope || $0.id == scope || $0.network?.hasPrefix(scope) == true }
        guard !meant.isEmpty else {
            MDNP.fail("network or pool \"\(scope)\": is not known; \"mdnp pools\" shows what there is")
            throw ExitCode.failure
        }
        switch list.format {
        case .json: try list.format.print(meant, header: Self.header, row: Self.row)
        case .table: try list.format.print(meant.flatMap(\.addresses), header: Self.addressHeader, row: Self.addressRow)
        }
    }

    private static let header = ["POOL", "RANGE", "NETWORK", "SIZE", "HELD", "RESTING", "RESERVED"]

    private static func row(_ pool: PoolSummary) -> [String] {
        [
            pool.subnet, pool.range ?? "-", pool.network.map { String($0.prefix(12)) } ?? "-", size(pool.size),
            String(pool.held), String(pool.resting), String(pool.reserved),
        ]
    }

    /// Nobody reads a number of twenty digits.
    private static func size(_ count: UInt64) -> String {
        count > UInt64(UInt32.max) ? "2^\(UInt64.bitWidth - count.leadingZeroBitCount)" : String(count)
    }

    private static let addressHeader = ["ADDRESS", "STATE", "NAME", "RESERVED FOR", "SINCE"]

    private static func addressRow(_ address: AddressSummary) -> [String] {
        [
            address.address, address.state, address.purpose == "gateway" ? "(gateway)" : address.name ?? "-",
            address.reservedFor ?? "-", address.since.map { $0.formatted(.iso8601) } ?? "-",
        ]
    }
}
