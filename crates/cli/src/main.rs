//! The binary `hindsight`.
fn main() {}
