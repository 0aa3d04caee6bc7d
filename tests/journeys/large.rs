//! Large files: an import streams, whatever the size.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Stdio;

use crate::stage::{Stage, items, text};

/// Resident memory of an import at most.
const RESIDENT_MB: u64 = 200;
const EVENTS: usize = 200_000;
const BYTES: u64 = 81_000_000;

#[test]
#[cfg(target_os = "linux")]
fn an_import_of_81_mb_streams_and_opens_anywhere_by_a_short_tail() {
    let stage = Stage::set();
    let path = stage.path("long.json");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    let start = 1_772_366_400_000_u64;
    let href = r#"{"href":"https://a.example/","width":1280,"height":720}"#;
    write!(file, r#"[{{"type":4,"timestamp":{start},"data":{href}}}"#).unwrap();
    let node = r#"{"type":0,"id":1,"childNodes":[{"type":2,"id":2,"tagName":"html","attributes":{},"childNodes":[]}]}"#;
    write!(
        file,
        r#",{{"type":2,"timestamp":{start},"data":{{"node":{node},"initialOffset":{{"top":0,"left":0}}}}}}"#
    )
    .unwrap();
    for n in 2..EVENTS {
        let text = format!("line {n} {:x} ", n * 2_654_435_761).repeat(13);
        write!(
            file,
            r#",{{"type":3,"timestamp":{},"data":{{"source":5,"id":2,"text":"{text:.300}","isChecked":false,"userTriggered":true}}}}"#,
            start + n as u64 * 50
        )
        .unwrap();
    }
    file.write_all(b"]").unwrap();
    drop(file);
    assert!(path.metadata().unwrap().len() > BYTES, "the file is as large as it claims");

    let console = stage.console("ann");
    let mut command = console.command(&["import", path.to_str().unwrap()]);
    command.stdin(Stdio::null()).stderr(Stdio::null()).stdout(File::create(stage.path("out.json")).unwrap());
    let mut child = command.spawn().unwrap();
    let mut resident_kb = 0;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        // The most that it ever held, as the kernel counts it; gone when the process is.
        resident_kb = most_resident_kb(child.id()).unwrap_or(resident_kb);
        std::thread::park_timeout(std::time::Duration::from_millis(50));
    };
    assert!(status.success(), "the import ended with {status}");
    let said: serde_json::Value =
        serde_json::from_slice(&std::fs::read(stage.path("out.json")).unwrap()).unwrap();
    assert_eq!(items(&said)[0]["events"], EVENTS);
    let id = text(&items(&said)[0], "id");
    for (at, at_ms) in [("10%", 999_900), ("99%", 9_899_010)] {
        let window = console.run(&["window", id, "--at", at]);
        let lead_ms = at_ms - window["keyframe_ms"].as_i64().unwrap();
        assert!((0..=600_000).contains(&lead_ms), "{at} is replayed from {lead_ms} ms before");
        let events = window["events"].as_array().unwrap().len();
        assert!(events < EVENTS / 10, "{at} takes {events} events");
    }
    assert!(
        (1..RESIDENT_MB * 1_024).contains(&resident_kb),
        "{resident_kb} kB were resident; the limit is {RESIDENT_MB} MB"
    );
}

#[cfg(target_os = "linux")]
fn most_resident_kb(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}
