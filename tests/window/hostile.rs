//! A recording that wants out: nothing of it runs, and nothing of it reaches a network.

use std::net::{TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::apart;
use crate::driver::Window;
use crate::stage::{Stage, items, text};

/// The name service's port.
const DNS: u16 = 53;

/// Counts every connection and every datagram to an address of its own, and every question for a name. All names are
/// said to be here, so that whoever asked for one comes by.
struct Canary {
    port: u16,
    heard: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
}

impl Canary {
    /// In a network of its own, where nobody else has the port of the name service.
    fn listen() -> Self {
        let (heard, asked) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let port = count(0, &heard);
        count(DNS, &asked);
        Self { port, heard, asked }
    }

    /// Connections and datagrams, and questions for names.
    fn heard(&self) -> (usize, usize) {
        (self.heard.load(Ordering::SeqCst), self.asked.load(Ordering::SeqCst))
    }
}

/// Counts what comes to a port, of TCP and of UDP; answers a datagram as a name service. 0 takes a free port.
fn count(port: u16, heard: &Arc<AtomicUsize>) -> u16 {
    let tcp = TcpListener::bind(("127.0.0.1", port)).expect("a port");
    let port = tcp.local_addr().expect("an address").port();
    let udp = UdpSocket::bind(("127.0.0.1", port)).expect("the same port");
    let (of_tcp, of_udp) = (heard.clone(), heard.clone());
    let count_tcp = move || {
        for connection in tcp.incoming() {
            of_tcp.fetch_add(usize::from(connection.is_ok()), Ordering::SeqCst);
        }
    };
    let count_udp = move || {
        let mut datagram = [0; 512];
        while let Ok((length, from)) = udp.recv_from(&mut datagram) {
            of_udp.fetch_add(1, Ordering::SeqCst);
            // Who asked may have gone.
            let _sent = answer(&datagram[..length]).map(|answer| udp.send_to(&answer, from));
        }
    };
    for (name, count) in
        [("tcp canary", Box::new(count_tcp) as Box<dyn FnOnce() + Send>), ("udp canary", Box::new(count_udp))]
    {
        std::thread::Builder::new().name(name.into()).spawn(count).expect("a thread");
    }
    port
}

/// The answer to a question for a name: it is at 127.0.0.1 (RFC 1035, section 4).
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let name = question.get(12..)?.iter().position(|byte| *byte == 0)?;
    let end = 12 + name + 5;
    let is_for_ipv4 = question.get(end - 4..end)? == [0, 1, 0, 1];
    let mut answer = [&question[..2], &[0x81, 0x80, 0, 1, 0, u8::from(is_for_ipv4), 0, 0, 0, 0]].concat();
    answer.extend_from_slice(&question[12..end]);
    if is_for_ipv4 {
        answer.extend_from_slice(&[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);
    }
    Some(answer)
}

fn element(id: &mut u64, tag: &str, attributes: Value, children: Vec<Value>) -> Value {
    *id += 1;
    json!({ "type": 2, "id": *id, "tagName": tag, "attributes": attributes, "childNodes": children })
}

fn words(id: &mut u64, text: &str) -> Value {
    *id += 1;
    json!({ "type": 3, "id": *id, "textContent": text })
}

/// A page with everything that reaches the network or runs a script, aimed at each of `urls`.
fn page(urls: &[String]) -> Value {
    let id = &mut 10;
    let (mut head, mut body) = (Vec::new(), vec![words(id, "still here")]);
    for url in urls {
        let (of_head, of_body) = ways_out(id, url);
        head.extend(of_head);
        body.extend(of_body);
    }
    let reach = script(&urls[0]);
    let head = element(id, "head", json!({}), head);
    let body = element(id, "body", json!({ "onload": reach }), body);
    let html = element(id, "html", json!({}), vec![head, body]);
    json!({ "type": 0, "id": 1, "childNodes": [{ "type": 1, "id": 2, "name": "html", "publicId": "", "systemId": "" }, html] })
}

/// A script that tells of itself in every way that is left to it: by a mark, by a message, over the network.
fn script(url: &str) -> String {
    format!("document.documentElement.dataset.ran=1;top.postMessage('ran','*');fetch('{url}/script')")
}

/// Marks that a script left, in the frame or in the recorded page.
const RAN: &str = "return [document, document.querySelector('iframe')?.contentDocument]
    .filter((page) => page?.documentElement?.dataset.ran).length";

/// Calls to the host, as whoever took the frame over would forge them: to the handler of messages, by a request, and as
/// messages to the window and to the frames in it. Tauri's script in the window gives its key to what has the shape of
/// an enciphered call, and an empty list with names beside its elements has that shape and no body to decipher.
const FORGED: &str =
    "const call = { cmd: 'note', callback: 1, error: 2, options: { headers: { Origin: 'tauri://localhost' } },
        __TAURI_INVOKE_KEY__: 'guessed', payload: { id: 'ID', atMs: 0, text: 'forged' } };
    const handler = window.webkit?.messageHandlers?.ipc;
    handler?.postMessage(JSON.stringify(call));
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        document.documentElement.dataset.blocked = effectiveDirective;
    });
    fetch('ipc://localhost/note', { method: 'POST', body: JSON.stringify(call.payload) }).catch(() => {});
    const enciphered = { nonce: [1], payload: [2], contentType: 'application/json' };
    const windows = [parent];
    for (let at = 0; at < parent.length; at += 1) windows.push(parent[at]);
    for (const payload of [call.payload, enciphered, Object.assign([], { nonce: 1 })]) {
        for (const cmd of ['note', 'sign_out']) {
            for (const heard of windows) heard.postMessage({ ...call, cmd, payload }, '*');
        }
    }
    parent.postMessage('__TAURI_ISOLATION_READY__', '*');
    parent.postMessage('forged all', '*');
    return handler ? 'there is a handler' : 'no handler'";

