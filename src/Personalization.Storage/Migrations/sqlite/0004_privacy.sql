-- The last word on keeping what the customer does: null while nothing was said. A denial keeps events out of the log.
ALTER TABLE customer_stream ADD COLUMN analytics_at INTEGER;  -- microseconds since 1970
ALTER TABLE customer_stream ADD COLUMN analytics_denied INTEGER NOT NULL DEFAULT 0;

-- One row: raised by every erasure and lifting, and the key of the hashes unless the configuration has one.
CREATE TABLE privacy_state (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    epoch    INTEGER NOT NULL,
    hash_key BLOB
);

INSERT INTO privacy_state (id, epoch) VALUES (1, 0);

-- Keyed hashes of the ids of erased persons: their late events are not taken.
CREATE TABLE suppression (
    hash BLOB PRIMARY KEY,
    at   INTEGER NOT NULL
);

-- Receipts. The ids are kept, encrypted, until every node has forgotten them.
CREATE TABLE erasure (
    id           TEXT PRIMARY KEY,
    subject      BLOB NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    completed_at INTEGER,
    removed      TEXT NOT NULL,
    sealed       BLOB
);

CREATE INDEX erasure_pending ON erasure (requested_at) WHERE completed_at IS NULL;
