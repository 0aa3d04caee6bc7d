//! A real remote desktop on loopback, found and followed.

use std::net::TcpListener;

use crate::stage::{Running, Stage, Watcher, missing};
use hindsight_recorder::target::{Choice, Happening};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConfigureWindowAux, ConnectionExt as _};
use x11rb::wrapper::ConnectionExt as _;

const GREEN: u32 = 0x0000_c040;
const BLUE: u32 = 0x20_30e0;
const RED: u32 = 0xd0_1020;
const SIZE: (u32, u32) = (640, 480);

/// A port that is free now.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

struct Remote {
    far: Stage,
    port: u16,
    _server: Running,
}

impl Remote {
    /// A desktop of its own, shared by RDP.
    fn share() -> Self {
        let far = Stage::bare(SIZE.0, SIZE.1);
        let port = port();
        let at = format!("/port:{port}");
        let server =
            far.run("freerdp-shadow-cli", &[&at, "/bind-address:127.0.0.1", "/sec:tls", "-sec-nla", "-auth"]);
        let here = far.clock_until_connects(port);
        assert!(here, "the remote desktop listens");
        Self { far, port, _server: server }
    }

    fn connect(&self, near: &Stage) -> Running {
        let at = format!("/v:127.0.0.1:{}", self.port);
        let size = format!("/size:{}x{}", SIZE.0, SIZE.1);
        let rest = ["/cert:ignore", "/sec:tls", "/u:test", "/p:test", "/bpp:32", "-grab-keyboard"];
        let mut arguments = vec![at.as_str(), size.as_str()];
        arguments.extend(rest);
        near.run("xfreerdp", &arguments)
    }
}

/// Colours come through a codec: near is the same.
fn is_near(colour: u32, wanted: u32) -> bool {
    colour.to_le_bytes().iter().zip(wanted.to_le_bytes()).all(|(a, b)| a.abs_diff(b) <= 12)
}

#[test]
fn a_remote_desktop_is_recorded_through_move_cover_minimise_and_reconnect() {
    for tool in ["freerdp-shadow-cli", "xfreerdp"] {
        assert!(!missing(tool), "{tool} is missing: cargo xtask setup");
    }
    let remote = Remote::share();
    let painted = remote.far.window("Far", "far", (0, 0, SIZE.0, SIZE.1), GREEN);
    let near = Stage::set(1000, 800);
    let mut watcher = near.source(Choice::RemoteWindow);
    let client = remote.connect(&near);
    let shows = |watcher: &mut Watcher<'_>, colour: u32| {
        let at = |(x, y)| watcher.colour(x, y).is_some_and(|seen| is_near(seen, colour));
        [(40, 40), (320, 240), (600, 440)].into_iter().all(at)
    };
    watcher.until("the remote desktop's picture is seen", |watcher| shows(watcher, GREEN));
    assert_eq!(watcher.size(), Some(SIZE), "the window alone, without its frame");
    let id = watcher.source.window().unwrap();
    assert!(watcher.saw(
        |one| matches!(one, Happening::TargetFound { application, title } if application == "xfreerdp" && title.contains("127.0.0.1"))
    ));

    // Covered: what changes at the far side is seen, the cover never.
    let cover = near.window("Cover", "secret", (0, 0, 1000, 800), RED);
    near.raise(cover);
    remote.far.paint(painted, (0, 0, SIZE.0 as u16, SIZE.1 as u16), BLUE);
    watcher.until("the far side's new picture is seen below the cover", |watcher| shows(watcher, BLUE));
    assert_eq!(watcher.count(RED), 0);

    // Moved, in part off the screen.
    near.configure(id.0, &ConfigureWindowAux::new().x(700).y(500));
    remote.far.paint(painted, (0, 0, SIZE.0 as u16, SIZE.1 as u16), GREEN);
    watcher.until("it is followed to where it was moved", |watcher| shows(watcher, GREEN));

    // Minimised and back.
    near.xdotool(&["windowminimize", &id.0.to_string()]);
    watcher.until("it is hidden", |watcher| watcher.saw(|one| *one == Happening::TargetHidden));
    assert!(shows(&mut watcher, GREEN), "the last picture stays");
    near.client.map_window(id.0).unwrap();
    near.client.sync().unwrap();
    watcher.until("it is shown", |watcher| watcher.saw(|one| *one == Happening::TargetShown));
    remote.far.paint(painted, (0, 0, SIZE.0 as u16, SIZE.1 as u16), BLUE);
    watcher.until("it is recorded again", |watcher| shows(watcher, BLUE));

    // Cut off, and connected again.
    drop(client);
    watcher.until("the connection's end is told", |watcher| watcher.saw(|one| *one == Happening::TargetLost));
    remote.far.paint(painted, (0, 0, SIZE.0 as u16, SIZE.1 as u16), GREEN);
    let _client = remote.connect(&near);
    watcher.until("the new connection is found", |watcher| {
        watcher.saw(|one| matches!(one, Happening::TargetReturned { .. })) && shows(watcher, GREEN)
    });
    assert_eq!(watcher.count(RED), 0);
    near.client.flush().unwrap();
}
