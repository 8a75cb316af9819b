"""The demo model: a small server that answers from the conversations of the demo company.

So that a visitor without a key sees a streamed answer with its placeholders restored. It speaks
the protocol over a real socket like any model server; it understands nothing. Owns the choice of
the answer and its pace.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher

import orjson
from aiohttp import web

from nezuku.foundation.kit import clock
from nezuku.guard.placeholders import CANONICAL
from nezuku.workspace.demo import scripts
from nezuku.workspace.demo.recording import MODELS

_PIECE = 6
_PAUSE_SECONDS = 0.02
_FIRST_SECONDS = 0.35
_ALIKE = 0.45
_COMPARED = 240


def answer_to(question: str) -> str:
    """The answer of the demo to a (masked) question: a known one where it is alike, else a frame.

    Placeholders of the question stand in the frame, so that their way back can be seen.
    """
    head = question[:_COMPARED]
    best, score = "", 0.0
    for text, answer in _known():
        matcher = SequenceMatcher(None, text[:_COMPARED], head, autojunk=False)
        if matcher.real_quick_ratio() > score and (ratio := matcher.ratio()) > score:
            best, score = answer, ratio
    if score >= _ALIKE:
        return scripts.told_on(best, clock.now().date())
    marks = list(dict.fromkeys(match.group() for match in CANONICAL.finditer(question)))
    lines = [
        "これは**デモ用のモデル**の回答です。実際のAIではないため、内容は決まった形になります。",
        "",
        "受け取った内容を次のように整理しました。",
        "",
        f"- 文字数：{len(question)}文字",
        f"- 伏せられていた箇所：{len(marks)}か所",
    ]
    if marks:
        lines += ["", "伏せた箇所は、この画面では元の言葉に戻して表示されます。", ""]
        lines += [f"1. {mark}" for mark in marks[:8]]
    lines += ["", "本物のモデルを使うには、管理者の「モデル接続」で接続先を追加してください。"]
    return "\n".join(lines)


def _known() -> Iterator[tuple[str, str]]:
    for conversation in scripts.conversations():
        for turn in conversation.turns:
            yield turn.question, turn.answer
    for question in scripts.questions():
        if question.answer:
            yield question.text, question.answer


async def _models(_request: web.Request) -> web.Response:
    rows = [{"id": m.upstream, "object": "model", "created": 0, "owned_by": "demo"} for m in MODELS]
    return web.Response(
        body=orjson.dumps({"object": "list", "data": rows}), content_type="application/json"
    )


async def _chat(request: web.Request) -> web.StreamResponse:
    body = orjson.loads(await request.read())
    asked = [m.get("content") for m in body.get("messages") or [] if m.get("role") == "user"]
    question = asked[-1] if asked and isinstance(asked[-1], str) else ""
    answer = answer_to(question)
    usage = {"prompt_tokens": len(question), "completion_tokens": len(answer)}
    usage["total_tokens"] = len(question) + len(answer)
    base = {"id": "chatcmpl-demo", "created": 0, "model": body.get("model", "")}
    if not body.get("stream"):
        message = {"role": "assistant", "content": answer}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        whole = {**base, "object": "chat.completion", "choices": [choice], "usage": usage}
        return web.Response(body=orjson.dumps(whole), content_type="application/json")
    response = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await response.prepare(request)
    await asyncio.sleep(_FIRST_SECONDS)
    head = {**base, "object": "chat.completion.chunk"}

    async def send(choices: list[dict[str, object]], **rest: object) -> None:
        await response.write(
            b"data: " + orjson.dumps({**head, "choices": choices, **rest}) + b"\n\n"
        )

    for start in range(0, len(answer), _PIECE):
        delta = {"content": answer[start : start + _PIECE]}
        await send([{"index": 0, "delta": delta, "finish_reason": None}])
        await asyncio.sleep(_PAUSE_SECONDS)
    await send([{"index": 0, "delta": {}, "finish_reason": "stop"}])
    await send([], usage=usage)
    await response.write(b"data: [DONE]\n\n")
    return response


@contextmanager
def served(port: int) -> Iterator[None]:
    """This will serve the demo model on a port of this machine while the block runs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo-model", daemon=True)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(_start(port), loop).result(timeout=10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _start(port: int) -> web.AppRunner:
    app = web.Application()
    app.add_routes([web.get("/v1/models", _models), web.post("/v1/chat/completions", _chat)])
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner
