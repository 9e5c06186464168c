import Addressing
import GRDB
import IPAM
import NetworkModel

extension DesiredState {
    /// Reads the whole state.
    ///
    /// A row that cannot be understood is an error that names it, never a row less.
    init(from database: Database) throws {
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
            apply(.putNetwork(try NetworkRecord(row: row, subnets: own)))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM endpoint") {
            apply(.putEndpoint(try Endpoint(row: row)))
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
    fileprivate init(row: Row, subnets: [Subnet]) throws {
        let id: String = row["id"]
        let what = "network \(id)"
        let options = NetworkOptions(
            mtu: row["mtu"],
            bridge: try (row["bridge_option"] as String?).map { try InterfaceName($0) },
            interfacePrefix: try InterfacePrefix(row["interface_prefix"]),
            icc: row["icc"],
            gateway: try understood(GatewayMode(rawValue: row["gateway"]), "gateway", of: what),
            masquerade: row["masquerade"],
            sources: try listed(row["snat"], "snat", of: what) ?? [],
            hostAccess: row["host_access"],
            maxConnections: try (row["max_connections"] as Int64?).map {
                try understood(UInt32(exactly: $0), "max_connections", of: what)
            },
            trustedLinks: try ((row["trusted_links"] as String?) ?? "").split(separator: ",").map {
                try understood(try? InterfaceName(String($0)), "trusted_links", of: what)
            },
            publishing: try PublishOptions(row: row, of: what),
            publishesInternally: row["publish_internal"],
            announcements: row["announcements"],
            senders: try SenderOptions(row: row, of: what),
            isMTUAutomatic: row["is_mtu_automatic"]
        )
        let network = try Network(id: NetworkID(id), options: options, isInternal: row["is_internal"], subnets: subnets)
        self.init(network, try understood(Phase(rawValue: row["phase"]), "phase", of: what))
    }
}

extension Subnet {
    fileprivate init(row: Row, auxiliary: [Row]) throws {
        let what = "subnet \(row["prefix"] as String)"
        try self.init(
            prefix: understood(Prefix(row["prefix"] as String), "prefix", of: what),
            gateway: (row["gateway"] as String?).map { try understood(IPAddress($0), "gateway", of: what) },
            auxiliary: Dictionary(
                uniqueKeysWithValues: auxiliary.map {
                    ($0["name"] as String, try understood(IPAddress($0["address"] as String), "address", of: what))
                }
            ),
            space: (row["space"] as String?).map { try understood(AddressSpace(rawValue: $0), "space", of: what) },
            isDockers: row["is_dockers"]
        )
    }
}

extension Endpoint {
    fileprivate init(row: Row) throws {
        let id: String = row["id"]
        let what = "endpoint \(id)"
        try self.init(
            id: EndpointID(id),
            network: NetworkID(row["network"]),
            ipv4: (row["ipv4"] as String?).map { try understood(InterfaceAddress($0), "ipv4", of: what) },
            ipv6: (row["ipv6"] as String?).map { try understood(InterfaceAddress($0), "ipv6", of: what) },
            mac: understood(MACAddress(row["mac"] as String), "mac", of: what),
            isMACGiven: row["is_mac_given"],
            interfaceName: (row["interface_name"] as String?).map { try InterfaceName($0) },
            publishing: PublishOptions(row: row, of: what),
            senders: SenderOptions(
                row: row,
                of: what,
                allowed: listed(row["allowed_addresses"], "allowed_addresses", of: what)
            ),
            sources: listed(row["snat"], "snat", of: what) ?? [],
            occupancy: understood(Occupancy(row["occupancy"], sandbox: row["sandbox"]), "occupancy", of: what)
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

extension PublishOptions {
    /// Networks and endpoints have the same columns.
    fileprivate init(row: Row, of what: String) throws {
        self.init(
            addresses: try listed(row["publish_bind"], "publish_bind", of: what),
            clients: try (row["publish_allow"] as String?).map {
                try understood(ClientList($0), "publish_allow", of: what)
            },
            absentAddress: try (row["publish_absent_address"] as String?).map {
                try understood(AbsentAddress(rawValue: $0), "publish_absent_address", of: what)
            }
        )
    }
}

extension SenderOptions {
    /// Networks and endpoints have the same columns, but for the addresses that an endpoint is allowed.
    fileprivate init(row: Row, of what: String, allowed: [AddressRange]? = nil) throws {
        self.init(
            check: try (row["spoof_check"] as String?).map {
                try understood(SpoofCheck(rawValue: $0), "spoof_check", of: what)
            },
            etherTypes: try (row["ethertypes"] as String?).map {
                try understood(EtherTypes($0), "ethertypes", of: what)
            },
            allowed: AddressSet(allowed ?? [])
        )
    }
}

extension Publication {
    fileprivate init(row: Row) throws {
        let what = "publication of port \(row["host_port"] as Int64)"
        let host = HostPort(
            try understood(TransportProtocol(row["transport"] as String), "transport", of: what),
            try understood(IPAddress(row["host_address"] as String), "host_address", of: what),
            try understood(UInt16(exactly: row["host_port"] as Int64), "host_port", of: what)
        )
        let container = ContainerPort(
            try understood(IPAddress(row["container_address"] as String), "container_address", of: what),
            try understood(UInt16(exactly: row["container_port"] as Int64), "container_port", of: what)
        )
        self.init(host, to: container, of: try EndpointID(row["endpoint"]))
    }
}

extension HostChange {
    fileprivate init(text: String) throws {
        let prefix = HostChange.hearsAdvertisementsPrefix
        if text == HostChange.forwardsIPv6.text {
            self = .forwardsIPv6
        } else if text.hasPrefix(prefix) {
            self = .hearsAdvertisements(try InterfaceName(String(text.dropFirst(prefix.count))))
        } else {
            throw StateError.failed("change of the host \"\(text)\" is not understood")
        }
    }
}

/// Values with commas between them; nil where there is no text.
private func listed<Value: LosslessStringConvertible>(
    _ text: String?,
    _ column: String,
    of row: String
) throws -> [Value]? {
    try text?.split(separator: ",").map { try understood(Value(String($0)), column, of: row) }
}

func understood<Value>(_ value: Value?, _ column: String, of row: String) throws -> Value {
    guard let value else { throw StateError.failed("\(row): its \(column) is not understood") }
    return value
}
