// SPDX-License-Identifier: Apache-2.0

import Addressing
import GRDB
import IPAM
import NetworkModel

extension AddressChange {
    /// A Boolean value that indicates whether one statement, with its cascades, writes the change.
    var isOneStatement: Bool {
        if case .leasePool = self { false } else { true }
    }

    /// A Boolean value that indicates whether the change must reach the disk before Docker gets a reply.
    var outlivesPowerCut: Bool {
        switch self {
        case .hold, .rest, .forget: false
        case .leasePool, .releasePool, .reserve, .unreserve, .adoptUniqueLocalBlock: true
        }
    }

    /// Writes the change into an open transaction.
    func write(to database: Database) throws {
        switch self {
        case .leasePool(let pool): try pool.write(to: database)
        case .releasePool(let id): try database.run("DELETE FROM pool WHERE id = ?", arguments: [id.text])
        case .hold(let pool, let address, let lease): try lease.hold(address, of: pool, in: database)
        case .rest(let pool, let address, let lease, let order):
            try database.run(
                "UPDATE address SET since = ?, rest = ? WHERE pool = ? AND address = ?",
                arguments: [lease.since.seconds, Int64(order), pool.text, address.description]
            )
        case .forget(let pool, let address):
            try database.run(
                "DELETE FROM address WHERE pool = ? AND address = ?",
                arguments: [pool.text, address.description]
            )
        case .reserve(let space, let address, let name):
            try database.run(
                "INSERT INTO reservation (space, address, name) VALUES (?, ?, ?)",
                arguments: [space.rawValue, address.description, name]
            )
        case .unreserve(let space, let address):
            try database.run(
                "DELETE FROM reservation WHERE space = ? AND address = ?",
                arguments: [space.rawValue, address.description]
            )
        case .adoptUniqueLocalBlock(let block):
            try database.run("INSERT INTO unique_local_block VALUES (?)", arguments: [block.description])
        }
    }
}

extension Pool {
    fileprivate func write(to database: Database) throws {
        try database.run(
            "INSERT INTO pool (id, space, prefix, range, is_automatic) VALUES (?, ?, ?, ?, ?)",
            arguments: [id.text, space.rawValue, prefix.description, range?.description, isAutomatic]
        )
        guard isAutomatic else { return }
        try database.run(
            "INSERT OR REPLACE INTO last_chosen_pool VALUES (?, ?, ?)",
            arguments: [space.rawValue, prefix.family.bitWidth, prefix.description]
        )
    }
}

extension Lease {
    /// Writes a held address.
    ///
    /// The primary key decides: no statement replaces a held row.
    fileprivate func hold(_ address: IPAddress, of pool: PoolID, in database: Database) throws {
        try database.run(
            """
            INSERT INTO address (pool, address, purpose, name, since, rest) VALUES (?, ?, ?, ?, ?, NULL)
            ON CONFLICT (pool, address) DO UPDATE
            SET purpose = excluded.purpose, name = excluded.name, since = excluded.since, rest = NULL
            WHERE rest IS NOT NULL
            """,
            arguments: [pool.text, address.description, purpose.rawValue, name, since.seconds]
        )
        guard database.changesCount == 1 else {
            throw StateError.failed("address \(address) of pool \(pool) is already leased")
        }
    }
}
