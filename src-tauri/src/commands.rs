//! The window's commands, each a line of the console.

use hindsight_console::{ConsoleError, Desktop, Page, Told, Wanted};
use hindsight_contract::desk::{
    DeskState, Facets, FlagAsk, Insight, LibraryRow, ListAsk, Numbers, NumbersAsk, PolicyView,
    RecordingDetail, SignInAsk, VerdictAsk,
};
use hindsight_contract::heatmap::{GivenPicture, HeatmapAsk, PageMeasure};
use hindsight_contract::view::{
    Check, Failure, FlagMade, Items, Made, OutboxItem, SearchHit, SignedIn, VerdictMade,
};
use hindsight_domain::{Note, RecordingId, Review, ReviewId};
use serde::Deserialize;
use tauri::ipc::Response;
use tauri::{AppHandle, Runtime, State};

type Desk<'d> = State<'d, Desktop>;

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn told(error: ConsoleError) -> Failure {
    error.failure()
}

/// What a sync keeps offline, as the window says it.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WantedAsk {
    All,
    None,
    Flagged,
    #[serde(untagged)]
    Only {
        ids: Vec<RecordingId>,
    },
}

impl From<WantedAsk> for Wanted {
    fn from(ask: WantedAsk) -> Self {
        match ask {
            WantedAsk::All => Self::All,
            WantedAsk::None => Self::None,
            WantedAsk::Flagged => Self::Flagged,
            WantedAsk::Only { ids } => Self::Ids(ids),
        }
    }
}

#[tauri::command]
pub(crate) async fn state(desk: Desk<'_>) -> Told<DeskState> {
    Ok(desk.state().await)
}

#[tauri::command]
pub(crate) async fn open(desk: Desk<'_>) -> Told<DeskState> {
    Ok(desk.open().await)
}

#[tauri::command]
pub(crate) async fn begin_anew(desk: Desk<'_>) -> Told<DeskState> {
    Ok(desk.begin_anew().await)
}

#[tauri::command]
pub(crate) async fn unlock(desk: Desk<'_>, passphrase: String) -> Told<DeskState> {
    Ok(desk.unlock(passphrase.into()).await)
}

#[tauri::command]
pub(crate) async fn sign_in(desk: Desk<'_>, ask: SignInAsk) -> Told<SignedIn> {
    desk.sign_in(ask).await
}

#[tauri::command]
pub(crate) async fn sign_out(desk: Desk<'_>) -> Told<()> {
    desk.sign_out().await
}

