//! What a person does in the window.

use crate::playhead::Command;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Play(Command),
    Closer,
    Farther,
    Whole,
    Heat,
    Note,
    Keys,
    /// Closes what lies over the film, or the message.
    Dismiss,
}
