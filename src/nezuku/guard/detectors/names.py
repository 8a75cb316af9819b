"""People, organisations and places that the name model finds. Owns how sure it has to be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.names import joining, model
from nezuku.guard.names.lexicon import COMMON, PLACE, SURNAME
from nezuku.guard.page import HOLE, Page

_KINDS = ("person", "company", "place")
_PUBLIC = re.compile(
    r"(?:大学|学校|高校|学園|病院|医院|クリニック|省|庁|県|府|都|市役所|区役所|警察|裁判所|協会|連盟|組合|委員会|党|軍|議会|機構|銀行|図書館|博物館|美術館|研究所|放送|新聞|センター|教会|寺|神社|局|署|園)$"
)
_TITLED = re.compile(r"[ ]?(?:さん|様|さま|くん|君|ちゃん|氏|先生)")
#: What a place has and a person has not (長野工場); of a 工場長 nobody can tell.
_SITE = re.compile(r"[ ]?(?:第?[一二三四1-4])?(?:工場|支店|支社|営業所|事業所|出張所|倉庫)(?!長)")
#: Parts and materials that a rare surname sounds like.
_PARTS = frozenset(["ネジ", "ビス", "バネ", "ボルト", "ナット", "ゴム", "ピン"])
#: Bodies of every company, without a name of their own.
_EVERYWHERE = re.compile(
    r"(?:AI|DX|IT|ICT|ISO|QC|SDGs|BCP|生成|活用|導入|推進|安全|衛生|改善|品質|情報|セキュリティ|運営|実行|"
    r"準備|検討|業務|改革|研修|教育|広報|環境|防災)+(?:委員会|部会|会議|本部|室|チーム)"
)
_CODE_CHAR = re.compile(r"[A-Za-z0-9+/=_@\\]")
_NOT_A_NAME = re.compile(r"[A-Za-z]|[0-9\s\-.,:;!?#/()@=_]*")


def _inside_a_code(text: str, start: int, end: int) -> bool:
    """Tell whether Latin letters are only a piece of a longer code, path or digest."""
    return _CODE_CHAR.match(text[start - 1 : start]) is not None or (
        _CODE_CHAR.match(text[end : end + 1]) is not None
    )


def _inside_a_word(page: Page, at: int) -> bool:
    """Tell whether one character is only a piece of an ordinary word (望 in 希望)."""
    around = page.word_classes(at - 1, 2) | page.word_classes(at, 2)
    return bool(around & COMMON)


def _ordinary(page: Page, start: int, end: int) -> bool:
    """Tell whether a span is an ordinary word that could at most be a given name."""
    known = page.word_classes(start, end - start)
    if not known & COMMON or known & SURNAME:
        return False
    return _TITLED.match(page.text, end) is None


def find(page: Page) -> Iterator[Candidate]:
    """Propose every name that the model finds."""
    text = page.text
    if not text:
        return
    for start, end, kind, sure in model.find_names(page.features):
        surface = text[start:end]
        if HOLE in surface or "\n" in surface or _NOT_A_NAME.fullmatch(surface):
            continue
        label = page.label_around(start, end)
        if label is not None and label.kind != "phone":
            continue
        if surface.isascii() and _inside_a_code(text, start, end):
            continue
        if end - start == 1 and surface in "月火水木金土日" and text[start - 1 : start] == "(":
            continue
        if kind == 1 and (
            _EVERYWHERE.fullmatch(surface)
            or (
                (sure < 0.6 and end - start == 2 and page.word_classes(start, 2) == COMMON)
                and not _PUBLIC.search(surface)
            )
        ):
            continue
        if kind == 0:
            if page.word_classes(start, end - start) & PLACE and _SITE.match(text, end):
                yield Candidate(start, end, "place", 0.6, "model")
                continue
            if surface in _PARTS and _TITLED.match(text, end) is None:
                continue
            if end - start == 1 and _inside_a_word(page, start):
                continue
            if _ordinary(page, start, end) and sure < 0.9:
                continue
            start, end = joining.whole(page, start, end)
            if end - start > 2 and surface[-1] in "はがをにでも" and surface[-2] >= "一":
                end -= 1
            surface = text[start:end]
        if surface[-1] == ")" and "(" not in surface:
            end -= 1
            surface = surface[:-1]
        key = _KINDS[kind]
        if key == "company" and _PUBLIC.search(surface):
            key = "organization"
        yield Candidate(start, end, key, min(0.94, 0.35 + 0.6 * sure), "model")
