"""The network address of whoever asks, behind as many proxies as the instance says.

Pure: works on the strings of one request. Which proxies are trusted is a setting.
"""

from __future__ import annotations

import ipaddress


def client_address(*, peer: str, forwarded_for: str, trusted_proxies: int) -> str:
    """The address to record and to limit by: the one that the outermost trusted proxy saw.

    Each proxy appends the address that it saw to X-Forwarded-For, so with n trusted proxies
    the n-th entry from the right was written by the first of them; what stands further left the
    client could have made up. A list shorter than that did not pass all proxies: then, and for
    anything that is not an address, the peer counts.
    """
    peer = normalised(peer) or ""
    if trusted_proxies <= 0:
        return peer
    entries = [entry.strip() for entry in forwarded_for.split(",") if entry.strip()]
    if len(entries) < trusted_proxies:
        return peer
    return normalised(entries[-trusted_proxies]) or peer


def normalised(text: str) -> str | None:
    """One way to write an address: without port and zone, IPv4 out of its IPv6 mapping."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
