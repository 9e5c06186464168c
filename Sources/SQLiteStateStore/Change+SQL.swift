// SPDX-License-Identifier: Apache-2.0

import Addressing
import FoundationEssentials
import GRDB
import IPAM
import NetworkModel

extension Change {
    /// A Boolean value that indicates whether one statement, with its cascades, writes the change.
    var isOneStatement: Bool {
        switch self {
        case .addNetwork: false
        case .addresses(let change): change.isOneStatement
        default: true
        }
    }

    /// A Boolean value that indicates whether the change must reach the disk before Docker gets a reply.
    ///
    /// Endpoints and their addresses come and go with containers, which a power cut ends too. Networks, pools and reservations outlive a
    /// power cut.
    var outlivesPowerCut: Bool {
        switch self {
        case .addEndpoint, .joined, .left, .removeEndpoint, .publish, .withdraw: false
        case .setPhase(_, let phase): phase != .active
        case .addNetwork, .removeNetwork, .recordHostChange, .forgetHostChange: true
        case .addresses(let change): change.outlivesPowerCut
        }
    }

    /// Writes the change into an open transaction.
    func write(to database: Database, modes: NetworkModes) throws {
        switch self {
        case .addNetwork(let record): try record.add(to: database, modes: modes)
        case .setPhase(let id, let phase):
            try database.run("UPDATE network SET phase = ? WHERE id = ?", arguments: [phase.rawValue, id.text])
        case .removeNetwork(let id): try database.run("DELETE FROM network WHERE id = ?", arguments: [id.text])
        case .addEndpoint(let endpoint): try endpoint.add(to: database, modes: modes)
        case .joined(let id, let sandbox): try Occupancy.joined(sandbox).write(of: id, to: database)
        case .left(let id): try Occupancy.left.write(of: id, to: database)
        case .removeEndpoint(let id): try database.run("DELETE FROM endpoint WHERE id = ?", arguments: [id.text])
        case .publish(let publication): try publication.write(to: database)
        case .withdraw(let port):
            try database.run(
                "DELETE FROM publication WHERE transport = ? AND host_address = ? AND host_port = ?",
                arguments: [port.transport.description, port.address.description, Int64(port.port)]
            )
        case .recordHostChange(let change):
            try database.run("INSERT OR IGNORE INTO host_change VALUES (?)", arguments: [change.text])
        case .forgetHostChange(let change):
            try database.run("DELETE FROM host_change WHERE change = ?", arguments: [change.text])
        case .addresses(let change): try change.write(to: database)
        }
    }
}

extension NetworkRecord {
    fileprivate func add(to database: Database, modes: NetworkModes) throws {
        try database.run(
            """
            INSERT INTO network (id, phase, mode, bridge, is_internal, options) VALUES (?, ?, ?, ?, ?, ?)
            """,
            arguments: [
                network.id.text, phase.rawValue, network.mode.behavior.name, network.link?.description,
                network.isInternal, try network.options.json(of: modes),
            ]
        )
        for (position, subnet) in network.subnets.enumerated() {
            try database.run(
                "INSERT INTO subnet (network, position, prefix, gateway, space, is_dockers) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    network.id.text, position, subnet.prefix.description, subnet.gateway?.description,
                    subnet.space?.rawValue, subnet.isDockers,
                ]
            )
            for (name, address) in subnet.auxiliary {
                try database.run(
                    "INSERT INTO auxiliary_address (network, position, name, address) VALUES (?, ?, ?, ?)",
                    arguments: [network.id.text, position, name, address.description]
                )
            }
        }
    }
}

extension Endpoint {
    fileprivate func add(to database: Database, modes: NetworkModes) throws {
        try database.run(
            """
            INSERT INTO endpoint
                (id, network, ipv4, ipv6, mac, is_mac_given, interface_name, occupancy, sandbox, options)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            arguments: [
                id.text, network.text, ipv4?.description, ipv6?.description, mac.description, isMACGiven,
                interfaceName?.description, occupancy.text, sandbox?.path, try options.json(of: modes),
            ]
        )
    }
}

extension Options {
    /// The options that differ from the defaults, as a JSON object with sorted names.
    fileprivate func json(of modes: NetworkModes) throws -> String {
        let texts = texts(of: modes.options)
        // Most endpoints have no such options.
        if texts.isEmpty { return "{}" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(texts), as: UTF8.self)
    }
}

extension Occupancy {
    fileprivate func write(of id: EndpointID, to database: Database) throws {
        try database.run(
            "UPDATE endpoint SET occupancy = ?, sandbox = ? WHERE id = ?",
            arguments: [text, sandbox?.path, id.text]
        )
    }

    /// The occupancy as stored in its column; the sandbox has a separate column.
    fileprivate var text: String {
        switch self {
        case .created: "created"
        case .joined: "joined"
        case .left: "left"
        }
    }
}

extension Publication {
    /// Writes a published port.
    ///
    /// The primary key decides: no statement directs a port of one container to another.
    fileprivate func write(to database: Database) throws {
        try database.run(
            """
            INSERT INTO publication
                (transport, host_address, host_port, endpoint, container_address, container_port, count)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            arguments: [
                host.transport.description, host.address.description, Int64(host.port), endpoint.text,
                container.address.description, Int64(container.port), count,
            ]
        )
    }
}

extension HostChange {
    var text: String {
        switch self {
        case .forwardsIPv6: "forwards IPv6"
        case .acceptsAdvertisements(let link): "\(Self.acceptsAdvertisementsPrefix)\(link)"
        }
    }

    static var acceptsAdvertisementsPrefix: String { "hears advertisements on " }
}

extension Database {
    /// Runs a statement that is prepared once and cached.
    func run(_ sql: String, arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
