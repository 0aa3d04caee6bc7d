//! What a hint of the console means on the command line. The console does not know who shows it.

use hindsight_contract::view::Failure;

/// The command that does what the hint of a failure says.
fn command(code: &str) -> Option<&'static str> {
    Some(match code {
        "not_signed_in" | "signed_out" => "hindsight login URL --token-stdin",
        "offline" | "unplayable" => "hindsight doctor",
        "unknown_token" => "hindsight-server token create",
        "cleartext" => "--allow-plain-http",
        "other_server" => "hindsight logout",
        "no_recording" => "hindsight list",
        "no_review" => "hindsight queue --state all",
        "gone" => "--begin-anew",
        "not_cached" => "hindsight sync --download ID",
        _ => return None,
    })
}

/// The same failure with the command beside its hint.
pub(crate) fn with_command(failure: Failure) -> Failure {
    let hint = match (failure.hint, command(&failure.code)) {
        (Some(hint), Some(command)) => Some(format!("{hint} ({command})")),
        (hint, _) => hint,
    };
    Failure { hint, ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(code: &str, hint: Option<&str>) -> Option<String> {
        let failure = Failure {
            code: code.to_owned(),
            message: String::new(),
            hint: hint.map(str::to_owned),
            details: None,
        };
        with_command(failure).hint
    }

    #[test]
    fn a_hint_names_the_command_where_there_is_one() {
        let said = hint("not_cached", Some("Make it available offline."));
        assert_eq!(said.as_deref(), Some("Make it available offline. (hindsight sync --download ID)"));
        assert_eq!(hint("import", Some("Look.")).as_deref(), Some("Look."));
        assert_eq!(hint("not_cached", None), None);
    }
}
