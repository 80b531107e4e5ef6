CREATE TABLE customer_stream (
    customer  TEXT PRIMARY KEY,
    version   INTEGER NOT NULL DEFAULT 0,  -- of its last event
    root      TEXT,                        -- the customer it was joined to, flattened; null while it is nobody else's
    joined_at INTEGER                      -- the root's version at which it came
) WITHOUT ROWID;

CREATE INDEX customer_stream_root ON customer_stream (root, joined_at) WHERE root IS NOT NULL;

-- There is one writer, so the row id is the commit order.
CREATE TABLE customer_event (
    position    INTEGER PRIMARY KEY AUTOINCREMENT,
    customer    TEXT NOT NULL,
    version     INTEGER NOT NULL,
    joined      TEXT,
    message_id  TEXT NOT NULL,
    type        INTEGER NOT NULL,
    name        TEXT NOT NULL,
    happened_at INTEGER NOT NULL,          -- microseconds since 1970
    received_at INTEGER NOT NULL,
    body        BLOB NOT NULL,
    UNIQUE (customer, version),
    UNIQUE (customer, message_id)
);

CREATE TABLE rejected_event (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    message_id  TEXT,
    reason      TEXT NOT NULL,
    body        TEXT NOT NULL
);

-- How far a background reader of the feed has come, and which process reads for it.
CREATE TABLE feed_reader (
    name         TEXT PRIMARY KEY,
    "transaction" INTEGER NOT NULL DEFAULT 0,
    position     INTEGER NOT NULL DEFAULT 0,
    owner        TEXT,
    leased_until INTEGER
) WITHOUT ROWID;
