"""One connected account: address, key, extra headers.

Owns how an address typed by a person becomes a base address, and which headers carry the key.
Does not own whether the address may be called (`addresses.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from yarl import URL

from nezuku.providers.errors import AddressForbidden, KeyRefused, RequestRefused
from nezuku.providers.presets import PRESETS

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")  # RFC 9110, 5.6.2, in lower case
_PASTED_TAILS = ("/chat/completions", "/completions", "/models", "/responses")


def clean_base_url(text: str) -> str:
    """This will give the base address for what a person pasted, without a slash at its end.

    Takes off what documentation pages show behind the base (`/chat/completions`). Raises
    AddressForbidden for other schemes than http and https, for user names or passwords in the
    address, for queries and fragments, and for text that is no address.
    """
    try:
        url = URL(text.strip())
        host, port = url.host, url.port
    except ValueError:
        raise AddressForbidden("not an address", reason="malformed") from None
    if url.scheme not in ("http", "https"):
        raise AddressForbidden("only http and https", reason="scheme")
    if not host or port is None or not 0 < port < 65536:
        raise AddressForbidden("no host in the address", reason="malformed")
    if url.user is not None or url.password is not None:
        raise AddressForbidden("user name or password in the address", reason="credentials")
    if url.raw_query_string or url.raw_fragment:
        raise AddressForbidden("query or fragment in the address", reason="malformed")
    base = str(url).rstrip("/")
    for tail in _PASTED_TAILS:
        base = base.removesuffix(tail)
    return base.rstrip("/")


@dataclass(frozen=True, slots=True)
class Connection:
    """An account at a vendor. The key never shows in `repr`, and headers show only their names."""

    preset: str
    base_url: str
    key: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def url(self, path: str) -> URL:
        """This will give the full address of an endpoint such as `chat/completions`."""
        return URL(f"{clean_base_url(self.base_url)}/{path}")

    def request_headers(self) -> dict[str, str]:
        """This will give the headers of every request, the key in the vendor's style among them.

        The key's header wins over one of the same name in `headers`. No key, no header. Raises
        KeyRefused for a key with characters that no key has (typed with a Japanese input method,
        or pasted with a line end inside), and RequestRefused for such a header.
        """
        found = {name.strip().lower(): value.strip() for name, value in self.headers.items()}
        for name, value in found.items():
            if not (_TOKEN.fullmatch(name) and value.isprintable()):
                raise RequestRefused("a header that HTTP cannot carry")
        key = self.key.strip()
        if not (key.isascii() and key.isprintable()):
            raise KeyRefused("characters that no key has")
        found["content-type"] = "application/json"
        found["accept-encoding"] = "identity"
        if key:
            preset = PRESETS.get(self.preset)
            if preset is not None and preset.auth == "api-key":
                found["api-key"] = key
            else:
                found["authorization"] = f"Bearer {key}"
        return found
