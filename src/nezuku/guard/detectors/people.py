"""People known by a title, a label or a column head, for names the model is unsure of.

Owns titles, labels and what may not be a name. A word before 様 has to be a known surname, a
full name, or kana of a name's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.detectors.nobody import NOBODY
from nezuku.guard.findings import Candidate
from nezuku.guard.names.lexicon import COMMON, GIVEN, PERSON, SURNAME
from nezuku.guard.page import Page

_TITLE = (
    "様|さま|さん|サン|氏|殿|君|くん|クン|ちゃん|先生|部長|課長|係長|主任|社長|専務|常務|"
    "次長|室長|店長|所長|工場長|会長|主査|主事|課長代理|部長代理|課長補佐|支店長|取締役|"
    "監査役|代表|顧問|理事"
    "|マネージャー|マネジャー|リーダー|チーフ|医師|弁護士|税理士|教授|准教授|講師|院長|"
    "看護師|選手|議員|宅|邸|家|夫妻|名義|宛"
)
_TITLED = re.compile(
    rf"(?<![一-龠々])(?P<name>[一-龠々]{{1,4}}(?:[ ][一-龠々ぁ-んァ-ヶー]{{1,5}})?)[ "
    rf"]?(?P<title>{_TITLE})(?![子々式]|物語|名|族|神|務部|々)"
)
_KANA = re.compile(
    r"(?<![ァ-ヶー])(?P<name>[ァ-ヶー]{2,12}(?:[ ・][ァ-ヶー]{2,8}){0,2})[ ]?(?P<title>様|"
    r"さま|さん|氏|くん|ちゃん|名義)"
)
_KANA_TITLE = re.compile(r"[ァ-ヶー][ ]?(?:様|さま|さん|氏|くん|ちゃん|名義)")
_LABEL = re.compile(
    (
        r"(?:(?<![一-龠])氏名|お?名前|担当者?名?|ご?担当|申込者|申請者|契約者|貸主|借主|売主|"
        r"買主|連帯保証人|保証人|名義人?|口座名義|代表者|責任者|受取人|依頼者|発注者|相談者|"
        r"患者名?|対象者|評価者|被評価者|面接官|応募者|候補者|紹介者|承認者?|確認者?|作成者?|"
        r"起案者?|検印|決裁|記入者|記録者?|報告者|対応者|運転者|寄附者|届出人|世帯主|配偶者|"
        r"保護者|生徒名?|講師|司会|幹事|主治医|予約名|宛名|差出人|宛先|送信者|参加者|出席者?|"
        r"欠席者?|フリガナ|ふりがな|カナ|カナ氏名|氏名カナ|name|full name|contact|attn|from|"
        r"to|cc|manager|customer)[ ]?(?:は|:|=|\t|\||[ ]{1,3})[ "
        r"\"']{0,2}(?P<name>[一-龠々]{1,4}(?:[ ]?[一-龠々]{1,4}|[ ][ぁ-ん]{2,4}|[ "
        r"][ァ-ヶー]{2,5})?|[ァ-ヶー]{2,6}[ ・]?[ァ-ヶー]{2,6}|[ぁ-ん]{2,5}[ ][ぁ-ん]{2,5}|"
        r"[A-Z][A-Za-z]{1,12}[ ][A-Z][A-Za-z]{1,12})(?![一-龠々:：]| ?[一-龠]{1,6}[:：])"
    ),
    re.IGNORECASE,
)
_HEAD = re.compile(
    (
        r"氏名|名前|担当|フリガナ|ふりがな|カナ|顧客名|社員名|会員名|代表者|名義|責任者|"
        r"申請者|承認者|出席者|参加者|患者|生徒|(?<![a-z])name(?![a-z])|contact|customer|"
        r"manager|owner"
    ),
    re.IGNORECASE,
)
_NO_HEAD = re.compile(
    r"会社|法人|企業|商品|製品|品名|部署|銀行|file|table|host|user", re.IGNORECASE
)
_CELL_NAME = re.compile(
    r"[一-龠々]{1,4}[ ]?[一-龠々ぁ-んァ-ヶー]{0,5}|[ァ-ヶー]{2,8}[ ・]?[ァ-ヶー]{0,8}(?:[ "
    r"・][ァ-ヶー]{1,8})?|[ぁ-ん]{2,5}[ ]?[ぁ-ん]{0,5}|[A-Z][A-Za-z\-]{1,14}"
    r"(?:[ ][A-Z][A-Za-z\-]{1,14})?"
)
_LATIN = re.compile(
    r"(?<![A-Za-z0-9@._/\-])(?P<a>[A-Z][A-Za-z]{1,13})[ ](?P<b>[A-Z][A-Za-z]{1,13})(?![A-Z"
    r"a-z0-9@_/\-])"
)


_LATIN_TITLED = re.compile(
    r"(?<![A-Za-z0-9@._/\-])(?P<name>[A-Z][A-Za-z'\-]{1,14}(?: [A-Z][A-Za-z'\-]{1,14}){0,2}) ?"
    r"(?=さん|様|さま|氏(?!名)|くん|先生)"
)
#: Fields of a record that hold one half of a name.
_NAME_FIELD = re.compile(
    r"[\"'](?:last|first|family|given|sei|mei|姓|名)(?:_?name)?(?:_?kana)?[\"']\s?:\s?[\"']"
    r"(?P<name>[^\"'\n]{1,20})[\"']",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:部|課|室|係|社|店|局|所|科|班|組|会|団|者|員|長|日|時|名|号|額|金|数|先|元)$"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose people by titles, labels and column heads."""
    text = page.text
    for match in _TITLED.finditer(text):
        name = match["name"]
        start = match.start("name")
        strong = match["title"] in (
            "様",
            "さま",
            "さん",
            "氏",
            "殿",
            "くん",
            "君",
            "ちゃん",
            "名義",
            "宛",
        )
        if name in NOBODY or name.split(" ")[0] in NOBODY or name[0] in "様氏殿":
            continue
        if " " in name or len(name) > 2:
            sure = 0.8 if _is_full(page, start, len(name)) else 0.0
        else:
            classes = page.word_classes(start, len(name))
            sure = (0.82 if strong else 0.74) if classes & SURNAME else 0.0
            if len(name) == 1 and classes & COMMON and not strong:
                sure = 0.0
            if not sure and classes & GIVEN and strong:
                sure = 0.7
        if sure:
            yield Candidate(start, match.end("name"), "person", sure, "title", match["title"])
    for match in _KANA.finditer(text) if _KANA_TITLE.search(text) else ():
        name, start = match["name"], match.start("name")
        if (
            "・" in name
            or " " in name
            or page.word_classes(start, len(name)) & (SURNAME | GIVEN | PERSON)
        ):
            yield Candidate(start, match.end("name"), "person", 0.75, "title", match["title"])
        elif match["title"] == "名義" and len(name) >= 4:
            yield Candidate(start, match.end("name"), "person", 0.8, "title", match["title"])
    for match in page.matches(_LABEL, page.cues.get("person_label", ())):
        start, end = match.span("name")
        name = match["name"]
        honorific = re.search(r"(?:様|さん|氏|殿|先生)$", name)
        if honorific is not None:
            end -= len(honorific.group())
            name = text[start:end].rstrip()
            end = start + len(name)
        if (
            not name
            or name in NOBODY
            or name[0] in "様氏殿"
            or (
                not _is_full(page, start, end - start)
                and not page.word_classes(start, end - start) & SURNAME
                and not _may_be_full(page, start, end - start)
            )
        ):
            continue
        yield Candidate(start, end, "person", 0.8, "label", "氏名")
    heads: dict[str, bool] = {}
    for cell in page.cells:
        named = heads.get(cell.header)
        if named is None:
            named = _HEAD.search(cell.header) is not None and not _NO_HEAD.search(cell.header)
            heads[cell.header] = named
        if not named:
            continue
        raw = text[cell.start : cell.end]
        name = raw.strip(" \"'")
        if _CELL_NAME.fullmatch(name) and name not in NOBODY:
            start = cell.start + raw.index(name)
            yield Candidate(start, start + len(name), "person", 0.9, "header", cell.header)
    if not page.token_starts:
        return
    if "latin_title" in page.cues:
        for match in page.matches(_LATIN_TITLED, page.token_starts):
            yield Candidate(*match.span("name"), "person", 0.84, "title")
    if "name_field" in page.cues and ('"' in text or "'" in text):
        for match in _NAME_FIELD.finditer(text):
            yield Candidate(*match.span("name"), "person", 0.84, "title")
    yield from _latin(page)


