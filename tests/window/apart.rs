//! A network of its own for one test: loopback alone, and names that only the test answers for.

use std::process::Command;

/// Set where a test runs apart.
const APART: &str = "HINDSIGHT_APART";
/// Loopback is up and the name service is expected on it; then the test.
const ENTER: &str = r#"ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec "$@""#;

/// Runs the test `name` of this program in a network of its own, and tells that it did; tells `false` there.
pub(crate) fn goes_on_there(name: &str) -> bool {
    if std::env::var_os(APART).is_some() {
        return false;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let names = dir.path().join("resolv.conf");
    std::fs::write(&names, "nameserver 127.0.0.1\n").expect("a file");
    let status = Command::new("unshare")
        .args(["--map-root-user", "--net", "--mount", "sh", "-c", ENTER])
        .arg(names)
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture"])
        .env(APART, "1")
        .status()
        .expect("unshare starts");
    assert!(
        status.success(),
        "{name} failed in a network of its own (unshare from util-linux, ip from iproute2)"
    );
    true
}
