"""The colours that are used together can be told apart, in both themes (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "static" / "web" / "css"
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)",
        (CSS / "tokens.css").read_text(),
    )
}
GROUNDS = ("ground", "surface", "surface-sunk", "surface-raised", "sidebar", "hover")
STATES = ("good", "warn", "bad", "info", "ask")

TEXT = (
    [(ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in GROUNDS]
    + [("accent", ground) for ground in (*GROUNDS, "accent-soft")]
    + [("accent-strong", ground) for ground in ("accent-soft", "surface", "hover")]
    + [(state, f"{state}-soft") for state in STATES]
    + [(ink, f"{state}-soft") for state in STATES for ink in ("ink", "ink-soft")]
    + [(state, "surface") for state in STATES]
    + [("on-accent", "accent"), ("on-accent", "accent-strong")]
    + [("on-danger", "danger"), ("on-danger", "danger-strong")]
    + [("ink", "mark-warn"), ("ink", "mark-bad"), ("accent", "bad-soft")]
)
EDGES = [("line-strong", ground) for ground in ("ground", "surface", "surface-sunk")] + [
    ("focus", ground) for ground in GROUNDS
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_can_be_read(ink: str, ground: str, theme: int) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), EDGES)
def test_edges_of_controls_can_be_seen(line: str, ground: str, theme: int) -> None:
    assert contrast(TOKENS[line][theme], TOKENS[ground][theme]) >= 3


def test_colours_have_a_name_wherever_they_are_used() -> None:
    for path in CSS.glob("*.css"):
        if path.name not in {"tokens.css", "print.css"}:
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", path.read_text()), path.name


def test_every_token_that_is_used_exists() -> None:
    defined = re.compile(r"(--[\w-]+):")
    shared = set(defined.findall("".join(path.read_text() for path in CSS.glob("*.css"))))
    for path in CSS.parents[3].rglob("static/**/*.css"):
        own = set(defined.findall(path.read_text()))
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text()))
        assert used <= shared | own, path.name
