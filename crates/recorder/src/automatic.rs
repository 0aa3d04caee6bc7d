//! Starts and stops recordings with remote-desktop connections. Pure: desktops in, what to do out.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use crate::ConnectionInfo;
use crate::remote::WindowRule;
use crate::settings::{Settings, Trigger};
use crate::target::{Desktop, WindowId, WindowInfo};

/// A window that is gone sooner was a question for a password, or a mistake.
const SETTLE_US: u64 = 1_000_000;
/// A connection that comes back sooner was interrupted, not ended.
const PATIENCE_US: u64 = 10_000_000;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A connection is there: record it.
    Start {
        /// Its number, 0 for the first.
        number: u64,
        /// What is known of it.
        connection: ConnectionInfo,
        /// Its window.
        window: WindowId,
    },
    /// A connection is over.
    Stop {
        /// As it was started.
        number: u64,
    },
}

/// Watches connections come and go.
#[derive(Clone, Debug)]
pub struct Automatic {
    rules: Vec<WindowRule>,
    triggers: Vec<Trigger>,
    is_on: bool,
    connections: BTreeMap<u64, Connection>,
    next: u64,
}

#[derive(Clone, Debug)]
struct Connection {
    info: ConnectionInfo,
    /// The window that it has now: another after it was interrupted.
    window: WindowId,
    since_us: u64,
    seen_us: u64,
    is_started: bool,
}

impl Automatic {
    /// By these settings; without `auto_start` it never does anything.
    pub fn new(settings: &Settings) -> Self {
        Self {
            rules: settings.remote_windows.clone(),
            triggers: settings.triggers.clone(),
            is_on: settings.enabled && settings.auto_start,
            connections: BTreeMap::new(),
            next: 0,
        }
    }

    /// Looks at the desktop, and says what is to be done.
    pub fn look(&mut self, desktop: &Desktop, at_us: u64) -> Vec<Step> {
        if !self.is_on {
            return Vec::new();
        }
        let mut new = Vec::new();
        for window in &desktop.windows {
            let Some(info) = self.connection(window) else { continue };
            match self.connections.values_mut().find(|connection| connection.window == window.id) {
                Some(known) => known.seen_us = at_us,
                None => new.push((window.id, info)),
            }
        }
        for (id, info) in new {
            let is_back = |known: &&mut Connection| known.seen_us != at_us && known.info == info;
            match self.connections.values_mut().find(is_back) {
                Some(known) => (known.window, known.seen_us) = (id, at_us),
                None => {
                    let connection =
                        Connection { info, window: id, since_us: at_us, seen_us: at_us, is_started: false };
                    self.connections.insert(self.next, connection);
                    self.next += 1;
                }
            }
        }
        let mut steps = Vec::new();
        self.connections.retain(|&number, known| {
            let absent_us = at_us.saturating_sub(known.seen_us);
            let is_over = if known.is_started { absent_us >= PATIENCE_US } else { absent_us > 0 };
            if is_over && known.is_started {
                steps.push(Step::Stop { number });
            }
            !is_over
        });
        for (&number, known) in &mut self.connections {
            if !known.is_started && at_us.saturating_sub(known.since_us) >= SETTLE_US {
                known.is_started = true;
                steps.push(Step::Start { number, connection: known.info.clone(), window: known.window });
            }
        }
        steps
    }

    /// What a window tells of its connection, where it is one that is to be recorded.
    fn connection(&self, window: &WindowInfo) -> Option<ConnectionInfo> {
        let rule = self.rules.iter().find(|rule| rule.matches(window))?;
        let info = ConnectionInfo {
            ip: address_in(&window.title).map(|ip| ip.to_string()).unwrap_or_default(),
            name: window.title.clone(),
            connection_type: rule.connection_type.clone(),
            ..ConnectionInfo::default()
        };
        let is_wanted = self.triggers.is_empty() || self.triggers.iter().any(|trigger| trigger.holds(&info));
        is_wanted.then_some(info)
    }
}

