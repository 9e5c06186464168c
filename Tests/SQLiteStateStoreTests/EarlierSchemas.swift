// SPDX-License-Identifier: Apache-2.0

/// The migrations of later versions after the first, with sample rows.
///
/// Never change them: existing databases have them.
enum EarlierSchemas {
    static let poolsAndAddresses = """
        INSERT INTO grdb_migrations VALUES ('pools and addresses');
        ALTER TABLE subnet ADD COLUMN space TEXT;
        CREATE TABLE pool (
            id TEXT NOT NULL PRIMARY KEY,
            space TEXT NOT NULL,
            prefix TEXT NOT NULL,
            range TEXT,
            is_automatic INTEGER NOT NULL,
            UNIQUE (space, prefix)
        ) STRICT;
        CREATE TABLE last_chosen_pool (
            space TEXT NOT NULL,
            family INTEGER NOT NULL,
            prefix TEXT NOT NULL,
            PRIMARY KEY (space, family)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE address (
            pool TEXT NOT NULL REFERENCES pool ON DELETE CASCADE,
            address TEXT NOT NULL,
            purpose TEXT NOT NULL,
            name TEXT,
            since INTEGER NOT NULL,
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
        INSERT INTO network VALUES ('n2', 'standing', 'mdnp-n2', NULL, NULL, 'eth', 1, 'mdnp', 0);
        INSERT INTO subnet VALUES ('n2', 0, '10.2.0.0/24', '10.2.0.1', 'mdnp-local');
        INSERT INTO pool VALUES ('mdnp-0000000000000001', 'mdnp-local', '10.2.0.0/24', NULL, 1);
        INSERT INTO last_chosen_pool VALUES ('mdnp-local', 32, '10.2.0.0/24');
        INSERT INTO address VALUES
            ('mdnp-0000000000000001', '10.2.0.1', 'gateway', NULL, 7, NULL),
            ('mdnp-0000000000000001', '10.2.0.2', 'address', 'web', 8, NULL),
            ('mdnp-0000000000000001', '10.2.0.3', 'address', 'db', 9, 4);
        INSERT INTO reservation VALUES ('mdnp-local', '10.2.0.9', 'printer');
        INSERT INTO unique_local_block VALUES ('fd12:3456:789a::/48');
        """

    static let egress = """
        INSERT INTO grdb_migrations VALUES ('egress');
        ALTER TABLE network ADD COLUMN masquerade INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE network ADD COLUMN snat TEXT;
        UPDATE network SET masquerade = 0, snat = '192.0.2.7' WHERE id = 'n2';
        """

    static let publishedPorts = """
        INSERT INTO grdb_migrations VALUES ('published ports');
        ALTER TABLE network ADD COLUMN publish_bind TEXT;
        ALTER TABLE network ADD COLUMN publish_allow TEXT;
        ALTER TABLE network ADD COLUMN publish_internal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE endpoint ADD COLUMN publish_bind TEXT;
        ALTER TABLE endpoint ADD COLUMN publish_allow TEXT;
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
        INSERT INTO publication VALUES ('tcp', '0.0.0.0', 8080, 'e1', '10.1.0.7', 80);
        INSERT INTO endpoint VALUES
            ('e2', 'n2', '10.2.0.2/24', NULL, '02:6d:0a:02:00:02', 0, NULL, NULL, NULL, '192.0.2.0/24');
        """

    static let subnetsOfDocker = """
        INSERT INTO grdb_migrations VALUES ('subnets of Docker''s');
        ALTER TABLE subnet ADD COLUMN is_dockers INTEGER NOT NULL DEFAULT 0;
        """

    /// The migration "host access and connections".
    static let hostAccessAndConnections = """
        ALTER TABLE network ADD COLUMN host_access INTEGER NOT NULL DEFAULT 1;
        -- Null is no limit.
        ALTER TABLE network ADD COLUMN max_connections INTEGER DEFAULT 16384;
        INSERT INTO grdb_migrations VALUES ('host access and connections');
        """

    /// The migration "occupancy".
    static let occupancy = """
        -- An endpoint without a sandbox may have joined none yet, or have left: the harmless one is taken, which ends by itself if no Join comes.
        ALTER TABLE endpoint ADD COLUMN occupancy TEXT NOT NULL DEFAULT 'created'
            CHECK (occupancy IN ('created', 'joined', 'left'));
        UPDATE endpoint SET occupancy = 'joined' WHERE sandbox IS NOT NULL;
        INSERT INTO grdb_migrations VALUES ('occupancy');
        """

    /// The migration "announcements".
    static let announcements = """
        ALTER TABLE network ADD COLUMN announcements INTEGER NOT NULL DEFAULT 3;
        INSERT INTO grdb_migrations VALUES ('announcements');
        """

    /// The migration "trusted links".
    static let trustedLinks = """
        ALTER TABLE network ADD COLUMN trusted_links TEXT;
        INSERT INTO grdb_migrations VALUES ('trusted links');
        """

    /// The migration "senders".
    static let senders = """
        -- Null is what mdnp does by default, or what the endpoint's network says.
        ALTER TABLE network ADD COLUMN spoof_check TEXT;
        ALTER TABLE network ADD COLUMN ethertypes TEXT;
        ALTER TABLE endpoint ADD COLUMN spoof_check TEXT;
        ALTER TABLE endpoint ADD COLUMN ethertypes TEXT;
        ALTER TABLE endpoint ADD COLUMN allowed_addresses TEXT;
        INSERT INTO grdb_migrations VALUES ('senders');
        """

    /// The migration "sources of endpoints".
    static let sourcesOfEndpoints = """
        ALTER TABLE endpoint ADD COLUMN snat TEXT;
        INSERT INTO grdb_migrations VALUES ('sources of endpoints');
        """

    /// The migration "automatic MTU".
    static let automaticMTU = """
        ALTER TABLE network ADD COLUMN is_mtu_automatic INTEGER NOT NULL DEFAULT 0;
        INSERT INTO grdb_migrations VALUES ('automatic MTU');
        """

    /// The migration "absent addresses".
    static let absentAddresses = """
        ALTER TABLE network ADD COLUMN publish_absent_address TEXT;
        ALTER TABLE endpoint ADD COLUMN publish_absent_address TEXT;
        INSERT INTO grdb_migrations VALUES ('absent addresses');
        """

    /// The migration "runs of published ports".
    static let runsOfPublishedPorts = """
        -- How many ports a row has: those from host_port on lead to those from container_port on.
        ALTER TABLE publication ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
        -- What the key says of single ports, for runs: no port of an address is in two rows.
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
        INSERT INTO grdb_migrations VALUES ('runs of published ports');
        """
}
