-- Who may do what, the recordings and the pieces that they are stored in.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- The position of the latest change, for the feed.
INSERT INTO meta (key, value) VALUES ('feed_seq', 0);

CREATE TABLE users (
    name            TEXT PRIMARY KEY,
    role            TEXT NOT NULL CHECK (role IN ('member', 'reviewer', 'supervisor', 'admin')),
    password        TEXT NOT NULL,              -- Argon2id, PHC string
    disabled        INTEGER NOT NULL DEFAULT 0,
    visibility_gen  INTEGER NOT NULL DEFAULT 0, -- grows when what this user sees changes as a whole
    created_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    id           TEXT PRIMARY KEY,
    hash         BLOB NOT NULL UNIQUE,          -- SHA-256 of the token, which itself is stored nowhere
    user         TEXT NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('member', 'reviewer', 'supervisor', 'admin')),
    service      INTEGER NOT NULL DEFAULT 0,
    login        INTEGER NOT NULL DEFAULT 0,    -- made by signing in: it ends with its user
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER,
    revoked_ms   INTEGER,
    last_used_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_user ON tokens (user);

CREATE TABLE agents (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    maturity   TEXT NOT NULL CHECK (maturity IN ('student', 'intern', 'supervised', 'autonomous')),
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recordings (
    pk            INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL CHECK (kind IN ('web', 'agent', 'screen')),
    title         TEXT NOT NULL,
    session_id    TEXT,
    agent_id      TEXT,
    user_id       TEXT,
    recorder      TEXT,                         -- the principal that writes it, where it is not its user
    service       TEXT,
    device        TEXT,
    status        TEXT NOT NULL CHECK (status IN ('recording', 'completed', 'failed', 'cancelled')),
    tags          TEXT NOT NULL DEFAULT '[]',   -- JSON array
    started_ms    INTEGER NOT NULL,
    ended_ms      INTEGER,
    latest_ms     INTEGER NOT NULL,             -- time of the latest event, by the events' clock
    event_count   INTEGER NOT NULL DEFAULT 0,
    segment_count INTEGER NOT NULL DEFAULT 0,
    flagged       INTEGER NOT NULL DEFAULT 0,
    details       TEXT NOT NULL DEFAULT '{}',   -- JSON object: what only one kind has
    completes     INTEGER NOT NULL DEFAULT 0,   -- events of type operation_complete
    errors        INTEGER NOT NULL DEFAULT 0,   -- events of type error
    tail_events   INTEGER NOT NULL DEFAULT 0,   -- what stands in tail_events
    tail_bytes    INTEGER NOT NULL DEFAULT 0,
    tail_since_ms INTEGER,                      -- when the first of them came
    next_event    INTEGER NOT NULL DEFAULT 0,   -- number of the next event of the tail
    active_ms     INTEGER NOT NULL,             -- when its writer was last heard
    expires_ms    INTEGER,
    hold          INTEGER NOT NULL DEFAULT 0,   -- a legal hold: may not be deleted
    created_ms    INTEGER NOT NULL,
    updated_ms    INTEGER NOT NULL,
    feed_seq      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX recordings_by_feed ON recordings (feed_seq);
-- Lists: equality on what a list is cut by, then the order of the list, then what other filters look at, so that a
-- page and its count are read from one index alone (store/listing.rs names the index that it means).
CREATE INDEX recordings_by_status ON recordings
    (kind, status, flagged, started_ms, pk, agent_id, user_id, recorder, session_id, service, device);
CREATE INDEX recordings_by_agent ON recordings
    (kind, agent_id, status, flagged, started_ms, pk, user_id, recorder, session_id) WHERE agent_id IS NOT NULL;
CREATE INDEX recordings_by_user ON recordings
    (kind, user_id, status, flagged, started_ms, pk, agent_id, recorder, session_id, service, device);
CREATE INDEX recordings_by_user_and_agent ON recordings
    (kind, user_id, agent_id, status, flagged, started_ms, pk, recorder, session_id) WHERE agent_id IS NOT NULL;
CREATE INDEX recordings_by_recorder ON recordings
    (kind, recorder, status, flagged, started_ms, pk, agent_id, user_id, session_id, service, device)
    WHERE recorder IS NOT NULL;
CREATE INDEX recordings_by_service ON recordings
    (kind, service, status, flagged, started_ms, pk, device, user_id, recorder, agent_id, session_id)
    WHERE service IS NOT NULL;
CREATE INDEX recordings_by_session ON recordings
    (kind, session_id, status, flagged, started_ms, pk, agent_id, user_id, recorder, service, device)
    WHERE session_id IS NOT NULL;
-- Not by active_ms, which changes with every event.
CREATE INDEX recordings_growing ON recordings (started_ms) WHERE status = 'recording';
CREATE INDEX recordings_with_tail ON recordings (tail_since_ms) WHERE tail_events > 0;
CREATE INDEX recordings_expiring ON recordings (expires_ms) WHERE expires_ms IS NOT NULL;

-- Tags with what lists look at, kept in step by the trigger.
CREATE TABLE tags (
    tag        TEXT NOT NULL,
    pk         INTEGER NOT NULL REFERENCES recordings (pk) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    status     TEXT NOT NULL,
    flagged    INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    agent_id   TEXT,
    user_id    TEXT,
    recorder   TEXT,
    session_id TEXT,
    PRIMARY KEY (tag, pk)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_recording ON tags (pk);
CREATE INDEX tags_listed ON tags
    (kind, tag, status, flagged, started_ms, pk, agent_id, user_id, recorder, session_id);
CREATE TRIGGER tags_follow AFTER UPDATE OF status, flagged, started_ms, user_id, session_id ON recordings
WHEN (old.status, old.flagged, old.started_ms, old.user_id, old.session_id)
    IS NOT (new.status, new.flagged, new.started_ms, new.user_id, new.session_id)
BEGIN
    UPDATE tags SET status = new.status, flagged = new.flagged, started_ms = new.started_ms, user_id = new.user_id,
        session_id = new.session_id
    WHERE pk = new.pk;
END;

CREATE TABLE blobs (
    hash   TEXT PRIMARY KEY,                    -- SHA-256 of the plain bytes
    bytes  INTEGER NOT NULL,
    inline BLOB,                                -- small ones
    file   TEXT,                                -- others: the name of a file in the blob folder
    CHECK ((inline IS NULL) <> (file IS NULL))
) STRICT;

CREATE TABLE segments (
    recording INTEGER NOT NULL REFERENCES recordings (pk) ON DELETE CASCADE,
    idx       INTEGER NOT NULL,
    media     TEXT NOT NULL CHECK (media IN ('events', 'mp4')),
    hash      TEXT NOT NULL REFERENCES blobs (hash),
    bytes     INTEGER NOT NULL,
    events    INTEGER NOT NULL,
    from_ms   INTEGER NOT NULL,
    to_ms     INTEGER NOT NULL,
    keyframes TEXT NOT NULL DEFAULT '[]',       -- JSON array of offsets in ms
    PRIMARY KEY (recording, idx)
) STRICT, WITHOUT ROWID;
CREATE INDEX segments_by_hash ON segments (hash);

-- Single events that are not in a segment yet.
CREATE TABLE tail_events (
    recording INTEGER NOT NULL REFERENCES recordings (pk) ON DELETE CASCADE,
    n         INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    event     BLOB NOT NULL,                    -- one line of JSON
    PRIMARY KEY (recording, n)
) STRICT, WITHOUT ROWID;

-- Requests that came with a key of their own and must count once.
CREATE TABLE accepted (
    recording INTEGER NOT NULL REFERENCES recordings (pk) ON DELETE CASCADE,
    key       TEXT NOT NULL,
    events    INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    PRIMARY KEY (recording, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE pageviews (
    recording INTEGER NOT NULL REFERENCES recordings (pk) ON DELETE CASCADE,
    at_ms     INTEGER NOT NULL,
    path      TEXT NOT NULL,
    title     TEXT NOT NULL,
    referrer  TEXT
) STRICT;
CREATE UNIQUE INDEX pageviews_once ON pageviews (recording, at_ms, path);

CREATE TABLE journal (
    seq   INTEGER PRIMARY KEY,
    entry BLOB NOT NULL,                        -- canonical JSON
    hash  TEXT NOT NULL
) STRICT;
