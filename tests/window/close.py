"""Asks a window to close, as a window manager does when its cross is clicked: by WM_DELETE_WINDOW.

Usage: close.py WINDOW, where WINDOW is the number that X gives it.
"""

import ctypes
import ctypes.util
import sys

CLIENT_MESSAGE = 33
CURRENT_TIME = 0


class Message(ctypes.Structure):
    """XClientMessageEvent of Xlib.h, with the room of any XEvent behind it."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("room", ctypes.c_long * 24),
    ]


x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x11.XInternAtom.restype = ctypes.c_ulong
x11.XSendEvent.argtypes = [
    ctypes.c_void_p,
    ctypes.c_ulong,
    ctypes.c_int,
    ctypes.c_long,
    ctypes.POINTER(Message),
]
x11.XCloseDisplay.argtypes = [ctypes.c_void_p]

display = x11.XOpenDisplay(None)
if not display:
    sys.exit("no display")
window = int(sys.argv[1])
message = Message(type=CLIENT_MESSAGE, window=window, format=32)
message.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
message.data[1] = CURRENT_TIME
x11.XSendEvent(display, window, 0, 0, ctypes.byref(message))
# Sends what waits.
x11.XCloseDisplay(display)
