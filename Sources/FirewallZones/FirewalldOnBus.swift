// SPDX-License-Identifier: Apache-2.0

import Addressing
import DBus
import DBusWire
import NetworkModel

/// firewalld by its interface on the system bus (`org.fedoraproject.FirewallD1`).
struct FirewalldOnBus: Firewalld {
    let changes: AsyncStream<Void>

    private let bus: DBusConnection

    private static var name: String { "org.fedoraproject.FirewallD1" }

    /// How long a reload may take: firewalld answers when all of its rules are loaded again.
    private static var reloadLimit: Duration { .seconds(60) }

    /// Connects to the bus, and works with firewalld until the work or the connection ends.
    static func withConnection(
        to socketPath: String,
        timeLimit: Duration,
        _ work: @escaping @Sendable (any Firewalld) async throws -> Void
    ) async throws {
        try await DBusConnection.withConnection(to: socketPath, timeLimit: timeLimit) { bus in
            // Subscribed before anything is read: a change in between is not missed.
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
            // In the permanent configuration already, and not loaded yet.
        }
        let reload = DBusMethod("reload", of: Self.name, at: "/org/fedoraproject/FirewallD1", on: Self.name)
        _ = try await bus.call(reload, within: Self.reloadLimit)
    }

    private static func zone(_ method: String) -> DBusMethod {
        DBusMethod(method, of: name + ".zone", at: "/org/fedoraproject/FirewallD1", on: name)
    }
}

extension DBusError {
    /// The code of an error of firewalld, the first word of its text: `INVALID_ZONE: docker`.
    fileprivate var code: String {
        guard case .refused(_, let text) = self else { return "" }
        return String(text.prefix { $0 != ":" })
    }
}
