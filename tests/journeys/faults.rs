//! What goes wrong between a laptop and its server: nothing acknowledged is lost, nothing doubles, and the message
//! says what happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hindsight_testkit::{Fault, Wire};
use serde_json::json;

use crate::stage::{Console, Server, Stage, items, text};

/// A server with one flagged run, and a reviewer who is signed in.
fn signed_in(stage: &Stage) -> (Server, Console, String, String) {
    let (recorder, ann) = (stage.token("recorder", "admin"), stage.token("ann", "reviewer"));
    let server = stage.server();
    let payload = json!({ "text": "lorem ".repeat(2_000) });
    let id =
        server.record_run(&recorder, "agent", &[("operation_start", payload.clone()), ("error", payload)]);
    server.flag_run(&recorder, &id, "look");
    let console = stage.console("ann");
    console.login(&server, &ann);
    (server, console, id, ann)
}

fn review_of(console: &Console, recording: &str) -> serde_json::Value {
    let queue = console.run(&["queue", "--state", "all"]);
    items(&queue).iter().find(|review| review["recording_id"] == recording).expect("it has a review").clone()
}

fn decide(console: &Console, recording: &str) -> String {
    let review = text(&review_of(console, recording), "id").to_owned();
    text(&console.run(&["verdict", &review, "--verdict", "approve", "--reason", "low_quality"]), "id")
        .to_owned()
}

#[test]
fn a_revoked_token_says_so_and_the_verdict_waits_for_the_next_sign_in() {
    let stage = Stage::set();
    let (server, console, id, _) = signed_in(&stage);
    console.run(&["sync", "--download", "all"]);
    let tokens = stage.administer(&["token", "list"], "");
    let anns = items(&tokens)
        .iter()
        .filter(|token| token["user"] == "ann")
        .map(|token| text(token, "id").to_owned());
    for token in anns {
        stage.administer(&["token", "revoke", &token], "");
    }
    let verdict = decide(&console, &id);
    let refused = console.attempt(&["sync"], "");
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
    assert!(refused.stderr.to_lowercase().contains("sign in"), "{}", refused.stderr);
    assert_eq!(console.run(&["show", &id])["cached"], true, "what was downloaded stays");
    console.login(&server, &stage.token("ann", "reviewer"));
    console.run(&["sync"]);
    assert_eq!(review_of(&console, &id)["verdicts"][0]["id"], verdict.as_str());
    assert_eq!(console.run(&["outbox"])["total"], 0);
}

#[test]
fn a_vault_whose_disk_is_gone_is_missed_and_another_is_begun_only_on_purpose() {
    let stage = Stage::set();
    let console = stage.console("ann");
    let run = hindsight_testkit::recordings::demo("agents").remove(0);
    console.run(&["import", &run.display().to_string()]);
    std::fs::rename(console.data(), stage.path("unmounted")).unwrap();

    let missed = console.attempt(&["list"], "");
    assert_eq!((missed.code, text(&missed.json["error"], "code")), (Some(1), "gone"));
    for words in [&console.data().display().to_string(), "bring its disk", "--begin-anew"] {
        assert!(missed.stderr.contains(words), "{words} in {}", missed.stderr);
    }
    assert_eq!(console.attempt(&["doctor"], "").code, Some(1), "the checks miss it too");
    assert!(!console.data().exists(), "nothing was made in its place");

    std::fs::rename(stage.path("unmounted"), console.data()).unwrap();
    assert_eq!(console.run(&["list"])["total"], 1, "it is back with its disk");
    std::fs::rename(console.data(), stage.path("unmounted")).unwrap();
    assert_eq!(console.run(&["list", "--begin-anew"])["total"], 0);
    assert_eq!(console.run(&["list"])["total"], 0, "the new one is the vault of this folder from here on");
}

#[test]
fn a_server_restored_from_an_older_backup_gets_again_what_it_lost() {
    let stage = Stage::set();
    let (server, console, id, ann) = signed_in(&stage);
    console.run(&["sync", "--download", "all"]);
    let port = server.port();
    server.stop();
    copy_dir(&stage.path("server"), &stage.path("backup"));

    let server = stage.server_at(port, &[]);
    let verdict = decide(&console, &id);
    let note = text(&console.run(&["note", &id, "--at", "0s", "mark"]), "id").to_owned();
    console.run(&["sync"]);
    assert_eq!(console.run(&["outbox"])["total"], 0);
    server.stop();

    std::fs::remove_dir_all(stage.path("server")).unwrap();
    copy_dir(&stage.path("backup"), &stage.path("server"));
    let server = stage.server_at(port, &[]);
    console.run(&["sync"]);
    console.run(&["sync"]);
    let other = stage.console("other");
    other.login(&server, &ann);
    other.run(&["sync"]);
    let review = review_of(&other, &id);
    let verdicts: Vec<_> =
        review["verdicts"].as_array().unwrap().iter().map(|v| text(v, "id").to_owned()).collect();
    assert_eq!(verdicts, [verdict], "it is there, once");
    assert_eq!(text(&items(&other.run(&["notes", &id]))[0], "id"), note);
    assert_eq!(console.run(&["show", &id])["cached"], true, "blobs stay where they are listed again");
}

