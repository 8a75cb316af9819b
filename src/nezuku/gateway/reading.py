"""Reading an answer while it streams: what the ledger keeps of it, and putting originals back.

Owns the shapes of chat completion chunks. Bytes pass untouched where nothing has to change.
"""

from __future__ import annotations

from typing import Any

import orjson

from nezuku.gateway.asks import Usage
from nezuku.guard import Restorer, Session
from nezuku.providers import BadReply, ProviderError, read_stream_refusal
from nezuku.providers.sse import DONE, Event, EventParser, write_event

MAX_KEPT_CHARACTERS = 2_000_000


class AnswerFacts:
    """What is kept of an answer: its raw text, the reason it ended, the tokens."""

    __slots__ = ("_kept", "_pieces", "characters", "finish", "model", "usage")

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._kept = 0
        self.characters = 0
        self.finish = ""
        self.model = ""
        self.usage = Usage()

    def add(self, piece: str) -> None:
        """This will keep a piece of the answer as it came."""
        self.characters += len(piece)
        if self._kept < MAX_KEPT_CHARACTERS:
            self._kept += len(piece)
            self._pieces.append(piece)

    @property
    def text(self) -> str:
        """The raw answer, at most two million characters of it."""
        return "".join(self._pieces)

    def read_usage(self, value: object) -> None:
        """This will take the vendor's count of tokens, if it is one."""
        if not isinstance(value, dict):
            return
        prompt, completion = value.get("prompt_tokens"), value.get("completion_tokens")
        self.usage = Usage(
            prompt=prompt if isinstance(prompt, int) and prompt >= 0 else None,
            completion=completion if isinstance(completion, int) and completion >= 0 else None,
        )

    def read_whole(self, answer: dict[str, Any]) -> None:
        """This will keep the facts of an answer that came in one piece."""
        self.read_usage(answer.get("usage"))
        for choice in _choices(answer):
            message = choice.get("message")
            if isinstance(message, dict):
                self._read_text(message)
            self.finish = str(choice.get("finish_reason") or self.finish)

    def read_chunk(self, chunk: dict[str, Any]) -> None:
        """This will keep the facts of one chunk of a stream."""
        if chunk.get("usage"):
            self.read_usage(chunk["usage"])
        for choice in _choices(chunk):
            delta = choice.get("delta")
            if isinstance(delta, dict):
                self._read_text(delta)
            if choice.get("finish_reason"):
                self.finish = str(choice["finish_reason"])

    def _read_text(self, holder: dict[str, Any]) -> None:
        content = holder.get("content")
        if isinstance(content, str) and content:
            self.add(content)
        calls = holder.get("tool_calls")
        if isinstance(calls, list):
            for call in calls:
                arguments = _function(call).get("arguments")
                if isinstance(arguments, str):
                    self.add(arguments)


