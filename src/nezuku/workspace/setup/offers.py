"""What an administrator decides about one offered model, as it travels from form to action."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfferedModelGiven:
    """What was typed about an offered model; prices in millionths of a US dollar."""

    public_name: str
    note: str
    max_level: int
    price_in: int | None
    price_out: int | None
    accepts_images: bool
    department_ids: tuple[int, ...]
    is_active: bool
    is_default: bool
