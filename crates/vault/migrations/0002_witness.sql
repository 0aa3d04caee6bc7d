-- The witness of the last results that the feed was not read to its end after; see `record_results`.
ALTER TABLE account ADD COLUMN witness TEXT;
