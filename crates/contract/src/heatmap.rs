//! What is asked of a heatmap, and what is said beside its picture.
//!
//! To the window a heatmap travels as bytes: a [`HeatmapView`] as one line of JSON, a line feed, then the pixels of
//! [`HeatmapPicture`], four bytes each (red, green, blue, alpha that is not multiplied in), from the top left.

use std::collections::BTreeMap;

use hindsight_domain::{RecordingId, Timestamp};
use serde::{Deserialize, Serialize};

/// Which heatmap.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub struct HeatmapAsk {
    /// One recording; without it, all web sessions that are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<RecordingId>,
    /// The page, as an address or as it is normalised; without it, the one with the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// `phone`, `tablet`, `laptop`, `desktop` or `wide`; without it, those with the most. Never mixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<String>,
    /// `click`, `rage`, `dead`, `first_click`, `attention` or `scroll`.
    pub layer: String,
    /// Whether it is of what is fixed to the viewport, whose rows count from the viewport's top.
    pub is_fixed: bool,
    /// Whether the server is asked, which knows recordings that are not here.
    pub from_server: bool,
    /// Which recordings, where none is named.
    pub filter: HeatmapFilter,
    /// How it is painted.
    pub style: HeatmapStyle,
}

/// Which recordings a heatmap is of. What is absent does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub struct HeatmapFilter {
    /// Of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// On this device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Of this kind of actor: `USER`, `OPERATOR` or `ADMIN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_type: Option<String>,
    /// Started at or after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Started before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
}

/// How a heatmap is painted. What is absent is as `hindsight-replay` has it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub struct HeatmapStyle {
    /// `viridis`, `cividis` or `inferno`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub palette: Option<String>,
    /// How far a point reaches, in CSS pixels: 2 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_px: Option<f64>,
    /// Of how many in a hundred places the colours tell; the hotter ones share the last colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percentile: Option<f64>,
    /// What the last colour stands for, so that two pictures side by side mean the same. Goes before the percentile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<f64>,
    /// Whether the picture that the person gave lies under the colours.
    pub on_picture: bool,
}

/// A heatmap: of what, in numbers, and where it was written.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct HeatmapView {
    /// The page, by its normalised address.
    pub page: String,
    /// `phone`, `tablet`, `laptop`, `desktop` or `wide`: clicks at other widths are not in it.
    pub width: String,
    /// `click`, `rage`, `dead`, `first_click`, `attention` or `scroll`.
    pub layer: String,
    /// `here` or `server`: whose recordings were counted.
    pub source: String,
    /// Recordings that it is of.
    pub recordings: u64,
    /// Recordings that would be in it and were not read yet, or were more than a server reads for one answer.
    pub unread: u64,
    /// `clicks`, `ms` or `sessions`.
    pub unit: String,
    /// All of it.
    pub total: u64,
    /// The most at one place.
    pub max: u64,
    /// The average of the places that have any.
    pub average: f64,
    /// How much lies outside of what a page can have: negative, not a number, or deeper than any page.
    pub outside: u64,
    /// How much is on elements that are fixed to the viewport, and so not in the picture of the document.
    pub fixed: u64,
    /// Clicks without a place, by why.
    pub unplaced: BTreeMap<String, u64>,
    /// The hottest places and what was clicked there.
    pub hottest: Vec<HotPlace>,
    /// Other pages and widths that there is something of, the most visited first.
    pub others: Vec<HeatmapPage>,
    /// What was folded in addresses so that they are one page, in words.
    pub folds: Vec<String>,
    /// How far down people came; absent where nobody was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scroll: Option<ScrollView>,
    /// Where the page can be seen; absent where no recording that is here shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<PageShown>,
    /// What was painted; absent where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<HeatmapPicture>,
    /// Why there is no picture, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_data: Option<String>,
    /// Where it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out: Option<String>,
}

/// A recording at a time at which it shows a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PageShown {
    /// Which.
    pub recording: RecordingId,
    /// When.
    pub at_ms: i64,
}

/// A hot place.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HotPlace {
    /// From the left, in percent of the page's width.
    pub x_percent: f64,
    /// CSS pixels from the top of the document, or of the viewport.
    pub y_px: f64,
    /// How much is there.
    pub weight: u64,
    /// The most clicked elements there; none where the recordings do not tell.
    pub elements: Vec<HotElement>,
}

/// An element under a hot place. Text of the recorded page's choosing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HotElement {
    /// A short CSS selector.
    pub selector: String,
    /// Its text as it was recorded: what was masked is masked.
    pub text: String,
    /// How often it was clicked there.
    pub clicks: u64,
}

/// A page at the widths of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HeatmapPage {
    /// By its normalised address.
    pub page: String,
    /// See [`HeatmapView::width`].
    pub width: String,
    /// How often it was visited.
    pub visits: u64,
}

