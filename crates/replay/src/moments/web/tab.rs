//! One tab of a session: its page, its clicks, its forms.

use hindsight_rrweb::event::{Event, Kind};
use hindsight_rrweb::facts::{Facts, Source, named};

use super::address::Address;
use super::clicks::{Click, Clicks};
use super::controls::{Controls, Role};
use super::forms::{Entry, Forms};
use super::told::{self, Told};
use super::{FactKind, Found, MomentKind};

#[derive(Default)]
pub(super) struct Tab {
    address: Option<Address>,
    clicks: Clicks,
    controls: Controls,
    forms: Forms,
}

impl Tab {
    /// Time goes on.
    pub(super) fn pass(&mut self, at_ms: i64, found: &mut Found) {
        self.clicks.pass(at_ms, found);
    }

    /// Another document was loaded, perhaps of the same address.
    pub(super) fn load(&mut self, at_ms: i64, found: &mut Found) {
        self.clicks.answer();
        self.forms.leave(at_ms, found);
    }

    /// The page's address is told, by a Meta event or another one.
    pub(super) fn goes_to(&mut self, address: &str, at_ms: i64, found: &mut Found) {
        let Some(next) = Address::read(address, self.address.as_ref()) else { return };
        found.address(at_ms, &next);
        match &self.address {
            Some(current) if current.is(&next) => {
                if next.is_whole() {
                    self.address = Some(next);
                }
                return;
            }
            Some(current) => {
                found.moment(at_ms, MomentKind::Navigation, &next.label(Some(current)));
                self.load(at_ms, found);
            }
            None => {}
        }
        found.page(at_ms, next.as_str());
        self.address = Some(next);
    }

    /// A whole page. Nodes keep their ids in it, so that what was filled stays filled.
    pub(super) fn snapshot(&mut self, data: &str) {
        self.controls.snapshot(data);
    }

    pub(super) fn change(&mut self, facts: &Facts, data: &str, at_ms: i64, found: &mut Found) {
        match facts.source {
            Some(Source::MouseInteraction) => {
                if let Some(pointer) = facts.click() {
                    let place = self.controls.place(pointer.node_id);
                    let answers_unseen = matches!(place.role, Some(Role::Field(_) | Role::Quiet));
                    let click = Click { at_ms, x: pointer.x, y: pointer.y, is_judged: !answers_unseen };
                    found.click(at_ms);
                    self.clicks.click(click, found);
                    self.forms.click(place, &self.controls);
                }
            }
            Some(Source::Input) => {
                self.clicks.answer();
                if let Some(entry) = Entry::read(data) {
                    let place = self.controls.place(entry.node_id);
                    self.forms.enter(&entry, place, at_ms, found);
                }
            }
            Some(Source::Mutation) => {
                self.clicks.answer();
                self.controls.mutation(data);
            }
            Some(
                Source::Scroll
                | Source::MediaInteraction
                | Source::StyleSheetRule
                | Source::CanvasMutation
                | Source::StyleDeclaration
                | Source::AdoptedStyleSheet,
            ) => self.clicks.answer(),
            Some(Source::Log) => {
                if let Some(told) = told::of_console(data) {
                    self.hear(told, at_ms, found);
                }
            }
            _ => {}
        }
    }

    /// A custom event or a plugin's.
    pub(super) fn told(&mut self, event: &Event<'_>, at_ms: i64, found: &mut Found) {
        let Ok(Some(named)) = named(event) else { return };
        // A plugin that is not known writes for itself.
        let own = || (event.kind == Kind::Custom).then(|| Told::Event(told::in_full(&named)));
        if let Some(told) = told::of_named(&named).or_else(own) {
            self.hear(told, at_ms, found);
        }
    }

    fn hear(&mut self, told: Told, at_ms: i64, found: &mut Found) {
        match told {
            Told::Line { level, text } => found.fact(at_ms, FactKind::Console, &level, &text),
            Told::ConsoleError(words) => {
                found.moment(at_ms, MomentKind::ConsoleError, &words.label);
                found.fact(at_ms, FactKind::Console, "error", &words.text);
            }
            Told::JavascriptError(words) => {
                found.moment(at_ms, MomentKind::JavascriptError, &words.label);
                found.fact(at_ms, FactKind::Error, "", &words.text);
            }
            Told::AgentRequest(words) => {
                found.moment(at_ms, MomentKind::AgentRequest, &words.label);
                found.fact(at_ms, FactKind::Event, "", &words.text);
            }
            Told::Address(address) => self.goes_to(&address, at_ms, found),
            Told::Event(text) => found.fact(at_ms, FactKind::Event, "", &text),
        }
    }

    /// The recording ends, or is read as far as it has grown.
    pub(super) fn end(&mut self, end_ms: i64, is_growing: bool, found: &mut Found) {
        self.clicks.end(end_ms, found);
        if !is_growing {
            self.forms.leave(end_ms, found);
        }
    }
}
