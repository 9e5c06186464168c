import Addressing
import GRDB
import IPAM
import NetworkModel

extension Change {
    /// Whether it is written by a single statement, whatever that cascades to.
    var isOneStatement: Bool {
        switch self {
        case .putNetwork: false
        case .addresses(let change): change.isOneStatement
        default: true
        }
    }

    /// Whether it must be on the disk before Docker hears of it.
    ///
    /// Endpoints and their addresses come and go with containers, which a power cut takes away as well; networks, pools and what a person
    /// reserved it does not.
    var outlivesPowerCut: Bool {
        switch self {
        case .putEndpoint, .removeEndpoint, .publish, .withdraw: false
        case .putNetwork(let record): record.phase != .standing
        case .removeNetwork, .recordHostChange, .forgetHostChange: true
        case .addresses(let change): change.outlivesPowerCut
        }
    }

    /// Writes the change into an open transaction.
    func write(to database: Database) throws {
        switch self {
        case .putNetwork(let record): try record.write(to: database)
        case .removeNetwork(let id): try database.run("DELETE FROM network WHERE id = ?", [id.text])
        case .putEndpoint(let endpoint): try endpoint.write(to: database)
        case .removeEndpoint(let id): try database.run("DELETE FROM endpoint WHERE id = ?", [id.text])
        case .publish(let publication): try publication.write(to: database)
        case .withdraw(let port):
            try database.run(
                "DELETE FROM publication WHERE transport = ? AND host_address = ? AND host_port = ?",
                [port.transport.description, port.address.description, Int64(port.port)]
            )
        case .recordHostChange(let change):
            try database.run("INSERT OR IGNORE INTO host_change VALUES (?)", [change.text])
        case .forgetHostChange(let change): try database.run("DELETE FROM host_change WHERE change = ?", [change.text])
        case .addresses(let change): try change.write(to: database)
        }
    }
}

extension NetworkRecord {
    /// Only the phase of a network that stands ever changes.
    fileprivate func write(to database: Database) throws {
        try database.run("UPDATE network SET phase = ? WHERE id = ?", [phase.rawValue, network.id.text])
        guard database.changesCount == 0 else { return }
        try database.run(
            """
            INSERT INTO network
                (id, phase, bridge, bridge_option, mtu, interface_prefix, icc, gateway, is_internal, masquerade, snat,
                publish_bind, publish_allow, publish_internal, host_access, max_connections, announcements,
                trusted_links, spoof_check, ethertypes, is_mtu_automatic, publish_absent_address)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                network.id.text, phase.rawValue, network.bridge.description, network.options.bridge?.description,
                network.options.mtu, network.options.interfacePrefix.description, network.options.icc,
                network.options.gateway.rawValue, network.isInternal, network.options.masquerade,
                network.options.sources.isEmpty ? nil : network.options.sources.listed,
                network.options.publishing.addresses?.listed, network.options.publishing.clients?.text,
                network.options.publishesInternally, network.options.hostAccess,
                network.options.maxConnections.map { Int64($0) }, network.options.announcements,
                network.options.trustedLinks.isEmpty
                    ? nil : network.options.trustedLinks.map(\.description).joined(separator: ","),
                network.options.senders.check?.rawValue, network.options.senders.etherTypes?.description,
                network.options.isMTUAutomatic, network.options.publishing.absentAddress?.rawValue,
            ]
        )
        for (position, subnet) in network.subnets.enumerated() {
            try database.run(
                "INSERT INTO subnet (network, position, prefix, gateway, space, is_dockers) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    network.id.text, position, subnet.prefix.description, subnet.gateway?.description,
                    subnet.space?.rawValue, subnet.isDockers,
                ]
            )
            for (name, address) in subnet.auxiliary {
                try database.run(
                    "INSERT INTO auxiliary_address (network, position, name, address) VALUES (?, ?, ?, ?)",
                    [network.id.text, position, name, address.description]
                )
            }
        }
    }
}

extension Endpoint {
    fileprivate func write(to database: Database) throws {
        try database.run(
            """
            INSERT INTO endpoint
                (id, network, ipv4, ipv6, mac, is_mac_given, interface_name, occupancy, sandbox, publish_bind,
                publish_allow, spoof_check, ethertypes, allowed_addresses, snat, publish_absent_address)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET occupancy = excluded.occupancy, sandbox = excluded.sandbox
            """,
            [
                id.text, network.text, ipv4?.description, ipv6?.description, mac.description, isMACGiven,
                interfaceName?.description, occupancy.text, sandbox?.path, publishing.addresses?.listed,
                publishing.clients?.text, senders.check?.rawValue, senders.etherTypes?.description,
                senders.allowed.isEmpty ? nil : senders.allowed.ranges.listed,
                sources.isEmpty ? nil : sources.listed, publishing.absentAddress?.rawValue,
            ]
        )
    }
}

extension Occupancy {
    /// How it is written, beside the sandbox.
    fileprivate var text: String {
        switch self {
        case .created: "created"
        case .joined: "joined"
        case .left: "left"
        }
    }
}

extension Publication {
    /// The key of the table has the last word: a port that leads to one container is not led to another, whoever decided so.
    fileprivate func write(to database: Database) throws {
        try database.run(
            """
            INSERT INTO publication (transport, host_address, host_port, endpoint, container_address, container_port)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                host.transport.description, host.address.description, Int64(host.port), endpoint.text,
                container.address.description, Int64(container.port),
            ]
        )
    }
}

extension Array where Element: CustomStringConvertible {
    /// The texts, with commas between them.
    fileprivate var listed: String { map(\.description).joined(separator: ",") }
}

extension HostChange {
    var text: String {
        switch self {
        case .forwardsIPv6: "forwards IPv6"
        case .hearsAdvertisements(let link): "\(Self.hearsAdvertisementsPrefix)\(link)"
        }
    }

    static var hearsAdvertisementsPrefix: String { "hears advertisements on " }
}

extension Database {
    /// Runs a statement that is prepared once and kept.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
