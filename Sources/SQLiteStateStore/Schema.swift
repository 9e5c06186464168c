// SPDX-License-Identifier: Apache-2.0

import GRDB
import NetworkModel

/// The tables, and the migrations of older databases.
enum Schema {
    /// Refuses a damaged database, and one that a newer mdnp wrote: a partial reading would lose contents.
    static func check(_ database: DatabaseQueue) throws {
        let (isNewer, damage) = try database.read { database in
            (
                try migrator.hasBeenSuperseded(database),
                try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
            )
        }
        guard damage == "ok" else { throw StateError.failed("the database is corrupt: \(damage)") }
        guard !isNewer else {
            throw StateError.failed(
                "the database was written by a newer version of mdnp; install that version or later"
            )
        }
    }

    /// Migrates a checked database to the current schema.
    static func migrate(_ database: DatabaseQueue) throws {
        try migrator.migrate(database)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("networks and endpoints") { try $0.execute(sql: networksAndEndpoints) }
        migrator.registerMigration("pools and addresses") { try $0.execute(sql: poolsAndAddresses) }
        migrator.registerMigration("egress") { try $0.execute(sql: egress) }
        migrator.registerMigration("published ports") { try $0.execute(sql: publishedPorts) }
        migrator.registerMigration("subnets of Docker's") { try $0.execute(sql: subnetsOfDocker) }
        migrator.registerMigration("host access and connections") { try $0.execute(sql: hostAccessAndConnections) }
        migrator.registerMigration("occupancy") { try $0.execute(sql: occupancy) }
        migrator.registerMigration("announcements") { try $0.execute(sql: announcements) }
        migrator.registerMigration("trusted links") { try $0.execute(sql: trustedLinks) }
        migrator.registerMigration("senders") { try $0.execute(sql: senders) }
        migrator.registerMigration("sources of endpoints") { try $0.execute(sql: sourcesOfEndpoints) }
        migrator.registerMigration("automatic MTU") { try $0.execute(sql: automaticMTU) }
        migrator.registerMigration("absent addresses") { try $0.execute(sql: absentAddresses) }
        migrator.registerMigration("runs of published ports") { try $0.execute(sql: runsOfPublishedPorts) }
        migrator.registerMigration("options by name") { try $0.execute(sql: optionsByName) }
        return migrator
    }

    private static let networksAndEndpoints = """
        CREATE TABLE network (
            id TEXT NOT NULL PRIMARY KEY,
            phase TEXT NOT NULL CHECK (phase IN ('creating', 'standing', 'deleting')),
            bridge TEXT NOT NULL UNIQUE,
            bridge_option TEXT,
            mtu INTEGER,
            interface_prefix TEXT NOT NULL,
            icc INTEGER NOT NULL,
            gateway TEXT NOT NULL,
            is_internal INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE subnet (
            network TEXT NOT NULL REFERENCES network ON DELETE CASCADE,
            position INTEGER NOT NULL,
            prefix TEXT NOT NULL UNIQUE,
            gateway TEXT,
            PRIMARY KEY (network, position)
        ) STRICT;
        CREATE TABLE auxiliary_address (
            network TEXT NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            address TEXT NOT NULL,
            PRIMARY KEY (network, position, name),
            FOREIGN KEY (network, position) REFERENCES subnet ON DELETE CASCADE
        ) STRICT;
        CREATE TABLE endpoint (
            id TEXT NOT NULL PRIMARY KEY,
            network TEXT NOT NULL REFERENCES network ON DELETE CASCADE,
            ipv4 TEXT,
            ipv6 TEXT,
            mac TEXT NOT NULL,
            is_mac_given INTEGER NOT NULL,
            interface_name TEXT,
            sandbox TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX endpoint_by_ipv4 ON endpoint (network, ipv4) WHERE ipv4 IS NOT NULL;
        CREATE UNIQUE INDEX endpoint_by_ipv6 ON endpoint (network, ipv6) WHERE ipv6 IS NOT NULL;
        CREATE TABLE host_change (
            change TEXT NOT NULL PRIMARY KEY
        ) STRICT;
        """

