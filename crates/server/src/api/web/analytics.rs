//! Sessions and agent recordings in numbers.
//!
//! The governance role gets them over everything, a member over their own recordings.

use axum::Json;
use axum::extract::State;
use hindsight_contract::analytics::{
    AgentShare, AgentStats, DayStats, DeviceShare, PageStats, RunStats, ServiceShare, SessionStats,
};
use hindsight_contract::error::WebError;
use hindsight_contract::web::QueryTime;
use hindsight_domain::DeviceType;
use serde::Deserialize;

use crate::api::check;
use crate::api::extract::Params;
use crate::app::App;
use crate::auth::Principal;
use crate::error::ApiError;
use crate::store::analytics::{self, Asked, Runs};

/// Rows of an answer at most.
const ROWS: u32 = 500;
/// Rows where nothing is said.
const USUAL_ROWS: u32 = 20;
/// Days where nothing is said.
const USUAL_DAYS: u32 = 90;

/// The query of all of these calls.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct RangeQuery {
    /// Began at or after.
    #[param(value_type = Option<QueryTime>)]
    start_date: Option<String>,
    /// Began at or before; a date alone means all of that day.
    #[param(value_type = Option<QueryTime>)]
    end_date: Option<String>,
    /// Of this service. Agent recordings have none: without effect there.
    service_slug: Option<String>,
    /// Rows of the answer; without it 20, and of days 90. Without effect where the answer has no rows.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

impl RangeQuery {
    /// What is asked, and how many rows are wanted.
    fn checked(self, principal: Principal, usual: u32) -> Result<(Asked, u32), ApiError> {
        let asked = Asked {
            from: check::time("startDate", self.start_date.as_deref())?,
            to: check::end_time("endDate", self.end_date.as_deref())?,
            service: self.service_slug.filter(|slug| !slug.is_empty()),
            user: principal.user,
            role: principal.role,
        };
        Ok((asked, check::within("limit", self.limit, usual, 1, ROWS)?))
    }
}

/// Sessions in numbers.
#[utoipa::path(
    get, path = "/recordings/analytics/stats", tag = "analytics",
    params(RangeQuery),
    responses(
        (status = 200, body = SessionStats, description = "The numbers"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn stats(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<RangeQuery>,
) -> Result<Json<SessionStats>, ApiError> {
    let (asked, _) = query.checked(principal, USUAL_ROWS)?;
    let found = app.store.read(move |connection| analytics::stats(connection, &asked)).await?;
    Ok(Json(SessionStats {
        total_sessions: found.sessions,
        avg_duration: seconds(found.mean_ms),
        total_page_views: found.page_views,
        total_clicks: found.clicks,
        unique_users: found.users,
    }))
}

/// Sessions by device, the most frequent first.
#[utoipa::path(
    get, path = "/recordings/analytics/devices", tag = "analytics",
    params(RangeQuery),
    responses(
        (status = 200, body = [DeviceShare], description = "The devices"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn devices(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<RangeQuery>,
) -> Result<Json<Vec<DeviceShare>>, ApiError> {
    let (asked, limit) = query.checked(principal, USUAL_ROWS)?;
    let found = app.store.read(move |connection| {
        let all = analytics::stats(connection, &asked)?.sessions;
        Ok((all, analytics::devices(connection, &asked, limit)?))
    });
    let (all, found) = found.await?;
    let share = |tally: analytics::Tally| DeviceShare {
        device_type: DeviceType::from_word(&tally.word),
        count: tally.count,
        percentage: (1000.0 * tally.count as f64 / all.max(1) as f64).round() / 10.0,
    };
    Ok(Json(found.into_iter().map(share).collect()))
}

/// The pages that were viewed most.
#[utoipa::path(
    get, path = "/recordings/analytics/pages", tag = "analytics",
    params(RangeQuery),
    responses(
        (status = 200, body = [PageStats], description = "The pages"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn pages(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<RangeQuery>,
) -> Result<Json<Vec<PageStats>>, ApiError> {
    let (asked, limit) = query.checked(principal, USUAL_ROWS)?;
    let found = app.store.read(move |connection| analytics::pages(connection, &asked, limit)).await?;
    let page = |page: analytics::Page| PageStats {
        path: page.path,
        title: page.title,
        views: page.views,
        unique_sessions: page.sessions,
    };
    Ok(Json(found.into_iter().map(page).collect()))
}

/// Sessions by service, the most frequent first.
#[utoipa::path(
    get, path = "/recordings/analytics/services", tag = "analytics",
    params(RangeQuery),
    responses(
        (status = 200, body = [ServiceShare], description = "The services"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn services(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<RangeQuery>,
) -> Result<Json<Vec<ServiceShare>>, ApiError> {
    let (asked, limit) = query.checked(principal, USUAL_ROWS)?;
    let found = app.store.read(move |connection| analytics::services(connection, &asked, limit)).await?;
    let share = |tally: analytics::Tally| ServiceShare { service_slug: tally.word, count: tally.count };
    Ok(Json(found.into_iter().map(share).collect()))
}

/// The latest days on which sessions began, in order.
#[utoipa::path(
    get, path = "/recordings/analytics/days", tag = "analytics",
    params(RangeQuery),
    responses(
        (status = 200, body = [DayStats], description = "The days"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn days(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<RangeQuery>,
) -> Result<Json<Vec<DayStats>>, ApiError> {
    let (asked, limit) = query.checked(principal, USUAL_DAYS)?;
    let found = app.store.read(move |connection| analytics::days(connection, &asked, limit)).await?;
    let day = |day: analytics::Day| DayStats {
        day: day.start,
        sessions: day.sessions,
        page_views: day.page_views,
        clicks: day.clicks,
    };
    Ok(Json(found.into_iter().map(day).collect()))
}

/// Agent recordings in numbers, and by agent.
#[utoipa::path(
    get, path = "/recordings/analytics/agents", tag = "analytics",
    params(RangeQuery),
    responses(
        (status = 200, body = AgentStats, description = "The numbers"),
        (status = 400, body = WebError, description = "Not what the call takes"),
        (status = 401, body = WebError, description = "No valid token"),
    ),
    security(("bearer" = []))
)]
pub(crate) async fn agents(
    State(app): State<App>,
    principal: Principal,
    Params(query): Params<RangeQuery>,
) -> Result<Json<AgentStats>, ApiError> {
    let (asked, limit) = query.checked(principal, USUAL_ROWS)?;
    let found = app.store.read(move |connection| analytics::runs(connection, &asked, limit));
    let (total, agents) = found.await?;
    let share = |agent: analytics::AgentRuns| AgentShare {
        name: agent.name.unwrap_or_else(|| agent.agent_id.clone()),
        agent_id: agent.agent_id,
        runs: run_stats(&agent.runs),
    };
    Ok(Json(AgentStats { total: run_stats(&total), agents: agents.into_iter().map(share).collect() }))
}

fn run_stats(runs: &Runs) -> RunStats {
    let [recording, completed, failed, cancelled] = runs.by_status;
    RunStats {
        recordings: runs.by_status.iter().sum(),
        recording,
        completed,
        failed,
        cancelled,
        errors: runs.errors,
        with_errors: runs.with_errors,
        avg_duration: seconds(runs.mean_ms),
    }
}

/// A mean in seconds, to the millisecond; 0 of nothing.
fn seconds(mean_ms: Option<f64>) -> f64 {
    mean_ms.map_or(0.0, |ms| ms.round() / 1000.0)
}
