"""How names, addresses and departments are written and compared. Pure; no tables, no clock."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError

EMAIL_LENGTH = 254
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SPACES = re.compile(r"\s+")
_FORMULA_SIGNS = ("=", "+", "@")


class EmailUnusable(UserError):
    """The text is no mail address. Fields: email."""

    code = "email_unusable"
    sentence = _("「%(email)s」はメールアドレスとして使えません。書き方を確かめてください。")


class NameUnusable(UserError):
    """The name is empty, too long, or looks like a formula. Fields: name."""

    code = "name_unusable"
    sentence = _(
        "「%(name)s」は名前として使えません。"
        "100文字以内で入力し、先頭に「=」「+」「@」を使わないでください。"
    )


def plain(text: str) -> str:
    """The text on one line: NFC, without control and invisible characters, single spaces."""
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip()


def fold(text: str) -> str:
    """The text as it is compared: NFKC, no case, katakana as hiragana, no spaces."""
    text = unicodedata.normalize("NFKC", plain(text)).casefold().translate(_KATAKANA_TO_HIRAGANA)
    return _SPACES.sub("", text)


def search_text(*, name: str, kana: str, email: str, employee_number: str) -> str:
    """What the search over members looks through, folded, one part per line."""
    return "\n".join(fold(part) for part in (name, kana, email, employee_number))[:500]


def clean_name(text: str, *, limit: int = 100) -> str:
    """A name of a person, department, company or key. Raises NameUnusable."""
    name = plain(text)
    if not name or len(name) > limit or unicodedata.normalize("NFKC", name)[0] in _FORMULA_SIGNS:
        raise NameUnusable(name=name[:limit])
    return name


def clean_optional_name(text: str, *, limit: int = 100) -> str:
    """Like `clean_name`, but empty is fine."""
    return clean_name(text, limit=limit) if plain(text) else ""


def clean_email(text: str) -> str:
    """The address in the one form in which it is kept: half-width, lower case. EmailUnusable."""
    email = unicodedata.normalize("NFKC", plain(text)).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise EmailUnusable(email=email[:EMAIL_LENGTH]) from error
    if len(email) > EMAIL_LENGTH:
        raise EmailUnusable(email=email[:EMAIL_LENGTH])
    return email


def domain_of(email: str) -> str:
    """The part of an address behind the @ sign."""
    return email.rpartition("@")[2]


def would_be_below_itself(
    parents: Mapping[int, int | None], department_id: int, parent_id: int | None
) -> bool:
    """Whether a department moved under `parent_id` would stand below itself."""
    seen: set[int] = set()
    while parent_id is not None and parent_id not in seen:
        if parent_id == department_id:
            return True
        seen.add(parent_id)
        parent_id = parents.get(parent_id)
    return False


def path_parts(text: str) -> tuple[str, ...]:
    """「営業本部 / 第一営業課」 as its parts; slash and angle, full or half width, part them."""
    return tuple(part for part in map(plain, re.split(r"[/／>＞]", text)) if part)