    private static let poolsAndAddresses = """
        ALTER TABLE subnet ADD COLUMN space TEXT;
        CREATE TABLE pool (
            id TEXT NOT NULL PRIMARY KEY,
            space TEXT NOT NULL,
            prefix TEXT NOT NULL,
            range TEXT,
            is_automatic INTEGER NOT NULL,
            UNIQUE (space, prefix)
        ) STRICT;
        -- The pool that was chosen last; the search for the next one begins after it.
        CREATE TABLE last_chosen_pool (
            space TEXT NOT NULL,
            family INTEGER NOT NULL,
            prefix TEXT NOT NULL,
            PRIMARY KEY (space, family)
        ) STRICT, WITHOUT ROWID;
        -- One row for each held or resting address, so that no address is held twice.
        CREATE TABLE address (
            pool TEXT NOT NULL REFERENCES pool ON DELETE CASCADE,
            address TEXT NOT NULL,
            purpose TEXT NOT NULL,
            name TEXT,
            since INTEGER NOT NULL,
            -- Null while the address is held, otherwise its position in the order of the resting addresses.
            rest INTEGER,
            PRIMARY KEY (pool, address)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE reservation (
            space TEXT NOT NULL,
            address TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (space, address)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unique_local_block (
            prefix TEXT NOT NULL PRIMARY KEY
        ) STRICT;
        """

    private static let egress = """
        ALTER TABLE network ADD COLUMN masquerade INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE network ADD COLUMN snat TEXT;
        """

    private static let hostAccessAndConnections = """
        ALTER TABLE network ADD COLUMN host_access INTEGER NOT NULL DEFAULT 1;
        -- Null is no limit.
        ALTER TABLE network ADD COLUMN max_connections INTEGER DEFAULT 16384;
        """

    private static let subnetsOfDocker = """
        -- Unknown for earlier subnets: these count as subnets of other drivers.
        ALTER TABLE subnet ADD COLUMN is_dockers INTEGER NOT NULL DEFAULT 0;
        """

    private static let occupancy = """
        -- An endpoint without a sandbox has not joined yet, or has left. It counts as not joined: its grace period ends if no Join arrives.
        ALTER TABLE endpoint ADD COLUMN occupancy TEXT NOT NULL DEFAULT 'created'
            CHECK (occupancy IN ('created', 'joined', 'left'));
        UPDATE endpoint SET occupancy = 'joined' WHERE sandbox IS NOT NULL;
        """

    private static let announcements = """
        ALTER TABLE network ADD COLUMN announcements INTEGER NOT NULL DEFAULT 3;
        """

    private static let trustedLinks = """
        ALTER TABLE network ADD COLUMN trusted_links TEXT;
        """

    private static let senders = """
        -- Null is the default, or the value of the endpoint's network.
        ALTER TABLE network ADD COLUMN spoof_check TEXT;
        ALTER TABLE network ADD COLUMN ethertypes TEXT;
        ALTER TABLE endpoint ADD COLUMN spoof_check TEXT;
        ALTER TABLE endpoint ADD COLUMN ethertypes TEXT;
        ALTER TABLE endpoint ADD COLUMN allowed_addresses TEXT;
        """

    private static let sourcesOfEndpoints = """
        ALTER TABLE endpoint ADD COLUMN snat TEXT;
        """

    private static let automaticMTU = """
        ALTER TABLE network ADD COLUMN is_mtu_automatic INTEGER NOT NULL DEFAULT 0;
        """