/// The first address in a title, with a port or without.
fn address_in(title: &str) -> Option<IpAddr> {
    let words = title.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '@' | '/'));
    words.into_iter().find_map(|word| {
        let word = word.trim_end_matches([':', '.']);
        word.parse().ok().or_else(|| word.parse::<SocketAddr>().ok().map(|address| address.ip()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn desktop(windows: &[(u32, &str, &str)]) -> Desktop {
        let window = |&(id, class, title): &(u32, &str, &str)| WindowInfo {
            id: WindowId(id),
            class: class.into(),
            title: title.into(),
            ..WindowInfo::default()
        };
        Desktop { windows: windows.iter().map(window).collect(), active: None }
    }

    fn started(steps: &[Step]) -> Vec<(u32, String)> {
        let one = |step: &Step| match step {
            Step::Start { window, connection, .. } => Some((window.0, connection.ip.clone())),
            Step::Stop { .. } => None,
        };
        steps.iter().filter_map(one).collect()
    }

    #[test]
    fn a_connection_starts_once_it_has_stood_and_stops_once_it_stays_away() {
        let mut automatic = Automatic::new(&Settings::default());
        let there = desktop(&[(1, "XTerm", "10.0.0.1"), (7, "xfreerdp", "FreeRDP: 10.0.0.7:3389")]);
        assert_eq!(automatic.look(&there, 0), []);
        let steps = automatic.look(&there, 1_000_000);
        let connection = ConnectionInfo {
            ip: "10.0.0.7".into(),
            name: "FreeRDP: 10.0.0.7:3389".into(),
            connection_type: "RDP".into(),
            ..ConnectionInfo::default()
        };
        assert_eq!(steps, [Step::Start { number: 0, connection, window: WindowId(7) }]);
        // Interrupted, and back in another window.
        assert_eq!(automatic.look(&desktop(&[]), 5_000_000), []);
        assert_eq!(automatic.look(&desktop(&[(9, "xfreerdp", "FreeRDP: 10.0.0.7:3389")]), 9_000_000), []);
        assert_eq!(automatic.look(&desktop(&[]), 18_900_000), []);
        assert_eq!(automatic.look(&desktop(&[]), 19_000_000), [Step::Stop { number: 0 }]);
    }

    #[test]
    fn a_window_that_flashes_by_and_a_connection_without_a_trigger_start_nothing() {
        let rdp = desktop(&[(7, "xfreerdp", "FreeRDP: 10.0.0.7")]);
        let mut automatic = Automatic::new(&Settings::default());
        for at_us in [0, 1_000_000, 2_000_000] {
            let shown = if at_us == 1_000_000 { desktop(&[]) } else { rdp.clone() };
            assert_eq!(automatic.look(&shown, at_us), []);
        }
        let trigger: Trigger = serde_json::from_str(r#"{"address":"192.168.0.0/16"}"#).unwrap();
        let mut picky = Automatic::new(&Settings { triggers: vec![trigger], ..Settings::default() });
        let mut off = Automatic::new(&Settings { auto_start: false, ..Settings::default() });
        for at_us in [0, 2_000_000] {
            assert_eq!((picky.look(&rdp, at_us), off.look(&rdp, at_us)), (vec![], vec![]));
        }
        let home = desktop(&[(8, "Vncviewer", "desk (192.168.0.9) - TigerVNC")]);
        picky.look(&home, 3_000_000);
        assert_eq!(started(&picky.look(&home, 4_000_000)), [(8, "192.168.0.9".into())]);
    }

    proptest! {
        #[test]
        fn every_start_has_one_stop_and_nothing_stops_that_was_not_started(seen in vec((0_u8..8, 1_u64..4_000_000), 1..60)) {
            let mut automatic = Automatic::new(&Settings::default());
            let (mut at_us, mut running) = (0, Vec::new());
            let far_later = (0, 60_000_000);
            for (mask, pause) in seen.into_iter().chain([far_later, far_later]) {
                at_us += pause;
                let windows: Vec<_> = [(1, "xfreerdp", "a"), (2, "xfreerdp", "b"), (3, "remmina", "c")]
                    .into_iter()
                    .filter(|(id, _, _)| mask & (1 << (id - 1)) != 0)
                    .collect();
                for step in automatic.look(&desktop(&windows), at_us) {
                    match step {
                        Step::Start { number, .. } => {
                            prop_assert!(!running.contains(&number));
                            running.push(number);
                        }
                        Step::Stop { number } => {
                            let before = running.len();
                            running.retain(|known| *known != number);
                            prop_assert_eq!(running.len() + 1, before);
                        }
                    }
                }
            }
            prop_assert!(running.is_empty(), "all are over in the end");
        }
    }
}
