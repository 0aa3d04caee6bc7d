//! Writes what a player would be given at some times: the keyframe before, and the events up to there.
//!
//! `keyframe FILE [NAME] TIMES…` reads a recording (of a file of several the one with that name), and
//! `keyframe --generate SEED COUNT TIMES…` makes one; times are milliseconds from its first event. What is
//! written is JSON, `{events, at: [{at, events}]}`: the whole recording, then a keyframe and tail per time.
//! The keyframe stands half of the time before the asked one, so that there is a tail.
//! Nothing is made harmless: only for tests.

#[path = "../tests/all/stream/mod.rs"]
mod stream;

use std::io::{Error, Write as _};

use hindsight_rrweb::{
    event::Event,
    mirror::Mirror,
    scan::{Arrays, Item, Limits, Scanner},
};

const MAX_EVENT_BYTES: usize = 64 << 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.is_empty() {
        return Err(
            Error::other("keyframe FILE [NAME] TIMES… | keyframe --generate SEED COUNT TIMES…").into()
        );
    }
    let file = arguments.remove(0);
    let mut recorded: Vec<(i64, String)> = Vec::new();
    if file == "--generate" {
        let count = arguments.remove(1).parse()?;
        let seed = arguments.remove(0).parse()?;
        for event in stream::Stream::new(seed, count).events {
            recorded.push((event["timestamp"].as_i64().unwrap_or(0), event.to_string()));
        }
    } else {
        let name = match arguments.first() {
            Some(name) if name.parse::<i64>().is_err() => arguments.remove(0),
            _ => String::new(),
        };
        read(&file, &name, &mut recorded)?;
    }
    recorded.sort_by_key(|&(time, _)| time);
    let start = recorded.first().map_or(0, |&(time, _)| time);
    let times = arguments.iter().map(|time| time.parse::<i64>()).collect::<Result<Vec<_>, _>>()?;
    let mut out = std::io::stdout().lock();
    let list =
        |events: &mut dyn Iterator<Item = &String>| events.map(String::as_str).collect::<Vec<_>>().join(",");
    write!(out, "{{\"events\":[{}],\"at\":[", list(&mut recorded.iter().map(|(_, event)| event)))?;
    for (index, at) in times.into_iter().enumerate() {
        let keyframe_at = start + at / 2;
        let split = recorded.partition_point(|&(time, _)| time <= keyframe_at);
        let end = recorded.partition_point(|&(time, _)| time <= start + at);
        let mut mirror = Mirror::new();
        for (_, event) in &recorded[..split] {
            mirror.apply(&Event::read(event, MAX_EVENT_BYTES)?);
        }
        let keyframe = mirror.keyframe(keyframe_at);
        // Before there is a page, replay starts at the start.
        let (lead, from) = keyframe.map_or((Vec::new(), 0), |keyframe| (keyframe.events, split));
        let tail = recorded[from..end].iter().map(|(_, event)| event);
        let events = list(&mut lead.iter().chain(tail));
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}{{\"at\":{at},\"events\":[{events}]}}")?;
    }
    writeln!(out, "]}}")?;
    Ok(())
}

fn read(file: &str, name: &str, into: &mut Vec<(i64, String)>) -> Result<(), Box<dyn std::error::Error>> {
    let text = std::fs::read(file)?;
    let mut scanner = Scanner::sniffed(text.as_slice(), Arrays::All, Limits::default())?;
    loop {
        match scanner.read()? {
            Item::Element { array, json, .. } if array == name => {
                let event = Event::read(json, MAX_EVENT_BYTES)?;
                into.push((event.timestamp_ms, event.into_json().into_owned()));
            }
            Item::End => return Ok(()),
            _ => {}
        }
    }
}
