-- Times are milliseconds since 1970, UTC. Ids and words are as the contract writes them.

-- Who this console is to a server; one row.
CREATE TABLE identity (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    client_id TEXT NOT NULL
) STRICT;

-- The server and user; one row from the first sign-in on.
CREATE TABLE account (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    server_url    TEXT NOT NULL,
    user          TEXT NOT NULL,
    role          TEXT NOT NULL,
    server_id     TEXT NOT NULL,
    signed_in     INTEGER NOT NULL,
    epoch         TEXT,
    cursor        TEXT,
    rebuilding    INTEGER NOT NULL DEFAULT 0,
    -- Counts rebuilds. Rows that the feed gave carry the generation in which it last did.
    generation    INTEGER NOT NULL DEFAULT 1,
    last_sync_at  INTEGER,
    offline_since INTEGER,
    clock_skew_ms INTEGER
) STRICT;

-- Tokens, where no keychain keeps them.
CREATE TABLE secrets (
    name   TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recordings (
    -- Ascending and never used again: texts and segments are numbered below it.
    n             INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    status        TEXT NOT NULL,
    -- Told by the server, or because a review stands here.
    flagged       INTEGER NOT NULL,
    told_flagged  INTEGER NOT NULL,
    -- All segments are here.
    cached        INTEGER NOT NULL,
    local_only    INTEGER NOT NULL,
    started_at    INTEGER NOT NULL,
    duration_ms   INTEGER NOT NULL,
    event_count   INTEGER NOT NULL,
    title         TEXT NOT NULL,
    agent         TEXT,
    session       TEXT,
    service       TEXT,
    device        TEXT,
    user          TEXT,
    -- Segments that it has, that are known here, whose bytes are here.
    segments      INTEGER NOT NULL,
    listed        INTEGER NOT NULL,
    stored        INTEGER NOT NULL,
    -- Of the known segments, as they travel.
    bytes         INTEGER NOT NULL,
    next_text     INTEGER NOT NULL,
    generation    INTEGER NOT NULL,
    -- Its data key under the vault's; made with its first stored segment.
    wrapped_key   BLOB,
    source_file   TEXT,
    source_index  INTEGER,
    -- The recording as JSON.
    data          TEXT NOT NULL
) STRICT;

-- Each begins with what it finds and goes on in the list's order; the rest lets a count never touch the table.
-- `listing.rs` names the one to use.
CREATE INDEX recordings_by_time ON recordings (started_at, kind, status, flagged, local_only);
CREATE INDEX recordings_by_kind ON recordings (kind, started_at, status, flagged, local_only);
CREATE INDEX recordings_by_status ON recordings (status, started_at, kind, flagged, local_only);
CREATE INDEX recordings_flagged ON recordings (started_at, kind, status, local_only, cached) WHERE flagged = 1;
CREATE INDEX recordings_by_agent ON recordings (agent, started_at, kind, status, flagged, local_only, cached)
    WHERE agent IS NOT NULL;
CREATE INDEX recordings_by_session ON recordings (session, started_at) WHERE session IS NOT NULL;
CREATE INDEX recordings_by_service ON recordings (service, started_at, kind, status, flagged, local_only, device)
    WHERE service IS NOT NULL;
CREATE INDEX recordings_by_device ON recordings (device, started_at, kind, status, flagged, local_only)
    WHERE device IS NOT NULL;
CREATE INDEX recordings_by_user ON recordings (user, started_at, kind, status, flagged, local_only, agent, service, device)
    WHERE user IS NOT NULL;
CREATE INDEX recordings_by_cached ON recordings (cached, started_at, kind, status, flagged, local_only);
CREATE INDEX recordings_local ON recordings (started_at, kind, status, flagged) WHERE local_only = 1;
CREATE UNIQUE INDEX recordings_source ON recordings (source_file, source_index) WHERE source_file IS NOT NULL;

-- Carries what a list filters by beside the tag, for the same reason.
CREATE TABLE tags (
    tag        TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    n          INTEGER NOT NULL REFERENCES recordings (n) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    status     TEXT NOT NULL,
    flagged    INTEGER NOT NULL,
    local_only INTEGER NOT NULL,
    cached     INTEGER NOT NULL,
    agent      TEXT,
    PRIMARY KEY (tag, started_at, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_of ON tags (n);
CREATE TRIGGER tags_follow
AFTER UPDATE OF started_at, kind, status, flagged, local_only, cached, agent ON recordings
WHEN (old.started_at, old.kind, old.status, old.flagged, old.local_only, old.cached, old.agent)
    IS NOT (new.started_at, new.kind, new.status, new.flagged, new.local_only, new.cached, new.agent)
BEGIN
    UPDATE tags SET started_at = new.started_at, kind = new.kind, status = new.status, flagged = new.flagged,
        local_only = new.local_only, cached = new.cached, agent = new.agent
    WHERE n = new.n;
END;

-- How many recordings there are of each sort, so that a list's total needs no count: in all (facet ''), and of each
-- agent, user, service, device and tag. Not by what is cached: that changes once for every recording of a first sync.
CREATE TABLE totals (
    facet      TEXT NOT NULL,
    value      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    status     TEXT NOT NULL,
    flagged    INTEGER NOT NULL,
    local_only INTEGER NOT NULL,
    total      INTEGER NOT NULL,
    PRIMARY KEY (facet, value, kind, status, flagged, local_only)
) STRICT, WITHOUT ROWID;
CREATE VIEW facets AS
    SELECT n, '' AS facet, '' AS value FROM recordings
    UNION ALL SELECT n, 'agent', agent FROM recordings WHERE agent IS NOT NULL
    UNION ALL SELECT n, 'user', user FROM recordings WHERE user IS NOT NULL
    UNION ALL SELECT n, 'service', service FROM recordings WHERE service IS NOT NULL
    UNION ALL SELECT n, 'device', device FROM recordings WHERE device IS NOT NULL;
CREATE TRIGGER totals_gain AFTER INSERT ON recordings BEGIN
    INSERT INTO totals
    SELECT facet, value, new.kind, new.status, new.flagged, new.local_only, 1
    FROM facets WHERE n = new.n
    ON CONFLICT DO UPDATE SET total = total + 1;
END;
CREATE TRIGGER totals_lose BEFORE DELETE ON recordings BEGIN
    INSERT INTO totals
    SELECT facet, value, old.kind, old.status, old.flagged, old.local_only, 0
    FROM facets WHERE n = old.n
    ON CONFLICT DO UPDATE SET total = total - 1;
END;
CREATE TRIGGER totals_lose_old
BEFORE UPDATE OF kind, status, flagged, local_only, agent, user, service, device ON recordings
WHEN (old.kind, old.status, old.flagged, old.local_only, old.agent, old.user, old.service, old.device)
    IS NOT (new.kind, new.status, new.flagged, new.local_only, new.agent, new.user, new.service, new.device)
BEGIN
    INSERT INTO totals
    SELECT facet, value, old.kind, old.status, old.flagged, old.local_only, 0
    FROM facets WHERE n = old.n
    ON CONFLICT DO UPDATE SET total = total - 1;
END;
CREATE TRIGGER totals_gain_new
AFTER UPDATE OF kind, status, flagged, local_only, agent, user, service, device ON recordings
WHEN (old.kind, old.status, old.flagged, old.local_only, old.agent, old.user, old.service, old.device)
    IS NOT (new.kind, new.status, new.flagged, new.local_only, new.agent, new.user, new.service, new.device)
BEGIN
    INSERT INTO totals
    SELECT facet, value, new.kind, new.status, new.flagged, new.local_only, 1
    FROM facets WHERE n = new.n
    ON CONFLICT DO UPDATE SET total = total + 1;
END;
CREATE TRIGGER totals_gain_tag AFTER INSERT ON tags BEGIN
    INSERT INTO totals
    VALUES ('tag', new.tag, new.kind, new.status, new.flagged, new.local_only, 1)
    ON CONFLICT DO UPDATE SET total = total + 1;
END;
CREATE TRIGGER totals_lose_tag AFTER DELETE ON tags BEGIN
    UPDATE totals SET total = total - 1
    WHERE facet = 'tag' AND value = old.tag AND kind = old.kind AND status = old.status
        AND flagged = old.flagged AND local_only = old.local_only;
END;
CREATE TRIGGER totals_move_tag AFTER UPDATE OF kind, status, flagged, local_only ON tags
WHEN (old.kind, old.status, old.flagged, old.local_only) IS NOT (new.kind, new.status, new.flagged, new.local_only)
BEGIN
    UPDATE totals SET total = total - 1
    WHERE facet = 'tag' AND value = old.tag AND kind = old.kind AND status = old.status
        AND flagged = old.flagged AND local_only = old.local_only;
    INSERT INTO totals
    VALUES ('tag', new.tag, new.kind, new.status, new.flagged, new.local_only, 1)
    ON CONFLICT DO UPDATE SET total = total + 1;
END;

CREATE TABLE segments (
    -- The recording's n * 2^24 + the segment's index.
    id        INTEGER PRIMARY KEY,
    media     TEXT NOT NULL,
    hash      TEXT NOT NULL,
    bytes     INTEGER NOT NULL,
    events    INTEGER NOT NULL,
    from_ms   INTEGER NOT NULL,
    to_ms     INTEGER NOT NULL,
    keyframes TEXT NOT NULL,
    -- Where its bytes are: a file of `blobs`, or this row, sealed with the recording's data key. Neither: not here.
    file      TEXT,
    sealed    BLOB
) STRICT;
CREATE UNIQUE INDEX segments_by_file ON segments (file) WHERE file IS NOT NULL;

-- Downloads that were begun: the file of `blobs` that they grow in.
CREATE TABLE partials (
    segment INTEGER PRIMARY KEY,
    file    TEXT NOT NULL UNIQUE
) STRICT;

-- Files of `blobs` that are to be deleted.
CREATE TABLE doomed (
    file TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE texts (
    -- The recording's n * 2^24 + a number within it; 0 is the title.
    id    INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    field TEXT NOT NULL,
    text  TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE texts_index USING fts5 (
    text,
    content = 'texts',
    content_rowid = 'id',
    -- Hits are not ranked by length.
    columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2'
);
-- What is deleted leaves the index at once, not at some later merge.
INSERT INTO texts_index (texts_index, rank) VALUES ('secure-delete', 1);
-- Measured on batches of some MB: large nodes, one flush for each batch and fewer merges double the rate.
INSERT INTO texts_index (texts_index, rank) VALUES ('pgsz', 8000);
INSERT INTO texts_index (texts_index, rank) VALUES ('hashsize', 16777216);
INSERT INTO texts_index (texts_index, rank) VALUES ('automerge', 8);

CREATE TABLE reviews (
    recording_id TEXT PRIMARY KEY,
    id           TEXT NOT NULL,
    -- As the server said last; NULL while only this console knows it.
    confirmed    TEXT,
    projected    TEXT NOT NULL,
    state        TEXT NOT NULL,
    severity     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    generation   INTEGER NOT NULL
) STRICT;
CREATE INDEX reviews_queue ON reviews (severity DESC, created_at);

-- Every id that a review ever had.
CREATE TABLE review_names (
    name         TEXT PRIMARY KEY,
    recording_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX review_names_of ON review_names (recording_id);

CREATE TABLE notes (
    id           TEXT PRIMARY KEY,
    recording_id TEXT NOT NULL,
    at_ms        INTEGER NOT NULL,
    confirmed    INTEGER NOT NULL,
    generation   INTEGER NOT NULL,
    -- Its row of `texts`, where its recording is here.
    text_id      INTEGER,
    data         TEXT NOT NULL
) STRICT;
CREATE INDEX notes_of ON notes (recording_id, at_ms);

CREATE TABLE outbox (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    recording_id TEXT NOT NULL,
    -- Order of sending: a recording takes the place of the first that waits for it.
    place        INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'parked', 'sent')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    last_error   TEXT,
    -- Who did it.
    user         TEXT NOT NULL,
    role         TEXT NOT NULL,
    at           INTEGER NOT NULL,
    -- The server that took it.
    server_id    TEXT,
    -- What the server says of its review has it in; until then it is shown on top.
    settled      INTEGER NOT NULL DEFAULT 0,
    -- The mutation as canonical JSON.
    data         TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_unsent ON outbox (place, seq) WHERE state <> 'sent';
CREATE INDEX outbox_of ON outbox (recording_id, seq);

-- Segments of local recordings on their way up.
CREATE TABLE uploads (
    hash     TEXT PRIMARY KEY,
    at_byte  INTEGER NOT NULL,
    complete INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    seq   INTEGER PRIMARY KEY,
    hash  TEXT NOT NULL,
    entry TEXT NOT NULL
) STRICT;
CREATE TRIGGER journal_keeps_what_it_has BEFORE UPDATE ON journal BEGIN
    SELECT RAISE (ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_loses_nothing BEFORE DELETE ON journal BEGIN
    SELECT RAISE (ABORT, 'the journal is append-only');
END;