#[tauri::command]
pub(crate) async fn list(desk: Desk<'_>, ask: ListAsk) -> Told<Items<LibraryRow>> {
    desk.console().await?.library(ask).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn facets(desk: Desk<'_>) -> Told<Facets> {
    desk.console().await?.facets().await.map_err(told)
}

#[tauri::command]
pub(crate) async fn show(desk: Desk<'_>, id: RecordingId) -> Told<RecordingDetail> {
    desk.console().await?.detail(&id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn search(desk: Desk<'_>, text: String, limit: u32, offset: u64) -> Told<Items<SearchHit>> {
    desk.console().await?.search(&text, Page { limit, offset }).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn window(desk: Desk<'_>, id: RecordingId, at_ms: i64, with_lead: bool) -> Told<Response> {
    desk.console().await?.window_bytes(&id, at_ms, with_lead).await.map(Response::new).map_err(told)
}

#[tauri::command]
pub(crate) async fn track(desk: Desk<'_>, id: RecordingId, idle_ms: Option<i64>) -> Told<Response> {
    desk.console().await?.track(&id, idle_ms).await.map(Response::new).map_err(told)
}

#[tauri::command]
pub(crate) async fn facts(desk: Desk<'_>, id: RecordingId) -> Told<Response> {
    desk.console().await?.facts(&id).await.map(Response::new).map_err(told)
}

#[tauri::command]
pub(crate) async fn outline(desk: Desk<'_>, id: RecordingId) -> Told<Response> {
    desk.console().await?.outline(&id).await.map(Response::new).map_err(told)
}

#[tauri::command]
pub(crate) async fn insight(desk: Desk<'_>, id: RecordingId) -> Told<Insight> {
    desk.console().await?.insight(&id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn numbers(desk: Desk<'_>, ask: NumbersAsk) -> Told<Numbers> {
    desk.console().await?.numbers(ask).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn events(desk: Desk<'_>, id: RecordingId, from: u32, limit: u32) -> Told<Response> {
    desk.console().await?.run_events(&id, from, limit).await.map(Response::new).map_err(told)
}

#[tauri::command]
pub(crate) async fn find_in_run(desk: Desk<'_>, id: RecordingId, text: String) -> Told<Vec<u32>> {
    desk.console().await?.find_in_run(&id, &text).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn flag(desk: Desk<'_>, ask: FlagAsk) -> Told<FlagMade> {
    desk.after(desk.console().await?.flag_at(&ask).await)
}

#[tauri::command]
pub(crate) async fn note(desk: Desk<'_>, id: RecordingId, at_ms: i64, text: String) -> Told<Made> {
    desk.after(desk.console().await?.note_at(&id, at_ms, &text).await)
}

#[tauri::command]
pub(crate) async fn notes(desk: Desk<'_>, id: RecordingId) -> Told<Items<Note>> {
    desk.console().await?.notes(&id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn queue(desk: Desk<'_>, state: Option<String>) -> Told<Items<Review>> {
    desk.console().await?.queue_in(state.as_deref()).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn claim(desk: Desk<'_>, review_id: ReviewId) -> Told<Made> {
    desk.after(desk.console().await?.claim(&review_id).await)
}

#[tauri::command]
pub(crate) async fn release(desk: Desk<'_>, review_id: ReviewId) -> Told<Made> {
    desk.after(desk.console().await?.release(&review_id).await)
}

#[tauri::command]
pub(crate) async fn give_verdict(desk: Desk<'_>, ask: VerdictAsk) -> Told<VerdictMade> {
    desk.after(desk.console().await?.give_verdict(ask).await)
}

#[tauri::command]
pub(crate) async fn policy(desk: Desk<'_>) -> Told<PolicyView> {
    Ok(desk.console().await?.policy())
}

#[tauri::command]
pub(crate) async fn outbox(desk: Desk<'_>) -> Told<Items<OutboxItem>> {
    desk.console().await?.outbox().await.map_err(told)
}

#[tauri::command]
pub(crate) async fn retry_parked(desk: Desk<'_>) -> Told<u64> {
    desk.after(desk.console().await?.retry_parked().await)
}

#[tauri::command]
pub(crate) async fn sync(desk: Desk<'_>, wanted: WantedAsk) -> Told<String> {
    desk.sync(wanted.into()).await
}

#[tauri::command]
pub(crate) async fn upload(desk: Desk<'_>, id: RecordingId) -> Told<String> {
    desk.upload(id).await
}

#[tauri::command]
pub(crate) async fn import_chosen<R: Runtime>(app: AppHandle<R>, desk: Desk<'_>) -> Told<Option<String>> {
    match crate::choose::files(&app).await {
        Some(files) => desk.import(files).await.map(Some),
        None => Ok(None),
    }
}

#[tauri::command]
pub(crate) async fn import_dropped(desk: Desk<'_>) -> Told<String> {
    desk.import_dropped().await
}

#[tauri::command]
pub(crate) async fn cancel(desk: Desk<'_>, job: String) -> Told<()> {
    desk.cancel(&job);
    Ok(())
}

#[tauri::command]
pub(crate) async fn doctor(desk: Desk<'_>) -> Told<Items<Check>> {
    Ok(desk.doctor().await)
}

#[tauri::command]
pub(crate) async fn heatmap(desk: Desk<'_>, ask: HeatmapAsk) -> Told<Response> {
    desk.heatmap(ask).await.map(Response::new)
}

#[tauri::command]
pub(crate) async fn export_heatmap<R: Runtime>(
    app: AppHandle<R>,
    desk: Desk<'_>,
    ask: HeatmapAsk,
    kind: String,
    page: Option<String>,
) -> Told<Option<String>> {
    desk.export_heatmap(ask, &kind, page, async |name, ending| {
        crate::choose::new_file(&app, name, ending).await
    })
    .await
}

#[tauri::command]
pub(crate) async fn choose_background<R: Runtime>(
    app: AppHandle<R>,
    desk: Desk<'_>,
) -> Told<Option<GivenPicture>> {
    desk.take_background(crate::choose::picture(&app).await).await
}

#[tauri::command]
pub(crate) async fn take_measure(desk: Desk<'_>, measure: PageMeasure) -> Told<bool> {
    desk.take_measure(measure).await
}