/// What the window's own page is told where it calls as the frame would if its policy let it: without the cipher, and
/// with a wrong one.
const UNCIPHERED: &str = "const ask = (body) => fetch('ipc://localhost/facets', { method: 'POST', body, headers: {
        'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': 'guessed' } })
        .then(async (reply) => reply.status + ' ' + await reply.text());
    Promise.all([ask('{}'), ask(JSON.stringify({ nonce: Array(12).fill(0), payload: Array(32).fill(0),
        contentType: 'application/json' }))]).then(done, (error) => done(String(error)));";

/// What reaches the network or runs a script, aimed at `url`: in a head and in a body.
fn ways_out(id: &mut u64, url: &str) -> (Vec<Value>, Vec<Value>) {
    let reach = script(url);
    let css = format!(
        "@import url({url}/import.css); body {{ background: url({url}/css.png) }} @font-face {{ font-family: x; src: url({url}/font.woff) }}"
    );
    let style = vec![words(id, &css)];
    let mut head = vec![element(id, "style", json!({}), style)];
    for rel in [
        "stylesheet",
        "preconnect",
        "prefetch",
        "dns-prefetch",
        "preload",
        "modulepreload",
        "icon",
        "manifest",
    ] {
        head.push(element(
            id,
            "link",
            json!({ "rel": rel, "href": format!("{url}/{rel}"), "as": "script" }),
            vec![],
        ));
    }
    head.push(element(
        id,
        "meta",
        json!({ "http-equiv": "refresh", "content": format!("0;url={url}/refresh") }),
        vec![],
    ));
    head.push(element(id, "base", json!({ "href": format!("{url}/") }), vec![]));
    let script = vec![words(id, &reach)];
    head.push(element(id, "script", json!({ "src": format!("{url}/script.js") }), script));
    let mut body = Vec::new();
    for (tag, attributes) in [
        (
            "img",
            json!({ "src": format!("{url}/img"), "onerror": reach, "srcset": format!("{url}/srcset 2x") }),
        ),
        ("iframe", json!({ "src": format!("{url}/iframe") })),
        (
            "iframe",
            json!({ "srcdoc": format!("<img src='{url}/srcdoc'><link rel=preconnect href='{url}'>") }),
        ),
        ("object", json!({ "data": format!("{url}/object") })),
        ("embed", json!({ "src": format!("{url}/embed") })),
        (
            "video",
            json!({ "src": format!("{url}/video"), "poster": format!("{url}/poster"), "autoplay": "" }),
        ),
        ("audio", json!({ "src": format!("{url}/audio"), "autoplay": "" })),
        ("form", json!({ "action": format!("{url}/form") })),
        (
            "a",
            json!({ "href": format!("javascript:{reach}"), "ping": format!("{url}/ping"), "target": "_blank" }),
        ),
        ("div", json!({ "style": format!("background-image: url({url}/style)"), "onclick": reach })),
        ("body", json!({ "background": format!("{url}/background"), "onload": reach })),
        (
            "input",
            json!({ "type": "image", "src": format!("{url}/input"), "autofocus": "", "onfocus": reach }),
        ),
    ] {
        body.push(element(id, tag, attributes, vec![]));
    }
    (head, body)
}

