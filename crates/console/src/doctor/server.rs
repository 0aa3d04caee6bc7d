//! The way to the server: the name, the sign-in, a WebSocket through whatever stands between, the clocks.

use std::sync::Arc;
use std::time::Duration;

use hindsight_contract::view::Check;
use hindsight_domain::{Chance, Clock};
use hindsight_sync::{Patience, Remote, RemoteOptions, SyncError};
use hindsight_vault::Vault;

use super::{failed, ok, warning};
use crate::{Console, ConsoleError};

/// Past this a claim's end or a token's expiry is read wrong.
const SKEW_FAIL_MS: i64 = 5 * 60_000;
/// Past this times of two people no longer compare.
const SKEW_WARN_MS: i64 = 10_000;

const SIGN_IN: &str = "Sign in to your server.";

pub(super) async fn checks(vault: Vault, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Vec<Check> {
    let console = Console::on(vault, clock.clone(), chance.clone());
    let patience =
        Patience { connect: Duration::from_secs(3), answer: Duration::from_secs(5), ..Patience::default() };
    let remote = match console.remote(&RemoteOptions { patience, ..RemoteOptions::default() }).await {
        Ok(remote) => remote,
        Err(ConsoleError::NotSignedIn) => {
            return signed_out();
        }
        Err(error) => return unchecked(failed("server", &error.to_string(), "")),
    };
    let me = match remote.whoami().await {
        Ok(me) => me,
        Err(error) => return unchecked(unreachable(&error)),
    };
    let detail = format!("{} answers; signed in as {} ({})", remote.address(), me.user, me.role);
    vec![ok("server", &detail), upgrade(&remote).await, skew(clock.now().since(me.at))]
}

/// Where nobody is signed in.
pub(super) fn signed_out() -> Vec<Check> {
    unchecked(warning("server", "nobody is signed in", SIGN_IN))
}

/// A server that does not answer, and what only one that answers can tell.
fn unchecked(server: Check) -> Vec<Check> {
    let not = |name| warning(name, "not checked: it takes a server that answers", "");
    vec![server, not("websocket"), not("clock")]
}

fn unreachable(error: &SyncError) -> Check {
    match error {
        SyncError::Offline { .. } => warning(
            "server",
            &error.to_string(),
            "Check the network, or go on offline: everything here works.",
        ),
        SyncError::SignedOut { .. } => failed("server", &error.to_string(), SIGN_IN),
        _ => failed("server", &error.to_string(), ""),
    }
}

async fn upgrade(remote: &Remote) -> Check {
    match remote.check_web_socket(&["api", "canvas", "recording", "ws"]).await {
        Ok(()) => ok("websocket", "an upgrade passes all the way"),
        Err(error) => failed(
            "websocket",
            &error.to_string(),
            "Let the proxy pass `Connection: Upgrade` and `Upgrade: websocket`; sync works without, by asking.",
        ),
    }
}

fn skew(skew_ms: i64) -> Check {
    let detail = format!("this machine's clock is {} s from the server's", skew_ms as f64 / 1e3);
    let hint = "Set this machine's clock by the network (NTP).";
    match skew_ms.abs() {
        off if off >= SKEW_FAIL_MS => failed("clock", &detail, hint),
        off if off >= SKEW_WARN_MS => warning("clock", &detail, hint),
        _ => ok("clock", &detail),
    }
}

#[cfg(test)]
mod tests {
    use hindsight_contract::view::CheckState;

    use super::*;

    #[test]
    fn a_wrong_clock_shows_in_both_directions() {
        for (ms, state) in [
            (0, CheckState::Ok),
            (-9_999, CheckState::Ok),
            (-10_000, CheckState::Warn),
            (300_000, CheckState::Fail),
        ] {
            assert_eq!(skew(ms).state, state, "{ms}");
        }
    }
}
