-- The beginnings of words have places of their own: of a beginning that many words share, the newest hits are found
-- without merging the places of all of them.
DROP TABLE texts_index;
CREATE VIRTUAL TABLE texts_index USING fts5 (
    text,
    content = 'texts',
    content_rowid = 'id',
    columnsize = 0,
    prefix = '3',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO texts_index (texts_index, rank) VALUES ('secure-delete', 1);
INSERT INTO texts_index (texts_index, rank) VALUES ('pgsz', 8000);
INSERT INTO texts_index (texts_index, rank) VALUES ('hashsize', 16777216);
INSERT INTO texts_index (texts_index, rank) VALUES ('automerge', 8);
INSERT INTO texts_index (texts_index) VALUES ('rebuild');
