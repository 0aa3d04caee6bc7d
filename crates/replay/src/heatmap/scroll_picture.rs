//! Scroll depth as a picture: each twentieth of the page in the colour of how many came there.

use super::{
    grid::{Outside, Stats},
    layer::Unit,
    paint::{Background, Frame, Legend, PaintError, Painted, Style, lay},
    picture::Picture,
    scroll::ScrollReport,
};

/// Paints a report from the page's top. The last colour is for all sessions.
pub fn bands(
    report: &ScrollReport,
    frame: &Frame,
    style: &Style,
    background: Background<'_>,
) -> Result<Painted, PaintError> {
    let mut picture = Picture::transparent(frame.width, frame.height)?;
    let ground = lay(&mut picture, background);
    let per_px = f64::from(frame.width) / frame.page_width_px;
    let alpha = if style.opacity.is_finite() { style.opacity.clamp(0.0, 1.0) } else { 1.0 };
    let line = picture.width() as usize * 4;
    for (y, pixels) in (0_u32..).zip(picture.rgba_mut().chunks_exact_mut(line)) {
        let at_px = (f64::from(y) + 0.5) / per_px + frame.top_px;
        let Some(band) = report.bands.iter().find(|band| (band.from_px..band.to_px).contains(&at_px)) else {
            continue;
        };
        if band.sessions == 0 {
            continue;
        }
        let [red, green, blue] = style.palette.rgb(band.reached as f32);
        let shade = [red, green, blue, (alpha * 255.0).round() as u8];
        pixels.chunks_exact_mut(4).for_each(|pixel| super::paint::blend(pixel, shade));
    }
    let full = report.sessions as f64;
    let legend = Legend::of(style.palette, Unit::Sessions, full, false);
    let max = report.bands.iter().map(|band| band.sessions).max().unwrap_or(0);
    let stats = Stats {
        unit: Unit::Sessions,
        points: report.sessions,
        total: report.sessions,
        places: report.bands.iter().filter(|band| band.sessions > 0).count() as u64,
        max,
        average: report.average_depth,
        outside: Outside::default(),
    };
    Ok(Painted { picture, legend, ground, stats, beyond_frame: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heatmap::paint::Ground;
    use crate::heatmap::scroll::Band;

    fn report(reached: &[f64]) -> ScrollReport {
        let band = |(n, reached): (usize, &f64)| Band {
            from_percent: 0,
            to_percent: 0,
            from_px: n as f64 * 10.0,
            to_px: (n + 1) as f64 * 10.0,
            sessions: (reached * 4.0) as u64,
            reached: *reached,
            time_ms: 0,
            average_ms: 0,
        };
        let bands = reached.iter().enumerate().map(band).collect();
        ScrollReport { sessions: 4, average_depth: 0.5, height_px: 30.0, is_estimate: false, bands }
    }

    #[test]
    fn a_band_has_the_colour_of_how_many_came_and_nobody_leaves_it_bare() {
        let frame = Frame { width: 4, height: 80, page_width_px: 2.0, top_px: 0.0 };
        let style = Style { opacity: 1.0, ..Style::default() };
        let painted = bands(&report(&[1.0, 0.5, 0.0]), &frame, &style, Background::Missing).unwrap();
        let at = |y: usize| &painted.picture.rgba()[y * 16..][..4];
        // Two pixels of the picture for each of the page.
        assert_eq!(at(0), [253, 231, 37, 255]);
        assert_eq!(at(19), at(0));
        assert_eq!(at(20), [33, 145, 140, 255]);
        assert_eq!((at(40), at(79)), (&[0, 0, 0, 0][..], &[0, 0, 0, 0][..]), "nobody, and below the page");
        assert_eq!((painted.ground, painted.legend.full), (Ground::Missing, 4.0));
    }
}
