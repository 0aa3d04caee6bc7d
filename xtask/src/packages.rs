//! What the project needs from the system, and how it gets there.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::processes::{answers, command, run, target_dir};
use crate::say;

/// To build: a C compiler for SQLCipher and ring, C++ and an assembler for openh264, OpenSSL's libcrypto for SQLCipher,
/// WebKitGTK for the window.
pub(crate) const BUILD: &[&str] =
    &["gcc", "g++", "nasm", "libc6-dev", "make", "pkg-config", "libssl-dev", "libwebkit2gtk-4.1-dev"];

/// To drive a window where there is no display, and to test it.
pub(crate) const DRIVE: &[&str] =
    &["dbus", "dbus-x11", "xvfb", "xauth", "webkit2gtk-driver", "fonts-dejavu-core", "ca-certificates"];

/// To test as well: a keychain of the real kind, Python for schemathesis, curl as the peer of downloads, Chromium for
/// the screens, a network of its own for what must not reach any, GTK and a pointer to drag files onto the window; for
/// recordings of screens a window manager, windows, a real remote desktop, and ffmpeg as judge of films; for the native
/// player OpenGL and what its toolkit loads of X11.
pub(crate) const TEST: &[&str] = &[
    "gnome-keyring",
    "python3",
    "python3-venv",
    "python3-gi",
    "gir1.2-gtk-3.0",
    "xdotool",
    "openbox",
    "xterm",
    "freerdp2-x11",
    "freerdp2-shadow-x11",
    "ffmpeg",
    "libgl1",
    "libegl1",
    "libgl1-mesa-dri",
    "libx11-xcb1",
    "libxcursor1",
    "libxi6",
    "libxkbcommon-x11-0",
    "curl",
    "procps",
    "chromium",
    "iproute2",
    "util-linux",
];

/// The tool that checks the API document against the server.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// Installs what building needs; does nothing, quickly, where all is there.
pub(crate) fn for_building() -> Result<()> {
    install(&[BUILD, if answers("npm --version") { &[] } else { &["nodejs", "npm"] }].concat())
}

/// Installs what tests need as well.
pub(crate) fn for_tests() -> Result<()> {
    for_building()?;
    install(&[DRIVE, TEST].concat())?;
    tools()
}

/// Installs what driving a window without a display needs.
pub(crate) fn for_driving() -> Result<()> {
    install(DRIVE)?;
    driver()
}

fn install(wanted: &[&str]) -> Result<()> {
    if !answers("dpkg-query --version") {
        let absent = absent_elsewhere(wanted);
        if !absent.is_empty() {
            let how = if cfg!(target_os = "linux") {
                "install them with your package manager (dnf, pacman, zypper), by your system's names"
            } else if cfg!(target_os = "macos") {
                "xcode-select --install, and brew install openssl@3 pkg-config node nasm"
            } else {
                "install Visual Studio's C++ build tools, Node.js (winget install OpenJS.NodeJS), NASM (winget install NASM.NASM), \
                 and OpenSSL (vcpkg install openssl) with OPENSSL_DIR set"
            };
            say!("Not found here, by Debian's names: {}. To get them: {how}.", absent.join(", "));
        }
        return Ok(());
    }
    let missing: Vec<_> = wanted.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    say!("Installing {}", missing.join(" "));
    let is_root = command("id -u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    if !is_root && !answers("sudo --version") {
        bail!(
            "these packages are missing, and neither root nor sudo is here to install them: {}",
            missing.join(" ")
        );
    }
    let apt = || {
        let mut apt = if is_root { Command::new("apt-get") } else { Command::new("sudo") };
        if !is_root {
            apt.arg("apt-get");
        }
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    // Another apt may be at work: wait for it.
    const PATIENT: [&str; 2] = ["-o", "DPkg::Lock::Timeout=600"];
    run(apt().args(PATIENT).args(["update", "-qq"]))?;
    run(apt().args(PATIENT).args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))
        .with_context(|| format!("these packages could not be installed: {}", missing.join(" ")))
}

/// How a system without Debian's packages is asked for what they bring. What is not named here is not asked for: it
/// comes with the others, or belongs to Linux alone.
const ASKED_FOR_BY: &[(&str, &str)] = &[
    ("gcc", "cc --version"),
    ("nasm", "nasm -v"),
    ("make", "make --version"),
    ("pkg-config", "pkg-config --version"),
    ("libssl-dev", "pkg-config --exists openssl"),
    ("libwebkit2gtk-4.1-dev", "pkg-config --exists webkit2gtk-4.1"),
    ("nodejs", "node --version"),
    ("npm", "npm --version"),
    ("dbus", "dbus-run-session --version"),
    ("xvfb", "Xvfb -version"),
    ("webkit2gtk-driver", "WebKitWebDriver --version"),
    ("gnome-keyring", "gnome-keyring-daemon --version"),
    ("python3", "python3 --version"),
    ("curl", "curl --version"),
    ("ffmpeg", "ffmpeg -version"),
    ("chromium", "chromium --version"),
    ("iproute2", "ip -V"),
    ("util-linux", "unshare --version"),
];

/// What of Linux's window and its tests no other system has or needs.
const OF_LINUX: [&str; 7] =
    ["libwebkit2gtk-4.1-dev", "dbus", "xvfb", "webkit2gtk-driver", "gnome-keyring", "iproute2", "util-linux"];

fn absent_elsewhere<'w>(wanted: &[&'w str]) -> Vec<&'w str> {
    let is_absent = |name: &&str| {
        let line = ASKED_FOR_BY.iter().find(|(known, _)| known == name).map(|(_, line)| line);
        let matters = cfg!(target_os = "linux") || !OF_LINUX.contains(name);
        matters && line.is_some_and(|line| !answers(line))
    };
    wanted.iter().copied().filter(is_absent).collect()
}

fn is_installed(name: &str) -> bool {
    let asked = Command::new("dpkg-query").args(["-W", "-f=${Status}", name]).output();
    asked.is_ok_and(|out| out.stdout.ends_with(b"ok installed"))
}

/// Installs the programs that tests run: cargo-nextest and cargo-deny from crates, schemathesis from PyPI.
fn tools() -> Result<()> {
    driver()?;
    if !answers("cargo nextest --version") {
        run(&mut command("cargo install --locked cargo-nextest"))?;
    }
    if !answers("cargo deny --version") {
        // Without its default features it knows no advisories, which need a network that tests do not have.
        run(&mut command("cargo install --locked cargo-deny --no-default-features"))?;
    }
    if !schemathesis().exists() {
        let venv = target_dir().join("tools/python");
        run(Command::new("python3").arg("-m").arg("venv").arg(&venv))?;
        run(Command::new(venv.join("bin/pip")).args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            SCHEMATHESIS,
        ]))?;
    }
    Ok(())
}

/// Installs the program between WebDriver and the window.
fn driver() -> Result<()> {
    if cfg!(target_os = "linux") && !answers("tauri-driver --help") {
        run(&mut command("cargo install --locked --debug --version 2.1.0 tauri-driver"))?;
    }
    Ok(())
}

/// Where schemathesis is after [`tools`].
pub(crate) fn schemathesis() -> std::path::PathBuf {
    target_dir().join("tools/python/bin/schemathesis")
}
