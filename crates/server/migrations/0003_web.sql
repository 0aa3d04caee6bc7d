-- Web sessions: what a browser numbers, and what its events show.

-- Ranges of events that came. A browser that heard no reply sends them again, alone or together with later ones.
CREATE TABLE batches (
    recording INTEGER NOT NULL REFERENCES recordings (pk) ON DELETE CASCADE,
    first     INTEGER NOT NULL,                 -- as the browser counts
    last      INTEGER NOT NULL,
    events    INTEGER NOT NULL,
    digests   BLOB NOT NULL,                    -- 8 bytes for each event, in the order of their numbers
    PRIMARY KEY (recording, first, last)
) STRICT, WITHOUT ROWID;
CREATE INDEX batches_by_length ON batches (recording, events);

-- Pages that recorded events show, each once.
CREATE TABLE recorded_pages (
    recording INTEGER NOT NULL REFERENCES recordings (pk) ON DELETE CASCADE,
    path      TEXT NOT NULL,
    PRIMARY KEY (recording, path)
) STRICT, WITHOUT ROWID;
