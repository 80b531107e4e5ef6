-- One row: raised by every change that a node's catalogue is built from.
CREATE TABLE configuration_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
);

INSERT INTO configuration_revision (id, revision) VALUES (1, 0);

-- Instants are microseconds since 1970 everywhere.
CREATE TABLE configuration_document (
    kind       TEXT NOT NULL,
    key        TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    body       TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE TABLE configuration_audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,
    revision INTEGER NOT NULL,
    before   TEXT,
    after    TEXT
);

CREATE TABLE api_key (
    name       TEXT PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    scope      TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE propensity_model (
    name     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    active   INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    metadata BLOB NOT NULL,
    trees    BLOB NOT NULL,
    PRIMARY KEY (name, version)
);

CREATE UNIQUE INDEX propensity_model_active ON propensity_model (name) WHERE active;

CREATE TABLE product (
    product_id TEXT PRIMARY KEY,
    learnt     INTEGER NOT NULL,
    active     INTEGER NOT NULL,
    name       TEXT,
    category   TEXT,
    brand      TEXT,
    price      TEXT,
    url        TEXT,
    image_url  TEXT
) WITHOUT ROWID;

CREATE TABLE decision (
    customer    TEXT NOT NULL,
    decision_id TEXT NOT NULL PRIMARY KEY,
    placement   TEXT NOT NULL,
    campaign    TEXT,
    variant     TEXT,
    reason      TEXT NOT NULL,
    at          INTEGER NOT NULL
) WITHOUT ROWID;
