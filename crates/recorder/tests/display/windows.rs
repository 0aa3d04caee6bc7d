//! The source on a real display: real windows, a real window manager.

use crate::stage::Stage;
use hindsight_recorder::frame::Rect;
use hindsight_recorder::source::{Look, Source};
use hindsight_recorder::target::{Button, Choice, Happening, WindowId, Wish};
use hindsight_recorder::x11::{Display, X11Source};
use hindsight_recorder::{RecorderError, shipped_rules};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, EventMask};
use x11rb::wrapper::ConnectionExt as _;

const GREEN: u32 = 0x0000_c040;
const RED: u32 = 0xd0_1020;
const BLUE: u32 = 0x20_30e0;

#[test]
fn the_whole_screen_is_grabbed_once_and_then_only_what_changed() {
    let stage = Stage::bare(640, 480);
    let window = stage.window("a", "a", (100, 50, 200, 100), GREEN);
    let mut watcher = stage.source(Choice::AllMonitors);
    assert_eq!(watcher.look(), Look::Changed);
    watcher.settle();
    assert_eq!((watcher.size(), watcher.count(GREEN)), (Some((640, 480)), 200 * 100));
    assert_eq!(watcher.look(), Look::Unchanged, "nothing moves");

    stage.paint(window, (10, 20, 30, 40), RED);
    watcher.until("the painted part is seen", |watcher| watcher.count(RED) == 30 * 40);
    let damage = watcher.source.picture().unwrap().damage.to_vec();
    let painted = Rect::new(110, 70, 30, 40);
    assert_eq!(damage, [painted], "no more than what was painted is grabbed");
    assert_eq!((watcher.colour(109, 70), watcher.colour(110, 70)), (Some(GREEN), Some(RED)));
}

#[test]
fn a_region_is_cut_to_the_screen_and_one_outside_of_it_is_refused() {
    let stage = Stage::bare(320, 240);
    let window = stage.window("a", "a", (0, 0, 320, 240), GREEN);
    let mut watcher = stage.source(Choice::Region(Rect::new(300, 200, 500, 500)));
    watcher.settle();
    assert_eq!(watcher.size(), Some((20, 40)));
    stage.paint(window, (310, 210, 2, 2), RED);
    watcher.until("what is painted in the region is seen", |watcher| watcher.colour(10, 10) == Some(RED));
    for (choice, name) in [
        (Choice::Region(Rect::new(320, 0, 10, 10)), "outside"),
        (Choice::Monitor("HDMI-7".into()), "no such monitor"),
    ] {
        let wish = Wish { choice, rules: vec![], hints: vec![], pointer: false };
        let refused = X11Source::new(Display::open(Some(&stage.display)).unwrap(), wish).err();
        assert!(matches!(refused, Some(RecorderError::NoSuchPlace { .. })), "{name}: {refused:?}");
    }
}

