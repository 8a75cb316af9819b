"""Why a line of a list is left out, in a few words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSAL_WORDS: Mapping[str, str | Promise] = {
    "empty": _("用語が空欄です"),
    "one_character": _("1文字のため、どの文章にも当てはまってしまいます"),
    "short_number": _("短い数字のため、日付や数量に当てはまってしまいます"),
    "everyday": _("日常の言葉のため、ほとんどの文章に当てはまってしまいます"),
    "too_long": _("200文字を超えています"),
    "too_many_aliases": _("別の書き方が20個を超えています"),
    "kind": _("種類が読み取れません"),
    "level": _("情報区分は2か3で入力してください"),
    "repeated": _("同じ用語が前の行にあります"),
}
