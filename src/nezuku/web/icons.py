"""The icons, drawn for this product on a grid of 24 with strokes: name -> path data.

Owns the drawings; size, colour and stroke are the style sheet's. Words come before icons: an
icon without a word beside it needs a label on the control that carries it.
"""

from __future__ import annotations

ICONS: dict[str, str] = {
    "add": "M12 5v14M5 12h14",
    "arrow-down": "M12 5v14M6 13l6 6 6-6",
    "arrow-left": "M19 12H5M11 6l-6 6 6 6",
    "arrow-right": "M5 12h14M13 6l6 6-6 6",
    "arrow-up": "M12 19V5M6 11l6-6 6 6",
    "attach": "M8 12.5l6.2-6.2a3 3 0 014.3 4.2l-8 8a5 5 0 01-7.1-7.1l7.6-7.5",
    "bell": "M6 17V11a6 6 0 0112 0v6l1.5 1.5h-15zM10 21.5h4",
    "block": "M12 3a9 9 0 100 18 9 9 0 000-18zM5.7 5.7l12.6 12.6",
    "book": "M12 6.5C10 5 7 4.5 4 5v13.5c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5"
    "c-3-.5-6 0-8 1.5zM12 6.5V20",
    "branch": "M7 8v8M7 8a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM7 21a2.5 2.5 0 100-5 2.5 2.5 0 000 5z"
    "M17 8a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM17 8c0 4-4 5-10 5.5",
    "building": "M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3",
    "chart": "M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6",
    "chat": "M4 5h16v11.5H11l-4.5 4v-4H4z",
    "check": "M5 12.5l4.5 4.5L19 7",
    "close": "M6 6l12 12M18 6L6 18",
    "copy": "M9 9h11v11H9zM6 15H4V4h11v2",
    "danger": "M12 3l9.5 17h-19zM12 10v4.5M12 17.3v.2",
    "down": "M6 9l6 6 6-6",
    "download": "M12 4v11M7 10.5l5 5 5-5M4 20h16",
    "edit": "M4 20l1-4.5L16 4.5 19.5 8 8.5 19zM14 6.5L17.5 10",
    "external": "M13 4h7v7M20 4l-9.5 9.5M17 14v6H4V7h6",
    "eye": "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z"
    "M12 15a3 3 0 100-6 3 3 0 000 6z",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
    "filter": "M4 5h16l-6 7.5V20l-4-2.5v-5z",
    "flag": "M6 21V4h12l-2.5 4.5L18 13H6",
    "folder": "M3 6h6.5l2 2.5H21V19H3z",
    "history": "M4 12a8 8 0 108-8c-3 0-5.5 1.5-7 4M4.5 4v4.5H9M12 8v4.5l3 2",
    "home": "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
    "info": "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v5.5M12 7.5v.2",
    "key": "M8.5 19a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM12 11l8-8M16 7l3 3",
    "leaf": "M5 19C4 10 9 4.5 20 4c.5 10-5 15.5-12.5 14M5 21c.5-5 3.5-9 9-11.5",
    "left": "M15 6l-6 6 6 6",
    "link": "M10 14l4-4M8.5 11L6 13.5a3.2 3.2 0 004.5 4.5l2.5-2.5"
    "M15.5 13l2.5-2.5A3.2 3.2 0 0013.5 6L11 8.5",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1",
    "lock": "M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 017 0v3M12 15v2",
    "mail": "M3.5 5.5h17v13h-17zM4 6.5l8 6.5 8-6.5",
    "mask": "M4 9h16M4 15h7M14.5 15h.1M17.5 15h.1M20 15h.1",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "minus": "M5 12h14",
    "more": "M6 12v.1M12 12v.1M18 12v.1",
    "person": "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c.8-4 3.5-6 7.5-6s6.7 2 7.5 6",
    "people": "M9 12a3.5 3.5 0 100-7 3.5 3.5 0 000 7z"
    "M2.5 20c.6-3.7 2.8-5.5 6.5-5.5s5.9 1.8 6.5 5.5"
    "M15.5 5.3a3.5 3.5 0 010 6.5M17.5 14.8c2.3.6 3.6 2.3 4 5.2",
    "pin": "M8.5 4h7l-1 6.5 3 3.5h-11l3-3.5zM12 14v6.5",
    "question": "M12 3a9 9 0 100 18 9 9 0 000-18z"
    "M9.5 9.5a2.5 2.5 0 115 0c0 1.8-2.5 2-2.5 4M12 16.8v.2",
    "refresh": "M19.5 12a7.5 7.5 0 11-2.2-5.3L20 9M20 4v5h-5",
    "right": "M9 6l6 6-6 6",
    "search": "M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM15.5 15.5L20.5 20.5",
    "send": "M12 20V5M5.5 11.5L12 5l6.5 6.5",
    "server": "M4 4h16v6.5H4zM4 13.5h16V20H4zM7.5 7.3v.1M7.5 16.8v.1",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5z"
    "M9 19.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
    "shield": "M12 3l7.5 3v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6zM8.5 12l2.5 2.5 4.5-4.5",
    "sort": "M8 10l4-4 4 4M8 14l4 4 4-4",
    "stop": "M7 7h10v10H7z",
    "trash": "M4 6.5h16M9 6.5V4h6v2.5M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6",
    "up": "M6 15l6-6 6 6",
    "upload": "M12 16V4M7 9l5-5 5 5M4 20h16",
}