#[test]
fn a_remote_window_is_followed_and_nothing_that_covers_it_is_ever_in_the_picture() {
    let stage = Stage::set(800, 600);
    let mut watcher = stage.source(Choice::RemoteWindow);
    assert_eq!(watcher.look(), Look::Nothing, "there is none yet");
    let remote = stage.window("xfreerdp", "FreeRDP: 10.0.0.7", (60, 60, 300, 200), GREEN);
    watcher.until("the window is found", |watcher| watcher.count(GREEN) == 300 * 200);
    assert_eq!(watcher.size(), Some((300, 200)));
    assert!(
        watcher.saw(
            |one| matches!(one, Happening::TargetFound { application, .. } if application == "xfreerdp")
        )
    );

    // Covered as a whole, with the pointer over the cover; what it draws below is seen all the same.
    let cover = stage.window("Cover", "secret", (0, 0, 700, 500), RED);
    stage.raise(cover);
    stage.xdotool(&["mousemove", "200", "150"]);
    stage.paint(remote, (0, 0, 300, 100), BLUE);
    watcher.until("what is drawn below the cover is seen", |watcher| watcher.count(BLUE) == 300 * 100);
    watcher.settle();
    assert_eq!((watcher.count(BLUE), watcher.count(GREEN), watcher.count(RED)), (30_000, 30_000, 0));

    // Moved, off the screen in part.
    stage.configure(remote, &ConfigureWindowAux::new().x(650).y(500));
    stage.paint(remote, (0, 0, 300, 200), GREEN);
    watcher.until("the moved window is seen as a whole", |watcher| watcher.count(GREEN) == 60_000);

    // Minimised: the picture stays; drawn on when it is back.
    iconify(&stage, remote);
    watcher.until("it is hidden", |watcher| watcher.saw(|one| *one == Happening::TargetHidden));
    assert_eq!((watcher.look(), watcher.count(GREEN)), (Look::Nothing, 60_000));
    stage.client.map_window(remote).unwrap();
    stage.client.sync().unwrap();
    watcher.until("it is back", |watcher| watcher.saw(|one| *one == Happening::TargetShown));
    stage.paint(remote, (0, 0, 300, 200), BLUE);
    watcher.until("it is drawn on", |watcher| watcher.count(BLUE) == 60_000);

    // Gone, and back as another window.
    stage.client.destroy_window(remote).unwrap();
    stage.client.sync().unwrap();
    watcher.until("it is lost", |watcher| watcher.saw(|one| *one == Happening::TargetLost));
    assert_eq!(watcher.look(), Look::Nothing);
    stage.xdotool(&["mousemove", "799", "599"]);
    stage.window("xfreerdp", "FreeRDP: 10.0.0.7", (10, 10, 300, 200), GREEN);
    watcher.until("it is found again", |watcher| watcher.count(GREEN) == 60_000);
    assert!(watcher.saw(|one| matches!(one, Happening::TargetReturned { .. })));
    assert!(!watcher.saw(|one| format!("{one:?}").contains("secret")), "the cover is not named either");
}

#[test]
fn a_window_on_another_workspace_keeps_its_last_picture() {
    let stage = Stage::set(400, 300);
    stage.xdotool(&["set_num_desktops", "2"]);
    let remote = stage.window("xfreerdp", "a", (20, 20, 100, 100), GREEN);
    let mut watcher = stage.source(Choice::RemoteWindow);
    watcher.until("it is found", |watcher| watcher.count(GREEN) == 10_000);
    stage.xdotool(&["set_desktop", "1"]);
    watcher.until("it is hidden", |watcher| watcher.saw(|one| *one == Happening::TargetHidden));
    assert_eq!((watcher.look(), watcher.count(GREEN)), (Look::Nothing, 10_000));
    stage.xdotool(&["set_desktop", "0"]);
    stage.paint(remote, (0, 0, 100, 100), BLUE);
    watcher.until("it is seen again", |watcher| watcher.count(BLUE) == 10_000);
}

#[test]
fn a_window_that_is_resized_gets_a_new_picture_once_its_size_has_settled() {
    let stage = Stage::set(800, 600);
    let window = stage.window("xfreerdp", "a", (20, 20, 200, 100), GREEN);
    let mut watcher = stage.source(Choice::Window(WindowId(window)));
    watcher.until("it is found", |watcher| watcher.count(GREEN) == 20_000);
    stage.configure(window, &ConfigureWindowAux::new().width(100).height(300));
    watcher.until("the smaller part is seen in the old picture", |watcher| {
        watcher.size() == Some((200, 100)) && watcher.count(GREEN) == 100 * 100
    });
    watcher.until("the picture has the new size", |watcher| watcher.size() == Some((100, 300)));
    watcher.until("as a whole", |watcher| watcher.count(GREEN) == 30_000);
    let resized: Vec<_> =
        watcher.happened.iter().filter(|one| matches!(one, Happening::TargetResized { .. })).collect();
    assert_eq!(resized.len(), 1, "{:?}", watcher.happened);
}

