/// What later versions added to a database of the first, with something in it.
///
/// Never to be changed: it is what is out there.
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
}
