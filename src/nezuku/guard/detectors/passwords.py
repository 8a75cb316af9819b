"""Passwords and tokens known by their place: after a label, in an assignment, in an address.

Owns the words that announce a secret and the checks that a value is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.detectors.entropy import random_looking, stands_in
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_VALUE = r"[^\s、。，「」『』（）\"'`<>|,;)\]}ぁ-んァ-ヶ一-龠\ufffc]"
_PASSWORD = re.compile(
    r"(?:パスワード|パスワ|ぱすわーど|暗証番号|パスコード|パスフレーズ|合言葉|合い言葉|"
    r"(?<![A-Za-z])(?:[A-Za-z0-9_.\-]{0,40}(?:password|passwd|passphrase|passcode|pwd|"
    r"_pass|\.pass|-pass|dbpass)|pass|pw|pin))"
    rf"(?:[A-Z_]{{0,8}})(?P<gap>[\"'`]?\s?(?:\([^()\n]{{1,16}}\))?\s?(?:[:=]{{1,2}}|=>|->|"
    rf"は(?:次の通り|以下)?(?:です)?[、:]?|が|is|を|\||\t|,|→|\n)?\s?[\"'`「『]?)(?P<value>"
    rf"{_VALUE}{{4,80}})",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>[A-Za-z0-9_.\-]{0,40}(?:secret|token|api[_\- ]?key|apikey|"
    r"access[_\- ]?key|auth|credential|private[_\- ]?key|client[_\- ]?srt|[_\-]key|"
    r"accessid|access[_\-]?id|session(?:id)?|cookie|bearer|"
    r"signature)[A-Za-z0-9_.\-]{0,20}|key|シークレット|トークン|秘密鍵|APIキー|"
    r"アクセスキー|認証キー)"
    r"[\"'`\\]{0,2}\s{0,10}(?:\([^()\n]{0,20}\))?(?::=|=>|[:=,]|は|\bis\b|"
    r"\s)\s{0,6}(?:[A-Za-z.]{1,30}[({]\s?)?(?:Bearer |Basic |Token "
    r")?[\"'`\\]{0,2}(?P<value>[A-Za-z0-9+/=_.~\-]{10,300})",
    re.IGNORECASE,
)
_VALUES = re.compile(r"[A-Za-z0-9+/=_.~\-]{10}")
_BEARER = re.compile(r"(?:Bearer|Basic|Token)\s(?P<value>[A-Za-z0-9+/=_.~\-]{16,300})")
_IN_URL = re.compile(
    (
        r"(?P<scheme>[a-z][a-z0-9+.\-]{1,20})://(?P<user>[^\s:@/\"'<>]{0,60}):(?P<value>[^\s@/"
        r"\"'<>{}$]{3,100})@[A-Za-z0-9\[][^\s\"'<>、。]{2,300}"
    ),
    re.IGNORECASE,
)
_CONNECTION = re.compile(
    (
        r"(?:Server|Data Source|Host|Provider|Driver|DefaultEndpointsProtocol|"
        r"Endpoint)=[^\n\"']{3,300}?(?:Password|Pwd|AccountKey|"
        r"SharedAccessKey)=(?P<value>[^;\s\"']{4,200})"
    ),
    re.IGNORECASE,
)
_SERVICE = re.compile(r"キー|トークン|シークレット|slack|github|token|secret|api|credential|通知")
_HEX = re.compile(r"(?<![0-9A-Za-z/.\-])[0-9a-f]{32,64}(?![0-9A-Za-z])")
_DIGEST = re.compile(
    r"sha|commit|hash|md5|integrity|checksum|digest|etag|revision|uuid|ハッシュ|コミット|"
    r"チェックサム"
)
_PIN = re.compile(r"暗証番号[^\n0-9]{0,8}(?:[0-9]桁[^\n0-9]{0,6})?(?P<value>[0-9]{4,8})(?![0-9桁])")
_CLIENT = re.compile(
    r"(?:mysql|mysqldump|mysqladmin|sshpass|mongo)\b[^\n|;]{0,80}? -p "
    r"?(?P<value>[^\s-][^\s]{3,60})"
)
#: A user and its password side by side: ``admin / ...``.
_PAIR = re.compile(
    r"(?<![A-Za-z0-9])(?P<user>admin|root|administrator|user|guest|sa|test|demo|operator)"
    r"\s?[/:、,|]\s?(?P<value>[A-Za-z0-9!-~]{6,40})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HEAD = re.compile(r"パスワード|password|passwd|暗証|pw$", re.IGNORECASE)
_NOT_A_VALUE = re.compile(
    (
        r"(?:を|は|が|の|に|で)|^(?:reset|change|forgot|manager|policy|hash|required|string|"
        r"none|null|true|false|input|field|please|must|your|the|and|for|with|protected|less|"
        r"based|is|was|has|too|expired|get|set|self|this|os|process|env|config|settings|"
        r"request|args|db_pass|password|passwd|secret|token|key|text|type|name|value|label|"
        r"form|varchar|char|not|length|min|max|auth|new|old|re|http|https|root|user|utf)(?:$|"
        r"[^A-Za-z0-9!@#$%])"
    ),
    re.IGNORECASE,
)
_CALL = re.compile(
    r"[A-Za-z_][A-Za-z0-9_.]*(?:\(|\[)|[A-Za-z_]+(?:\.[A-Za-z_]+)+$|[A-Z_]{4,}$|"
    r"[a-z]+(?:_[a-z]+)+$|\$[{(A-Za-z_]+[)}]?$|%[(A-Za-z_]+[)%]|process\.|os\.|\{|</"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every password, token and connection string known by its place."""
    text = page.text
    lower = page.lower
    cues = page.cues
    if any(_may_announce(lower, place) for place in cues.get("password", ())):
        for match in _PASSWORD.finditer(text):
            candidate = _password(match)
            if candidate is not None:
                yield candidate
    for match in _SECRET.finditer(text) if "secret" in cues and _VALUES.search(text) else ():
        value = (
            match["value"].rstrip(".,=") if not match["value"].endswith("==") else match["value"]
        )
        least = 3.5 if match["name"].lower() == "key" else 3.0 if len(value) >= 16 else 2.9
        if "integrity" in match["name"].lower() or "public" in match["name"].lower():
            continue
        if _CALL.match(value) or not random_looking(value, least):
            continue
        yield Candidate(
            match.start("value"),
            match.start("value") + len(value),
            "api_key",
            0.8,
            "entropy",
            match["name"],
        )
    for match in _BEARER.finditer(text) if "bearer" in cues else ():
        if random_looking(match["value"], 3.0):
            yield Candidate(*match.span("value"), "api_key", 0.85, "entropy", "Bearer")
    if "://" in text:
        for match in _IN_URL.finditer(text):
            if not stands_in(match["value"]) and not match["value"].startswith(("$", "{")):
                yield Candidate(*match.span(), "connection_string", 0.99, "shape")
    for match in _CONNECTION.finditer(text) if "connection" in cues else ():
        if not stands_in(match["value"]):
            yield Candidate(*match.span(), "connection_string", 0.99, "shape")
    if "service" in cues:
        for match in page.matches(_HEX, page.token_starts):
            around = lower[max(0, match.start() - 60) : match.start()]
            if _SERVICE.search(around) and not _DIGEST.search(around):
                yield Candidate(*match.span(), "api_key", 0.6, "entropy")
    for pattern, mark in ((_PIN, "暗証"), (_CLIENT, " -p")):
        for match in pattern.finditer(text) if mark in text else ():
            yield Candidate(*match.span("value"), "password", 0.8, "label", mark.strip())
    for match in page.matches(_PAIR, cues.get("pair", ())):
        value = match["value"]
        sorts = (str.isdigit, str.isalpha, lambda char: not char.isalnum())
        if all(any(map(sort, value)) for sort in sorts) and not stands_in(value):
            yield Candidate(*match.span("value"), "password", 0.75, "label", match["user"])
    heads = {cell.header for cell in page.cells}
    heads = {head for head in heads if _HEAD.search(head)}
    for cell in page.cells if heads else ():
        if cell.header in heads:
            value = text[cell.start : cell.end].strip()
            if 4 <= len(value) <= 80 and value.isascii() and not stands_in(value):
                start = text.index(value, cell.start)
                yield Candidate(start, start + len(value), "password", 0.95, "header", cell.header)


