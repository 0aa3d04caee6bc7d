//! What each kind of moment is. The one place: code takes its thresholds and scores from here, documents its words.

use super::MomentKind;

/// Clicks of a rage click at least.
pub const RAGE_CLICKS: usize = 3;
/// How far apart two of its clicks lie at most, in CSS pixels.
pub const RAGE_PX: f64 = 30.0;
/// Time from the first of these clicks to the last at most.
pub const RAGE_MS: i64 = 1_000;
/// Time in which a page answers a click, at most.
pub const DEAD_MS: i64 = 1_000;
/// Fields that make a form where a page has none around them, at least.
pub const LOOSE_FIELDS: usize = 2;
/// A page that is left this soon after typing may have been left by the enter key, which is not recorded.
pub const ENTER_MS: i64 = 2_000;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What is defined.
    pub kind: MomentKind,
    /// Its name in a list.
    pub name: &'static str,
    /// When there is one, and what it cannot see.
    pub means: &'static str,
    /// How much it is worth looking at, 0 to 100.
    pub score: u8,
    /// Why this definition and this score, or where it comes from.
    pub reason: &'static str,
}

/// All kinds, the highest score first.
pub const DEFINITIONS: [Definition; 12] = [
    Definition {
        kind: MomentKind::Flag,
        name: "Flag",
        means: "A person, a rule or a server flagged the recording at this time.",
        score: 100,
        reason: "Somebody asked for a human; nothing that is computed comes before that.",
    },
    Definition {
        kind: MomentKind::Note,
        name: "Note",
        means: "A reviewer pinned a note to this time.",
        score: 95,
        reason: "A person looked already and left words for the next one.",
    },
    Definition {
        kind: MomentKind::Error,
        name: "Error",
        means: "An event of type `error` in an agent run.",
        score: 85,
        reason: "A standard event type (CONTRACT.md section 1): the agent's back end says itself that something went wrong.",
    },
    Definition {
        kind: MomentKind::FailedOperation,
        name: "Failed operation",
        means: "The end of an operation whose `operation_complete` says failed, error or cancelled. An operation that \
                an `error` ended is that error's moment, and none of its own.",
        score: 80,
        reason: "The error that made it fail, where there is one, says more and stands before it.",
    },
    Definition {
        kind: MomentKind::JavascriptError,
        name: "JavaScript error",
        means: "An error that no script caught: a line of rrweb's console plugin, level error, that begins with \
                `Uncaught` (that is how the plugin records window errors in Chromium, and rejected promises \
                everywhere); a custom or plugin event that is named error, exception, unhandledrejection or the like \
                and carries a message or a stack (rrweb's own example, PostHog's `$exception_list`); a \
                Sentry breadcrumb of category or type exception. Not seen: errors that a tool sends elsewhere, as \
                PostHog and Sentry do by default, and window errors of Firefox and Safari in the console plugin, \
                which look like console errors there and are told as those.",
        score: 75,
        reason: "The page broke; what the user does next is often explained by it.",
    },
    Definition {
        kind: MomentKind::RageClick,
        name: "Rage click",
        means: "3 clicks within 1,000 ms, no two of them more than 30 px apart. One moment for a burst, at its first \
                click; its label says how many. Clicks without coordinates do not count.",
        score: 70,
        reason: "The thresholds of PostHog's autocapture (3 clicks, 30 px, 1 s), read strictly: all three within the \
                 second. A person who is stuck is the best sign that a page failed them.",
    },
    Definition {
        kind: MomentKind::AgentRequest,
        name: "Agent request",
        means: "An event of type `agent_request`, in a web session a custom event of that name: the agent asked.",
        score: 65,
        reason: "What an agent may do was decided here.",
    },
    Definition {
        kind: MomentKind::FormAbandon,
        name: "Form abandon",
        means: "Fields of a form were filled by a person, and then the page was left or the recording ended without \
                a click on the form's submit button (on any of its buttons where it has none). The time is that of \
                the last field. Fields outside of any form count as one form when 2 text fields were filled, and any \
                button outside of forms submits it. Search fields never count. Enter in a form with a submit button \
                is a click for browsers. Not seen: enter in other forms and submits by script (so a form whose page \
                was left within 2,000 ms of typing, without a click, is not judged), and a button that stands \
                outside of its form.",
        score: 60,
        reason: "rrweb records no submit events; this is what inputs and clicks can tell.",
    },
    Definition {
        kind: MomentKind::ConsoleError,
        name: "Console error",
        means: "A line of rrweb's console plugin (`rrweb/console@`), of its older log events or a console breadcrumb \
                of Sentry, level error or assert.",
        score: 50,
        reason: "Pages log errors that their users never notice; fewer are worth a look than of those not caught.",
    },
    Definition {
        kind: MomentKind::Answer,
        name: "Answer",
        means: "The `user_input` that answers an agent request: by `request_id`, else the next one.",
        score: 45,
        reason: "Read with its request, which ranks higher.",
    },
    Definition {
        kind: MomentKind::DeadClick,
        name: "Dead click",
        means: "A click after which nothing happened for 1,000 ms: no mutation of the page, its styles, fields, \
                canvas or media, no navigation, no scroll. Not judged: clicks less than 1,000 ms before the \
                recording's end; clicks on what answers without a recorded change (fields, labels, canvas, media, \
                links to another window, to a download, to mail or telephone). Not seen: a page that changes all the \
                time hides its dead clicks, and one that answers later looks dead.",
        score: 40,
        reason: "A page that answers does so within a second, or people click again. Many are harmless: people click on \
                 text while they read.",
    },
    Definition {
        kind: MomentKind::Navigation,
        name: "Navigation",
        means: "The address changed: another `href` in a Meta event, or an address in a custom or plugin event of \
                single page applications (PostHog's `$url_changed` and `$pageview`, `Navigate`, Sentry's navigation \
                spans, `pageview`, `route_change` and the like). The first page is none. Not seen: pushState \
                where no such event is recorded, until the next Meta event.",
        score: 10,
        reason: "A landmark, no finding: for jumping between pages.",
    },
];
