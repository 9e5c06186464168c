// SPDX-License-Identifier: Apache-2.0

import Addressing
import DBus
import DBusWire
import NetworkModel

/// The client of firewalld's interface on the system bus (`org.fedoraproject.FirewallD1`).
struct FirewalldOnBus: Firewalld {
    let changes: AsyncStream<Void>

    private let bus: DBusConnection

    private static var name: String { "org.fedoraproject.FirewallD1" }

    /// The time limit of a reload: firewalld replies after it has loaded all of its rules.
    private static var reloadLimit: Duration { .seconds(60) }

    /// Connects to the bus, and uses firewalld until the closure or the connection ends.
    static func withConnection(
        to socketPath: String,
        timeLimit: Duration,
        _ work: @escaping @Sendable (any Firewalld) async throws -> Void
    ) async throws {
        try await DBusConnection.withConnection(to: socketPath, timeLimit: timeLimit) { bus in
            // The subscription precedes the first read, so that no change is missed.
            try await bus.subscribe(
                to: "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='\(name)'"
            )
            try await bus.subscribe(to: "type='signal',sender='\(name)',path='/org/fedoraproject/FirewallD1'")
            try await work(Self(bus))
        }
    }

    private init(_ bus: DBusConnection) {
        self.bus = bus
        let signals = bus.signals
        changes = AsyncStream {
            for await _ in signals { return () }
            return nil
        }
    }

    func zones() async throws -> FirewallZones? {
        let isRunning = try await bus.call(.bus("NameHasOwner"), with: .string(Self.name))
        guard isRunning.first?.boolean == true else { return nil }
        let answer = try await bus.call(Self.zone("getActiveZones"))
        var zones = FirewallZones()
        for (zone, members) in answer.first?.entries ?? [] {
            guard let zone = zone.string else { continue }
            for (kind, names) in members.entries ?? [] where kind.string == "interfaces" {
                for name in names.elements ?? [] { if let name = name.string { zones.zoneOfLink[name] = zone } }
            }
        }
        return zones
    }

    func join(_ link: InterfaceName) async throws {
        do {
            _ = try await bus.call(
                Self.zone("addInterface"),
                with: .string(FirewallZones.docker),
                .string(link.description)
            )
        } catch let error as DBusError where error.code == "INVALID_ZONE" {
            throw MissingZone()
        } catch let error as DBusError where error.code == "ALREADY_ENABLED" {
            return
        }
    }

    func leave(_ link: InterfaceName) async throws {
        do {
            let zone = DBusValue.string(FirewallZones.docker)
            _ = try await bus.call(Self.zone("removeInterface"), with: zone, .string(link.description))
        } catch let error as DBusError where ["NOT_ENABLED", "UNKNOWN_INTERFACE"].contains(error.code) {
            return
        }
    }

    func makeZone() async throws {
        let addZone = DBusMethod(
            "addZone2",
            of: Self.name + ".config",
            at: "/org/fedoraproject/FirewallD1/config",
            on: Self.name
        )
        let settings: [(String, String)] = [
            ("short", FirewallZones.docker), ("description", "Bridges of containers"), ("target", "ACCEPT"),
        ]
        let entries = settings.map { DBusValue.entry(.string($0.0), .variant(.string($0.1))) }
        do {
            _ = try await bus.call(
                addZone,
                with: .string(FirewallZones.docker),
                .array(entries, of: .entry(.string, .variant))
            )
        } catch let error as DBusError where error.code == "NAME_CONFLICT" {
            // The zone exists in the permanent configuration, but is not loaded yet.
        }
        let reload = DBusMethod("reload", of: Self.name, at: "/org/fedoraproject/FirewallD1", on: Self.name)
        _ = try await bus.call(reload, within: Self.reloadLimit)
    }

    private static func zone(_ method: String) -> DBusMethod {
        DBusMethod(method, of: name + ".zone", at: "/org/fedoraproject/FirewallD1", on: name)
    }
}

extension DBusError {
    /// The code of a firewalld error, the first word of its text: `INVALID_ZONE: docker`.
    fileprivate var code: String {
        guard case .refused(_, let text) = self else { return "" }
        return String(text.prefix { $0 != ":" })
    }
}
