"""IP and MAC addresses. Owns their shapes; private ranges and masks name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_IPV4 = re.compile(r"(?<![0-9A-Za-z.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9A-Za-z]|\.[0-9])")
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,7}(?![0-9A-Za-z:])"
)
_MAC = re.compile(
    r"(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}(?P<gap>[:-])(?:[0-9A-Fa-f]{2}(?P=gap)){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:-])"
)
_PRIVATE = re.compile(
    r"(?:0|10|127|255)\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|22[4-9]\.|23[0-9]\."
)
_VERSION = re.compile(r"(?:version|ver|v|バージョン|版)[.:\s]{0,3}$", re.IGNORECASE)


def find(page: Page) -> Iterator[Candidate]:
    """Propose public IPv4, IPv6 and MAC addresses."""
    text = page.text
    if text.count(".") >= 3:
        for match in page.matches(_IPV4, page.token_starts):
            parts = [int(part) for part in match.group().split(".")]
            if max(parts) > 255 or _PRIVATE.match(match.group()):
                continue
            if _VERSION.search(text, max(0, match.start() - 10), match.start()):
                continue
            yield Candidate(*match.span(), "ip_address", 0.85, "shape")
    if text.count(":") >= 5 or text.count("-") >= 5:
        for match in page.matches(_MAC, page.token_starts):
            yield Candidate(*match.span(), "mac_address", 0.95, "shape")
    if text.count(":") >= 3:
        for match in page.matches(_IPV6, page.token_starts):
            groups = match.group().split(":")
            if len(groups) == 8 or "::" in match.group():
                yield Candidate(*match.span(), "ip_address", 0.85, "shape")