def _may_announce(lower: str, place: int) -> bool:
    """Tell whether a cue may announce a password: "pw" and "pin" not inside of a word."""
    if lower.startswith(("pwd", "pass"), place) or not lower.startswith(("pw", "pin"), place):
        return True
    return not "a" <= lower[place - 1 : place] <= "z"


def _password(match: re.Match[str]) -> Candidate | None:
    value, gap = match["value"], match["gap"]
    value = value.rstrip(".,:")
    if (
        len(value) < 4
        or not value.isascii()
        or stands_in(value)
        or _NOT_A_VALUE.search(value)
        or _CALL.match(value)
    ):
        return None
    strong = any(mark in gap for mark in ":=は\"'「|\tis→")
    mixed = sum(
        (
            any(c.isdigit() for c in value),
            any(c.isalpha() for c in value),
            any(not c.isalnum() for c in value),
        )
    )
    if not gap and not strong:
        return None
    if not strong and mixed < 2:
        return None
    if (
        mixed < 2
        and not (value.isdigit() and len(value) <= 8)
        and not (":" in gap or "=" in gap or "は" in gap)
    ):
        return None
    if value.startswith(("/", "http", "--", "==", "//")) or value in ("----", "====", "****"):
        return None
    start = match.start("value")
    sure = 0.96 if strong and mixed >= 2 else 0.75
    return Candidate(start, start + len(value), "password", sure, "label", "パスワード")