/// How far down a page people came.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ScrollView {
    /// Sessions that were there.
    pub sessions: u64,
    /// How far down each came on average, as a ratio of the height.
    pub average_depth: f64,
    /// What 100 % is.
    pub height_px: f64,
    /// Whether nobody measured the height, so that it is the deepest that anybody saw.
    pub is_estimate: bool,
    /// Twenty equal parts, from the top.
    pub bands: Vec<ScrollBand>,
}

/// A twentieth of a page.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ScrollBand {
    /// Where it begins, in percent of the height.
    pub from_percent: u32,
    /// Where it ends.
    pub to_percent: u32,
    /// Sessions that had any of it in view.
    pub sessions: u64,
    /// The same as a ratio of all.
    pub reached: f64,
    /// How long it was in view in all of them together.
    pub time_ms: u64,
    /// The same for each session that reached it.
    pub average_ms: u64,
}

/// A picture and what its colours mean.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct HeatmapPicture {
    /// Its pixels.
    pub width: u32,
    /// Its pixels.
    pub height: u32,
    /// The page's width in CSS pixels, which fills the picture's.
    pub page_width_px: u32,
    /// What the last colour stands for.
    pub full: f64,
    /// Whether more than that is drawn in the same colour.
    pub is_cut: bool,
    /// From nothing to [`Self::full`].
    pub legend: Vec<LegendStep>,
    /// `none`, `missing`, `whole` or `part`: how much of it the picture that was asked for covers.
    pub ground: String,
    /// How much lies below the picture.
    pub below: u64,
}

/// A step of a legend.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LegendStep {
    /// In the layer's unit, within about a brush around a place.
    pub value: f64,
    /// Its colour.
    pub rgb: [u8; 3],
}

/// What the replay frame measured of the page that it shows. It shows hostile input: the console checks it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PageMeasure {
    /// The recording that is shown.
    pub recording: RecordingId,
    /// The page, by its normalised address.
    pub page: String,
    /// The viewport's width in CSS pixels.
    pub width_px: f64,
    /// The document's height.
    pub height_px: f64,
    /// Its iframes.
    pub frames: Vec<FrameMeasure>,
    /// Elements, by rrweb's id, that stay where they are when the page scrolls, with all that is inside of them.
    pub fixed: Vec<i64>,
}

/// Where the content of an iframe begins.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FrameMeasure {
    /// rrweb's id of its element.
    pub id: i64,
    /// CSS pixels from the document's left edge, or of the viewport's where it is fixed.
    pub left: f64,
    /// CSS pixels from the top.
    pub top: f64,
    /// Whether it is fixed to the viewport.
    pub is_fixed: bool,
}

/// A picture that a person gave as a background.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GivenPicture {
    /// The file's name, without its folder.
    pub name: String,
    /// Its pixels.
    pub width: u32,
    /// Its pixels.
    pub height: u32,
}

/// `GET /recordings/sessions/heatmap`: which heatmap a server is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeatmapQuery {
    /// The page, as an address or as it is normalised; without it, the one with the most visits.
    pub path: Option<String>,
    /// `click`, `rage`, `dead`, `first_click`, `attention` or `scroll`; `click` without it.
    pub layer: Option<String>,
    /// `phone`, `tablet`, `laptop`, `desktop` or `wide`; without it, the one with the most visits.
    pub width: Option<String>,
    /// Only sessions of this service.
    pub service_slug: Option<String>,
    /// Only sessions on this device.
    pub device_type: Option<String>,
    /// Only sessions of this kind of actor: `USER`, `OPERATOR` or `ADMIN`.
    pub actor_type: Option<String>,
    /// Only sessions that started at or after.
    pub start_date: Option<String>,
    /// Only sessions that started before.
    pub end_date: Option<String>,
}

/// What a server counted.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeatmapReply {
    /// The page, by its normalised address; empty where there is none.
    pub page: String,
    /// See [`HeatmapView::width`].
    pub width: String,
    /// The layer.
    pub layer: String,
    /// Sessions that were read for it.
    pub sessions: u64,
    /// Sessions that pass the filter and were not read, because one answer reads so many at most.
    pub unread: u64,
    /// Pages and widths, the most visited first.
    pub pages: Vec<HeatmapReplyPage>,
    /// The counts: grids as distances between their cells and weights, scroll depth, clicks without a place.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub heat: serde_json::Value,
}

/// A page of a [`HeatmapReply`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeatmapReplyPage {
    /// By its normalised address.
    pub page: String,
    /// See [`HeatmapView::width`].
    pub width: String,
    /// How often it was visited.
    pub visits: u64,
}

/// Points that somebody else counted, and what is wrong with them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointsView {
    /// Those on the picture.
    pub points: u64,
    /// Those that are not.
    pub mistaken: u64,
    /// Why, of the first hundred.
    pub mistakes: Vec<String>,
    /// All intensities together.
    pub total: f64,
    /// The most at one place.
    pub max: f64,
    /// The average of the places that have any.
    pub average: f64,
    /// Why there is no picture, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_data: Option<String>,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out: Option<String>,
}

/// Two heatmaps of one page whose colours mean the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Beside {
    /// What was asked for.
    pub left: HeatmapView,
    /// What it is compared with.
    pub right: HeatmapView,
}
