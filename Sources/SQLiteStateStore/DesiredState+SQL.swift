// SPDX-License-Identifier: Apache-2.0

import Addressing
import FoundationEssentials
import GRDB
import IPAM
import NetworkModel

extension DesiredState {
    /// Reads the whole state.
    ///
    /// An unreadable row is an error that names the row; no row is ever skipped.
    init(from database: Database, modes: NetworkModes) throws {
        self.init()
        let auxiliary = try Row.fetchAll(database, sql: "SELECT * FROM auxiliary_address")
        let subnets = try Row.fetchAll(database, sql: "SELECT * FROM subnet ORDER BY network, position")
        for row in try Row.fetchAll(database, sql: "SELECT * FROM network ORDER BY id") {
            let id: String = row["id"]
            let own = try subnets.filter { $0["network"] == id }.map { subnet in
                try Subnet(
                    row: subnet,
                    auxiliary: auxiliary.filter { $0["network"] == id && $0["position"] == subnet["position"] as Int }
                )
            }
            apply(.addNetwork(try NetworkRecord(row: row, subnets: own, modes: modes)))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM endpoint") {
            apply(.addEndpoint(try Endpoint(row: row, modes: modes)))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM publication") {
            apply(.publish(try Publication(row: row)))
        }
        try readAddresses(from: database)
        for text in try String.fetchAll(database, sql: "SELECT change FROM host_change") {
            apply(.recordHostChange(try HostChange(text: text)))
        }
    }
}

extension NetworkRecord {
    fileprivate init(row: Row, subnets: [Subnet], modes: NetworkModes) throws {
        let id: String = row["id"]
        let what = "network \(id)"
        let network = try Network(
            id: NetworkID(id),
            mode: understood(modes.mode(named: row["mode"]), as: "mode", of: what),
            options: Options(row: row, of: what, modes: modes),
            isInternal: row["is_internal"],
            subnets: subnets
        )
        self.init(network, phase: try understood(Phase(rawValue: row["phase"]), as: "phase", of: what))
    }
}

extension Subnet {
    fileprivate init(row: Row, auxiliary: [Row]) throws {
        let what = "subnet \(row["prefix"] as String)"
        try self.init(
            prefix: understood(Prefix(row["prefix"] as String), as: "prefix", of: what),
            gateway: (row["gateway"] as String?).map { try understood(IPAddress($0), as: "gateway", of: what) },
            auxiliary: Dictionary(
                uniqueKeysWithValues: auxiliary.map {
                    ($0["name"] as String, try understood(IPAddress($0["address"] as String), as: "address", of: what))
                }
            ),
            space: (row["space"] as String?).map { try understood(AddressSpace(rawValue: $0), as: "space", of: what) },
            isDockers: row["is_dockers"]
        )
    }
}

extension Endpoint {
    fileprivate init(row: Row, modes: NetworkModes) throws {
        let id: String = row["id"]
        let what = "endpoint \(id)"
        try self.init(
            id: EndpointID(id),
            network: NetworkID(row["network"]),
            ipv4: (row["ipv4"] as String?).map { try understood(InterfaceAddress($0), as: "ipv4", of: what) },
            ipv6: (row["ipv6"] as String?).map { try understood(InterfaceAddress($0), as: "ipv6", of: what) },
            mac: understood(MACAddress(row["mac"] as String), as: "mac", of: what),
            isMACGiven: row["is_mac_given"],
            interfaceName: (row["interface_name"] as String?).map { try InterfaceName($0) },
            options: Options(row: row, of: what, modes: modes),
            occupancy: understood(Occupancy(row["occupancy"], sandbox: row["sandbox"]), as: "occupancy", of: what)
        )
    }
}

extension Occupancy {
    /// Reads both columns; nil if they contradict each other.
    fileprivate init?(_ text: String, sandbox: String?) {
        switch (text, sandbox) {
        case ("created", nil): self = .created
        case ("joined", let path?): self = .joined(Sandbox(path))
        case ("left", nil): self = .left
        default: return nil
        }
    }
}

extension Options {
    /// Reads the options column, the same for networks and endpoints.
    fileprivate init(row: Row, of what: String, modes: NetworkModes) throws {
        let text: String = row["options"]
        let texts = try understood(
            try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)),
            as: "options",
            of: what
        )
        do {
            try self.init(stored: texts, of: modes.options)
        } catch {
            throw StateError.failed("\(what): \(error)")
        }
    }
}

extension Publication {
    fileprivate init(row: Row) throws {
        let what = "publication of port \(row["host_port"] as Int64)"
        let host = HostPort(
            try understood(TransportProtocol(row["transport"] as String), as: "transport", of: what),
            try understood(IPAddress(row["host_address"] as String), as: "host_address", of: what),
            try understood(UInt16(exactly: row["host_port"] as Int64), as: "host_port", of: what)
        )
        let container = AddressPort(
            try understood(IPAddress(row["container_address"] as String), as: "container_address", of: what),
            port: try understood(UInt16(exactly: row["container_port"] as Int64), as: "container_port", of: what)
        )
        let count: Int = row["count"]
        guard count >= 1, Int(host.port) + count <= 65_536, Int(container.port) + count <= 65_536 else {
            throw StateError.failed("\(what): invalid count")
        }
        self.init(host, to: container, of: try EndpointID(row["endpoint"]), count: count)
    }
}

extension HostChange {
    fileprivate init(text: String) throws {
        let prefix = HostChange.acceptsAdvertisementsPrefix
        if text == HostChange.forwardsIPv6.text {
            self = .forwardsIPv6
        } else if text.hasPrefix(prefix) {
            self = .acceptsAdvertisements(try InterfaceName(String(text.dropFirst(prefix.count))))
        } else {
            throw StateError.failed("host setting \"\(text)\" is invalid")
        }
    }
}

func understood<Value>(_ value: Value?, as column: String, of row: String) throws -> Value {
    guard let value else { throw StateError.failed("\(row): invalid \(column)") }
    return value
}
