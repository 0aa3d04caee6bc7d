use proptest::{
    collection::vec,
    prelude::{any, prop_assert, prop_assert_eq},
};

use super::*;
use crate::heatmap::{
    bucket::WidthBucket,
    grid::{Cell, Outside},
    layer::Layer,
};

const PAGE: Lattice = Lattice::Page(WidthBucket::Laptop);

fn grid_of(cells: &[(u32, u32, u32)]) -> Grid {
    let mut grid = Grid::new(PAGE, Layer::Click);
    for &(row, column, weight) in cells {
        let (x, y) = PAGE.middle(Cell { row, column });
        grid.add(x, y, weight);
    }
    grid
}

fn painted(grid: &Grid, frame: &Frame, style: &Style, background: Background<'_>) -> Painted {
    match paint(grid, frame, style, background).unwrap() {
        Painting::Painted(painted) => painted,
        Painting::NoData { .. } => panic!("there is something to paint"),
    }
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = (y * picture.width() + x) as usize * 4;
    std::array::from_fn(|n| picture.rgba()[at + n])
}

/// Whether it has nearly the last colour: the middle of a cell is the border of four pixels.
fn is_full([red, green, _, alpha]: [u8; 4]) -> bool {
    red >= 236 && green >= 228 && alpha == 204
}

#[test]
fn nothing_to_show_is_an_answer_and_no_picture() {
    let mut outside = Grid::new(PAGE, Layer::Click);
    outside.add(1.5, 10.0, 1);
    let far = grid_of(&[(500, 10, 2)]);
    for (grid, points, beyond) in [(&Grid::new(PAGE, Layer::Click), 0, 0), (&outside, 1, 0), (&far, 0, 2)] {
        let answer = paint(grid, &Frame::page(1280, 800), &Style::default(), Background::Missing).unwrap();
        let Painting::NoData { stats, beyond_frame } = answer else { panic!("drawn without data") };
        assert_eq!(stats.outside, Outside { points, weight: points });
        assert_eq!(beyond_frame, beyond);
    }
}

#[test]
fn colour_is_where_the_points_are_and_nowhere_else() {
    let painted =
        painted(&grid_of(&[(50, 160, 4)]), &Frame::page(1280, 800), &Style::default(), Background::None);
    let picture = &painted.picture;
    assert!(is_full(pixel(picture, 642, 202)), "full in the middle");
    assert_eq!(painted.ground, Ground::None);
    assert!((painted.legend.full - 4.0).abs() < 1e-3, "four clicks: {}", painted.legend.full);
    let reach = 12 + 3 * 10 + 8;
    for y in 0..800 {
        for x in 0..1280 {
            let away = f64::hypot(f64::from(x) - 642.0, f64::from(y) - 202.0);
            assert!(away < f64::from(reach) || pixel(picture, x, y) == [0; 4], "{x}, {y}");
        }
    }
}

#[test]
fn a_frame_shows_its_part_of_the_page_at_its_scale() {
    let grid = grid_of(&[(250, 160, 4), (2, 10, 1)]);
    let frame = Frame { width: 640, height: 200, page_width_px: 1280.0, top_px: 900.0 };
    let painted = painted(&grid, &frame, &Style::default(), Background::None);
    // Row 250 is 1002 px deep, 102 below the frame's top, at half the size.
    assert!(is_full(pixel(&painted.picture, 321, 51)));
    assert_eq!(painted.beyond_frame, 1);
    for (page_width_px, top_px) in
        [(0.0, 0.0), (f64::NAN, 0.0), (1e9, 0.0), (1280.0, -1.0), (1280.0, f64::NAN)]
    {
        let frame = Frame { page_width_px, top_px, ..frame };
        let answer = paint(&grid, &frame, &Style::default(), Background::None);
        assert!(matches!(answer, Err(PaintError::Frame { .. })), "{frame:?}");
    }
    for (width, height) in [(0, 10), (10, 0), (u32::MAX, 10)] {
        let answer = paint(&grid, &Frame { width, height, ..frame }, &Style::default(), Background::None);
        assert!(matches!(answer, Err(PaintError::Picture(_))), "{width} × {height}");
    }
}

#[test]
fn a_background_is_drawn_below_and_one_that_is_missing_is_said() {
    let grid = grid_of(&[(10, 160, 4)]);
    let frame = Frame::page(1280, 100);
    let white = |width: u32, height: u32| {
        Picture::from_rgba(width, height, vec![255; (width * height * 4) as usize]).unwrap()
    };
    for (below, ground, corner) in [
        (Some(white(1280, 100)), Ground::Whole, [255; 4]),
        (Some(white(2000, 900)), Ground::Whole, [255; 4]),
        (Some(white(100, 50)), Ground::Part { width: 100, height: 50 }, [0; 4]),
        (None, Ground::Missing, [0; 4]),
    ] {
        let background = below.as_ref().map_or(Background::Missing, Background::Given);
        let painted = painted(&grid, &frame, &Style::default(), background);
        assert_eq!(painted.ground, ground);
        assert_eq!(pixel(&painted.picture, 1279, 99), corner, "{ground:?}");
    }
    let below = white(1280, 100);
    let painted = painted(&grid, &frame, &Style::default(), Background::Given(&below));
    // Four fifths of about the last colour and a fifth of white.
    let [_, green, blue, alpha] = pixel(&painted.picture, 642, 42);
    assert!(green >= 234 && (76..=84).contains(&blue) && alpha == 255, "{green}, {blue}, {alpha}");
}

