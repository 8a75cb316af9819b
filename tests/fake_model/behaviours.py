"""What the fake model server does for each model name.

Owns the table and the plan of one answer. Does not own the sending (`server.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Json = Mapping[str, object]

#: Model name (N, F, G, T stand for whole numbers) -> what it does.
BEHAVIOURS: dict[str, str] = {
    "fake": "a short fixed Markdown answer",
    "fake-echo": "the last user message word for word, 3 characters a chunk",
    "fake-echo-N": "the same, N characters a chunk",
    "fake-split-N": "the same, the bytes of the event stream cut every N bytes, even in a letter",
    "fake-crlf": "the same, lines end in CR LF, with comments and event names in between",
    "fake-widths": "the same, placeholders changed in width, brackets, spaces, honorifics, markup",
    "fake-F-G-T": "T tokens, the first after F milliseconds, one every G milliseconds",
    "fake-slow": "like fake, the first token after 2 seconds",
    "fake-stall": "two chunks, then silence for ever",
    "fake-timeout": "accepts the request and never answers",
    "fake-dies": "two chunks, then the socket is dropped",
    "fake-malformed": "one good chunk, then broken JSON",
    "fake-no-done": "a whole answer, but no [DONE] and no blank line at the end",
    "fake-stream-error": "two chunks, then an error as an event under status 200",
    "fake-huge": "5 MB of text in chunks of 64 KiB",
    "fake-length": "an answer cut short, finish_reason length",
    "fake-filter": "half an answer, finish_reason content_filter",
    "fake-noimages": "like fake, but 400 when a part of a message is an image",
    "fake-tools": 'calls the first tool offered with {"text": last user message}, its arguments in '
    "pieces of 3; after a tool's result, that result word for word",
    "fake-400": "400, a parameter refused",
    "fake-401": "401, key refused whatever it is",
    "fake-403": "403, no permission",
    "fake-404": "404, model not found",
    "fake-429": "429, with Retry-After: 7",
    "fake-quota": "429, insufficient_quota",
    "fake-500": "500",
    "fake-503": "503, overloaded",
    "fake-context": "400, context_length_exceeded",
    "fake-filtered": "400, content_filter before any answer",
    "fake-redirect": "302 to the cloud metadata address",
    "fake-html": "200 and an HTML page, as a wrong address gives",
    "fake-maxtokens": "400 when max_tokens is sent, as newer OpenAI models do; else like fake",
}

#: What GET /v1/models lists.
LISTED = tuple(name for name in BEHAVIOURS if not re.search(r"[A-Z]", name))

ANSWER = """**結論**: 問題ありません。

| 項目 | 値 |
|---|---|
| 件数 | 3 |

1. 確認する
2. 共有する
"""
SLOW_SECONDS = 2.0
HUGE_BYTES = 5 * 1024 * 1024
_LINE = "これは長い回答の一行です。0123456789\n"

Fault = Literal["", "stall", "die", "malformed", "no-done", "stream-error", "never"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One answer: `pieces` one after another, `first` and `gap` in seconds before them.

    `tokens` is what usage says (one per character unless the name says how many); `call` is
    (tool name, pieces of its arguments); `cut` splits the bytes of the stream every so often.
    """

    pieces: tuple[str, ...] = ()
    first: float = 0.0
    gap: float = 0.0
    finish: str = "stop"
    fault: Fault = ""
    tokens: int | None = None
    call: tuple[str, tuple[str, ...]] | None = None
    cut: int = 0
    crlf: bool = False

    @property
    def text(self) -> str:
        """The whole answer."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not 2xx (or not JSON)."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def refuse(
    status: int, message: str, *, kind: str, code: str | None = None, **headers: str
) -> Refusal:
    """Make a refusal in OpenAI's shape; header names with _ for -."""
    error = {"message": message, "type": kind, "param": None, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"error": error}, ensure_ascii=False).encode()
    return Refusal(status, body, {"content-type": "application/json", **named})


_REFUSALS: dict[str, Refusal] = {
    "fake-400": refuse(
        400,
        "Unsupported parameter: 'foo'",
        kind="invalid_request_error",
        code="unsupported_parameter",
    ),
    "fake-401": refuse(
        401,
        "Incorrect API key provided: fake-***-key. You can find your key in the console.",
        kind="invalid_request_error",
        code="invalid_api_key",
    ),
    "fake-403": refuse(403, "You are not allowed to use this.", kind="permission_error"),
    "fake-404": refuse(
        404,
        "The model `fake-404` does not exist or you do not have access to it.",
        kind="invalid_request_error",
        code="model_not_found",
    ),
    "fake-429": refuse(
        429,
        "Rate limit reached for requests",
        kind="requests",
        code="rate_limit_exceeded",
        retry_after="7",
    ),
    "fake-quota": refuse(
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        kind="insufficient_quota",
        code="insufficient_quota",
    ),
    "fake-500": refuse(500, "The server had an error.", kind="server_error"),
    "fake-503": refuse(503, "The engine is currently overloaded.", kind="overloaded_error"),
    "fake-context": refuse(
        400,
        "This model's maximum context length is 8192 tokens.",
        kind="invalid_request_error",
        code="context_length_exceeded",
    ),
    "fake-filtered": refuse(
        400,
        "The response was filtered due to the prompt triggering content management policy.",
        kind="invalid_request_error",
        code="content_filter",
    ),
    "fake-redirect": Refusal(302, b"", {"location": "http://169.254.169.254/latest/meta-data/"}),
    "fake-html": Refusal(
        200, b"<!doctype html><title>Welcome</title>", {"content-type": "text/html"}
    ),
}