#[test]
fn a_connection_that_is_cut_again_and_again_comes_to_its_end() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build().unwrap();
    let stage = Stage::set();
    let (server, _, id, ann) = signed_in(&stage);
    // Each new connection carries a little more before it is cut.
    let budget = Arc::new(AtomicUsize::new(40));
    let choose = move || Fault::ReplyCutAfter(budget.fetch_add(60, Ordering::SeqCst));
    let target = format!("127.0.0.1:{}", server.port()).parse().unwrap();
    let wire = runtime.block_on(Wire::to(target, choose)).unwrap();
    let console = stage.console("cut");
    let mut synced = false;
    for _ in 0..120 {
        let done = console.attempt(&["login", &wire.url(), "--token-stdin"], &ann);
        if done.code != Some(0) {
            assert_eq!(done.code, Some(3), "{}", done.stderr);
            continue;
        }
        let done = console.attempt(&["sync", "--download", "all"], "");
        assert!(matches!(done.code, Some(0 | 3)), "{:?}: {}", done.code, done.stderr);
        if done.code == Some(0) {
            synced = true;
            break;
        }
    }
    assert!(synced, "it never came to its end");
    assert_eq!(console.run(&["show", &id])["cached"], true);
    let window = console.run(&["window", &id, "--at", "100%"]);
    assert!(!window["events"].as_array().unwrap().is_empty());
}

#[test]
fn a_wrong_certificate_is_named_and_no_token_is_sent() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build().unwrap();
    let stage = Stage::set();
    let (port, seen) = runtime.block_on(serve_tls());
    let console = stage.console("ann");
    let done =
        console.attempt(&["login", &format!("https://127.0.0.1:{port}"), "--token-stdin"], "secret-token");
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    assert!(done.stderr.contains("certificate"), "{}", done.stderr);
    assert_eq!(seen.load(Ordering::SeqCst), 0, "no request went out");
}

/// A TLS server whose certificate nobody signed; counts what it can read.
async fn serve_tls() -> (u16, Arc<AtomicUsize>) {
    use tokio::io::AsyncReadExt;
    use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    use tokio_rustls::{TlsAcceptor, rustls};
    let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signed.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut buffer = [0; 1024];
            if let Ok(read @ 1..) = stream.read(&mut buffer).await {
                count.fetch_add(read, Ordering::SeqCst);
            }
        }
    });
    (port, seen)
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_stops_an_import_with_a_word_and_the_vault_lives_on() {
    let stage = Stage::set();
    let small = stage.path("small");
    std::fs::create_dir(&small).unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs"])
        .arg(&small)
        .stderr(std::process::Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        println!("skipped: a small disk cannot be mounted here");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        let console = stage.console("small/vault");
        let tiny = stage.write("tiny.json", import_of(3, 10));
        let kept = text(&items(&console.run(&["import", tiny.to_str().unwrap()]))[0], "id").to_owned();
        let large = stage.write("large.json", import_of(4_000, 4_000));
        let done = console.attempt(&["import", large.to_str().unwrap()], "");
        assert_eq!(done.code, Some(1), "{}", done.stderr);
        assert!(done.stderr.contains("disk is full"), "{}", done.stderr);
        let list = console.run(&["list"]);
        assert_eq!(
            (&list["total"], text(&items(&list)[0], "id")),
            (&json!(1), kept.as_str()),
            "whole or not at all"
        );
        assert!(!console.run(&["window", &kept, "--at", "0s"])["events"].as_array().unwrap().is_empty());
    });
    let unmounted = std::process::Command::new("umount").arg("--lazy").arg(&small).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// Input events whose texts do not compress well.
fn import_of(events: usize, bytes: usize) -> String {
    let chance = hindsight_testkit::Seeded::new(1);
    let text = |_| (0..bytes / 16).map(|_| format!("{:016x}", chance.next())).collect::<String>();
    let events: Vec<_> = (0..events)
        .map(|n| {
            json!({ "type": 3, "timestamp": 1_772_366_400_000_i64 + n as i64,
            "data": { "source": 5, "id": 1, "text": text(n), "isChecked": false } })
        })
        .collect();
    json!(events).to_string()
}

fn copy_dir(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
