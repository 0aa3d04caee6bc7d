//! A display of the test's own, with a window manager and windows of known colours.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use hindsight_recorder::shipped_rules;
use hindsight_recorder::source::{Look, Source, Stopwatch, SystemStopwatch};
use hindsight_recorder::target::{Choice, Happening, Wish};
use hindsight_recorder::x11::{Display, X11Source};
use x11rb::connection::Connection;
use x11rb::properties::{WmSizeHints, WmSizeHintsSpecification};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux, EventMask,
    PropMode, StackMode, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Longer than anything takes on a machine that is busy with other things.
const PATIENCE_US: u64 = 60_000_000;

pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) struct Stage {
    pub(crate) display: String,
    pub(crate) client: RustConnection,
    pub(crate) root: u32,
    pub(crate) clock: SystemStopwatch,
    _manager: Option<Running>,
    _server: Running,
}

pub(crate) fn missing(tool: &str) -> bool {
    !Command::new("which").arg(tool).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl Stage {
    pub(crate) fn set(width: u32, height: u32) -> Self {
        let stage = Self::bare(width, height);
        let stage = Self { _manager: Some(stage.run("openbox", &["--sm-disable"])), ..stage };
        let atom = stage.atom("_NET_SUPPORTING_WM_CHECK");
        stage.until("openbox is there", || {
            let check = stage.client.get_property(false, stage.root, atom, AtomEnum::ANY, 0, 1);
            check.unwrap().reply().unwrap().length > 0
        });
        stage
    }

    /// Without a window manager.
    pub(crate) fn bare(width: u32, height: u32) -> Self {
        for tool in ["Xvfb", "openbox", "xdotool", "xterm"] {
            assert!(!missing(tool), "{tool} is missing: cargo xtask setup");
        }
        let screen = format!("{width}x{height}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let display = format!(":{}", number.trim());
        let (client, screen) = RustConnection::connect(Some(&display)).unwrap();
        let root = client.setup().roots[screen].root;
        // The pointer would be in the picture of windows in the middle.
        client.warp_pointer(x11rb::NONE, root, 0, 0, 0, 0, width as i16 - 1, height as i16 - 1).unwrap();
        client.sync().unwrap();
        Self {
            display,
            client,
            root,
            clock: SystemStopwatch::start(),
            _manager: None,
            _server: Running(server),
        }
    }

    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Running {
        let mut command = Command::new(program);
        command.args(arguments).env("DISPLAY", &self.display).stdout(Stdio::null()).stderr(Stdio::null());
        Running(command.spawn().unwrap_or_else(|error| panic!("{program}: {error}")))
    }

    pub(crate) fn xdotool(&self, arguments: &[&str]) {
        let status = Command::new("xdotool").args(arguments).env("DISPLAY", &self.display).status().unwrap();
        assert!(status.success(), "xdotool {arguments:?}");
    }

    pub(crate) fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let end = self.clock.micros() + PATIENCE_US;
        while !is_so() {
            assert!(self.clock.micros() < end, "never: {what}");
            std::thread::yield_now();
        }
    }

    /// Whether somebody listens at a port of this machine, after a while.
    pub(crate) fn clock_until_connects(&self, port: u16) -> bool {
        self.until("somebody listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        true
    }

    pub(crate) fn atom(&self, name: &str) -> u32 {
        self.client.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    /// A window in one colour, on the screen and drawn.
    pub(crate) fn window(
        &self,
        class: &str,
        title: &str,
        (x, y, width, height): (i32, i32, u32, u32),
        colour: u32,
    ) -> u32 {
        let id = self.client.generate_id().unwrap();
        let aux = CreateWindowAux::new()
            .background_pixel(colour)
            .event_mask(EventMask::STRUCTURE_NOTIFY | EventMask::EXPOSURE);
        let class_hint = WindowClass::INPUT_OUTPUT;
        let (w, h) = (width as u16, height as u16);
        self.client
            .create_window(
                x11rb::COPY_DEPTH_FROM_PARENT,
                id,
                self.root,
                x as i16,
                y as i16,
                w,
                h,
                0,
                class_hint,
                0,
                &aux,
            )
            .unwrap();
        let replace = PropMode::REPLACE;
        let hint = format!("{class}\0{class}\0");
        self.client
            .change_property8(replace, id, AtomEnum::WM_CLASS, AtomEnum::STRING, hint.as_bytes())
            .unwrap();
        self.rename(id, title);
        let hints = WmSizeHints {
            position: Some((WmSizeHintsSpecification::UserSpecified, x, y)),
            ..WmSizeHints::default()
        };
        hints.set_normal_hints(&self.client, id).unwrap();
        // A window manager that is just starting may miss the first request.
        let mut asked_us = None;
        self.until("a new window is drawn", || {
            let now_us = self.clock.micros();
            if asked_us.is_none_or(|asked| now_us - asked > 500_000) {
                asked_us = Some(now_us);
                self.client.map_window(id).unwrap();
                self.client.sync().unwrap();
            }
            let event = self.client.poll_for_event().unwrap();
            matches!(event, Some(Event::Expose(event)) if event.window == id)
        });
        self.client.sync().unwrap();
        id
    }

    pub(crate) fn rename(&self, id: u32, title: &str) {
        let name = self.atom("_NET_WM_NAME");
        let utf8 = self.atom("UTF8_STRING");
        self.client.change_property8(PropMode::REPLACE, id, name, utf8, title.as_bytes()).unwrap();
        self.client.sync().unwrap();
    }

    pub(crate) fn configure(&self, id: u32, aux: &ConfigureWindowAux) {
        self.client.configure_window(id, aux).unwrap();
        self.client.sync().unwrap();
    }

    pub(crate) fn raise(&self, id: u32) {
        self.configure(id, &ConfigureWindowAux::new().stack_mode(StackMode::ABOVE));
    }

    /// Fills a part of a window.
    pub(crate) fn paint(&self, id: u32, (x, y, width, height): (i16, i16, u16, u16), colour: u32) {
        self.client
            .change_window_attributes(id, &ChangeWindowAttributesAux::new().background_pixel(colour))
            .unwrap();
        self.client.clear_area(false, id, x, y, width, height).unwrap();
        self.client.sync().unwrap();
    }

    pub(crate) fn source(&self, choice: Choice) -> Watcher<'_> {
        let wish = Wish { choice, rules: shipped_rules(), hints: Vec::new(), pointer: true };
        let source = X11Source::new(Display::open(Some(&self.display)).unwrap(), wish).unwrap();
        Watcher { stage: self, source, happened: Vec::new(), at_us: 0, looks: Vec::new() }
    }
}

/// A source, and all that was seen by it.
pub(crate) struct Watcher<'s> {
    stage: &'s Stage,
    pub(crate) source: X11Source,
    pub(crate) happened: Vec<Happening>,
    pub(crate) at_us: u64,
    pub(crate) looks: Vec<Look>,
}

impl Watcher<'_> {
    /// Looks as a tenth of a second later.
    pub(crate) fn look(&mut self) -> Look {
        self.at_us += 100_000;
        let look = self.source.look(self.at_us, &mut self.happened).unwrap();
        self.looks.push(look);
        look
    }

    pub(crate) fn until(&mut self, what: &str, mut is_so: impl FnMut(&mut Self) -> bool) {
        let end = self.stage.clock.micros() + PATIENCE_US;
        loop {
            self.look();
            if is_so(self) {
                return;
            }
            assert!(self.stage.clock.micros() < end, "never: {what}; happened: {:?}", self.happened);
            std::thread::yield_now();
        }
    }

    /// Looks until nothing has changed for a while.
    pub(crate) fn settle(&mut self) {
        let mut still = 0;
        self.until("nothing changes", |watcher| {
            still = if watcher.looks.last() == Some(&Look::Changed) { 0 } else { still + 1 };
            still > 20
        });
    }

    /// The colour at a place, without the byte that says nothing.
    pub(crate) fn colour(&self, x: u32, y: u32) -> Option<u32> {
        let picture = self.source.picture()?;
        let start = y as usize * picture.stride + x as usize * 4;
        let pixel = picture.pixels.get(start..start + 4)?;
        Some(u32::from_le_bytes([pixel[0], pixel[1], pixel[2], 0]))
    }

    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        self.source.extent().map(|extent| (extent.width, extent.height))
    }

    /// How many pixels have this colour.
    pub(crate) fn count(&self, colour: u32) -> usize {
        let Some(picture) = self.source.picture() else { return 0 };
        let pixels = picture.pixels.chunks_exact(4);
        pixels.filter(|p| u32::from_le_bytes([p[0], p[1], p[2], 0]) == colour).count()
    }

    pub(crate) fn saw(&self, is_it: impl Fn(&Happening) -> bool) -> bool {
        self.happened.iter().any(is_it)
    }
}