UNKNOWN_KEY = refuse(
    401, "Incorrect API key provided.", kind="invalid_request_error", code="invalid_api_key"
)
_NO_IMAGES = refuse(
    400,
    "This model does not support image input.",
    kind="invalid_request_error",
    code="invalid_value",
)
_MAX_TOKENS = refuse(
    400,
    "Unsupported parameter: 'max_tokens' is not supported with this model. "
    "Use 'max_completion_tokens' instead.",
    kind="invalid_request_error",
    code="unsupported_parameter",
)


def _rows(body: Json) -> list[Json]:
    rows = body.get("messages")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def text_of(message: Json) -> str:
    """Give the text of a message, the text parts of a list joined by line ends."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = [part.get("text") for part in content if isinstance(part, dict)]
    return "\n".join(text for text in texts if isinstance(text, str))


def last_user_text(body: Json) -> str:
    """Give the text of the last message of the user, empty if there is none."""
    return next((text_of(row) for row in reversed(_rows(body)) if row.get("role") == "user"), "")


def prompt_tokens(body: Json) -> int:
    """Count what usage says was sent: one token per character of every message."""
    return sum(len(text_of(row)) for row in _rows(body))


def _has_image(body: Json) -> bool:
    parts = [row.get("content") for row in _rows(body)]
    return any(
        isinstance(part, dict) and part.get("type") in ("image_url", "input_image")
        for content in parts
        if isinstance(content, list)
        for part in content
    )


def cut(text: str, size: int) -> tuple[str, ...]:
    """Split text into pieces of `size` characters."""
    return tuple(text[start : start + size] for start in range(0, len(text), size))


_PLACEHOLDER = re.compile(r"《([^《》\s0-9]+)([0-9]+)([^《》]*)》")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def vary_placeholders(text: str) -> str:
    """Change each placeholder as models do, another way each time, in a fixed order."""
    count = -1

    def changed(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        word, number, rest = found.groups()
        ways = (
            f"《{word}{number.translate(_WIDE)}{rest}》",
            f"《{word} {number}{rest}》様",
            f"【{word}{number}{rest}】",
            f"≪{word}{number}{rest}≫さん",
            f"**《{word}{number}{rest}》**",
            f"[[{word}{number}{rest}]]",
            f"《 {word}{number}{rest} 》",
            f"「《{word}{number}{rest}》」",
            f"〈{word}{number.translate(_WIDE)}{rest}〉",
        )
        return ways[count % len(ways)]

    return _PLACEHOLDER.sub(changed, text)


def _tool_plan(body: Json) -> Plan:
    rows = _rows(body)
    if rows and rows[-1].get("role") == "tool":
        return Plan(cut(text_of(rows[-1]), 3))
    tools = body.get("tools")
    first = tools[0] if isinstance(tools, list) and tools else {}
    function = first.get("function") if isinstance(first, dict) else None
    name = str(function.get("name", "echo")) if isinstance(function, dict) else "echo"
    arguments = json.dumps({"text": last_user_text(body)}, ensure_ascii=False)
    return Plan(finish="tool_calls", call=(name, cut(arguments, 3)))


_TIMED = re.compile(r"fake-(\d+)-(\d+)-(\d+)")
_SIZED = re.compile(r"fake-(echo|split)-(\d+)")


def plan_for(model: str, body: Json) -> Plan | Refusal:
    """Give what this model answers to this request; an unknown name is refused as OpenAI does."""
    if model in _REFUSALS:
        return _REFUSALS[model]
    if timed := _TIMED.fullmatch(model):
        first, gap, tokens = (int(number) for number in timed.groups())
        pieces = tuple(f"語{index} " for index in range(tokens))
        return Plan(pieces, first / 1000, gap / 1000, tokens=tokens)
    if sized := _SIZED.fullmatch(model):
        size = max(1, int(sized.group(2)))
        echo = last_user_text(body)
        return Plan(cut(echo, 3), cut=size) if sized.group(1) == "split" else Plan(cut(echo, size))
    usual = cut(ANSWER, 4)
    if model == "fake-noimages":
        return _NO_IMAGES if _has_image(body) else Plan(usual)
    if model == "fake-maxtokens":
        return _MAX_TOKENS if "max_tokens" in body else Plan(usual)
    if model == "fake-tools":
        return _tool_plan(body)
    if model == "fake-huge":
        lines = HUGE_BYTES // len(_LINE.encode())
        return Plan(cut(_LINE * lines, 22_000))
    echoed = cut(last_user_text(body), 3)
    plans: dict[str, Plan] = {
        "fake": Plan(usual),
        "fake-echo": Plan(echoed),
        "fake-crlf": Plan(echoed, crlf=True),
        "fake-widths": Plan(cut(vary_placeholders(last_user_text(body)), 3)),
        "fake-slow": Plan(usual, first=SLOW_SECONDS),
        "fake-stall": Plan(usual, fault="stall"),
        "fake-timeout": Plan(fault="never"),
        "fake-dies": Plan(usual, fault="die"),
        "fake-malformed": Plan(usual, fault="malformed"),
        "fake-no-done": Plan(usual, fault="no-done"),
        "fake-stream-error": Plan(usual, fault="stream-error"),
        "fake-length": Plan(usual[:8], finish="length"),
        "fake-filter": Plan(usual[:8], finish="content_filter"),
    }
    if model in plans:
        return plans[model]
    return refuse(
        404,
        f"The model `{model}` does not exist or you do not have access to it.",
        kind="invalid_request_error",
        code="model_not_found",
    )