#[test]
fn full_is_the_most_or_a_percentile_or_what_is_given() {
    let grid = grid_of(&[(10, 50, 1), (10, 150, 1), (10, 250, 1_000)]);
    let frame = Frame::page(1280, 100);
    let legend =
        |full: Full| painted(&grid, &frame, &Style { full, ..Style::default() }, Background::None).legend;
    let max = legend(Full::Max);
    assert!((max.full - 1_000.0).abs() < 0.1 && !max.is_cut);
    assert_eq!(max.steps.len(), STEPS);
    assert_eq!((max.steps[0].value, max.steps[4].value, max.steps[4].rgb), (0.0, max.full, [253, 231, 37]));
    let percentile = legend(Full::Percentile(60.0));
    assert!(percentile.full < 5.0 && percentile.is_cut, "{percentile:?}");
    let given = legend(Full::At(2_000.0));
    assert!(given.full == 2_000.0 && !given.is_cut);
    for no_value in [
        Full::At(0.0),
        Full::At(f64::NAN),
        Full::At(1e-300),
        Full::Percentile(f64::NAN),
        Full::Percentile(100.0),
    ] {
        assert_eq!(legend(no_value), max, "{no_value:?}");
    }
    let bar = max.bar(100, 2).unwrap();
    assert_eq!((pixel(&bar, 0, 1), pixel(&bar, 99, 0)), ([68, 1, 84, 255], [253, 231, 37, 255]));
    assert!(max.bar(0, 2).is_err());
}

#[test]
fn a_blend_over_nothing_is_the_colour_itself() {
    for (below, shade, expected) in [
        ([9, 9, 9, 0], [10, 20, 30, 40], [10, 20, 30, 40]),
        ([200, 200, 200, 255], [0, 0, 0, 255], [0, 0, 0, 255]),
        ([200, 100, 0, 255], [0, 0, 0, 0], [200, 100, 0, 255]),
    ] {
        let mut pixel = below;
        blend(&mut pixel, shade);
        assert_eq!(pixel, expected);
    }
}

#[test]
fn a_viewport_is_drawn_whole_at_any_size() {
    let mut grid = Grid::new(Lattice::View, Layer::PictureChange);
    grid.add(0.5, 1.0, 1);
    for (width, height) in [(1, 1), (7, 300), (1920, 1080)] {
        let painted = painted(&grid, &Frame::page(width, height), &Style::default(), Background::None);
        assert!(pixel(&painted.picture, width / 2, height - 1)[3] > 0, "{width} × {height}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(16))]

    #[test]
    fn painting_does_not_depend_on_where_the_points_lie(
        cells in vec((0..20_u32, 0..20_u32, 1..100_u32), 1..20),
        (down, right) in (0..40_u32, 0..200_u32),
    ) {
        // Far enough from the edges that none is reached: 24 cells are more than radius and three sigmas.
        let place = |down: u32, right: u32| {
            cells.iter().map(|cell| (cell.0 + 24 + down, cell.1 + 24 + right, cell.2)).collect::<Vec<_>>()
        };
        let frame = Frame { width: 640, height: 240, page_width_px: 1280.0, top_px: 0.0 };
        let style = Style::default();
        let here = painted(&grid_of(&place(0, 0)), &frame, &style, Background::None);
        let there = painted(&grid_of(&place(down, right)), &frame, &style, Background::None);
        prop_assert_eq!(here.legend, there.legend);
        for y in 0..120 {
            for x in 0..120 {
                prop_assert_eq!(
                    pixel(&here.picture, x, y),
                    pixel(&there.picture, x + right * 2, y + down * 2),
                    "{}, {}", x, y
                );
            }
        }
    }

    #[test]
    fn no_style_and_no_frame_makes_it_panic(
        points in vec((any::<f64>(), any::<f64>(), any::<u32>()), 0..20),
        (width, height) in (0..60_u32, 0..60_u32),
        (page_width_px, top_px, radius_px, blur_px) in (any::<f64>(), any::<f64>(), any::<f64>(), any::<f64>()),
        (percent, opacity) in (any::<f64>(), any::<f32>()),
        is_usual in any::<bool>(),
    ) {
        let mut grid = grid_of(&[(3, 3, 1)]);
        for (x, y, weight) in points {
            grid.add(x, y, weight);
        }
        let brush = Brush { radius_px, blur_px };
        let style = Style { brush, full: Full::Percentile(percent), opacity, ..Style::default() };
        let frame = if is_usual { Frame::page(width, height) } else { Frame { width, height, page_width_px, top_px } };
        if let Ok(Painting::Painted(painted)) = paint(&grid, &frame, &style, Background::None) {
            prop_assert!(painted.legend.full > 0.0);
        }
    }
}
