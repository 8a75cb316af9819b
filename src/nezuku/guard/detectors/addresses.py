"""Japanese addresses, from the prefecture or municipality down to the room.

Owns how an address goes on: where it begins is a prefecture, a municipality of the lexicon, or
an address label; it needs a block number to be more than a place name. Every pattern is
anchored and bounded, so the cost is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.names.lexicon import PLACE
from nezuku.guard.page import Page

_PREFECTURE = re.compile(
    "北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|"
    "千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重"
    "|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|"
    "熊本|大分|宮崎|鹿児島|沖縄)県"
)
_MUNICIPALITY = re.compile(r"[市区郡町村](?![長民役議立])")
# Block numbers: at least one mark of a block, or number-number.
_BLOCK = (
    r"(?:(?:[東西南北]?[0-9一二三四五六七八九十百]{1,4}条(?:[東西南北]|通り?)?)?"
    r"(?<!第)(?:[東西南北]?[0-9一二三四五六七八九十百]{1,5}(?:丁目|丁|番地の|番地|番町?|"
    r"号|線|地割)(?:[東西南北])?[ ]?(?:(?![0-9一二三四五六七八九十]{1,4}丁)"
    r"[0-9A-Z一二三四五六七八九十]{1,5}(?:番地の?|番|号|"
    r"[-の](?=[0-9])){0,1}){0,4}"
    r"|[0-9]{1,5}(?:\s?-\s?[0-9]{1,5}){1,4}"
    r"|(?<=条)(?:[東西南北]|通り?)?[0-9]{1,3}丁目))"
)
_TOWN = r"[^\s0-9、。，．,「」『』()【】\[\]|:;!?<>\"'=をへ]{0,18}?"
_TAIL = re.compile(rf"[ ]?(?:{_TOWN}[ \n]?){{0,2}}?{_BLOCK}(?:{_BLOCK})?", re.DOTALL)
_TAIL_ON_LINE = re.compile(rf"[ ]?(?:{_TOWN}[ ]?){{0,2}}?{_BLOCK}(?:{_BLOCK})?")
_LOOSE = re.compile(
    r"[^\s0-9、。，．,「」『』()【】\[\]|:;!?<>\"'=をへはがで]{1,10}[0-9]{1,5}(?![0-9]|"
    r"[./:]|\s?(?:年|月|日|円|人|名|回|件|%|台|時|分|秒|歳|個|本|枚|戸|世帯|か所|ヶ所|位|"
    r"号線|階建|km|m|千|万|億|度|校|店|社|期|点|つ|世紀|代))"
)
_KIND = (
    "ビルディング|ビル|マンション|ハイツ|コーポラス|コーポ|アパート|荘|寮|ヒルズ|タワー|"
    "レジデンス|パレス|ハイム|メゾン|コート|プラザ|テラス|ハウス|団地|号棟|棟|会館|"
    "センター|シティ|ガーデン|ヴィラ|エステート|スクエア|キャッスル|ドエル|ハイランド|"
    "プレイス|フラット|館|ホーム|スカイ|社宅|宿舎|ステージ|グランド|カーサ|ロイヤル"
)
_BUILDING = re.compile(
    rf"[ \n、,]?(?=[^\s]{{0,24}}(?:{_KIND}))[ァ-ヶー一-龠々A-Za-z0-9・ぁ-ん&'.\-]{{1,24}}?"
    rf"(?:{_KIND})[A-Za-z0-9一-龠ァ-ヶー]{{0,8}}?"
    r"(?:[ ]?[A-Z]?-?[0-9]{1,5}[A-Z]?(?:号室|号棟|号|F|階|室)?(?:[- ][0-9]{1,5}(?:号室|号|"
    r"室)?)?)?(?![0-9])"
    r"|[ ](?:メゾン|コーポ|ハイツ|ハイム|シャトー|レジデンス|パーク|グラン|サン|ロイヤル|"
    r"グリーン|ライオンズ|エス|カーサ|ヴィラ)"
    r"[ァ-ヶー一-龠々A-Za-z・]{1,14}[ ]?[0-9]{0,5}(?:号室|号)?"
    r"|[ ]?[A-Z]?[0-9]{1,5}(?:号室|階|F|号)(?:[0-9]{1,4}(?:号室|号))?"
    r"|[ -](?:[A-Z][- ]?)?[0-9]{3,4}(?:号室|号)?(?![0-9\-年月円万])"
)
_LABEL = re.compile(
    (
        r"(?:住所|所在地|届け先|届先|送付先|納入先|納品先|配送先|勤務先|本籍|居所|居住地|宛先|"
        r"転居先|引っ越し先|引越先|本店|address|addr|じゅうしょ)[^\n0-9:]{0,8}[:は|"
        r"\"'=\s]{1,4}"
    ),
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(rf"[ \"']?{_TOWN}{_BLOCK}")
_ENGLISH = re.compile(
    r"(?<![0-9A-Za-z\-])(?:(?:#|Room )?[0-9A-Za-z\-]{1,8},? "
    r")?[0-9]{1,4}(?:-[0-9]{1,4}){1,3},? ?(?:[A-Z][A-Za-z\-]{2,20}[, ]{1,2}){1,5}(?:Tokyo|"
    r"Osaka|Kyoto|Hokkaido|[A-Z][a-z]{3,9}(?:-ken|-fu|-to| Prefecture)|Japan)(?:,? "
    r"[0-9]{3}-[0-9]{4})?(?:,? Japan)?"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every address that has a block number."""
    text = page.text
    done = 0
    for start, end, sure in _beginnings(page):
        if start < done:
            continue
        last = _end(text, end, sure > 0.95)
        if last is None:
            continue
        done = last
        yield Candidate(start, last, "address", sure, "shape")
    for label in page.matches(_LABEL, page.cues.get("address_label", ())):
        body = _AFTER_LABEL.match(text, label.end())
        if body is not None and body.end() > done:
            start = body.start() + (len(body.group()) - len(body.group().lstrip(" \"'")))
            yield Candidate(start, _building(text, body.end()), "address", 0.8, "label", "住所")
    if "-" in text and ("okyo" in text or "apan" in text or "-k" in text or "saka" in text):
        for match in _ENGLISH.finditer(text):
            yield Candidate(match.start(), match.end(), "address", 0.85, "shape")


def _beginnings(page: Page) -> list[tuple[int, int, float]]:
    """Give where an address may begin: start, end of the known part, confidence."""
    text = page.text
    found = [
        (m.start(), m.end(), 0.96)
        for m in page.matches(_PREFECTURE, page.cues.get("prefecture", ()))
    ]
    for match in _MUNICIPALITY.finditer(text):
        end = match.end()
        for length in range(min(7, end), 1, -1):
            if page.word_classes(end - length, length) & PLACE:
                found.append((end - length, end, 0.93))
                break
    found.sort(key=lambda f: (f[0], -f[1]))
    return found


def _end(text: str, place: int, far: bool) -> int | None:
    tail = (_TAIL if far else _TAIL_ON_LINE).match(text, place)
    if tail is not None and tail.group().rstrip() != tail.group():
        tail = _TAIL.match(text, place, tail.end() - 1)
    if tail is None or re.search(
        r"(?:から|まで|では|には|にて|です|ます|して|した|する|の(?:件|方)|ください)", tail.group()
    ):
        loose = _LOOSE.match(text, place)
        if loose is None or not _MUNICIPALITY.search(text, max(0, place - 1), loose.end()):
            return None
        return _building(text, loose.end())
    return _building(text, tail.end())


def _building(text: str, place: int) -> int:
    building = _BUILDING.match(text, place)
    return building.end() if building is not None else place
