//! Incremental events: which part of the mirror each is for, and those that need no part of their own.

use serde::de::{Deserialize, MapAccess};
use serde_json::value::RawValue;

use super::{
    Mirror, Page, Skip,
    kept::Pointer,
    loose::{List, Loose, Members, Name, Object},
    media::{Media, MediaChange},
    mutation::members,
    node::Input,
};
use crate::{
    facts::{Interaction, Source, leading_source},
    json,
};

/// What stands in a field: as much as a text node of a page may have.
const MAX_INPUT_BYTES: usize = 16 << 20;
const MAX_SELECTION_BYTES: usize = 64 << 10;

#[derive(Debug, Default)]
struct SourceOnly<'j> {
    source: Loose<'j>,
}

/// The members of all the small incremental events.
#[derive(Debug, Default)]
struct Data<'j> {
    id: Loose<'j>,
    kind: Loose<'j>,
    x: Loose<'j>,
    y: Loose<'j>,
    width: Loose<'j>,
    height: Loose<'j>,
    text: Loose<'j>,
    is_checked: Loose<'j>,
    positions: List<Object<Position<'j>>>,
    current_time: Loose<'j>,
    playback_rate: Loose<'j>,
    volume: Loose<'j>,
    muted: Loose<'j>,
    looped: Loose<'j>,
}

#[derive(Clone, Debug, Default)]
struct Position<'j> {
    id: Loose<'j>,
    x: Loose<'j>,
    y: Loose<'j>,
}

members!(SourceOnly { "source" => source });
members!(Position { "id" => id, "x" => x, "y" => y });
members!(Data {
    "id" => id, "type" => kind, "x" => x, "y" => y, "width" => width, "height" => height, "text" => text,
    "isChecked" => is_checked, "positions" => positions, "currentTime" => current_time,
    "playbackRate" => playback_rate, "volume" => volume, "muted" => muted, "loop" => looped
});

/// rrweb's number of a source.
fn source_of(data: &str) -> Option<i64> {
    if let Some(number) = leading_source(data) {
        return Some(number);
    }
    json::with_text(data, |json| {
        let Object(data) = Object::<SourceOnly<'_>>::deserialize(json)?;
        Ok(data.source.whole())
    })
    .ok()?
}

impl Position<'_> {
    fn pointer(&self, source: i64) -> Option<Pointer> {
        Some(Pointer { x: self.x.number()?, y: self.y.number()?, id: self.id.whole()?, source })
    }
}

/// The last place of a batch of moves, where it is written as recorders do.
fn last_of_moves(data: &str, source: i64) -> Option<Pointer> {
    #[derive(serde::Deserialize)]
    struct Moves<'j> {
        #[serde(borrow)]
        positions: Vec<&'j RawValue>,
    }
    let moves: Moves<'_> = serde_json::from_str(data).ok()?;
    let Object(last): Object<Position<'_>> = serde_json::from_str(moves.positions.last()?.get()).ok()?;
    last.pointer(source)
}

impl Mirror {
    pub(super) fn incremental(&mut self, data: &str) {
        let Some(number) = source_of(data) else {
            self.skipped.one(Skip::Malformed);
            return;
        };
        let source = Source::from_number(number);
        // Of a page without a snapshot only its size is known.
        if self.root.is_none() && !matches!(source, Source::ViewportResize | Source::Font) {
            self.skipped.one(Skip::BeforeSnapshot);
            return;
        }
        match source {
            Source::Mutation => self.mutation(data),
            Source::StyleSheetRule | Source::StyleDeclaration => self.change_rules(data),
            Source::AdoptedStyleSheet => self.adopt(data),
            Source::CanvasMutation => self.canvas(data),
            Source::Font => {
                if !self.kept.keep_font(data) {
                    self.skipped.one(Skip::TooMuch);
                }
            }
            Source::Selection => {
                if data.len() <= MAX_SELECTION_BYTES {
                    self.kept.selection = Some(data.into());
                } else {
                    self.skipped.one(Skip::TooMuch);
                }
            }
            // rrweb defines what is custom when it builds it, and shows no lines of a log.
            Source::CustomElement | Source::Log => {}
            Source::Other(_) => self.skipped.one(Skip::UnknownKind),
            Source::MouseMove
            | Source::MouseInteraction
            | Source::Scroll
            | Source::ViewportResize
            | Source::Input
            | Source::TouchMove
            | Source::MediaInteraction
            | Source::Drag => self.small(source, number, data),
        }
    }

    fn small(&mut self, source: Source, number: i64, data: &str) {
        // Moves are what most of a recording is of, and only the last place of each batch stays.
        if source == Source::MouseMove
            && let Some(pointer) = last_of_moves(data, number)
        {
            self.kept.pointer = Some(pointer);
            return;
        }
        let read = json::with_text(data, |json| {
            let Object(data) = Object::<Data<'_>>::deserialize(json)?;
            match source {
                Source::MouseInteraction => self.interact(&data),
                Source::Scroll => self.scrolled(&data),
                Source::ViewportResize => self.resize(&data),
                Source::Input => self.input(&data),
                Source::MediaInteraction => self.play(&data),
                _ => self.moved(&data, number),
            }
            Ok(())
        });
        if read.is_err() {
            self.skipped.one(Skip::Malformed);
        }
    }