#[test]
fn a_hostile_recording_runs_nothing_and_reaches_nobody() {
    if apart::goes_on_there("hostile::a_hostile_recording_runs_nothing_and_reaches_nobody") {
        return;
    }
    let canary = Canary::listen();
    let urls = ["http://127.0.0.1", "http://plain.canary.test", "https://secure.canary.test"];
    let urls = urls.map(|host| format!("{host}:{}", canary.port));
    let url = &urls[0];
    let page = page(&urls);
    let head = &page["childNodes"][1]["childNodes"][0]["id"];
    let mut late = 900_000;
    let added = urls.each_ref().map(|url| {
        let link = element(&mut late, "link", json!({ "rel": "dns-prefetch", "href": url }), vec![]);
        json!({ "parentId": head, "nextId": null, "node": link })
    });
    let title = "\u{202e}evil\u{0007}<img src=x onerror=alert(1)>";
    let start = 1_772_366_400_000_i64;
    let events = json!([
        { "type": 4, "timestamp": start, "data": { "href": format!("{url}/{title}"), "width": 800, "height": 600 } },
        { "type": 2, "timestamp": start + 10, "data": { "node": page, "initialOffset": { "top": 0, "left": 0 } } },
        { "type": 3, "timestamp": start + 500, "data": { "source": 2, "type": "Click", "id": 30, "x": 1, "y": 1 } },
        { "type": 3, "timestamp": start + 700, "data": { "source": 0, "texts": [], "removes": [],
            "attributes": [{ "id": late, "attributes": { "href": format!("{}/late", urls[2]), "rel": "preconnect" } }],
            "adds": added } },
        { "type": 3, "timestamp": start + 900, "data": { "source": 2, "type": 2, "id": 30, "x": 1, "y": 1 } },
        { "type": 3, "timestamp": start + 4_000, "data": { "source": 3, "id": 1, "x": 0, "y": 0 } },
    ]);
    let stage = Stage::set();
    let file = stage.write("hostile.json", events.to_string());
    let console = stage.console("ann");
    let imported = console.run(&["import", file.to_str().expect("a path of text")]);
    let id = text(&items(&imported)[0], "id").to_owned();
    console.run(&["flag", &id, "--reason", title]);
    // Signed in, so that a forged `sign_out` would be seen.
    let server = stage.server();
    console.login(&server, &stage.token("ann", "reviewer"));

    let window = Window::open(&stage, &stage.path("ann"));
    window.script(
        "window.heard = 0; window.calls = 0; window.forged = false;
         addEventListener('message', ({ data, source }) => {
           heard += data === 'ran';
           if (data === 'forged all') forged = true;
           if (source !== document.getElementById('__tauri_isolation__').contentWindow)
             calls += data === '__TAURI_ISOLATION_READY__' || data?.cmd !== undefined;
         })",
        &[],
    );
    window.go(&format!("#/recordings/{id}?at=3000"));
    window.until("the frame", "document.querySelector('iframe[src*=\"replay\"]')");
    let frame = "iframe[src*=\"replay\"]";
    let shown = "document.querySelector('iframe')?.contentDocument?.body?.innerText.includes('still here')";
    window.until_inside(frame, "the recorded page", shown);
    let way = "try { return typeof window.__TAURI_INTERNALS__ === 'undefined' ? 'no internals'
        : String(window.__TAURI_INTERNALS__.invoke); } catch (error) { return String(error) }";
    let invoked = window.inside(frame, way).expect("the frame is there");
    assert!(
        invoked == "no internals" || invoked == "undefined",
        "the frame has a way to the host: {invoked}"
    );
    let handler = window.inside(frame, &FORGED.replace("ID", &id));
    assert_eq!(handler, Some("no handler".into()), "WebKitGTK's own way to the host is closed");
    let blocked = "document.documentElement.dataset.blocked === 'connect-src'";
    window.until_inside(frame, "its request is forbidden by the frame's policy", blocked);
    window.until("its messages came", "forged");
    assert_eq!(window.script("return calls", &[]), 0, "a forged message got past the guard");
    let refused = window.ask(UNCIPHERED);
    assert_eq!(refused[1], "500 AES-GCM", "{refused}");
    assert!(refused[0].as_str().is_some_and(|why| why.starts_with("500 missing field")), "{refused}");
    window.picture("hostile");
    window.press(&[" "]);
    window.until(
        "it plays to its end",
        "/0:04.* \\/ 0:04/.test(document.body.innerText.replace(/\\s+/g, ' '))",
    );
    window.sees("evil");
    assert_eq!(
        window.script("return document.querySelectorAll('img[src=x]').length", &[]),
        0,
        "titles are text"
    );
    assert_eq!(window.inside(frame, RAN), Some(0.into()), "a script of the recording ran");
    assert_eq!(window.script("return heard", &[]), 0, "a script of the recording spoke");
    assert_eq!(console.run(&["notes", &id])["total"], 0, "a forged call was done");
    let stands = "window.__TAURI_INTERNALS__.invoke('state')
        .then((state) => done(state.account.signed_in), (error) => done(String(error)))";
    assert_eq!(window.ask(stands), true, "nobody was signed out, and the window's own calls are answered");
    assert_eq!(canary.heard(), (0, 0), "something of the recording reached the network");
    // The canary itself hears, and whoever asks for a name is led to it.
    drop(std::net::TcpStream::connect(("plain.canary.test", canary.port)).expect("it listens"));
    crate::driver::until("the canary hears", || canary.heard().0 == 1 && canary.heard().1 > 0);
}
