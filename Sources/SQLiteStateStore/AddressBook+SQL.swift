// SPDX-License-Identifier: Apache-2.0

import Addressing
import GRDB
import IPAM
import NetworkModel

extension DesiredState {
    /// Reads the leases of the IPAM driver, in an order in which the address book accepts them.
    mutating func readAddresses(from database: Database) throws {
        for text in try String.fetchAll(database, sql: "SELECT prefix FROM unique_local_block") {
            let block = try understood(Prefix(text), as: "prefix", of: "unique local block \(text)")
            apply(.addresses(.adoptUniqueLocalBlock(block)))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM reservation") {
            apply(.addresses(try AddressChange(reservation: row)))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM pool") {
            apply(.addresses(.leasePool(try Pool(row: row))))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM last_chosen_pool") {
            let prefix: String = row["prefix"]
            let what = "last chosen pool \(prefix)"
            let space = try understood(AddressSpace(rawValue: row["space"]), as: "space", of: what)
            resumeAutomaticPools(in: space, behind: try understood(Prefix(prefix), as: "prefix", of: what))
        }
        // A pool may have a million rows: read them one by one.
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT pool, address, purpose, name, since, rest FROM address ORDER BY rest"
        )
        while let row = try rows.next() { apply(.addresses(try AddressChange(address: row))) }
    }
}

extension Pool {
    fileprivate init(row: Row) throws {
        let prefix: String = row["prefix"]
        let what = "pool \(prefix)"
        self.init(
            id: PoolID(row["id"]),
            space: try understood(AddressSpace(rawValue: row["space"]), as: "space", of: what),
            prefix: try understood(Prefix(prefix), as: "prefix", of: what),
            range: try (row["range"] as String?).map { try understood(Prefix($0), as: "range", of: what) },
            isAutomatic: row["is_automatic"]
        )
    }
}

extension AddressChange {
    fileprivate init(reservation row: Row) throws {
        let text: String = row["address"]
        let what = "reservation of \(text)"
        self = .reserve(
            try understood(AddressSpace(rawValue: row["space"]), as: "space", of: what),
            try understood(IPAddress(text), as: "address", of: what),
            name: row["name"]
        )
    }

    fileprivate init(address row: Row) throws {
        let text: String = row[1]
        let what = "address \(text)"
        let pool = PoolID(row[0])
        let address = try understood(IPAddress(text), as: "address", of: what)
        let lease = Lease(
            purpose: try understood(Lease.Purpose(rawValue: row[2]), as: "purpose", of: what),
            name: row[3],
            since: Timestamp(seconds: row[4])
        )
        if let order = row[5] as Int64? {
            self = .rest(pool, address, lease, order: try understood(UInt64(exactly: order), as: "rest", of: what))
        } else {
            self = .hold(pool, address, lease)
        }
    }
}
