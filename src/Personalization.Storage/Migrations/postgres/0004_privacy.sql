-- The last word on keeping what the customer does: null while nothing was said. A denial keeps events out of the log.
ALTER TABLE customer_stream
    ADD COLUMN analytics_at bigint,                          -- microseconds since 1970
    ADD COLUMN analytics_denied boolean NOT NULL DEFAULT false;

-- One row: raised by every erasure and lifting, and the key of the hashes unless the configuration has one.
CREATE TABLE privacy_state (
    id       integer PRIMARY KEY CHECK (id = 1),
    epoch    bigint NOT NULL,
    hash_key bytea
);

INSERT INTO privacy_state (id, epoch) VALUES (1, 0);

-- Keyed hashes of the ids of erased persons: their late events are not taken.
CREATE TABLE suppression (
    hash bytea PRIMARY KEY,
    at   bigint NOT NULL
);

-- Receipts. The ids are kept, encrypted, until every node has forgotten them.
CREATE TABLE erasure (
    id           text PRIMARY KEY,
    subject      bytea NOT NULL,
    requested_by text NOT NULL,
    requested_at bigint NOT NULL,
    completed_at bigint,
    removed      text NOT NULL,
    sealed       bytea
);

CREATE INDEX erasure_pending ON erasure (requested_at) WHERE completed_at IS NULL;
