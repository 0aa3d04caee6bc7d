//! A web session of any length, as a recorder writes it: one page of some 3,000 nodes that a person reads, clicks,
//! types and scrolls in while its lists change.

use std::io::{Result, Write};

/// Sections of the page, and what each lists.
const SECTIONS: u64 = 60;
const ITEMS: u64 = 16;
const WIDTH: u64 = 1_280;
const HEIGHT: u64 = 800;
/// Ids: an item's element, then its text; after all of them those that come later.
const FIRST_LIST: u64 = 100;
const IDS_PER_LIST: u64 = 1 + ITEMS * 3;
const FIRST_NEW: u64 = FIRST_LIST + SECTIONS * IDS_PER_LIST;
/// The field that is typed into.
const FIELD: u64 = 20;
const BODY: u64 = 6;
/// New items that a list has at most; the oldest makes room.
const NEW_ITEMS: u64 = 8;

/// Writes a session of `events` events, one each 50 ms, of some 405 bytes each. `pause` is an event before which nothing
/// happens for so many ms.
pub(crate) fn write_session(
    out: &mut impl Write,
    start: i64,
    events: u64,
    pause: Option<(u64, i64)>,
) -> Result<()> {
    write!(
        out,
        r#"[{{"type":4,"timestamp":{start},"data":{{"href":"https://shop.example/orders?page={start}","width":{WIDTH},"height":{HEIGHT}}}}}"#
    )?;
    write!(out, r#",{{"type":2,"timestamp":{start},"data":{{"node":"#)?;
    page(out)?;
    write!(out, r#","initialOffset":{{"top":0,"left":0}}}}}}"#)?;
    let mut made = 0;
    for n in 2..events {
        let waited = pause.filter(|(before, _)| n >= *before).map_or(0, |(_, ms)| ms);
        let at = start + 50 * i64::try_from(n).unwrap_or(i64::MAX) + waited;
        write!(out, r#",{{"type":3,"timestamp":{at},"data":{{"#)?;
        event(out, n, at, &mut made)?;
        write!(out, "}}}}")?;
    }
    write!(out, "]")
}

/// A number that looks random and is the same each time.
fn mixed(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

fn page(out: &mut impl Write) -> Result<()> {
    write!(
        out,
        r#"{{"type":0,"id":1,"childNodes":[{{"type":1,"name":"html","publicId":"","systemId":"","id":2}},{{"type":2,"id":3,"tagName":"html","attributes":{{"lang":"en"}},"childNodes":[{{"type":2,"id":4,"tagName":"head","attributes":{{}},"childNodes":[{{"type":2,"id":5,"tagName":"style","attributes":{{"_cssText":"body {{ margin: 0; font: 14px sans-serif; }} ul {{ display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; }} li {{ padding: 4px; border: 1px solid rgb(204, 204, 204); }} .late {{ color: rgb(170, 0, 0); }} .paid {{ color: rgb(0, 119, 0); }}"}},"childNodes":[]}}]}},{{"type":2,"id":{BODY},"tagName":"body","attributes":{{}},"childNodes":[{{"type":2,"id":{FIELD},"tagName":"input","attributes":{{"type":"text","name":"note"}},"childNodes":[]}}"#
    )?;
    for section in 0..SECTIONS {
        let list = FIRST_LIST + section * IDS_PER_LIST;
        write!(
            out,
            r#",{{"type":2,"id":{list},"tagName":"ul","attributes":{{"class":"orders"}},"childNodes":["#
        )?;
        for item in 0..ITEMS {
            let id = list + 1 + item * 3;
            let comma = if item == 0 { "" } else { "," };
            write!(
                out,
                r#"{comma}{{"type":2,"id":{id},"tagName":"li","attributes":{{}},"childNodes":[{{"type":2,"id":{},"tagName":"b","attributes":{{}},"childNodes":[{{"type":3,"id":{},"textContent":"Order {section}-{item}"}}]}}]}}"#,
                id + 1,
                id + 2
            )?;
        }
        write!(out, "]}}")?;
    }
    write!(out, "]}}]}}]}}")
}

fn event(out: &mut impl Write, n: u64, at: i64, made: &mut u64) -> Result<()> {
    let chance = mixed(n);
    let (x, y) = (chance % WIDTH, (chance >> 16) % HEIGHT);
    let list = FIRST_LIST + (chance >> 32) % SECTIONS * IDS_PER_LIST;
    let item = list + 1 + (chance >> 40) % ITEMS * 3;
    match n % 20 {
        0..=9 => {
            // A hand moves on from where it is.
            write!(out, r#""source":1,"positions":["#)?;
            for step in 0..10 {
                let comma = if step == 0 { "" } else { "," };
                let (x, y) = ((n * 9 + step * 3) % WIDTH, (n * 5 + step * 2) % HEIGHT);
                write!(
                    out,
                    r#"{comma}{{"x":{x},"y":{y},"id":{item},"timeOffset":{}}}"#,
                    step as i64 * 50 - 450
                )?;
            }
            write!(out, "]")
        }
        10..=12 => {
            // Four cells of a table at once.
            write!(out, r#""source":0,"attributes":[],"removes":[],"adds":[],"texts":["#)?;
            for cell in 0..4 {
                let comma = if cell == 0 { "" } else { "," };
                let id = list + 3 + ((chance >> 40) + cell) % ITEMS * 3;
                write!(
                    out,
                    r#"{comma}{{"id":{id},"value":"Order {n}-{cell}, {:x} pieces, paid by card"}}"#,
                    chance & 0xfff
                )?;
            }
            write!(out, "]")
        }
        13 | 14 => write!(
            out,
            r#""source":0,"texts":[],"attributes":[{{"id":{item},"attributes":{{"class":"{}","title":"{chance:x} changed at {at} by the clerk on duty, note {n}"}}}}],"removes":[],"adds":[]"#,
            if chance & 1 == 0 { "late" } else { "paid" }
        ),
        15 | 16 => {
            // Each goes to the list after the one before; the oldest there makes room.
            let number = *made;
            *made += 1;
            let (element, text) = (FIRST_NEW + number * 2, FIRST_NEW + number * 2 + 1);
            let list = FIRST_LIST + number % SECTIONS * IDS_PER_LIST;
            write!(out, r#""source":0,"texts":[],"attributes":[],"removes":["#)?;
            if let Some(old) = number.checked_sub(SECTIONS * NEW_ITEMS) {
                write!(out, r#"{{"parentId":{list},"id":{}}}"#, FIRST_NEW + old * 2)?;
            }
            write!(
                out,
                r#"],"adds":[{{"parentId":{list},"nextId":null,"node":{{"type":2,"id":{element},"tagName":"li","attributes":{{"class":"new"}},"childNodes":[]}}}},{{"parentId":{element},"nextId":null,"node":{{"type":3,"id":{text},"textContent":"New order {n}, {chance:x}, from the web shop"}}}}]"#
            )
        }
        17 => write!(out, r#""source":3,"id":1,"x":0,"y":{}"#, (chance >> 8) % 4_000),
        18 => write!(out, r#""source":2,"type":2,"id":{item},"x":{x},"y":{y},"pointerType":0"#),
        _ => write!(
            out,
            r#""source":5,"id":{FIELD},"text":"{:.300}","isChecked":false,"userTriggered":true"#,
            format!("note {n} {chance:x} ").repeat(14)
        ),
    }
}
