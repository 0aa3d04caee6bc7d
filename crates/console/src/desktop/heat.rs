//! Heatmaps in a window: the background picture that a person gave, and files that go where they say.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hindsight_contract::heatmap::{GivenPicture, HeatmapAsk, PageMeasure};
use hindsight_replay::heatmap::picture::Picture;

use super::{Desktop, Told, lock};
use crate::{Console, ConsoleError, FileKind, read_picture};

/// Characters of a file's name that are proposed.
const NAME_CHARS: usize = 60;
/// Bytes of a drawn page in Base64.
const PAGE_MOST: usize = 48 << 20;

impl Desktop {
    /// A heatmap as its bytes travel.
    pub async fn heatmap(&self, ask: HeatmapAsk) -> Told<Vec<u8>> {
        let below = self.background();
        self.console().await?.heatmap_bytes(ask, below).await.map_err(|error| error.failure())
    }

    /// Writes a heatmap, over the recorded page where the replay frame drew that, to the file that `choose` gives for a
    /// proposed name, and says that file's name; `None` where none was chosen.
    pub async fn export_heatmap<F: Future<Output = Option<PathBuf>>>(
        &self,
        mut ask: HeatmapAsk,
        kind: &str,
        page: Option<String>,
        choose: impl FnOnce(String, &'static str) -> F,
    ) -> Told<Option<String>> {
        let console = self.console().await?;
        let below = match page {
            None => self.background(),
            Some(page) => {
                ask.style.on_picture = true;
                let drawn = crate::place::on_thread(move || page_drawn(&page)).await;
                Some(Arc::new(drawn.map_err(|error| error.failure())?))
            }
        };
        let exported = export(&console, ask, kind, below, choose).await;
        exported.map_err(|error| error.failure())
    }

    /// Reads a picture, if one was chosen, and keeps it as the background until another one is given or the program ends.
    pub async fn take_background(&self, chosen: Option<PathBuf>) -> Told<Option<GivenPicture>> {
        let Some(path) = chosen else { return Ok(None) };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = crate::place::on_thread(move || read_picture(&path)).await;
        let picture = read.map_err(|error| error.failure())?;
        let given = GivenPicture { name, width: picture.width(), height: picture.height() };
        *lock(&self.inner.background_picture) = Some(Arc::new(picture));
        Ok(Some(given))
    }

    /// Takes what the replay frame measured. Says whether heatmaps are others now.
    pub async fn take_measure(&self, measure: PageMeasure) -> Told<bool> {
        self.console().await?.take_measure(measure).await.map_err(|error| error.failure())
    }

    fn background(&self) -> Option<Arc<Picture>> {
        lock(&self.inner.background_picture).clone()
    }
}

/// Reads the page as the frame drew it: a PNG in Base64. It was made from what strangers recorded, as every picture is.
fn page_drawn(base64: &str) -> Result<Picture, ConsoleError> {
    let unreadable = |detail: &dyn std::fmt::Display| ConsoleError::Painting {
        detail: format!("the recorded page as the replay drew it cannot be read: {detail}"),
    };
    if base64.len() > PAGE_MOST {
        return Err(unreadable(&format_args!("it has more than {} MiB", PAGE_MOST >> 20)));
    }
    let png = BASE64_STANDARD.decode(base64).map_err(|error| unreadable(&error))?;
    Picture::from_png(&png).map_err(|error| unreadable(&error))
}

async fn export<F: Future<Output = Option<PathBuf>>>(
    console: &Console,
    ask: HeatmapAsk,
    kind: &str,
    below: Option<Arc<Picture>>,
    choose: impl FnOnce(String, &'static str) -> F,
) -> Result<Option<String>, ConsoleError> {
    let kind = FileKind::named(kind)?;
    let name = proposed(&ask, kind);
    let Some(bytes) = console.heatmap_file(ask, kind, below).await? else {
        return Err(ConsoleError::Painting { detail: "there is nothing to write".to_owned() });
    };
    let Some(path) = choose(name, kind.name()).await else { return Ok(None) };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    crate::place::on_thread(move || {
        std::fs::write(&path, bytes).map_err(|source| ConsoleError::Output { path, source })
    })
    .await?;
    Ok(Some(name))
}

/// `heatmap-click-shop.example.org-cart.png`: of letters and digits, since it is a recorded page's address.
fn proposed(ask: &HeatmapAsk, kind: FileKind) -> String {
    let page = ask.page.as_deref().unwrap_or_default();
    let page = page.split_once("://").map_or(page, |(_, page)| page);
    let words =
        page.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).filter(|word| !word.is_empty());
    let mut name = format!("heatmap-{}", ask.layer);
    for word in words {
        name.push('-');
        name.push_str(word);
    }
    let short: String = name.chars().take(NAME_CHARS).collect();
    format!("{}.{}", short.trim_end_matches(['-', '.']), kind.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_name_is_a_name_and_no_path() {
        for (page, name) in [
            (Some("https://shop.example.org/cart/:id"), "heatmap-click-shop.example.org-cart-id.png"),
            (Some("file:///../../etc/passwd"), "heatmap-click-..-..-etc-passwd.png"),
            (Some("https://\u{202e}/\\"), "heatmap-click.png"),
            (None, "heatmap-click.png"),
        ] {
            let ask =
                HeatmapAsk { page: page.map(Into::into), layer: "click".into(), ..HeatmapAsk::default() };
            assert_eq!(proposed(&ask, FileKind::Png), name);
        }
    }

    #[test]
    fn a_page_that_the_frame_drew_is_read_and_what_is_none_is_refused() {
        let picture = Picture::from_rgba(2, 1, vec![10, 20, 30, 255, 40, 50, 60, 255]).unwrap();
        let drawn = BASE64_STANDARD.encode(picture.to_png().unwrap());
        assert_eq!(page_drawn(&drawn).unwrap(), picture);
        let large = "A".repeat(PAGE_MOST + 1);
        for (base64, why) in [("no base64!", "Invalid"), ("AAAA", "PNG"), (large.as_str(), "48 MiB")] {
            let failure = page_drawn(base64).unwrap_err().failure();
            assert!(failure.message.contains("recorded page"), "{}", failure.message);
            assert!(failure.message.contains(why), "{}", failure.message);
        }
    }
}
