-- What recordings have on their pages, for heatmaps: a row for each recording, page, widths and name, side by side by
-- page, so that a heatmap over many recordings reads one stretch of the table.
CREATE TABLE pages (
    id    INTEGER PRIMARY KEY,
    page  TEXT NOT NULL,
    width TEXT NOT NULL,
    UNIQUE (page, width)
) STRICT;

CREATE TABLE page_parts (
    page   INTEGER NOT NULL REFERENCES pages (id),
    name   TEXT NOT NULL,
    n      INTEGER NOT NULL REFERENCES recordings (n) ON DELETE CASCADE,
    -- How much is in it.
    weight INTEGER NOT NULL,
    data   BLOB NOT NULL,
    PRIMARY KEY (page, name, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX page_parts_of_recording ON page_parts (n);
CREATE INDEX page_parts_by_name ON page_parts (name, page, weight, n);

-- An address is told by the recordings that were there, and goes with the last of them.
CREATE TRIGGER page_without_parts AFTER DELETE ON page_parts
WHEN NOT EXISTS (SELECT 1 FROM page_parts WHERE page = OLD.page)
BEGIN
    DELETE FROM pages WHERE id = OLD.page;
END;

-- It counts for nothing once other segments are here than it was computed from.
CREATE TRIGGER page_parts_stale AFTER UPDATE OF stored ON recordings WHEN NEW.stored <> OLD.stored
BEGIN
    DELETE FROM page_parts WHERE n = NEW.n;
END;

-- What was counted before was kept whole, by recording: it is counted anew.
DELETE FROM derived WHERE name IN ('heat', 'insight');
