//! The server of recordings: library, and the binary hindsight-server
