//! Mutations by their keys: what came of each, for ever.
