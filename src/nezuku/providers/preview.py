"""The built-in model that answers when none is connected.

Owns its answer, which shows exactly what a real model would have been sent, and the OpenAI
shapes around it. Does not own masking: messages come in as they would leave.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence

import orjson

from nezuku.providers.sse import DONE, write_event

MODEL = "preview"

_PIECE = 24
_ROLES = ("system", "developer", "user", "assistant", "tool")
_TICKS = re.compile(r"`+")

_WORDS: dict[str, dict[str, str]] = {
    "ja": {
        "head": "これはプレビューです。まだ AI モデルが接続されていないため、"
        "外部には何も送信していません。\n\n接続済みであれば、"
        "次の内容がこのまま AI モデルに送られていました。",
        "empty": "（送信される本文はありません）",
        "image": "（画像 1 件）",
        "file": "（ファイル 1 件）",
        "other": "（テキスト以外の内容 1 件）",
        "call": "ツールの呼び出し：%(name)s",
        "how": "**AI モデルを接続するには**\n\n"
        "管理者が「モデル接続」の画面で、OpenAI・Azure OpenAI・Gemini・Claude・Amazon Bedrock "
        "などの接続先を選び、API キーを入力します。社内で動かしているモデルサーバーも選べます。"
        "接続が済むと、このチャットでそのまま回答が得られるようになります。",
        "system": "システム",
        "developer": "システム",
        "user": "利用者",
        "assistant": "AI",
        "tool": "ツールの結果",
        "role": "その他",
    },
    "en": {
        "head": "This is a preview. No AI model is connected yet, so nothing has left this server."
        "\n\nWith a model connected, exactly the following would have been sent to it.",
        "empty": "(there is no text to send)",
        "image": "(1 image)",
        "file": "(1 file)",
        "other": "(1 part that is not text)",
        "call": "Tool call: %(name)s",
        "how": "**How to connect an AI model**\n\n"
        "An administrator opens “Model connections”, chooses OpenAI, Azure OpenAI, Gemini, Claude, "
        "Amazon Bedrock or a model server of your own, and enters the API key. "
        "After that, answers appear right here in this chat.",
        "system": "System",
        "developer": "System",
        "user": "User",
        "assistant": "AI",
        "tool": "Tool result",
        "role": "Other",
    },
}


def _words(locale: str) -> dict[str, str]:
    return _WORDS["en" if locale.lower().startswith("en") else "ja"]


def fence(text: str) -> str:
    """This will put text into a code fence that nothing inside it can close."""
    longest = max((len(run.group()) for run in _TICKS.finditer(text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}text\n{text}\n{ticks}"


def _part(part: object, words: Mapping[str, str]) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        return words["other"]
    kind = part.get("type")
    if kind in ("text", "input_text") and isinstance(part.get("text"), str):
        return str(part["text"])
    if kind in ("image_url", "input_image"):
        return words["image"]
    return words["file"] if kind in ("file", "input_file") else words["other"]


def _shown(message: Mapping[str, object], words: Mapping[str, str]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        lines = [content]
    elif isinstance(content, list):
        lines = [_part(part, words) for part in content]
    else:
        lines = []
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else []:
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            lines.append(words["call"] % {"name": function.get("name", "")})
            lines.append(str(function.get("arguments", "")))
    return "\n".join(lines)


def answer(messages: Sequence[Mapping[str, object]], locale: str = "ja") -> str:
    """This will give the answer in Markdown: every message as it would be sent, and what to do.

    Each text stands in a code fence, so that Markdown in it is shown, not interpreted. `locale`
    is `ja` or `en`; anything else counts as Japanese.
    """
    words = _words(locale)
    blocks = [words["head"]]
    for message in messages:
        role = message.get("role")
        blocks.append(f"**{words[role] if role in _ROLES else words['role']}**")
        blocks.append(fence(_shown(message, words) or words["empty"]))
    if not messages:
        blocks.append(fence(words["empty"]))
    blocks.append(words["how"])
    return "\n\n".join(blocks)


def _messages(body: bytes) -> tuple[list[Mapping[str, object]], bool]:
    """This will give (messages, whether usage is wanted in the stream) of a request."""
    value = orjson.loads(body)
    rows = value.get("messages") if isinstance(value, dict) else None
    options = value.get("stream_options") if isinstance(value, dict) else None
    wants_usage = isinstance(options, dict) and options.get("include_usage") is True
    return [row for row in rows or [] if isinstance(row, dict)], wants_usage


_NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def complete(body: bytes, *, completion_id: str, created: int, locale: str = "ja") -> bytes:
    """This will give a whole chat completion as JSON. `created` in seconds since 1970."""
    messages, _ = _messages(body)
    message = {"role": "assistant", "content": answer(messages, locale)}
    return orjson.dumps(
        {
            "id": completion_id,
            "object": "chat.completion",
            "created": created,
            "model": MODEL,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": _NO_USAGE,
        }
    )


async def stream(
    body: bytes, *, completion_id: str, created: int, locale: str = "ja"
) -> AsyncIterator[bytes]:
    """This will give the same answer as a stream of events, in pieces, with [DONE] at its end."""
    messages, wants_usage = _messages(body)
    text = answer(messages, locale)

    def event(choices: list[dict[str, object]], usage: dict[str, int] | None = None) -> bytes:
        chunk: dict[str, object] = {
            "id": completion_id,
            "object": "chat.completion.chunk",
            "created": created,
            "model": MODEL,
            "choices": choices,
        }
        if wants_usage:
            chunk["usage"] = usage
        return write_event(orjson.dumps(chunk))

    def delta(content: dict[str, str], finish: str | None = None) -> dict[str, object]:
        return {"index": 0, "delta": content, "finish_reason": finish}

    yield event([delta({"role": "assistant", "content": ""})])
    for start in range(0, len(text), _PIECE):
        yield event([delta({"content": text[start : start + _PIECE]})])
    yield event([delta({}, "stop")])
    if wants_usage:
        yield event([], _NO_USAGE)
    yield DONE
