-- A row while the search's index still holds words of texts that were taken out in bulk.
CREATE TABLE unmerged (
    one INTEGER PRIMARY KEY CHECK (one = 1)
) STRICT;
