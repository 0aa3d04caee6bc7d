//! Small pictures along the time line, decoded one after another where nothing else waits.

use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions};
use hindsight_video::decode::{Film, Projector, Shown};

use super::screen::{picture, projector};
use crate::PlayerError;
use crate::cover::Cover;
use crate::playhead::Frames;

/// Along the whole time line.
pub(super) const COUNT: usize = 16;
/// Pixels of their longer side.
const SIDE: usize = 160;
/// A keyframe so near shows what the frame does, for a tenth of the work.
const NEAR: usize = 60;

pub(super) struct Thumbnails {
    projector: Projector,
    /// The frames that they show, from left to right.
    frames: Vec<usize>,
    textures: Vec<Option<TextureHandle>>,
    asked: Option<(u64, usize)>,
    next: usize,
}

/// The frames that stand for a film, from left to right.
fn chosen(reel: &dyn Frames) -> Vec<usize> {
    let (start, end) = (reel.start_us(), reel.end_us());
    let length = i128::from(end) - i128::from(start);
    let middle_of = |place: usize| {
        let at = i128::from(start) + length * (2 * place as i128 + 1) / (2 * COUNT as i128);
        let frame = reel.at(i64::try_from(at).unwrap_or(end));
        let key = reel.keyframe(frame);
        if frame - key.min(frame) <= NEAR || reel.count() / COUNT > NEAR { key } else { frame }
    };
    (0..COUNT).map(middle_of).collect()
}

impl Thumbnails {
    pub(super) fn start(film: Film, reel: &dyn Frames, ctx: &Context) -> Result<Self, PlayerError> {
        let frames = chosen(reel);
        let textures = vec![None; frames.len()];
        Ok(Self { projector: projector(film, ctx)?, frames, textures, asked: None, next: 0 })
    }

    /// Takes what was decoded, and asks for the next one unless the film itself `is_waiting` for its picture.
    pub(super) fn fetch(&mut self, ctx: &Context, covers: &[Cover], is_waiting: bool) {
        while let Some(shown) = self.projector.fetch() {
            let (ticket, frame) = match shown {
                Shown::Near { .. } => continue,
                Shown::Exact { ticket, frame } => (ticket, Some(frame)),
                // The film says so itself where somebody looks at that place; here it stays empty.
                Shown::Failed { ticket, .. } => (ticket, None),
            };
            let Some((_, place)) = self.asked.take_if(|(asked, _)| *asked == ticket) else { continue };
            self.textures[place] = frame.map(|frame| {
                let image: ColorImage = picture(&frame, covers, SIDE);
                ctx.load_texture(format!("thumbnail {place}"), image, TextureOptions::LINEAR)
            });
        }
        if self.asked.is_some() || is_waiting || self.next >= self.frames.len() {
            return;
        }
        let place = self.next;
        self.next += 1;
        let before = place.checked_sub(1).filter(|&before| self.frames[before] == self.frames[place]);
        match before {
            // The same picture stands for both.
            Some(before) => {
                self.textures[place] = self.textures[before].clone();
                ctx.request_repaint();
            }
            None => self.asked = Some((self.projector.seek(self.frames[place]), place)),
        }
    }

    pub(super) fn get(&self, place: usize) -> Option<&TextureHandle> {
        self.textures.get(place)?.as_ref()
    }
}
