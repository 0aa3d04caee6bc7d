//! The binary `hindsight-server`.
fn main() {}
