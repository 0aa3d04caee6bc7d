//! The real window, driven by WebDriver: a display of its own, a bus of its own, one session at a time.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{PASSPHRASE, Stage};

/// What a condition on the screen may take on a loaded machine.
const PATIENCE_MS: u64 = 45_000;
/// By what WebDriver names an element (W3C WebDriver, section 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Leaves the address of the session's bus in the file `$0`, then becomes the program that follows.
const TELLS_ITS_BUS: &str = r#"printf %s "$DBUS_SESSION_BUS_ADDRESS" > "$0" && exec "$@""#;

/// A window on a vault. Dropping it closes the window and what carried it.
pub(crate) struct Window {
    agent: ureq::Agent,
    base: String,
    carrier: Child,
    display: Child,
    /// The display's number.
    number: String,
    surroundings: Vec<(&'static str, OsString)>,
    pictures: Option<PathBuf>,
}

impl Window {
    /// Opens the window on the vault in `data`, with its passphrase at hand.
    pub(crate) fn open(stage: &Stage, data: &Path) -> Self {
        Self::open_with(stage, data, Some(PASSPHRASE))
    }

    /// Opens the window on the vault in `data`, which asks for its passphrase where none is given.
    pub(crate) fn open_with(stage: &Stage, data: &Path, passphrase: Option<&str>) -> Self {
        let (display, number) = display();
        let ports = [free_port(), free_port()];
        let mut surroundings: Vec<(&str, OsString)> = vec![
            ("DISPLAY", format!(":{number}").into()),
            ("XDG_CONFIG_HOME", stage.path("config").into()),
            ("XDG_DATA_HOME", stage.path("share").into()),
            ("XDG_CACHE_HOME", stage.path("cache").into()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
            // As root WebKit's own sandbox cannot be set up; outside of tests it is.
            ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1".into()),
        ];
        surroundings.extend(passphrase.map(|words| ("HINDSIGHT_PASSPHRASE", words.into())));
        let bus = stage.path("bus");
        let carrier = Command::new("dbus-run-session")
            .args(["--", "sh", "-c", TELLS_ITS_BUS])
            .arg(&bus)
            .args(["tauri-driver", "--port", &ports[0].to_string()])
            .args(["--native-port", &ports[1].to_string()])
            .env_remove("HINDSIGHT_PASSPHRASE")
            .envs(surroundings.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(stage.path("window.log")).expect("a log"))
            .spawn()
            .expect("dbus-run-session starts");
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .new_agent();
        let driver = format!("http://127.0.0.1:{}", ports[0]);
        until("tauri-driver answers", || agent.get(format!("{driver}/status")).call().is_ok());
        surroundings
            .push(("DBUS_SESSION_BUS_ADDRESS", std::fs::read_to_string(bus).expect("its bus").into()));
        let program = stage.program("hindsight-desktop");
        let options = json!({ "application": program, "args": ["--data", data] });
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "browserName": "wry", "tauri:options": options } } });
        let mut reply =
            agent.post(format!("{driver}/session")).send_json(wanted).expect("a session is asked for");
        let made: Value = reply.body_mut().read_json().expect("WebDriver answers in JSON");
        let id = made["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {made}"));
        let base = format!("{driver}/session/{id}");
        let pictures = std::env::var_os("HINDSIGHT_PICTURES").map(PathBuf::from);
        let window = Self { agent, base, carrier, display, number, surroundings, pictures };
        window.call("/timeouts", &json!({ "script": 2 * PATIENCE_MS }));
        window
    }

    /// Starts the program once more, on the vault in `data`, as a person would on the same desktop.
    pub(crate) fn start(&self, stage: &Stage, data: &Path) -> Started {
        println!("starts {}", data.display());
        let mut program = Command::new(stage.program("hindsight-desktop"));
        program.arg("--data").arg(data).env_remove("HINDSIGHT_PASSPHRASE");
        program.envs(self.surroundings.iter().cloned()).stdin(Stdio::null()).stdout(Stdio::null());
        Started(program.stderr(Stdio::null()).spawn().expect("the program starts"))
    }

    /// The display that it is on, as `DISPLAY` names it.
    pub(crate) fn display(&self) -> String {
        format!(":{}", self.number)
    }

    fn call(&self, path: &str, body: &Value) -> Value {
        let value = self.post(path, body);
        assert!(value["error"].is_null(), "{path}: {value}");
        value
    }

    /// The same, where what is asked for may have gone.
    fn try_call(&self, path: &str, body: &Value) -> Option<Value> {
        let value = self.post(path, body);
        value["error"].is_null().then_some(value)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let mut reply =
            self.agent.post(format!("{}{path}", self.base)).send_json(body).expect("WebDriver answers");
        let reply: Value = reply.body_mut().with_config().limit(64 << 20).read_json().expect("JSON");
        reply["value"].clone()
    }

    /// Runs a script in the window and gives back what it returns.
    pub(crate) fn script(&self, script: &str, arguments: &[Value]) -> Value {
        self.call("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs a script that answers by `done(value)`.
    pub(crate) fn ask(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.call("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Waits, in the page itself, until an expression is true.
    pub(crate) fn until(&self, what: &str, condition: &str) {
        let script = format!(
            "const until = Date.now() + {PATIENCE_MS};
             const look = () => {{
               let held = false;
               try {{ held = Boolean({condition}); }} catch {{ held = false; }}
               if (held) return done(true);
               if (Date.now() > until) return done(false);
               setTimeout(look, 50);
             }};
             look();"
        );
        let held = self.ask(&script);
        if held != Value::Bool(true) {
            self.picture("failed");
            panic!("{what}: not on the screen, which says:\n{}", self.words());
        }
    }

    /// Waits for words on the screen.
    pub(crate) fn sees(&self, words: &str) {
        println!("sees   {words}");
        self.until(words, &format!("document.body.innerText.includes({})", json!(words)));
    }

    /// All words on the screen.
    pub(crate) fn words(&self) -> String {
        self.script("return document.body.innerText", &[]).as_str().unwrap_or_default().to_owned()
    }

    /// Clicks, as a pointer does, what a selector finds and, where words are given, has them; waits for it. What is
    /// covered cannot be clicked.
    pub(crate) fn click(&self, selector: &str, words: &str) {
        println!("clicks {selector} {words}");
        let mut said = None;
        let clicked = (0..PATIENCE_MS / 100).any(|_| {
            said = self.try_click(selector, words).err();
            if said.is_some() {
                std::thread::park_timeout(Duration::from_millis(100));
            }
            said.is_none()
        });
        if !clicked {
            self.picture("failed");
            panic!("{selector} {words}: not clicked: {said:?}; the screen says:\n{}", self.words());
        }
    }

    /// One try, and WebDriver's word for why it failed. What is found may be drawn anew before it is clicked.
    pub(crate) fn try_click(&self, selector: &str, words: &str) -> Result<(), String> {
        let find = format!(
            "return [...document.querySelectorAll({})].find((e) => !e.disabled && e.getClientRects().length > 0
               && (e.innerText || e.ariaLabel || '').includes({})) ?? null",
            json!(selector),
            json!(words)
        );
        let found = self.script(&find, &[]);
        let element = found[ELEMENT].as_str().ok_or("no such element")?;
        let value = self.post(&format!("/element/{element}/click"), &json!({}));
        value["error"].as_str().map_or(Ok(()), |why| Err(why.to_owned()))
    }

    /// Types into the field with this label, as a person's input arrives at the page.
    pub(crate) fn fill(&self, label: &str, value: &str) {
        println!("fills  {label}");
        let find = format!(
            "[...(document.querySelector('dialog[open]') ?? document).querySelectorAll('label')].filter((l) => l.innerText.trim().startsWith({}))
               .map((l) => l.control).find((c) => c && !['radio', 'checkbox'].includes(c.type))",
            json!(label)
        );
        self.until(&format!("the field {label}"), &find);
        self.script(
            &format!(
                "const field = {find};
                 const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement
                   : field instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
                 Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, {});
                 field.dispatchEvent(new Event('input', {{ bubbles: true }}));
                 field.dispatchEvent(new Event('change', {{ bubbles: true }}));",
                json!(value)
            ),
            &[],
        );
    }

    /// Presses keys as the keyboard does; `\u{e009}` and the like are WebDriver's.
    pub(crate) fn press(&self, keys: &[&str]) {
        println!(
            "presses {}",
            keys.iter().map(|key| key.escape_unicode().to_string()).collect::<Vec<_>>().join(" ")
        );
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.call(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }),
        );
    }

    /// Drags a file from another program's window onto the middle of this one.
    pub(crate) fn drag_in(&self, file: &Path) {
        println!("drags  {}", file.display());
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/window/drag.py");
        // The system's own Python: that one has the system's GTK.
        let taken = Command::new("/usr/bin/python3")
            .args([program, &format!("file://{}", file.display())])
            .env("DISPLAY", self.display())
            .env("NO_AT_BRIDGE", "1")
            .status()
            .expect("Python starts");
        assert!(taken.success(), "nobody took the file: {taken}");
    }

    /// Goes to a screen by its address.
    pub(crate) fn go(&self, place: &str) {
        println!("goes   {place}");
        self.script("location.hash = arguments[0]", &[json!(place)]);
    }

    /// Waits until an expression is true inside the frame that a selector finds. The frame may come, go and come
    /// again meanwhile: each look enters it anew.
    pub(crate) fn until_inside(&self, frame: &str, what: &str, condition: &str) {
        let held = (0..PATIENCE_MS / 200).any(|_| {
            let held = self.inside(frame, &format!("return Boolean({condition})")) == Some(Value::Bool(true));
            if !held {
                std::thread::park_timeout(Duration::from_millis(200));
            }
            held
        });
        if !held {
            self.picture("failed");
            panic!("{what}: not in the frame; the window says:\n{}", self.words());
        }
    }

    /// What a script returns inside the frame that a selector finds; `None` where the frame went away.
    pub(crate) fn inside(&self, frame: &str, script: &str) -> Option<Value> {
        let found = self.script(&format!("return document.querySelector({})", json!(frame)), &[]);
        let entered = self.try_call("/frame", &json!({ "id": found }));
        let seen =
            entered.and_then(|_| self.try_call("/execute/sync", &json!({ "script": script, "args": [] })));
        self.call("/frame", &json!({ "id": Value::Null }));
        seen
    }

    /// Leaves a picture of the window, where pictures are wanted.
    pub(crate) fn picture(&self, name: &str) {
        let Some(dir) = &self.pictures else { return };
        // A picture is taken of the next frame, and a window in which nothing changes draws none.
        self.script(
            "let drawn = 0;
             const draw = () => {
               document.documentElement.style.opacity = drawn++ % 2 ? '' : '0.999';
               if (drawn < 40) setTimeout(draw, 50);
             };
             draw();",
            &[],
        );
        let mut reply = self.agent.get(format!("{}/screenshot", self.base)).call().expect("a picture");
        let reply: Value = reply.body_mut().with_config().limit(64 << 20).read_json().expect("JSON");
        let bytes = decode(reply["value"].as_str().unwrap_or_else(|| panic!("no picture: {reply}")));
        println!("a picture: {name}.png");
        std::fs::create_dir_all(dir).expect("a folder for pictures");
        std::fs::write(dir.join(format!("{name}.png")), bytes).expect("a picture is written");
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Asked to close first; whatever then still runs is ended. All of it may be gone already.
        let _closed = self.agent.delete(&self.base).call();
        for child in [&mut self.carrier, &mut self.display] {
            let _asked = Command::new("kill").arg(child.id().to_string()).status();
            let _status = child.wait();
        }
    }
}

