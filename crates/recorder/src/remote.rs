//! Which windows are remote desktops.

use serde::{Deserialize, Serialize};

use crate::target::WindowInfo;

/// Windows of one application: those whose class or process has one of these words, in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowRule {
    /// The application's name for people.
    pub application: String,
    /// What its connections are: `RDP`, `VNC`, …
    pub connection_type: String,
    /// Parts of its windows' class, or of its process's name.
    pub words: Vec<String>,
}

impl WindowRule {
    /// Whether the window is one of this application's. A title says nothing: any page can be called anything.
    pub fn matches(&self, window: &WindowInfo) -> bool {
        let class = window.class.to_lowercase();
        let process = window.process.as_deref().unwrap_or_default().to_lowercase();
        let has = |word: &String| {
            let word = word.trim().to_lowercase();
            !word.is_empty() && (class.contains(&word) || process.contains(&word))
        };
        self.words.iter().any(has)
    }
}

/// The clients that are known without a setting.
pub fn shipped_rules() -> Vec<WindowRule> {
    let rule = |application: &str, connection_type: &str, words: &[&str]| WindowRule {
        application: application.to_owned(),
        connection_type: connection_type.to_owned(),
        words: words.iter().map(|&word| word.to_owned()).collect(),
    };
    vec![
        rule("Remote Desktop Connection", "RDP", &["mstsc", "tscshellcontainerclass"]),
        rule("FreeRDP", "RDP", &["freerdp"]),
        rule("Remmina", "RDP", &["remmina"]),
        rule("Microsoft Remote Desktop", "RDP", &["microsoft remote desktop", "windows app", "msrdc"]),
        rule("AnyDesk", "AnyDesk", &["anydesk"]),
        rule(
            "VNC viewer",
            "VNC",
            &["vncviewer", "vnc viewer", "tvnviewer", "vinagre", "krdc", "gvncviewer", "realvnc"],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_known_by_class_or_process_and_never_by_title() {
        let known = |class: &str, process: Option<&str>, title: &str| {
            let window = WindowInfo {
                class: class.into(),
                process: process.map(Into::into),
                title: title.into(),
                ..WindowInfo::default()
            };
            shipped_rules().into_iter().find(|rule| rule.matches(&window)).map(|rule| rule.application)
        };
        for (class, process, application) in [
            ("xfreerdp", None, "FreeRDP"),
            ("sdl-FreeRDP", None, "FreeRDP"),
            ("org.remmina.Remmina", None, "Remmina"),
            ("TscShellContainerClass", None, "Remote Desktop Connection"),
            ("", Some("mstsc.exe"), "Remote Desktop Connection"),
            ("", Some("Microsoft Remote Desktop"), "Microsoft Remote Desktop"),
            ("Anydesk", None, "AnyDesk"),
            ("Vncviewer", None, "VNC viewer"),
            ("TigerVNC Viewer", None, "VNC viewer"),
        ] {
            assert_eq!(known(class, process, "").as_deref(), Some(application), "{class} {process:?}");
        }
        assert_eq!(known("XTerm", Some("xterm"), "FreeRDP: 10.0.0.1"), None);
        let blank = WindowRule {
            application: "x".into(),
            connection_type: "x".into(),
            words: vec![" ".into(), String::new()],
        };
        assert!(
            !blank.matches(&WindowInfo { class: "a b".into(), ..WindowInfo::default() }),
            "an empty word is in all"
        );
    }
}
