//! The orders of the library, for the window, the command line and the vault alike.

use serde::{Deserialize, Serialize};

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LibraryOrder {
    /// Latest start first.
    #[default]
    Newest,
    /// Earliest start first.
    Oldest,
    /// Longest first.
    Longest,
    /// Shortest first.
    Shortest,
    /// Most events first.
    MostEvents,
    /// Fewest events first.
    FewestEvents,
    /// Most bytes first.
    Largest,
    /// Fewest bytes first.
    Smallest,
    /// By title, A to Z. Only ASCII letters are the same in both cases.
    TitleAscending,
    /// By title, Z to A.
    TitleDescending,
    /// By user, A to Z; those without one first.
    UserAscending,
    /// By user, Z to A; those without one last.
    UserDescending,
}

impl LibraryOrder {
    /// All of them, each column's usual direction first.
    pub const ALL: [Self; 12] = [
        Self::Newest,
        Self::Oldest,
        Self::Longest,
        Self::Shortest,
        Self::MostEvents,
        Self::FewestEvents,
        Self::Largest,
        Self::Smallest,
        Self::TitleAscending,
        Self::TitleDescending,
        Self::UserAscending,
        Self::UserDescending,
    ];

    /// Its word on the wire and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Longest => "longest",
            Self::Shortest => "shortest",
            Self::MostEvents => "most_events",
            Self::FewestEvents => "fewest_events",
            Self::Largest => "largest",
            Self::Smallest => "smallest",
            Self::TitleAscending => "title_ascending",
            Self::TitleDescending => "title_descending",
            Self::UserAscending => "user_ascending",
            Self::UserDescending => "user_descending",
        }
    }
}
