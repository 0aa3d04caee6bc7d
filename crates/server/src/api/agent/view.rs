//! A recording's row as clients of agent recordings know it.

use hindsight_contract::agent::AgentRecording;
use hindsight_domain::Timestamp;
use serde_json::{Map, Value};

use crate::store::recordings::Stored;

/// Without its events.
pub(crate) fn recording(stored: Stored) -> AgentRecording {
    let recording = stored.recording;
    let mut details = recording.details;
    let mut text = |name: &str| match details.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let flagged_at = text("flagged_at").and_then(|at| at.parse::<Timestamp>().ok());
    let reason = text("reason").unwrap_or_else(|| recording.title.clone());
    let (canvas_id, summary, storage_url) = (text("canvas_id"), text("summary"), text("storage_url"));
    let (flag_reason, flagged_by) = (text("flag_reason"), text("flagged_by"));
    AgentRecording {
        recording_id: recording.id,
        agent_id: recording.agent_id.unwrap_or_default(),
        user_id: recording.user_id.unwrap_or_default(),
        canvas_id,
        session_id: recording.session_id,
        reason,
        status: recording.status,
        tags: recording.tags,
        started_at: recording.started_at,
        stopped_at: recording.ended_at,
        duration_seconds: recording.ended_at.map(|_| seconds(recording.duration_ms)),
        event_count: recording.event_count,
        summary,
        events: None,
        recording_metadata: metadata(&mut details),
        expires_at: stored.expires_at,
        storage_url,
        flagged_for_review: recording.flagged,
        flag_reason,
        flagged_by,
        flagged_at,
        created_at: Some(stored.created_at),
        updated_at: Some(stored.updated_at),
    }
}

/// What the recording says about its agent.
pub(crate) fn metadata(details: &mut Map<String, Value>) -> Map<String, Value> {
    match details.remove("recording_metadata") {
        Some(Value::Object(metadata)) => metadata,
        _ => Map::new(),
    }
}

/// Milliseconds as seconds, exact to the millisecond.
pub(crate) fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}
