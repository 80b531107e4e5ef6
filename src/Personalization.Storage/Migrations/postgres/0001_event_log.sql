CREATE TABLE customer_stream (
    customer  text COLLATE "C" PRIMARY KEY,
    version   bigint NOT NULL DEFAULT 0,   -- of its last event
    root      text COLLATE "C",            -- the customer it was joined to, flattened; null while it is nobody else's
    joined_at bigint                       -- the root's version at which it came
) WITH (fillfactor = 70);

CREATE INDEX customer_stream_root ON customer_stream (root, joined_at) WHERE root IS NOT NULL;

CREATE TABLE customer_event (
    customer    text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    joined      text COLLATE "C",
    message_id  text COLLATE "C" NOT NULL,
    type        smallint NOT NULL,
    name        text NOT NULL,
    happened_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    body        jsonb NOT NULL,
    position    bigint GENERATED ALWAYS AS IDENTITY,
    written_by  xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (customer, version),
    UNIQUE (customer, message_id)
) PARTITION BY HASH (customer);

DO $$
BEGIN
    FOR i IN 0..15 LOOP
        EXECUTE format(
            'CREATE TABLE customer_event_%s PARTITION OF customer_event FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
            lpad(i::text, 2, '0'), i);
    END LOOP;
END $$;

CREATE INDEX customer_event_feed ON customer_event (written_by, position);

CREATE TABLE rejected_event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at timestamptz NOT NULL,
    message_id  text,
    reason      text NOT NULL,
    body        text NOT NULL
);

-- How far a background reader of the feed has come, and which node reads for it.
CREATE TABLE feed_reader (
    name         text PRIMARY KEY,
    transaction  bigint NOT NULL DEFAULT 0,
    position     bigint NOT NULL DEFAULT 0,
    owner        text,
    leased_until timestamptz
);
