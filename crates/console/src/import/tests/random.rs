//! Random events in random wrapping, and random damage.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::bed::{Memory, array, gzip, import, import_into, packed, zstd};

fn web_event() -> impl Strategy<Value = Value> {
    let text = "[a-zé\"\\\\ \n\u{1f600}]{0,12}";
    (0..40_i64, 0..5_u8, text).prop_map(|(time, kind, text)| {
        let timestamp = 1_700_000_000_000 + time * 250;
        match kind {
            0 => json!({"type":4,"data":{"href":text,"width":1,"height":2},"timestamp":timestamp}),
            1 => json!({"timestamp":timestamp,"type":2,"data":{"node":{"type":0,"childNodes":[],"id":1},"text":text}}),
            2 => json!({"type":5,"data":{"tag":text,"payload":{"t":text}},"timestamp":timestamp}),
            3 => json!({"type":99,"data":null,"timestamp":timestamp as f64 + 0.5,"delay":3}),
            _ => json!({"type":3,"data":{"source":5,"id":1,"text":text},"timestamp":timestamp}),
        }
    })
}

fn sorted(events: &[Value]) -> Vec<Value> {
    let mut sorted = events.to_vec();
    sorted.sort_by_key(|event| event["timestamp"].as_f64().unwrap().floor() as i64);
    sorted
}

#[derive(Clone, Debug)]
struct Wrapping {
    packed: bool,
    form: u8,
    pretty: bool,
    compression: u8,
}

fn wrapping() -> impl Strategy<Value = Wrapping> {
    (any::<bool>(), 0..4_u8, any::<bool>(), 0..3_u8)
        .prop_map(|(packed, form, pretty, compression)| Wrapping { packed, form, pretty, compression })
}

fn wrap(events: &[Value], wrapping: &Wrapping) -> Vec<u8> {
    let pretty = |event: &Value| serde_json::to_string_pretty(event).unwrap();
    let texts: Vec<String> = if wrapping.packed {
        packed(&events.iter().map(Value::to_string).collect::<Vec<_>>())
    } else if wrapping.pretty && wrapping.form != 1 {
        events.iter().map(pretty).collect()
    } else {
        events.iter().map(Value::to_string).collect()
    };
    let text = match wrapping.form {
        0 => array(&texts),
        1 => texts.join("\n"),
        2 => format!(r#"{{"meta":"x","events":{}}}"#, array(&texts)),
        _ => format!(r#"{{"some name":{}}}"#, array(&texts)),
    };
    match wrapping.compression {
        0 => text.into_bytes(),
        1 => gzip(text.as_bytes()),
        _ => zstd(text.as_bytes()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn events_come_back_the_same_and_in_order(
        events in proptest::collection::vec(web_event(), 1..40),
        wrapping in wrapping(),
    ) {
        let (report, memory) = import(&wrap(&events, &wrapping)).unwrap();
        prop_assert_eq!(report.items.len(), 1);
        prop_assert_eq!(report.items[0].imported.skipped.len(), 0);
        prop_assert_eq!(memory.stored[0].events(), sorted(&events));
    }

    #[test]
    fn a_cut_keeps_the_events_before_it(
        events in proptest::collection::vec(web_event(), 2..20),
        mut wrapping in wrapping(),
        share in 0.0..1.0_f64,
    ) {
        wrapping.compression = 0;
        let file = wrap(&events, &wrapping);
        let keep = (file.len() as f64 * share) as usize;
        let mut memory = Memory::default();
        if let Ok(report) = import_into(&mut memory, "cut", &file[..keep]) {
            let imported = &report.items[0].imported;
            let count = imported.events as usize;
            prop_assert!(count <= events.len());
            prop_assert_eq!(memory.stored[0].events(), sorted(&events[..count]));
            prop_assert!(imported.skipped.len() <= 1);
        }
    }

    /// What is damaged may be anything; nothing panics, and what is told adds up with what is stored.
    #[test]
    fn damage_is_accounted_for(
        events in proptest::collection::vec(web_event(), 1..20),
        wrapping in wrapping(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut file = wrap(&events, &wrapping);
        for (index, byte) in flips {
            let at = index.index(file.len());
            file[at] = byte;
        }
        let mut memory = Memory::default();
        match import_into(&mut memory, "damaged", &file) {
            Ok(report) => {
                prop_assert_eq!(report.items.len(), memory.stored.len());
                for (item, stored) in report.items.iter().zip(&memory.stored) {
                    prop_assert_eq!(item.imported.events, stored.events().len() as u64);
                    // Indexes rise, none is named twice, and none that was taken is named.
                    let indexes: Vec<u64> = item.imported.skipped.iter().map(|skipped| skipped.index).collect();
                    prop_assert!(indexes.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", indexes);
                    let total = item.imported.events + indexes.len() as u64;
                    prop_assert!(indexes.iter().all(|index| *index < total), "{:?} of {}", indexes, total);
                }
            }
            Err(error) => {
                prop_assert!(memory.stored.is_empty());
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn no_bytes_are_too_strange(file in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = import_into(&mut Memory::default(), "noise", &file);
    }

    #[test]
    fn no_json_like_text_is_too_strange(text in "[\\[\\]{}:,\"0-9a-z \n\\\\]{0,200}") {
        for text in [text.clone(), format!("[{text}"), format!("{{\"events\":[{text}"), format!("[{{\"steps\":[{text}")] {
            let _ = import_into(&mut Memory::default(), "noise", text.as_bytes());
        }
    }
}
