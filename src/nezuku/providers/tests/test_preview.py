"""The preview model shows exactly what would have been sent, and nothing in it is interpreted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from nezuku.providers import preview
from nezuku.providers.sse import EventParser

SENT = [
    {"role": "system", "content": "敬語で答える。"},
    {"role": "user", "content": "《氏名1》様への**お礼**\n```\ncode\n```"},
]


def _fences(markdown: str) -> list[str]:
    return [
        token.content.removesuffix("\n")
        for token in MarkdownIt().parse(markdown)
        if token.type == "fence"
    ]


def test_every_message_is_shown_as_it_would_be_sent() -> None:
    shown = preview.answer(SENT)
    assert _fences(shown) == [message["content"] for message in SENT]
    assert "外部には何も送信していません" in shown
    assert "「モデル接続」" in shown


def test_the_answer_comes_in_english_too() -> None:
    shown = preview.answer(SENT, "en-GB")
    assert "nothing has left this server" in shown
    assert _fences(shown) == [message["content"] for message in SENT]


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n`~#*>"), min_size=1
    )
)
def test_no_text_can_leave_its_fence(text: str) -> None:
    shown = preview.answer([{"role": "user", "content": text}])
    assert _fences(shown)[0] == text.removesuffix("\n") or _fences(shown)[0] == text
    assert len(_fences(shown)) == 1


def test_parts_that_are_no_text_are_named() -> None:
    parts = [
        {"type": "text", "text": "これは何ですか"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        {"type": "input_audio"},
    ]
    calls = [{"function": {"name": "search", "arguments": '{"q":"《会社1》"}'}}]
    shown = preview.answer(
        [
            {"role": "user", "content": parts},
            {"role": "assistant", "content": None, "tool_calls": calls},
            {"role": "<b>", "content": ""},
        ]
    )
    assert _fences(shown) == [
        "これは何ですか\n（画像 1 件）\n（テキスト以外の内容 1 件）",
        'ツールの呼び出し：search\n{"q":"《会社1》"}',
        "（送信される本文はありません）",
    ]
    assert "AAAA" not in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("wants_usage", [True, False])
async def test_streamed_and_whole_answers_say_the_same(wants_usage: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if wants_usage else {}
    body = json.dumps({"model": "x", "messages": SENT, **options}).encode()
    whole = json.loads(preview.complete(body, completion_id="c1", created=5))
    parser = EventParser()
    events = [
        event
        async for chunk in preview.stream(body, completion_id="c1", created=5)
        for event in parser.feed(chunk)
    ]
    assert events[-1].done
    chunks = [json.loads(event.data) for event in events[:-1]]
    text = "".join(
        choice["delta"].get("content", "") for chunk in chunks for choice in chunk["choices"]
    )
    assert text == whole["choices"][0]["message"]["content"] == preview.answer(SENT)
    assert {(chunk["id"], chunk["created"]) for chunk in chunks} == {("c1", 5)}
    assert chunks[-1].get("usage") == (whole["usage"] if wants_usage else None)
    assert set(whole["usage"].values()) == {0}
