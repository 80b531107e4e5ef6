ALTER TABLE propensity_model ADD COLUMN shadow INTEGER NOT NULL DEFAULT 0;   -- scored beside the active version, answers nobody
ALTER TABLE propensity_model ADD COLUMN saved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE propensity_model ADD COLUMN replaces INTEGER;                    -- the version that scored before it: what rolling back goes to
ALTER TABLE propensity_model ADD COLUMN promoted_at INTEGER;
ALTER TABLE propensity_model ADD COLUMN promoted_by TEXT;
ALTER TABLE propensity_model ADD COLUMN promotion_reason TEXT;

CREATE UNIQUE INDEX propensity_model_shadow ON propensity_model (name) WHERE shadow;

-- The newest look at how a model does on live customers.
CREATE TABLE model_check (
    name       TEXT PRIMARY KEY,
    checked_at INTEGER NOT NULL,
    body       TEXT NOT NULL
) WITHOUT ROWID;

-- What nodes counted of an active version's and a shadow's scores of the same customers; a row a node.
CREATE TABLE shadow_comparison (
    name       TEXT NOT NULL,
    active     INTEGER NOT NULL,
    shadow     INTEGER NOT NULL,
    node       TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (name, active, shadow, node)
) WITHOUT ROWID;

-- Work that one node does at a time, and up to which due time it is done.
CREATE TABLE scheduled_work (
    name         TEXT PRIMARY KEY,
    done_for     INTEGER NOT NULL,
    owner        TEXT,
    leased_until INTEGER
) WITHOUT ROWID;