class StreamReader:
    """One streamed answer: raw bytes in, events for the caller out.

    With a session that holds placeholders each text is restored; without one `feed` gives the
    bytes as they came. `usage_wanted` says whether the caller asked for the closing usage event
    (the door always asks for it upstream). `content` is called with each restored piece of the
    first choice.
    """

    def __init__(self, session: Session | None, *, usage_wanted: bool) -> None:
        self.facts = AnswerFacts()
        self.done = False
        self.failed: ProviderError | None = None
        self._parser = EventParser()
        self._session = session if session is not None and session.has_placeholders else None
        self._restorers: dict[tuple[object, ...], Restorer] = {}
        self._usage_wanted = usage_wanted
        self._last: dict[str, Any] = {}
        #: Whether nothing of an event is held back, so that raw bytes may follow what went on.
        self._aligned = True
        self.pieces: list[str] = []

    def feed(self, raw: bytes) -> bytes:
        """What goes on to the caller for these bytes; may be empty while something is held back."""
        events = self._parser.feed(raw)
        if self._session is None and self._untouched(raw):
            for event in events:
                self._note(event)
            return raw if self.failed is None else b""
        return b"".join(self._passed(event) for event in events)

    def _untouched(self, raw: bytes) -> bool:
        """Whether these bytes may go on as they are: whole events, none of them to be left out."""
        if self._usage_wanted:
            return True
        before, self._aligned = self._aligned, raw.endswith(b"\n\n")
        return before and self._aligned and b"_tokens" not in raw

    def close(self) -> bytes:
        """What is left at the end of the stream."""
        out = b"".join(self._passed(event) for event in self._parser.close())
        rest = self._remainders()
        if rest:
            out += write_event(orjson.dumps({**self._last, "choices": rest}))
        return out

    def _note(self, event: Event) -> dict[str, Any] | None:
        """This will keep the facts of one event and give its chunk, if it is one."""
        if event.done:
            self.done = True
            return None
        self.failed = self.failed or read_stream_refusal(event.data)
        if self.failed is not None:
            return None
        try:
            chunk = orjson.loads(event.data)
        except orjson.JSONDecodeError:
            chunk = None
        if not isinstance(chunk, dict):
            self.failed = BadReply("an event of the answer is not JSON")
            return None
        self.facts.read_chunk(chunk)
        if self._session is None:
            for choice in _choices(chunk):
                delta = choice.get("delta")
                if choice.get("index", 0) == 0 and isinstance(delta, dict):
                    content = delta.get("content")
                    if isinstance(content, str) and content:
                        self.pieces.append(content)
        return chunk

    def _passed(self, event: Event) -> bytes:
        chunk = self._note(event)
        if self.failed is not None:
            return b""
        if event.done:
            rest = self._remainders()
            held = write_event(orjson.dumps({**self._last, "choices": rest})) if rest else b""
            return held + DONE
        if chunk is None:
            return b""
        choices = _choices(chunk)
        if not choices and chunk.get("usage") and not self._usage_wanted:
            return b""
        if self._session is None:
            return write_event(event.data)
        self._last = {k: chunk[k] for k in ("id", "object", "created", "model") if k in chunk}
        for choice in choices:
            self._restore_choice(choice)
        return write_event(orjson.dumps(chunk))

    def _restore_choice(self, choice: dict[str, Any]) -> None:
        index = choice.get("index", 0)
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = choice["delta"] = {}
        self._restore_strings(delta, (index,))
        if choice.get("finish_reason"):
            for path, held in self._held(index):
                _append(delta, path, held)
        if index == 0 and isinstance(delta.get("content"), str) and delta["content"]:
            self.pieces.append(delta["content"])

    def _restore_strings(self, holder: dict[str, Any], path: tuple[object, ...]) -> None:
        for key, value in holder.items():
            if isinstance(value, str):
                if key not in _STRUCTURE and value:
                    holder[key] = self._restorer((*path, key)).feed(value)
            elif isinstance(value, dict):
                self._restore_strings(value, (*path, key))
            elif isinstance(value, list):
                for place, inner in enumerate(value):
                    if isinstance(inner, dict):
                        number = inner.get("index", place)
                        self._restore_strings(inner, (*path, key, number))

    def _restorer(self, path: tuple[object, ...]) -> Restorer:
        found = self._restorers.get(path)
        if found is None:
            assert self._session is not None  # noqa: S101  (narrowing; set in __init__)
            found = self._session.restorer(json=path[-1] == "arguments")
            self._restorers[path] = found
        return found

    def _held(self, index: object) -> list[tuple[tuple[object, ...], str]]:
        """What the restorers of one choice still hold back; they are closed by this."""
        held = []
        for path in [p for p in self._restorers if p[0] == index]:
            rest = self._restorers.pop(path).close()
            if rest:
                held.append((path[1:], rest))
        return held

    def _remainders(self) -> list[dict[str, Any]]:
        rest = []
        for index in sorted({p[0] for p in self._restorers}, key=str):
            delta: dict[str, Any] = {}
            for path, held in self._held(index):
                _append(delta, path, held)
            if delta:
                if index == 0 and isinstance(delta.get("content"), str):
                    self.pieces.append(delta["content"])
                rest.append({"index": index, "delta": delta, "finish_reason": None})
        return rest


#: Strings of an answer that are words of the protocol.
_STRUCTURE = frozenset({"role", "type", "id", "name", "finish_reason", "object"})


def restore_whole(session: Session, answer: dict[str, Any]) -> None:
    """This will put the originals back into an answer that came in one piece, in place."""
    for choice in _choices(answer):
        message = choice.get("message")
        if isinstance(message, dict):
            _restore_tree(session, message)


def _restore_tree(session: Session, holder: dict[str, Any]) -> None:
    for key, value in holder.items():
        if isinstance(value, str):
            if key in _STRUCTURE:
                continue
            restorer = session.restorer(json=key == "arguments")
            holder[key] = restorer.feed(value) + restorer.close()
        elif isinstance(value, dict):
            _restore_tree(session, value)
        elif isinstance(value, list):
            for inner in value:
                if isinstance(inner, dict):
                    _restore_tree(session, inner)


def _choices(holder: dict[str, Any]) -> list[dict[str, Any]]:
    choices = holder.get("choices")
    return [c for c in choices if isinstance(c, dict)] if isinstance(choices, list) else []


def _function(call: object) -> dict[str, Any]:
    function = call.get("function") if isinstance(call, dict) else None
    return function if isinstance(function, dict) else {}


def _append(delta: dict[str, Any], path: tuple[object, ...], text: str) -> None:
    """This will add `text` to the string at `path` of a delta, making the way there."""
    holder: Any = delta
    for place, key in enumerate(path[:-1]):
        after = path[place + 1]
        if isinstance(key, int) and isinstance(holder, list):
            match = next((row for row in holder if row.get("index") == key), None)
            if match is None:
                match = {"index": key}
                holder.append(match)
            holder = match
        else:
            holder = holder.setdefault(key, [] if isinstance(after, int) else {})
    holder[path[-1]] = (holder.get(path[-1]) or "") + text
