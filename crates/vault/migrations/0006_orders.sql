-- One for each order of the library beside that of the start. Each has the row's number next, so that equal ones have an
-- order too, and then all that a list without a facet filters by: what does not pass is left without touching the table.
CREATE INDEX recordings_by_length ON recordings
    (duration_ms, n, started_at, kind, status, flagged, local_only, cached);
CREATE INDEX recordings_by_events ON recordings
    (event_count, n, started_at, kind, status, flagged, local_only, cached);
CREATE INDEX recordings_by_bytes ON recordings
    (bytes, n, started_at, kind, status, flagged, local_only, cached);
CREATE INDEX recordings_by_title ON recordings
    (title COLLATE NOCASE, n, started_at, kind, status, flagged, local_only, cached);
CREATE INDEX recordings_by_user_name ON recordings
    (user COLLATE NOCASE, n, started_at, kind, status, flagged, local_only, cached);
