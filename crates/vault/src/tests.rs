//! What callers see of the vault, on real files.

mod bed;
mod deriving;
mod downloading;
mod erasing;
mod feeding;
mod importing;
mod listing;
mod numbers;
mod opening;
mod outbox;
mod paging;
mod projecting;
mod remembering;
mod searching;
mod secrecy;
mod sending;
mod sharing;
mod upkeep;
