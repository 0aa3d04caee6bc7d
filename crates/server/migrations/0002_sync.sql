-- Sync: what people say about recordings, what consoles send, and the marks that tell one history from another.
-- Every row of the feed carries feed_seq, the position of its latest change; the feed is "rows after a cursor".

-- One per start. A server restored from an older backup takes other marks from then on.
CREATE TABLE marks (
    seq  INTEGER PRIMARY KEY,
    mark TEXT NOT NULL
) STRICT;

-- One per flagged recording. `body` is the review's JSON as the feed sends it; the other columns are its index.
CREATE TABLE reviews (
    id           TEXT PRIMARY KEY,
    recording_id TEXT NOT NULL UNIQUE REFERENCES recordings (id) ON DELETE CASCADE,
    state        TEXT NOT NULL,
    severity     TEXT NOT NULL,
    feed_seq     INTEGER NOT NULL UNIQUE,
    body         TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_state ON reviews (state, severity);

-- Ids that consoles gave a review before they met the one that stands. For ever.
CREATE TABLE review_aliases (
    alias     TEXT PRIMARY KEY,
    review_id TEXT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX review_aliases_by_review ON review_aliases (review_id);

-- Ids of flags and verdicts, which stand inside the reviews: none is used twice.
CREATE TABLE review_parts (
    id        TEXT PRIMARY KEY,
    review_id TEXT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX review_parts_by_review ON review_parts (review_id);

CREATE TABLE notes (
    id           TEXT PRIMARY KEY,
    recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    feed_seq     INTEGER NOT NULL UNIQUE,
    body         TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_recording ON notes (recording_id);

-- What consoles sent and what came of it: a mutation that comes again is answered from here. For ever.
CREATE TABLE mutations (
    id      TEXT PRIMARY KEY,
    by_user TEXT NOT NULL,
    digest  TEXT NOT NULL,             -- SHA-256 of its canonical JSON
    result  TEXT NOT NULL,             -- JSON of the MutationResult that was sent
    at_ms   INTEGER NOT NULL           -- by the server's clock
) STRICT, WITHOUT ROWID;

-- Recordings that are no longer there, with what decided who saw them: consoles erase their copies.
CREATE TABLE gone (
    recording_id TEXT PRIMARY KEY,
    user_id      TEXT,
    recorder     TEXT,
    flagged      INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    feed_seq     INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- The feed of those who do not see everything reads no rows of others.
CREATE INDEX recordings_flagged_by_feed ON recordings (feed_seq) WHERE flagged = 1;
CREATE INDEX recordings_by_user_feed ON recordings (user_id, feed_seq);
CREATE INDEX recordings_by_recorder_feed ON recordings (recorder, feed_seq) WHERE recorder IS NOT NULL;

-- Blobs on their way up. A user's uploads are that user's alone until a recording names them.
CREATE TABLE uploads (
    by_user    TEXT NOT NULL,
    hash       TEXT NOT NULL,
    bytes      INTEGER NOT NULL,       -- as announced
    offset_at  INTEGER NOT NULL,       -- all before it is durable
    complete   INTEGER NOT NULL,       -- 1: verified, and among the blobs
    touched_ms INTEGER NOT NULL,       -- by the server's clock
    PRIMARY KEY (by_user, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_age ON uploads (touched_ms);
CREATE INDEX uploads_by_hash ON uploads (hash);

-- The bytes of an upload that is not complete: small parts here, large ones in files of their own.
CREATE TABLE upload_parts (
    by_user   TEXT NOT NULL,
    hash      TEXT NOT NULL,
    offset_at INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    inline    BLOB,
    file      TEXT,
    PRIMARY KEY (by_user, hash, offset_at),
    FOREIGN KEY (by_user, hash) REFERENCES uploads (by_user, hash) ON DELETE CASCADE,
    CHECK ((inline IS NULL) <> (file IS NULL))
) STRICT;
