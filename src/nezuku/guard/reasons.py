"""Why something was found. Owns the list of reason codes; the web layer owns the sentences.

Fields that a code may carry are named beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REASONS: frozenset[str] = frozenset(
    {
        "shape",  # the form of the text alone says what it is
        "label",  # a label stands beside it; fields: label
        "header",  # the header of its table column names it; fields: label
        "check_digit",  # the check digit is right
        "label_and_check_digit",  # both; fields: label
        "prefix",  # the fixed beginning of a known service; fields: service
        "entropy",  # too random for a word, in a place where secrets stand
        "title",  # a title or honorific follows or precedes; fields: label
        "name_dictionary",  # a known surname, given name, place
        "model",  # the shipped name model
        "legal_form",  # 株式会社 and its like; fields: label
        "suffix",  # ends as such names end; fields: label
        "repeat",  # the same as one found elsewhere in the text
        "own_term",  # in the company's own dictionary
        "own_pattern",  # has a shape that the company defined; fields: label
        "meaning",  # a number whose neighbour says what it means; fields: label
        "marking",  # the text is marked as confidential; fields: label
        "topic",  # words about a protected subject together with a person; fields: label
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Explain a finding by one of ``REASONS`` and the fields that its sentence names."""

    code: str
    fields: Mapping[str, str] = field(default_factory=dict)
