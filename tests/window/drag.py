"""Drags a file onto whatever lies in the middle of the display, as a file manager does: by XDND, with a real pointer.

Usage: drag.py URI. Ends with 0 once somebody has taken the file, with 1 where nobody did.
"""

import subprocess
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

STEP_MS = 150
PATIENCE_MS = 30_000

uri = sys.argv[1]
taken = False
# Not managed, so that it lies above all others.
source = Gtk.Window(type=Gtk.WindowType.POPUP)
source.set_default_size(40, 40)
handle = Gtk.EventBox()
source.add(handle)
handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
handle.drag_source_add_uri_targets()


def give(_handle, _context, data, _info, _time):
    global taken
    data.set_uris([uri])
    taken = True


def pointer(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def moves():
    """To the middle and a little about there: a drag begins, and a target answers, once the pointer moves."""
    display = Gdk.Display.get_default().get_primary_monitor() or Gdk.Display.get_default().get_monitor(0)
    box = display.get_geometry()
    yield ("mousemove", 20, 20)
    yield ("mousedown", 1)
    for part in range(1, 11):
        yield ("mousemove", 20 + part * (box.width // 2 - 20) // 10, 20 + part * (box.height // 2 - 20) // 10)
    for by in (4, -4, 4, -4):
        yield ("mousemove_relative", "--", by, by)
    yield ("mouseup", 1)


steps = moves()


def step():
    words = next(steps, None)
    if words is None:
        return False
    pointer(*words)
    return True


handle.connect("drag-data-get", give)
handle.connect("drag-end", lambda *_: Gtk.main_quit())
source.connect("map-event", lambda *_: GLib.timeout_add(STEP_MS, step) and False)
GLib.timeout_add(PATIENCE_MS, Gtk.main_quit)
source.show_all()
source.move(0, 0)
Gtk.main()
sys.exit(0 if taken else 1)