    /// Replaces the column for each option by one JSON object with the options that differ from the defaults.
    ///
    /// A mode may lack a bridge.
    private static let optionsByName = """
        CREATE TABLE new_network (
            id TEXT NOT NULL PRIMARY KEY,
            phase TEXT NOT NULL CHECK (phase IN ('creating', 'standing', 'deleting')),
            mode TEXT NOT NULL,
            bridge TEXT UNIQUE,
            is_internal INTEGER NOT NULL,
            options TEXT NOT NULL
        ) STRICT;
        -- json_patch omits null values.
        INSERT INTO new_network SELECT id, phase, 'bridge', bridge, is_internal, json_patch('{}', json_object(
            'mtu', iif(is_mtu_automatic, 'auto', CAST(mtu AS TEXT)),
            'bridge', bridge_option,
            'interface_prefix', nullif(interface_prefix, 'eth'),
            'icc', iif(icc, NULL, 'false'),
            'gateway', nullif(gateway, 'mdnp'),
            'masquerade', iif(masquerade, NULL, 'false'),
            'snat', snat,
            'host_access', iif(host_access, NULL, 'false'),
            'max_connections', nullif(ifnull(CAST(max_connections AS TEXT), 'none'), '16384'),
            'trusted_links', trusted_links,
            'publish.bind', publish_bind,
            'publish.allow', publish_allow,
            'publish.absent_address', publish_absent_address,
            'publish.internal', iif(publish_internal, 'true', NULL),
            'spoof_check', spoof_check,
            'ethertypes', ethertypes,
            'com.docker.network.advertise_addr_nmsgs', nullif(CAST(announcements AS TEXT), '3')
        )) FROM network;
        DROP TABLE network;
        ALTER TABLE new_network RENAME TO network;
        ALTER TABLE endpoint ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
        UPDATE endpoint SET options = json_patch('{}', json_object(
            'publish.bind', publish_bind,
            'publish.allow', publish_allow,
            'publish.absent_address', publish_absent_address,
            'spoof_check', spoof_check,
            'allowed_addresses', allowed_addresses,
            'ethertypes', ethertypes,
            'snat', snat
        ));
        ALTER TABLE endpoint DROP COLUMN publish_bind;
        ALTER TABLE endpoint DROP COLUMN publish_allow;
        ALTER TABLE endpoint DROP COLUMN spoof_check;
        ALTER TABLE endpoint DROP COLUMN allowed_addresses;
        ALTER TABLE endpoint DROP COLUMN ethertypes;
        ALTER TABLE endpoint DROP COLUMN snat;
        ALTER TABLE endpoint DROP COLUMN publish_absent_address;
        """

    private static let absentAddresses = """
        ALTER TABLE network ADD COLUMN publish_absent_address TEXT;
        ALTER TABLE endpoint ADD COLUMN publish_absent_address TEXT;
        """

    private static let runsOfPublishedPorts = """
        -- The number of ports of the run: host_port maps to container_port, and so on.
        ALTER TABLE publication ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
        -- The uniqueness of the key, for runs: no port of an address is in two rows.
        CREATE TRIGGER publication_overlap BEFORE INSERT ON publication
        WHEN (
            SELECT host_port + count FROM publication
            WHERE transport = NEW.transport AND host_address = NEW.host_address AND host_port < NEW.host_port
            ORDER BY host_port DESC LIMIT 1
        ) > NEW.host_port OR EXISTS (
            SELECT 1 FROM publication
            WHERE transport = NEW.transport AND host_address = NEW.host_address
                AND host_port > NEW.host_port AND host_port < NEW.host_port + NEW.count
        )
        BEGIN
            SELECT RAISE(ABORT, 'a port of the run is published already');
        END;
        """

    private static let publishedPorts = """
        ALTER TABLE network ADD COLUMN publish_bind TEXT;
        ALTER TABLE network ADD COLUMN publish_allow TEXT;
        ALTER TABLE network ADD COLUMN publish_internal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE endpoint ADD COLUMN publish_bind TEXT;
        ALTER TABLE endpoint ADD COLUMN publish_allow TEXT;
        -- One row for each port of a host address, so that no port maps to two containers.
        CREATE TABLE publication (
            transport TEXT NOT NULL,
            host_address TEXT NOT NULL,
            host_port INTEGER NOT NULL,
            endpoint TEXT NOT NULL REFERENCES endpoint ON DELETE CASCADE,
            container_address TEXT NOT NULL,
            container_port INTEGER NOT NULL,
            PRIMARY KEY (transport, host_address, host_port)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX publication_by_endpoint ON publication (endpoint);
        """
}
