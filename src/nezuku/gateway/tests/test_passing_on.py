"""A stream with nothing to restore goes on as it came, however the network cut it."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from nezuku.gateway.reading import StreamReader
from nezuku.guard import Guard
from nezuku.providers.sse import DONE, EventParser, write_event


def chunk(**rest: object) -> bytes:
    return orjson.dumps({"id": "c1", "object": "chat.completion.chunk", **rest})


def delta(text: str) -> bytes:
    return chunk(choices=[{"index": 0, "delta": {"content": text}}], usage=None)


USAGE = chunk(choices=[], usage={"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5})
texts = st.lists(st.text(max_size=12).filter(bool), max_size=8)
cuts = st.lists(st.integers(min_value=1, max_value=80), max_size=40)


def pieces(stream: bytes, sizes: list[int]) -> list[bytes]:
    """The stream cut into pieces of these sizes, the rest in one."""
    found = []
    for size in sizes:
        found.append(stream[:size])
        stream = stream[size:]
    return [piece for piece in (*found, stream) if piece]


def events(stream: bytes) -> list[bytes]:
    parser = EventParser()
    return [event.data for event in (*parser.feed(stream), *parser.close())]


@given(texts=texts, cuts=cuts, wanted=st.booleans(), whole=st.booleans())
def test_every_event_goes_on_but_a_count_that_nobody_asked_for(
    texts: list[str], cuts: list[int], wanted: bool, whole: bool
) -> None:
    sent = [write_event(data) for data in (*map(delta, texts), USAGE)] + [DONE]
    came = sent if whole else pieces(b"".join(sent), cuts)
    reader = StreamReader(Guard().session(), usage_wanted=wanted)
    out = b"".join([*(reader.feed(raw) for raw in came), reader.close()])

    assert events(out) == [*map(delta, texts), *([USAGE] if wanted else []), b"[DONE]"]
    assert reader.facts.text == "".join(reader.pieces) == "".join(texts)
    assert reader.facts.usage.completion == 2
    assert reader.done


def test_whole_events_keep_every_byte() -> None:
    reader = StreamReader(Guard().session(), usage_wanted=False)
    raw = b': note\n\ndata:  {"choices": [{"index":0, "delta":{"content":"a"}}]}\n\n'
    assert reader.feed(raw) == raw
