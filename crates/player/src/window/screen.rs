//! The picture that is shown: asks the decoder's thread for it, burns boxes in, and keeps it as one texture.

use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions};
use hindsight_video::decode::{Film, Frame, Projector, Shown};

use crate::PlayerError;
use crate::cover::{Cover, burn};
use crate::playhead::Span;

/// A frame on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OnScreen {
    pub(super) frame: usize,
    /// Not another one that is shown until it comes.
    pub(super) is_exact: bool,
}

/// What is wanted of a decoder, so that it is asked no more than it can answer.
#[derive(Debug, Default)]
struct Wish {
    /// Asked for, and not answered: ticket and frame.
    flight: Option<(u64, usize)>,
    on_screen: Option<OnScreen>,
    /// Could not be shown.
    failed: Option<usize>,
}

impl Wish {
    /// Whether to ask for `frame` now. Where playing runs `smoothly` on, the last one asked for is waited for: who asks
    /// anew for each would never see any.
    fn must_ask(&mut self, frame: usize, smoothly: bool) -> bool {
        let is_there = self.on_screen.is_some_and(|shown| shown.is_exact && shown.frame == frame);
        if is_there || self.failed == Some(frame) {
            // What comes of an earlier wish is not wanted any more.
            self.flight = None;
            return false;
        }
        match self.flight {
            Some((_, asked)) => asked != frame && !smoothly,
            None => true,
        }
    }

    fn answers(&self, ticket: u64) -> bool {
        self.flight.is_some_and(|(asked, _)| asked == ticket)
    }
}

pub(super) struct Screen {
    projector: Projector,
    wish: Wish,
    texture: Option<TextureHandle>,
    failure: Option<String>,
    size: (u32, u32),
}

impl Screen {
    pub(super) fn start(film: Film, ctx: &Context) -> Result<Self, PlayerError> {
        let size = film.index().size();
        Ok(Self {
            projector: projector(film, ctx)?,
            wish: Wish::default(),
            texture: None,
            failure: None,
            size,
        })
    }

    /// Wants this frame; see [`Wish::must_ask`].
    pub(super) fn want(&mut self, frame: usize, smoothly: bool) {
        if self.wish.failed.is_some_and(|failed| failed != frame) {
            (self.wish.failed, self.failure) = (None, None);
        }
        if self.wish.must_ask(frame, smoothly) {
            self.wish.flight = Some((self.projector.seek(frame), frame));
        }
    }

    /// Takes what the decoder has. Returns whether a wish was answered.
    pub(super) fn fetch(&mut self, ctx: &Context, covers: &[Cover]) -> bool {
        let mut is_answered = false;
        while let Some(shown) = self.projector.fetch() {
            match shown {
                Shown::Near { ticket, frame } if self.wish.answers(ticket) => {
                    self.show(ctx, &frame, covers, false);
                }
                Shown::Exact { ticket, frame } if self.wish.answers(ticket) => {
                    self.show(ctx, &frame, covers, true);
                    (self.wish.flight, self.failure, is_answered) = (None, None, true);
                }
                Shown::Failed { ticket, error } if self.wish.answers(ticket) => {
                    self.wish.failed = self.wish.flight.take().map(|(_, frame)| frame);
                    (self.failure, is_answered) = (Some(error.to_string()), true);
                }
                Shown::Near { .. } | Shown::Exact { .. } | Shown::Failed { .. } => {}
            }
        }
        is_answered
    }

    /// Whether the decoder is at work on what is wanted.
    pub(super) fn is_waiting(&self) -> bool {
        self.wish.flight.is_some()
    }

    pub(super) fn on_screen(&self) -> Option<OnScreen> {
        self.wish.on_screen
    }

    /// Why the frame that is wanted is not there.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    pub(super) fn texture(&self) -> Option<&TextureHandle> {
        self.texture.as_ref()
    }

    /// Of the picture, in its own pixels.
    pub(super) fn size(&self) -> (u32, u32) {
        self.size
    }

    fn show(&mut self, ctx: &Context, frame: &Frame, covers: &[Cover], is_exact: bool) {
        let image = picture(frame, covers, ctx.input(|input| input.max_texture_side));
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => self.texture = Some(ctx.load_texture("film", image, TextureOptions::LINEAR)),
        }
        self.size = (frame.width(), frame.height());
        self.wish.on_screen = Some(OnScreen { frame: frame.time().number, is_exact });
    }
}

pub(super) fn projector(film: Film, ctx: &Context) -> Result<Projector, PlayerError> {
    let ctx = ctx.clone();
    Projector::start(film, move || ctx.request_repaint()).map_err(|error| match error {
        hindsight_video::VideoError::Thread(source) => PlayerError::Thread { what: "decodes", source },
        other => PlayerError::Thread { what: "decodes", source: std::io::Error::other(other) },
    })
}

/// A frame as a texture of at most `most` pixels a side, with what must not be seen burned in first.
pub(super) fn picture(frame: &Frame, covers: &[Cover], most: usize) -> ColorImage {
    let time = frame.time();
    let (width, height) = (frame.width() as usize, frame.height() as usize);
    let mut rgba = frame.to_rgba();
    burn(covers, Span { at_us: time.at_us, until_us: time.until_us }, &mut rgba, width);
    let each = width.max(height).div_ceil(most.max(1)).max(1);
    if each == 1 {
        return ColorImage::from_rgba_premultiplied([width, height], &rgba);
    }
    let small = [width.div_ceil(each), height.div_ceil(each)];
    let rows = rgba.chunks_exact(width.max(1) * 4).step_by(each);
    let pixels: Vec<u8> = rows.flat_map(|row| row.chunks_exact(4).step_by(each)).flatten().copied().collect();
    ColorImage::from_rgba_premultiplied(small, &pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(frame: usize, is_exact: bool) -> Option<OnScreen> {
        Some(OnScreen { frame, is_exact })
    }

    #[test]
    fn playing_on_waits_for_what_it_asked_for_and_a_seek_does_not() {
        let mut wish = Wish { flight: Some((1, 10)), on_screen: shown(9, true), failed: None };
        assert!(!wish.must_ask(11, true), "the picture asked for is on its way");
        assert!(wish.must_ask(50, false), "where a person goes, it goes at once");
        assert!(!wish.must_ask(10, false), "nobody asks twice");
    }

    #[test]
    fn who_comes_back_before_the_answer_is_not_shown_it() {
        let mut wish = Wish { flight: Some((1, 90)), on_screen: shown(5, true), failed: None };
        assert!(!wish.must_ask(5, false));
        assert!(!wish.answers(1), "it would show frame 90 where 5 is wanted");
        wish.on_screen = shown(5, false);
        assert!(wish.must_ask(5, false), "a keyframe in its place is not the frame");
    }

    #[test]
    fn a_damaged_frame_is_asked_for_once() {
        let mut wish = Wish { flight: None, on_screen: shown(5, true), failed: Some(6) };
        assert!(!wish.must_ask(6, false));
        assert!(wish.must_ask(7, false));
    }
}
