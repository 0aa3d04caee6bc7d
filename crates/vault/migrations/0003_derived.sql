-- What was computed from a recording's segments and can be computed again: its timeline, its outline.
CREATE TABLE derived (
    n      INTEGER NOT NULL REFERENCES recordings (n) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    -- How many segments it was computed from: with more of them here it is stale.
    basis  INTEGER NOT NULL,
    data   BLOB NOT NULL,
    PRIMARY KEY (n, name)
) STRICT, WITHOUT ROWID;