/// A start of the program beside the window; whatever still runs of it ends with the test.
pub(crate) struct Started(Child);

impl Started {
    /// How it ended, or nothing while it runs.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().expect("it can be asked")
    }

    /// Waits until it has ended by itself, and well.
    pub(crate) fn ends_well(mut self) {
        let mut status = None;
        until("it ends by itself", || {
            status = self.ended();
            status.is_some()
        });
        assert!(status.is_some_and(|status| status.success()), "it ended with {status:?}");
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended already.
        let _gone = self.0.kill();
        let _status = self.0.wait();
    }
}

/// A display with a number of its own.
fn display() -> (Child, String) {
    let mut display = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb starts");
    let mut number = String::new();
    let output = display.stdout.take().expect("it has an output");
    BufReader::new(output).read_line(&mut number).expect("Xvfb says its number");
    (display, number.trim().to_owned())
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("it has an address").port()
}

/// Tries until it holds. Each try is a whole request, so nothing spins.
pub(crate) fn until(what: &str, mut held: impl FnMut() -> bool) {
    let patience = Duration::from_millis(50);
    for _ in 0..PATIENCE_MS / 50 {
        if held() {
            return;
        }
        std::thread::park_timeout(patience);
    }
    panic!("{what}: it did not come to that");
}

/// Base64, as WebDriver sends pictures.
fn decode(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}
