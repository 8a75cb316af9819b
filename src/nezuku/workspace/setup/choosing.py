"""Which of a vendor's models to offer: what can chat, what to tick at first, under which name.

Pure. A vendor lists dozens of models; most are not for chat. What a name gives away is a guess
that only sorts and ticks; the administrator decides, and every model can be chosen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

RECOMMENDED_LEVEL = 2
MAX_TICKED = 2
MAX_NAMES = 50
NAME_LENGTH = 200

#: Parts of names of models that do not hold a conversation.
_NOT_CHAT = re.compile(
    r"embed|whisper|tts|audio|realtime|transcri|speech|dall-e|image|imagen|veo|sora|video|moderat"
    r"|rerank|ocr|guard|babbage|davinci|instruct-0914|search|computer-use|robotics|aqa|codex"
    r"|clip|bge-|e5-|learnlm|lyria|live",
    re.IGNORECASE,
)
#: A snapshot or a trial of a model: fine to use, but not the one to begin with.
_DATED = re.compile(
    r"-\d{4}-\d{2}-\d{2}$|-\d{8}$|-\d{4}$|-\d{3}$|preview|-exp\b|experimental|beta|latest",
    re.IGNORECASE,
)
#: Newer first, by the first number in the name; then the plain name before its small sisters.
_NUMBER = re.compile(r"(\d+(?:[.-]\d+)?)")
_SMALL = re.compile(r"mini|nano|lite|haiku|luna|tiny|small|flash|terra", re.IGNORECASE)
_FAMILY = re.compile(r"^(gpt|claude|gemini|o\d|chatgpt)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model as the list shows it."""

    name: str
    title: str
    is_chat: bool
    is_ticked: bool
    is_offered: bool = False


def choices(models: Iterable[str], *, offered: Collection[str] = ()) -> tuple[ModelChoice, ...]:
    """The models in the order in which a person wants to see them, the first ones ticked.

    Nothing is ticked once some of them are offered: then the list is for adding more.
    """
    names = list(dict.fromkeys(name for name in models if name and len(name) <= NAME_LENGTH))
    names.sort(key=_rank)
    ticked = set() if offered else set(_first(names))
    return tuple(
        ModelChoice(
            name=name,
            title=title_of(name),
            is_chat=is_chat(name),
            is_ticked=name in ticked,
            is_offered=name in offered,
        )
        for name in names
    )


def is_chat(name: str) -> bool:
    """Whether the name sounds like a model that one can talk to."""
    return _NOT_CHAT.search(name) is None


def title_of(name: str) -> str:
    """The name under which members choose the model: the vendor's, without what is in front."""
    return name.removeprefix("models/").strip()[:100]


def typed_names(text: str) -> tuple[str, ...]:
    """Model names typed one per line, or with commas between them."""
    found = (part.strip() for part in re.split(r"[\n,、]", text))
    kept = (name for name in found if name and len(name) <= NAME_LENGTH)
    return tuple(dict.fromkeys(kept))[:MAX_NAMES]


def _first(names: list[str]) -> list[str]:
    """A strong model and a quick one if the names tell, else the first in the list."""
    plain = [name for name in names if is_chat(name) and not _DATED.search(name)]
    talkers = plain or [name for name in names if is_chat(name)]
    if not talkers:
        return []
    strong = next((name for name in talkers if not _SMALL.search(name)), talkers[0])
    quick = next((name for name in talkers if _SMALL.search(name) and name != strong), None)
    return [strong, quick][:MAX_TICKED] if quick else [strong]


def _rank(name: str) -> tuple[bool, bool, bool, float, bool, int, str]:
    title = title_of(name)
    number = _NUMBER.search(title)
    age = -float(number.group(1).replace("-", ".")) if number else 0.0
    return (
        not is_chat(name),
        bool(_DATED.search(title)),
        _FAMILY.search(title) is None,
        age,
        bool(_SMALL.search(title)),
        len(title),
        title,
    )