    fn moved(&mut self, data: &Data<'_>, source: i64) {
        match data.positions.0.last().and_then(|Object(last)| last.pointer(source)) {
            Some(pointer) => self.kept.pointer = Some(pointer),
            None => self.skipped.one(Skip::Malformed),
        }
    }

    fn interact(&mut self, data: &Data<'_>) {
        let Some((id, kind)) = data.id.whole().zip(data.kind.whole()) else {
            self.skipped.one(Skip::Malformed);
            return;
        };
        if id == -1 {
            return;
        }
        if self.known(Some(id)).is_none() {
            return;
        }
        let (x, y) = (data.x.number().unwrap_or(0.0), data.y.number().unwrap_or(0.0));
        let mut pointed = |source: i64| self.kept.pointer = Some(Pointer { x, y, id, source });
        match Interaction::from_number(kind) {
            Some(Interaction::Focus) => self.kept.focus = Some(id),
            Some(Interaction::Blur) => {
                if self.kept.focus == Some(id) {
                    self.kept.focus = None;
                }
            }
            Some(Interaction::Click | Interaction::MouseDown | Interaction::MouseUp) => pointed(MOUSE),
            Some(Interaction::TouchStart | Interaction::TouchEnd) => pointed(TOUCH),
            Some(_) => {}
            None => self.skipped.one(Skip::UnknownKind),
        }
    }

    fn scrolled(&mut self, data: &Data<'_>) {
        let Some((x, y)) = data.x.number().zip(data.y.number()) else {
            self.skipped.one(Skip::Malformed);
            return;
        };
        if data.id.whole() == Some(-1) {
            return;
        }
        let Some(key) = self.known(data.id.whole()) else { return };
        // From here on the place is what the event said.
        self.change_element(key, |element| {
            element.attributes.retain(|attribute| !attribute.name.starts_with("rr_scroll"));
        });
        if let Some(node) = self.arena.get_mut(key) {
            node.extra().scroll = Some((x, y));
        }
    }

    fn resize(&mut self, data: &Data<'_>) {
        match data.width.number().zip(data.height.number()) {
            Some((width, height)) => {
                let page = self.page.get_or_insert(Page { href: String::new(), width, height });
                (page.width, page.height) = (width, height);
            }
            None => self.skipped.one(Skip::Malformed),
        }
    }

    fn input(&mut self, data: &Data<'_>) {
        let Some(text) = data.text.text() else {
            self.skipped.one(Skip::Malformed);
            return;
        };
        if data.id.whole() == Some(-1) {
            return;
        }
        if text.len() > MAX_INPUT_BYTES {
            self.skipped.one(Skip::TooMuch);
            return;
        }
        let Some(key) = self.known(data.id.whole()) else { return };
        self.inputs += 1;
        let order = self.inputs;
        self.arena.touch(key);
        if let Some(node) = self.arena.get_mut(key) {
            let is_checked = data.is_checked.is_true();
            node.extra().input = Some(Input { text: text.into(), is_checked, order });
        }
    }

    fn play(&mut self, data: &Data<'_>) {
        let now_ms = self.now_ms;
        let Some(key) = self.known(data.id.whole()) else { return };
        let Some(node) = self.arena.get_mut(key) else { return };
        let Some(element) = node.body.element().filter(|element| element.is_media()) else {
            self.skipped.one(Skip::Impossible);
            return;
        };
        let before = node.extra.as_ref().and_then(|extra| extra.media);
        let mut media = before.unwrap_or_else(|| Media::of(element, now_ms));
        let change = MediaChange {
            kind: data.kind.clone(),
            position_s: data.current_time.clone(),
            rate: data.playback_rate.clone(),
            volume: data.volume.clone(),
            is_muted: data.muted.clone(),
            is_loop: data.looped.clone(),
        };
        media.change(&change, now_ms);
        node.extra().media = Some(media);
    }

    fn canvas(&mut self, data: &str) {
        let id = json::with_text(data, |json| {
            let Object(data) = Object::<Data<'_>>::deserialize(json)?;
            Ok(data.id.whole())
        });
        let Some(id) = id.ok().flatten() else {
            self.skipped.one(Skip::Malformed);
            return;
        };
        if self.known(Some(id)).is_some() {
            let gone = self.kept.keep_canvas(id, data);
            self.skipped.many(Skip::TooMuch, gone);
        }
    }
}

/// rrweb's numbers of what moves a pointer.
pub(super) const MOUSE: i64 = 1;
pub(super) const TOUCH: i64 = 6;
