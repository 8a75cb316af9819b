"""Addresses as people paste them: one per line, with or without a name. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_LINES = 500
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'、；]+@[^\s<>()\[\],;:\"'、；]+")
_SEPARATOR = re.compile(r"[\n;；]|,(?=[^,\n]*@)")
_AROUND_NAME = " \t,、:;<>()[]\"'・*-"


@dataclass(frozen=True, slots=True)
class Invitee:
    """One address with the name that stood beside it; `email` is empty when there was none."""

    email: str
    name: str
    line: str


def pasted(text: str) -> tuple[Invitee, ...]:
    """The people of a pasted list, each address once, in the order of the list.

    Understands what mail programs, spreadsheets and lists give: "氏名 <mail>", "氏名<TAB>mail",
    "mail, 氏名", several addresses with commas or semicolons between them. A line without any
    address comes back with an empty one, so that nothing is dropped without a word.
    """
    text = unicodedata.normalize("NFKC", text)
    found: dict[str, Invitee] = {}
    for part in _SEPARATOR.split(text):
        line = part.strip()
        if not line:
            continue
        address = _ADDRESS.search(line)
        if address is None:
            found.setdefault(line, Invitee("", "", line[:200]))
            continue
        email = address.group().strip(".").lower()
        name = f"{line[: address.start()]} {line[address.end() :]}"
        name = " ".join(name.strip(_AROUND_NAME).split())
        found.setdefault(email, Invitee(email, name[:100], line[:200]))
    return tuple(found.values())[:MAX_LINES]