#[test]
fn the_focus_is_followed_in_one_picture_and_every_switch_is_told() {
    let stage = Stage::set(500, 400);
    let one = stage.window("One", "first", (10, 30, 200, 100), GREEN);
    let two = stage.window("Two", "second", (20, 40, 300, 150), BLUE);
    let mut watcher = stage.source(Choice::ActiveWindow);
    for (id, colour, pixels, title) in
        [(one, GREEN, 20_000, "first"), (two, BLUE, 45_000, "second"), (one, GREEN, 20_000, "first")]
    {
        watcher.happened.clear();
        stage.xdotool(&["windowactivate", &id.to_string()]);
        watcher
            .until("the picture is of the window with the focus", |watcher| watcher.count(colour) == pixels);
        watcher.until("the switch is told", |watcher| {
            watcher.saw(|one| matches!(one, Happening::WindowSwitched { title: told, .. } if told == title))
        });
        assert_eq!(watcher.size(), Some((500, 400)), "a stream keeps its size");
        let other = if colour == GREEN { BLUE } else { GREEN };
        assert_eq!(watcher.count(other), 0, "nothing of the window before is left");
    }
}

#[test]
fn the_pointer_is_drawn_and_lifted_and_its_clicks_are_told_only_within_the_picture() {
    let stage = Stage::set(400, 300);
    let window = stage.window("xfreerdp", "a", (50, 50, 200, 150), GREEN);
    stage.xdotool(&["mousemove", "390", "290"]);
    let mut watcher = stage.source(Choice::Window(WindowId(window)));
    watcher.until("it is found without a pointer", |watcher| watcher.count(GREEN) == 30_000);
    stage.xdotool(&["click", "1"]);
    watcher.settle();
    assert!(
        !watcher.saw(|one| matches!(one, Happening::PointerMoved { .. } | Happening::PointerClicked { .. }))
    );

    let place = stage.client.translate_coordinates(window, stage.root, 40, 30).unwrap().reply().unwrap();
    stage.xdotool(&["mousemove", &place.dst_x.to_string(), &place.dst_y.to_string()]);
    watcher.until("the pointer is drawn", |watcher| watcher.count(GREEN) < 30_000);
    assert!(watcher.saw(|one| *one == Happening::PointerMoved { x: 40, y: 30 }));
    stage.xdotool(&["click", "3"]);
    watcher.until("the click is told", |watcher| {
        watcher.saw(|one| *one == Happening::PointerClicked { x: 40, y: 30, button: Button::Right })
    });
    stage.xdotool(&["mousemove", "390", "290"]);
    watcher.until("the pointer is lifted", |watcher| watcher.count(GREEN) == 30_000);
}

#[test]
fn a_title_is_told_and_a_display_that_dies_is_an_error_that_names_it() {
    let stage = Stage::set(300, 200);
    let window = stage.window("xfreerdp", "before", (0, 0, 100, 80), GREEN);
    let mut watcher = stage.source(Choice::RemoteWindow);
    watcher.until("it is found", |watcher| watcher.count(GREEN) == 8_000);
    stage.rename(window, "after");
    watcher.until("the new title is told", |watcher| {
        watcher.saw(|one| *one == Happening::TitleChanged { title: "after".into() })
    });

    let display = stage.display.clone();
    let wish = Wish { choice: Choice::AllMonitors, rules: shipped_rules(), hints: vec![], pointer: true };
    let mut source = X11Source::new(Display::open(Some(&display)).unwrap(), wish).unwrap();
    assert_eq!(source.look(0, &mut Vec::new()).unwrap(), Look::Changed);
    drop(watcher);
    drop(stage);
    let error = loop {
        if let Err(error) = source.look(1, &mut Vec::new()) {
            break error;
        }
    };
    assert!(matches!(&error, RecorderError::DisplayLost { name, .. } if *name == display), "{error}");
    assert!(source.picture().is_some(), "the last picture is still there to be saved");
    assert!(matches!(Display::open(Some(&display)), Err(RecorderError::NoDisplay { .. })));
}

/// As a person does by the window's button: asks the window manager.
fn iconify(stage: &Stage, window: u32) {
    const ICONIC: u32 = 3;
    let kind = stage.atom("WM_CHANGE_STATE");
    let message = ClientMessageEvent::new(32, window, kind, [ICONIC, 0, 0, 0, 0]);
    let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
    stage.client.send_event(false, stage.root, mask, message).unwrap();
    stage.client.flush().unwrap();
    stage.client.sync().unwrap();
}
