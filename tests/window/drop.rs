//! Files that are dragged onto the window, by a drag of the desktop's own kind.

use crate::driver::Window;
use crate::stage::Stage;

#[test]
fn a_file_that_is_dropped_is_named_and_imported_once_a_person_says_so() {
    let stage = Stage::set();
    let file = hindsight_testkit::recordings::demo("agents").remove(0);
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    let window = Window::open(&stage, &stage.path("ann"));
    window.click("button", "Work without a server");
    window.sees("No recordings yet");

    window.script(
        "const looks = new MutationObserver(() => {
           window.target = document.querySelector('[data-can-import]')?.innerText ?? window.target;
         });
         looks.observe(document.body, { childList: true, subtree: true });",
        &[],
    );
    window.drag_in(&file);
    window.until("a sign while the file hovers", "window.target?.includes('Drop to import 1 file')");
    window.sees("Import 1 file");
    window.until("and none any more", "!document.querySelector('[data-can-import]')");
    window.sees(&name);
    let folder = file.parent().expect("a folder").to_string_lossy().into_owned();
    assert!(!window.words().contains(&folder), "the window hears names and no path");
    window.picture("dropped");
    window.click("dialog[open] button", "Cancel");
    window.sees("No recordings yet");

    window.drag_in(&file);
    window.click("dialog[open] button", "Import");
    window.sees("Imported 1 recording");
    assert_eq!(stage.console("ann").run(&["list"])["total"], 1);
}