def _is_full(page: Page, start: int, length: int) -> bool:
    """Tell whether a span splits into a known surname and something that may be a given name."""
    text = page.text[start : start + length]
    if " " in text:
        first = text.index(" ")
        rest = length - first - 1
        given = page.word_classes(start + first + 1, rest)
        known = page.word_classes(start, first) & SURNAME
        return bool(known and (given & GIVEN or (rest <= 3 and not given)))
    for size in range(1, min(4, length)):
        if (
            page.word_classes(start, size) & SURNAME
            and page.word_classes(start + size, length - size) & GIVEN
        ):
            return True
    return False


def _may_be_full(page: Page, start: int, length: int) -> bool:
    """Tell whether a span after a label begins with a surname and is no ordinary word.

    Given names are without number: after 氏名： an unknown rest is one.
    """
    text = page.text[start : start + length]
    if (
        not 3 <= length <= 6
        or " " in text
        or _UNIT.search(text)
        or page.word_classes(start, length) & COMMON
    ):
        return False
    for size in range(min(3, length - 1), 0, -1):
        if page.word_classes(start, size) & SURNAME:
            rest = page.word_classes(start + size, length - size)
            return not rest & COMMON or bool(rest & GIVEN)
    return False


def _latin(page: Page) -> Iterator[Candidate]:
    for match in page.matches(_LATIN, page.token_starts):
        pairs = [page.word_classes(match.start(g), len(match[g])) for g in ("a", "b")]
        names = [bool(p & (SURNAME | GIVEN | PERSON)) for p in pairs]
        if all(names):
            yield Candidate(match.start("a"), match.end("b"), "person", 0.78, "name_dictionary")
