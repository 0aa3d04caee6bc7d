//! Screens and windows by X11, grabbing only what changed.
//!
//! **Invariant:** in window modes pixels come from the window's own pixmap (Composite), never from the screen, so that
//! no other window can be in the picture.
//!
//! **Invariant:** no key event is ever asked for.

mod cursor;
mod display;
mod grab;
mod pointer;
mod source;
mod view;
mod windows;

pub use display::Display;
pub use source::X11Source;
