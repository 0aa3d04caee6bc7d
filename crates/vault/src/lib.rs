//! Everything this laptop knows, in one encrypted SQLite file and its blobs
