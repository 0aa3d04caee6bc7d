//! Heatmaps: counted when a recording is read, added up when one is asked for, painted here and shown elsewhere.

mod background;
mod gather;
mod keep;
mod points;
#[cfg(test)]
pub(super) mod tests;
mod told;
mod whole;
mod written;

use std::path::Path;
use std::sync::Arc;

use hindsight_contract::heatmap::{Beside, HeatmapAsk, HeatmapView};
use hindsight_replay::heatmap::picture::Picture;
use hindsight_replay::heatmap::{Layer, part};

pub use background::read_picture;
pub(super) use keep::{parts, reader};
pub use points::heatmap_of_points;
pub use written::FileKind;

use crate::{Console, ConsoleError, Result};
use gather::Gathered;

/// What a heatmap shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Grid(Layer),
    Scroll,
}

impl Shows {
    fn of(ask: &HeatmapAsk) -> Result<Self> {
        if ask.layer == part::SCROLL {
            return Ok(Self::Scroll);
        }
        let layer = Layer::from_name(&ask.layer).filter(|layer| part::LAYERS.contains(layer));
        let known = "click, rage, dead, first_click, attention, scroll";
        layer.map(Self::Grid).ok_or_else(|| unknown("layer", &ask.layer, known))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Grid(layer) => layer.name(),
            Self::Scroll => part::SCROLL,
        }
    }

    /// As a person calls it.
    fn words(self) -> &'static str {
        match self {
            Self::Grid(Layer::Click) => "clicks",
            Self::Grid(Layer::Rage) => "rage clicks",
            Self::Grid(Layer::Dead) => "dead clicks",
            Self::Grid(Layer::FirstClick) => "first clicks",
            Self::Grid(layer) => layer.name(),
            Self::Scroll => "scroll depth",
        }
    }
}

impl Console {
    /// A heatmap in numbers, and as a file where one is wanted. Recordings that were not read yet are read first.
    pub async fn heatmap(
        &self,
        ask: HeatmapAsk,
        out: Option<&Path>,
        below: Option<Arc<Picture>>,
    ) -> Result<HeatmapView> {
        let kind = out.map(FileKind::of).transpose()?;
        if !ask.from_server {
            self.read_all(ask.recording.clone()).await?;
        }
        let gathered = self.gathered(ask.clone()).await?;
        let (mut view, bytes) = work(move || written::file(&gathered, &ask, kind, below.as_deref())).await?;
        if let (Some(out), Some(bytes)) = (out, bytes) {
            write(out, bytes).await?;
            view.out = Some(out.display().to_string());
        }
        Ok(view)
    }

    /// A heatmap as its bytes travel: a [`HeatmapView`] as a line, then pixels. What was not read yet is counted.
    pub async fn heatmap_bytes(&self, ask: HeatmapAsk, below: Option<Arc<Picture>>) -> Result<Vec<u8>> {
        let gathered = self.gathered(ask.clone()).await?;
        work(move || {
            let (view, picture) = told::told(&gathered, &ask, below.as_deref())?;
            let mut bytes = super::to_json(&view);
            bytes.push(b'\n');
            bytes.extend_from_slice(picture.as_ref().map_or(&[], |picture| picture.rgba()));
            Ok(bytes)
        })
        .await
    }

    /// A heatmap as a file's bytes; `None` where there is nothing to write.
    pub async fn heatmap_file(
        &self,
        ask: HeatmapAsk,
        kind: FileKind,
        below: Option<Arc<Picture>>,
    ) -> Result<Option<Vec<u8>>> {
        let gathered = self.gathered(ask.clone()).await?;
        Ok(work(move || written::file(&gathered, &ask, Some(kind), below.as_deref())).await?.1)
    }

    /// Two heatmaps of one page whose colours mean the same, and both as one picture where one is wanted.
    pub async fn heatmaps_beside(
        &self,
        left: HeatmapAsk,
        right: HeatmapAsk,
        out: Option<&Path>,
    ) -> Result<Beside> {
        self.read_all(None).await?;
        let one = self.gathered(left.clone()).await?;
        // The other is of the page and widths that the one turned out to be of.
        let right = HeatmapAsk {
            page: Some(one.key.page.clone()),
            width: Some(super::word(&one.key.bucket)),
            layer: left.layer.clone(),
            ..right
        };
        let other = self.gathered(right.clone()).await?;
        let (mut views, bytes) = work(move || written::beside((&one, left), (&other, right))).await?;
        if let (Some(out), Some(bytes)) = (out, bytes) {
            write(out, bytes).await?;
            views.left.out = Some(out.display().to_string());
            views.right.out.clone_from(&views.left.out);
        }
        Ok(views)
    }

    async fn gathered(&self, ask: HeatmapAsk) -> Result<Gathered> {
        if ask.from_server {
            return self.gathered_by_server(&ask).await;
        }
        self.with_vault(move |vault| gather::here(vault, &ask)).await
    }
}

async fn work<T: Send + 'static>(job: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    crate::place::on_thread(job).await
}

async fn write(out: &Path, bytes: Vec<u8>) -> Result<()> {
    let out = out.to_owned();
    work(move || std::fs::write(&out, bytes).map_err(|source| ConsoleError::Output { path: out, source }))
        .await
}

fn unknown(what: &'static str, given: &str, known: &'static str) -> ConsoleError {
    ConsoleError::Unknown { what, given: given.chars().take(40).collect(), known }
}

fn unpaintable(error: &dyn std::fmt::Display) -> ConsoleError {
    ConsoleError::Painting { detail: error.to_string() }
}
