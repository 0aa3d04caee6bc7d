//! The headless player: one clock over all kinds, and windows of a recording
