"""An event stream is read the same however it is cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.providers.errors import BadReply
from nezuku.providers.sse import DONE, KEEP_ALIVE, Event, EventParser, write_event

_PIECES = st.sampled_from(
    [
        *(b"data: ", b"data:", b"data", b":", b" ", b"\n", b"\r", b"\r\n", b"\n\n"),
        *(b"\r\n\r\n", b"\r\r", b"event: x", b"id: 7", b"retry: 10", b": ping", b"[DONE]"),
        *(b'{"a":1}', "氏名1》".encode(), b"x", b"\xef\xbb\xbf", b"\xe6", b"\0"),
    ]
)
_STREAMS = st.lists(_PIECES, max_size=40).map(b"".join)
_CUTS = st.lists(st.integers(min_value=0, max_value=300), max_size=20)


def _read_in_one(stream: bytes) -> list[Event]:
    """Read a stream line by line, as the standard words it (our end of stream dispatches)."""
    text = stream.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    events: list[Event] = []
    data: list[bytes] = []
    kind = identity = b""
    for line in [*text.split(b"\n"), b""]:
        if line == b"":
            if data:
                events.append(Event(b"\n".join(data), kind, identity))
            data, kind, identity = [], b"", b""
            continue
        name, _, value = line.partition(b":")
        value = value[1:] if value[:1] == b" " else value
        if name == b"data":
            data.append(value)
        elif name == b"event":
            kind = value
        elif name == b"id" and b"\0" not in value:
            identity = value
    return events


def _read_cut(stream: bytes, cuts: list[int]) -> list[Event]:
    parser = EventParser()
    events: list[Event] = []
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    for start, end in itertools.pairwise(places):
        events += parser.feed(stream[start:end])
    return events + parser.close()


@given(_STREAMS, _CUTS)
@settings(max_examples=400)
def test_any_cut_gives_the_same_events_as_the_whole(stream: bytes, cuts: list[int]) -> None:
    assert _read_cut(stream, cuts) == _read_in_one(stream)


@given(_STREAMS)
def test_single_bytes_give_the_same_events_as_the_whole(stream: bytes) -> None:
    assert _read_cut(stream, list(range(len(stream)))) == _read_in_one(stream)


def test_every_cut_in_two_of_a_real_stream_gives_the_same_events() -> None:
    stream = (
        b': open\r\n\r\ndata: {"t":"' + "山田《氏名1》様".encode() + b'"}\r\n\r\n'
        b"event: chunk\ndata: a\ndata: b\n\n\ndata: [DONE]"
    )
    whole = _read_in_one(stream)
    assert [event.done for event in whole] == [False, False, True]
    assert whole[1] == Event(b"a\nb", b"chunk")
    for cut in range(len(stream) + 1):
        assert _read_cut(stream, [cut]) == whole


@given(st.binary(max_size=200), _CUTS)
def test_what_is_written_is_read_again(data: bytes, cuts: list[int]) -> None:
    written = write_event(data, kind=b"chunk", identity=b"9")
    [event] = _read_cut(written + DONE + KEEP_ALIVE, cuts)[:-1]
    expected = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert event == Event(expected, b"chunk", b"9")


def test_an_ordinary_event_is_written_on_one_line() -> None:
    assert write_event(b'{"a":1}') == b'data: {"a":1}\n\n'


def test_a_line_end_in_the_name_of_an_event_is_refused() -> None:
    with pytest.raises(ValueError, match="no line end"):
        write_event(b"x", kind=b"a\ndata: forged")


@pytest.mark.parametrize("ending", [b"", b"\n\n"])
def test_an_event_over_the_limit_is_refused_however_it_comes(ending: bytes) -> None:
    with pytest.raises(BadReply):
        EventParser(limit=1000).feed(b"data: " + b"x" * 1001 + ending)
    slow = EventParser(limit=1000)
    slow.feed(b"data: " + b"x" * 990)
    with pytest.raises(BadReply):
        slow.feed(b"xxxxx")


def test_many_small_events_are_not_one_large_one() -> None:
    parser = EventParser(limit=50)
    assert len(parser.feed(b"data: 0123456789\n\n" * 100)) == 100
    assert sum(len(parser.feed(b"data: 0123456789\n\n")) for _ in range(100)) == 100
