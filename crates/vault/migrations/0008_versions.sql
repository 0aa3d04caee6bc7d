-- What was computed says by which version: what another one computed may have another shape, and counts for nothing.
-- Nothing is thrown away here: a row goes when its recording is read anew.
ALTER TABLE derived ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page_parts ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- A new column stands behind the data. Whoever asks only whether something is there does not read through all of that.
CREATE INDEX derived_by_version ON derived (name, n, basis, version);
DROP INDEX page_parts_by_name;
CREATE INDEX page_parts_by_name ON page_parts (name, version, page, weight, n);
