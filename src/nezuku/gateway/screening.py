"""The guard, applied to a whole request: every string in it, wherever it hides.

Owns the walk over a chat completions request, the difference between fresh and old messages,
and the cache of inspections. Does not own what is found (`nezuku.guard`) nor who may send what
(`pipeline.py`). The rule: what is not known to be structure is text, and text is guarded.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from nezuku.gateway.asks import ReviewedText
from nezuku.gateway.errors import BadRequest, ImagesRefused, PartRefused
from nezuku.gateway.escapes import read_breaks, without_escapes
from nezuku.gateway.known import Known
from nezuku.guard import Decision, Finding, Guard, Inspection, Session, strictest

#: Fields that name the person to the vendor, or keep the text there; they never leave.
DROPPED = frozenset(
    {"user", "safety_identifier", "metadata", "store", "prompt_cache_key", "web_search_options"}
)
#: Fields whose value is a word of the protocol when it looks like one.
WORDS = frozenset(
    {"role", "type", "detail", "format", "effort", "verbosity", "reasoning_effort", "service_tier"}
    | {"tool_choice", "name", "id", "tool_call_id", "object", "strict", "mode", "syntax"}
)
_WORD = re.compile(r"[A-Za-z][A-Za-z_.-]{0,63}\Z")
_IDENTIFIER = re.compile(r"(?:call|chatcmpl|toolu|tool|fc|msg)[-_][A-Za-z0-9_-]{1,96}\Z")
_FUNCTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")
_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z_$-]{0,63}\Z")
#: A picture is pixels in base64: a drawing in words (SVG) or plain text is none.
_PICTURE = re.compile(
    r"data:image/(?:png|jpe?g|gif|webp|bmp|heic|heif|avif);base64,[A-Za-z0-9+/=\s]*\Z"
)
_LONG_NUMBER = 10**6
_MAX_DEPTH = 60
#: The class of words of a higher class once a placeholder stands in their place.
_MASKED_LEVEL = 2
_TOOL_ROLES = frozenset({"tool", "function"})
_TEXT_PARTS = frozenset({"text", "input_text", "output_text", "refusal"})


class InspectionCache:
    """Inspections by guard and text, so that a long conversation is read once, not every turn.

    Bounded by the characters it holds; the least recently used go first.
    """

    def __init__(self, max_characters: int = 4_000_000) -> None:
        self._max = max_characters
        self._size = 0
        self._rows: OrderedDict[tuple[str, str], Inspection] = OrderedDict()
        self._lock = Lock()

    def inspect(self, guard: Guard, text: str) -> Inspection:
        """What the guard finds in `text`."""
        key = (guard.version, text)
        with self._lock:
            found = self._rows.get(key)
            if found is not None:
                self._rows.move_to_end(key)
                return found
        found = guard.inspect(text)
        with self._lock:
            if key not in self._rows:
                self._rows[key] = found
                self._size += len(text)
            while self._size > self._max and len(self._rows) > 1:
                (_, old), _ = self._rows.popitem(last=False)
                self._size -= len(old)
        return found


@dataclass(slots=True)
class Screened:
    """A request as it may leave, and everything that was found on the way.

    `body` is a new object; `blocked` says that it must not leave at all. `level` is the class of
    what was asked, `leaving_level` of what leaves once words are replaced.
    """

    body: dict[str, Any]
    session: Session
    level: int = 1
    leaving_level: int = 1
    decision: Decision = Decision.ALLOW
    fresh_decision: Decision = Decision.ALLOW
    findings: Counter[str] = field(default_factory=Counter)
    texts: list[ReviewedText] = field(default_factory=list)
    characters: int = 0

    @property
    def blocked(self) -> bool:
        """Whether something fresh was found that may never leave."""
        return self.fresh_decision is Decision.BLOCK


def screen(
    guard: Guard,
    body: Mapping[str, Any],
    *,
    fresh_from: int,
    released: frozenset[str],
    cache: InspectionCache,
    images: bool,
) -> Screened:
    """This will guard every string of a request and give the request that may leave.

    Raises BadRequest where the request is not in the form of the protocol, ImagesRefused and
    PartRefused for content that cannot be read. What must not leave does not raise: it is marked
    (`blocked`), so that a review can show it.
    """
    return _Walk(guard, released, cache, images).request(body, fresh_from)


class _Walk:
    def __init__(
        self, guard: Guard, released: frozenset[str], cache: InspectionCache, images: bool
    ) -> None:
        self._guard = guard
        self._released = released
        self._cache = cache
        self._images = images
        self._known = Known()
        self._result = Screened(body={}, session=guard.session())

    def request(self, body: Mapping[str, Any], fresh_from: int) -> Screened:
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages:
            raise BadRequest(param="messages", problem="missing")
        out = []
        for index, message in enumerate(messages):
            if not isinstance(message, Mapping) or not isinstance(message.get("role"), str):
                raise BadRequest(param=f"messages.{index}", problem="no_role")
            fresh = index >= fresh_from and message["role"] != "assistant"
            out.append(self._message(message, fresh))
        self._keys(body)
        rest = {
            key: self._value(key, value, True, 1)
            for key, value in body.items()
            if key not in DROPPED and key not in {"messages", "model"}
        }
        self._result.body = {**rest, "messages": out}
        return self._result

    def _message(self, message: Mapping[str, Any], fresh: bool) -> dict[str, Any]:
        out: dict[str, Any] = {}
        self._keys(message)
        for key, value in message.items():
            if key == "content" and isinstance(value, list):
                out[key] = [self._part(part, fresh) for part in value]
            elif key == "name" and isinstance(value, str) and message["role"] not in _TOOL_ROLES:
                out[key] = self._text(value, fresh)
            else:
                out[key] = self._value(key, value, fresh, 2)
        return out

    def _part(self, part: object, fresh: bool) -> object:
        if isinstance(part, str):
            return self._text(part, fresh)
        if not isinstance(part, Mapping):
            raise BadRequest(param="content", problem="not_a_part")
        kind = part.get("type")
        if kind in _TEXT_PARTS:
            return self._value("part", part, fresh, 3)
        if kind == "image_url":
            if not self._images:
                raise ImagesRefused
            image = part.get("image_url")
            url = image.get("url") if isinstance(image, Mapping) else None
            if isinstance(url, str) and _PICTURE.match(url):
                detail = image.get("detail") if isinstance(image, Mapping) else None
                shown = {"url": url, **({"detail": detail} if detail in _DETAILS else {})}
                return {"type": "image_url", "image_url": shown}
            raise BadRequest(param="image_url", problem="only_data_urls")
        raise PartRefused(part=str(kind)[:40])

    def _value(self, key: str, value: object, fresh: bool, depth: int) -> object:
        if isinstance(value, str):
            return value if _is_structure(key, value) else self._text(value, fresh)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            if abs(value) >= _LONG_NUMBER and not (key == "seed" and depth == 1):
                self._unchangeable(f"{value:.0f}")
            return value
        if depth > _MAX_DEPTH:
            raise BadRequest(param=key, problem="too_deep")
        if isinstance(value, Mapping):
            self._keys(value)
            return {k: self._value(k, v, fresh, depth + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self._value(key, v, fresh, depth + 1) for v in value]
        raise BadRequest(param=key, problem="not_json")

    def _keys(self, holder: Mapping[str, Any]) -> None:
        for key in holder:
            if not _PLAIN_KEY.match(key):
                self._unchangeable(key)

    def _text(self, text: str, fresh: bool) -> str:
        if not text:
            return text
        result = self._result
        result.characters += len(text)
        text, inspection = self._read(text)
        decision = self._after_release(inspection)
        masked = result.session.mask(
            text, released=self._released, block_as_mask=True, inspection=inspection
        )
        self._known.remember(masked)
        leaving = self._leaving_level(inspection)
        result.leaving_level = max(result.leaving_level, leaving)
        if fresh:
            result.level = max(result.level, inspection.level if not self._released else leaving)
        result.decision = strictest((result.decision, decision))
        result.findings.update(f.kind for f in inspection.findings)
        if fresh:
            result.fresh_decision = strictest((result.fresh_decision, decision))
            result.texts.append(
                ReviewedText(
                    text=text,
                    inspection=inspection,
                    masked=masked.text,
                    replaced=masked.replaced,
                )
            )
        return masked.text

    def _read(self, text: str) -> tuple[str, Inspection]:
        """What is found in a text; the text itself is without escapes if they hid something."""
        inspection = self._known.widen(text, read_breaks(text, self._inspect))
        plain = without_escapes(text)
        if plain == text:
            return text, inspection
        found = self._known.widen(plain, read_breaks(plain, self._inspect))
        hid_nothing = found.decision is Decision.ALLOW or (
            strictest((found.decision, inspection.decision)) is not found.decision
        )
        return (text, inspection) if hid_nothing else (plain, found)

    def _inspect(self, text: str) -> Inspection:
        return self._cache.inspect(self._guard, text)

    def _after_release(self, inspection: Inspection) -> Decision:
        """The decision once what the person released no longer counts."""
        if not self._released or inspection.decision is not Decision.ASK:
            return inspection.decision
        found = (*inspection.findings, *inspection.signals)
        return strictest(f.decision for f in found if not self._is_released(f))

    def _leaving_level(self, inspection: Inspection) -> int:
        """The class of what leaves: replaced words count as masked, released ones not at all."""
        level = 1
        for finding in inspection.findings:
            if finding.decision is Decision.ALLOW:
                level = max(level, finding.level)
            elif not self._is_released(finding):
                level = max(level, min(finding.level, _MASKED_LEVEL))
        for signal in inspection.signals:
            if not self._is_released(signal):
                level = max(level, signal.level)
        return level

    def _is_released(self, finding: Finding) -> bool:
        return finding.decision is Decision.ASK and finding.key in self._released

    def _unchangeable(self, text: str) -> None:
        """This will block the request if a key or number, which cannot be masked, is sensitive."""
        inspection = self._cache.inspect(self._guard, text)
        if inspection.decision is not Decision.ALLOW:
            result = self._result
            result.decision = result.fresh_decision = Decision.BLOCK
            result.level = max(result.level, inspection.level)
            result.leaving_level = max(result.leaving_level, inspection.level)
            result.findings.update(f.kind for f in inspection.findings)
            result.texts.append(
                ReviewedText(text=text, inspection=inspection, masked="", replaced=())
            )


_DETAILS = ("auto", "low", "high")


def _is_structure(key: str, value: str) -> bool:
    """Whether a string is a word of the protocol and not somebody's text."""
    if key not in WORDS:
        return False
    if key in {"id", "tool_call_id"}:
        return bool(_IDENTIFIER.match(value))
    if key == "name":
        return bool(_FUNCTION_NAME.match(value)) and not any(c.isdigit() for c in value[4:])
    return bool(_WORD.match(value))
