//! Lines of the log that others parse. Their text is fixed.

pub(crate) fn started(session: &str) -> String {
    format!("Recording started for session: {session}")
}

pub(crate) fn stopped(session: &str) -> String {
    format!("Recording stopped for session: {session}")
}

pub(crate) fn failed(session: &str, cause: &str) -> String {
    format!("Recording error for session {session}: {cause}")
}

pub(crate) fn cleaned(files: u64, bytes: u64) -> String {
    format!("Cleanup completed: deleted {files} files, freed {:.2} GB", bytes as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_those_of_the_contract() {
        assert_eq!(started("7"), "Recording started for session: 7");
        assert_eq!(stopped("7"), "Recording stopped for session: 7");
        assert_eq!(failed("7", "the disk"), "Recording error for session 7: the disk");
        assert_eq!(cleaned(3, 1_234_567_890), "Cleanup completed: deleted 3 files, freed 1.23 GB");
    }
}
