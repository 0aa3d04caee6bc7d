//! Agents: their names, and how far they are trusted.
