"""Reading a vendor's refusal: from status and body to one error type.

Owns the vendors' different words for the same cause, and what of them may be shown. Does not
own the error tree (`errors.py`).

The shapes understood: OpenAI's `{"error": {"message", "type", "code"}}`, Gemini's list of that,
Ollama's `{"error": "..."}`, FastAPI's `{"detail": ...}`, AWS's and older vLLM's `{"message"}`.
"""

from __future__ import annotations

import re

import orjson

from nezuku.providers.errors import (
    BadReply,
    ContentRefused,
    ContextTooLong,
    KeyRefused,
    ModelUnknown,
    NoPermission,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
    ServerFault,
    TimedOut,
)

MAX_DETAIL = 300

_KEY_WORDS = ("api key not valid", "invalid api key", "incorrect api key", "invalid x-api-key")
_QUOTA_WORDS = ("insufficient_quota", "billing", "credit balance", "payment required", "no credit")
_FILTER_WORDS = (
    "content_filter",
    "content_policy",
    "content management policy",
    "responsibleai",
    "blocked by safety",
)
_LENGTH_WORDS = (
    "context_length_exceeded",
    "context length",
    "context window",
    "prompt is too long",
    "input token count",
    "too many tokens",
    "exceed_context_size",
)
_MODEL_WORDS = ("model_not_found", "deploymentnotfound", "invalid_model", "unknown_model")
_MODEL_SENTENCE = re.compile(
    r"\bmodels?\b.{0,120}\b(?:not found|does not exist|not supported|is not valid|identifier is"
    r" invalid)|invalid model|unknown model|no such model",
    re.DOTALL,
)
_STARRED = re.compile(r"\S*\*{3,}\S*")
_KEYLIKE = re.compile(r"\b(?:sk|pk|rk|gsk|xai|AIza|ABSK|bedrock-api-key)[-_A-Za-z0-9]{12,}")
_WORD = re.compile(r"[^\s\"'`,;()<>\[\]{}]+")


def safe_detail(text: str, key: str = "") -> str:
    """This will give one short line of a vendor's words in which no part of a key is left."""

    def without_key(found: re.Match[str]) -> str:
        word = found.group()
        parts = (word[at : at + 8] for at in range(len(word) - 7))
        return "***" if any(part in key for part in parts) else word

    line = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    if key:
        line = line.replace(key, "***")
    line = _KEYLIKE.sub("***", _STARRED.sub("***", line))
    if len(key) >= 8:
        line = _WORD.sub(without_key, line[: MAX_DETAIL * 4])
    return line if len(line) <= MAX_DETAIL else line[: MAX_DETAIL - 1] + "…"


def seconds_to_wait(header: str) -> float | None:
    """This will give the seconds of a Retry-After header; a date or nonsense gives None."""
    try:
        seconds = float(header)
    except ValueError:
        return None
    return seconds if 0 <= seconds <= 86_400 else None


def _said(value: object) -> tuple[str, str]:
    """This will give (code, message) of a decoded refusal, empty where there is none."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return "", ""
    inner = value.get("error", value)
    if isinstance(inner, str):
        return "", inner
    if not isinstance(inner, dict):
        return "", ""
    words = [str(inner[name]) for name in ("code", "type", "status") if inner.get(name)]
    nested = inner.get("innererror")
    if isinstance(nested, dict) and nested.get("code"):
        words.append(str(nested["code"]))
    message = inner.get("message") or inner.get("detail") or value.get("detail") or ""
    return " ".join(words), message if isinstance(message, str) else str(message)


def _decode(body: bytes) -> object:
    try:
        value: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return value


def _plain(body: bytes) -> str:
    """This will give a refusal without any shape in lower case; a page of HTML says nothing."""
    text = body[:2000].decode("utf-8", "replace").strip().lower()
    return "" if text.startswith("<") else text


def _kind(status: int, words: str, *, said: bool) -> type[ProviderError]:
    """This will choose the error for a status and the vendor's words in lower case."""

    def has(list_of: tuple[str, ...]) -> bool:
        return any(word in words for word in list_of)

    if status == 429:
        return QuotaExhausted if has(_QUOTA_WORDS) else RateLimited
    if status == 402 or (status < 500 and has(("insufficient_quota", "credit balance"))):
        return QuotaExhausted
    if status == 401 or (status in (400, 403) and has(_KEY_WORDS)):
        return KeyRefused
    if status < 500 and has(_FILTER_WORDS):
        return ContentRefused
    if status == 413 or (status < 500 and has(_LENGTH_WORDS)):
        return ContextTooLong
    if has(_MODEL_WORDS) or (status in (400, 404) and _MODEL_SENTENCE.search(words)):
        return ModelUnknown
    if status == 403:
        return NoPermission
    if status == 404:
        return ModelUnknown if said and "model" in words else BadReply
    if status in (408, 504, 524):
        return TimedOut
    if status in (503, 529):
        return Overloaded
    return ServerFault if status >= 500 else RequestRefused


def read_refusal(
    status: int, body: bytes, *, retry_after: str = "", key: str = ""
) -> ProviderError:
    """This will give the error for an answer that is not 2xx. `body` may be cut off."""
    if 300 <= status < 400:
        return BadReply("a redirect, which is never followed", status=status)
    code, message = _said(_decode(body))
    said = bool(code or message)
    words = f"{code} {message}".lower() if said else _plain(body)
    kind = _kind(status, words, said=said)
    detail = message if said else ("no such endpoint" if status == 404 else "")
    return kind(
        safe_detail(detail, key),
        status=status,
        upstream_code=safe_detail(code, key)[:80],
        retry_after=seconds_to_wait(retry_after),
    )


_STATUS_OF_WORD = (
    ("rate_limit", 429),
    ("resource_exhausted", 429),
    ("overloaded", 503),
    ("unavailable", 503),
    ("authentication", 401),
    ("permission", 403),
    ("invalid_request", 400),
)


def read_stream_refusal(data: bytes, *, key: str = "") -> ProviderError | None:
    """This will give the error inside one event of a stream, or None if it holds none.

    Vendors that fail after the first byte send `{"error": ...}` as an event with status 200.
    Cheap for ordinary events: they are not decoded.
    """
    if b'"error"' not in data:
        return None
    value = _decode(data)
    holder = value[0] if isinstance(value, list) and value else value
    if not isinstance(holder, dict) or not holder.get("error"):
        return None
    code, message = _said(value)
    words = f"{code} {message}".lower()
    numbers = [int(word) for word in code.split() if word.isdigit() and 400 <= int(word) < 600]
    named = [status for word, status in _STATUS_OF_WORD if word in words]
    status = (numbers or named or [500])[0]
    return _kind(status, words, said=True)(
        safe_detail(message, key), status=None, upstream_code=safe_detail(code, key)[:80]
    )
