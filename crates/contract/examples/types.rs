//! Prints the window's TypeScript types: `cargo xtask types` writes them where they belong.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(hindsight_contract::types::module().as_bytes())
}
