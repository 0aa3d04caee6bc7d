//! A session's row as clients of web sessions know it.

use hindsight_contract::web::{SessionStatus, SessionSummary};
use hindsight_domain::{ActorType, DeviceType, Timestamp};
use serde_json::Value;

use crate::store::recordings::Stored;
use crate::store::sessions::{detail, number, time};

/// The summary of a session.
pub(crate) fn summary(stored: &Stored) -> SessionSummary {
    let recording = &stored.recording;
    let details = &recording.details;
    let text = |name: &str| details.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let word = |name: &str| text(name).unwrap_or_default().to_owned();
    // What the browser said of its end; replay goes on to the latest event.
    let ended_at = time(details, detail::ENDED).map(Timestamp::clamp_millis).or(recording.ended_at);
    let duration_ms = time(details, detail::DURATION_MS)
        .unwrap_or_else(|| ended_at.unwrap_or(stored.latest).since(recording.started_at).max(0));
    let reported = number(details, detail::PAGE_VIEWS);
    SessionSummary {
        session_id: recording.id.clone(),
        actor_id: recording.user_id.clone(),
        actor_type: text(detail::ACTOR_TYPE).map(ActorType::from_word),
        actor_type_original: text(detail::ACTOR_TYPE_SENT).map(ToOwned::to_owned),
        actor_email: text(detail::ACTOR_EMAIL).map(ToOwned::to_owned),
        service_slug: recording.service.clone().unwrap_or_default(),
        started_at: recording.started_at,
        ended_at,
        duration_seconds: duration_ms as f64 / 1000.0,
        total_events: recording.event_count,
        page_views: if reported > 0 { reported } else { number(details, detail::RECORDED_PAGES) },
        clicks: number(details, detail::CLICKS),
        entry_page: word(detail::ENTRY.0),
        exit_page: text(detail::EXIT.0).map(ToOwned::to_owned),
        browser: word(detail::BROWSER),
        os: word(detail::OS),
        device_type: DeviceType::from_word(recording.device.as_deref().unwrap_or_default()),
        device_type_original: text(detail::DEVICE_SENT).map(ToOwned::to_owned),
        country_code: text(detail::COUNTRY).map(ToOwned::to_owned),
        status: if recording.status.is_growing() { SessionStatus::Active } else { SessionStatus::Ended },
    }
}
