ALTER TABLE propensity_model
    ADD COLUMN shadow           boolean NOT NULL DEFAULT false,  -- scored beside the active version, answers nobody
    ADD COLUMN saved_by         text NOT NULL DEFAULT '',
    ADD COLUMN replaces         integer,                         -- the version that scored before it: what rolling back goes to
    ADD COLUMN promoted_at      timestamptz,
    ADD COLUMN promoted_by      text,
    ADD COLUMN promotion_reason text;

CREATE UNIQUE INDEX propensity_model_shadow ON propensity_model (name) WHERE shadow;

-- The newest look at how a model does on live customers.
CREATE TABLE model_check (
    name       text PRIMARY KEY,
    checked_at timestamptz NOT NULL,
    body       text NOT NULL
);

-- What nodes counted of an active version's and a shadow's scores of the same customers; a row a node.
CREATE TABLE shadow_comparison (
    name       text NOT NULL,
    active     integer NOT NULL,
    shadow     integer NOT NULL,
    node       text NOT NULL,
    updated_at timestamptz NOT NULL,
    body       text NOT NULL,
    PRIMARY KEY (name, active, shadow, node)
);

-- Work that one node does at a time, and up to which due time it is done.
CREATE TABLE scheduled_work (
    name         text PRIMARY KEY,
    done_for     timestamptz NOT NULL,
    owner        text,
    leased_until timestamptz
);
