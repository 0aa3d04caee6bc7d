use super::*;
use crate::testing::*;

#[test]
fn dump() {
    for name in ["desk-assisted","desk-export","desk-morning","portal-card","portal-phone","portal-tablet"] {
        let web = demo_web(name);
        show(name, &web);
    }
    for name in ["desktop_plain.json","mobile_masked.json"] {
        if let Some(web) = shared_web(name) { show(name, &web); }
    }
    for run in hindsight_testkit::recordings::demo("agents") {
        let name = run.file_stem().unwrap().to_string_lossy().into_owned();
        let (recording, events) = demo_run(&name);
        let mut finder = crate::moments::agent::Finder::new(Timeline::of(&recording));
        for e in &events {
            finder.add(&crate::run::Line { timestamp: e["timestamp"].as_str().unwrap().parse().unwrap(), event_type: e["event_type"].as_str().unwrap().to_owned().into(), data: e["data"].clone() });
        }
        let (moments, outline) = finder.finish();
        println!("== {name}");
        for m in &moments.list { println!("   {:>7} {:?} {}", m.at_ms, m.kind, m.label); }
        for s in crate::summary::of(&recording, &moments, crate::summary::Told::Agent(&outline)) { println!(" > {:?} {}", s.at_ms, s.text); }
    }
}

fn show(name: &str, web: &Web) {
    let mut finder = Finder::new(web.timeline());
    let mut fidelity = crate::fidelity::Finder::new(web.timeline());
    let mut happenings = vec![];
    web.each(|e| { finder.add(e); fidelity.add(e); });
    for l in &web.lines { happenings.extend(crate::happening(hindsight_domain::Kind::Web, l, web.recording.started_at)); }
    let (moments, visit) = finder.finish();
    let sketch = crate::sketch::Sketch::of(web.recording.duration_ms, happenings);
    println!("== {name} {:?}", sketch.idle);
    for m in &moments.list { println!("   {:>7} {:?} {}", m.at_ms, m.kind, m.label); }
    println!("{:?}", visit);
    println!("{:#?}", fidelity.finish());
    for s in crate::summary::of(&web.recording, &moments, crate::summary::Told::Web{visit:&visit, idle:&sketch.idle}) { println!(" > {:?} {}", s.at_ms, s.text); }
}
