//! Journeys across crates: see `journeys/`.
