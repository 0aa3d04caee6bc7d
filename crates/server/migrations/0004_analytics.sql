-- Analytics: what a recording counts for, read out of its details, so that a range of days is added up by one index.
-- What a console uploaded may hold anything: what is no whole number counts as none, and none is so large that a sum
-- could overflow. Details that cannot be read count as none too: one damaged row must not keep a store from opening.

-- Clicks and taps of a web session.
ALTER TABLE recordings ADD COLUMN clicks INTEGER GENERATED ALWAYS AS (
    CASE json_type(CASE WHEN json_valid(details) THEN details END, '$.clicks') WHEN 'integer'
        THEN max(0, min(CAST(json_extract(details, '$.clicks') AS INTEGER), 1000000000)) ELSE 0 END
) VIRTUAL;
-- Page views that its SDK reported.
ALTER TABLE recordings ADD COLUMN reported_views INTEGER GENERATED ALWAYS AS (
    CASE json_type(CASE WHEN json_valid(details) THEN details END, '$.pageViews') WHEN 'integer'
        THEN max(0, min(CAST(json_extract(details, '$.pageViews') AS INTEGER), 1000000000)) ELSE 0 END
) VIRTUAL;
-- Pages that its events show, each once.
ALTER TABLE recordings ADD COLUMN shown_pages INTEGER GENERATED ALWAYS AS (
    CASE json_type(CASE WHEN json_valid(details) THEN details END, '$.recordedPages') WHEN 'integer'
        THEN max(0, min(CAST(json_extract(details, '$.recordedPages') AS INTEGER), 1000000000)) ELSE 0 END
) VIRTUAL;
-- Its length in ms, as its summary has it: what the browser said, else from its start to its end.
ALTER TABLE recordings ADD COLUMN length_ms INTEGER GENERATED ALWAYS AS (
    CASE json_type(CASE WHEN json_valid(details) THEN details END, '$.durationMs') WHEN 'integer'
        THEN CAST(json_extract(details, '$.durationMs') AS INTEGER)
        ELSE max(0, CASE json_type(CASE WHEN json_valid(details) THEN details END, '$.endedAt') WHEN 'integer'
            -- The years that a time may have.
            THEN max(-62167219200000, min(CAST(json_extract(details, '$.endedAt') AS INTEGER), 253402207200000))
            ELSE coalesce(ended_ms, latest_ms) END - started_ms)
    END
) VIRTUAL;

CREATE INDEX recordings_sessions_counted ON recordings
    (kind, started_ms, service, device, status, user_id, recorder, clicks, reported_views, shown_pages, length_ms)
    WHERE kind = 'web';
CREATE INDEX recordings_runs_counted ON recordings
    (kind, started_ms, agent_id, status, user_id, recorder, errors, ended_ms)
    WHERE kind = 'agent';
