"""Amounts of money. One whose neighbour says what it means (cost, salary, quote) is inside
knowledge; a bare price is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15})(?:\.[0-9]{1,4})?"
_UNIT = r"(?:千万|百万|十億|百億|千億|十万|[千万億兆])"
_AMOUNT = re.compile(
    r"(?=[0-9金¥$€£\\UJEGC一二三四五六七八九十百千万億壱弐参拾])(?<![0-9A-Za-z.,])(?:"
    rf"(?:金\s?)?(?:{_NUMBER}\s?{_UNIT}?\s?){{1,3}}(?:円|圓|ドル|ユーロ|元(?![旦号年気])|ウォン)(?:[(]?税[込別抜]?[)]?)?"
    rf"|[¥$€£\\]\s?{_NUMBER}(?:\s?{_UNIT}|[KMB]\b)?(?:円)?(?:-(?![0-9]))?"
    rf"|(?:USD|JPY|EUR|GBP|CNY|US\$)\s?{_NUMBER}(?:\s?(?:million|billion|[KM]))?"
    rf"|{_NUMBER}\s?(?:USD|JPY|EUR|yen|dollars)(?![A-Za-z])"
    r"|(?:金\s?)?[一二三四五六七八九十百千万億壱弐参拾]{2,16}円"
    r")",
    re.IGNORECASE,
)
#: Where an amount can begin.
_BEGINNING = re.compile(
    r"[0-9]+|[金¥$€£\\一二三四五六七八九十百千万億壱弐参拾]|[UJEGC](?:S|P|U|B|N)", re.IGNORECASE
)
_MEANING = re.compile(
    "見積|原価|粗利|利益|給与|年収|月収|月給|賞与|ボーナス|報酬|売上|予算|請求|契約|取得価額|"
    "違約金|返金|貸し?付|借入|借り入れ|融資|値引|受注|発注|寄附|寄付|損失|資本金|投資|買収|"
    "落札|提示額|仕切|退職金|基本給|債務|債権|残高|預金|振込"
    "|salary|budget|invoice|revenue|profit|quotation|loan"
)

_HEAD = re.compile("金額|単価|合計|総額|支払|費用|コスト|amount|price|cost|total")


#: Amounts without a unit of currency, where the words around say that they are money.
_BARE = re.compile(
    r"(?:基本給|支給額|手当|控除|給与額|請求額|金額|合計額?|残高|報酬額?|賃金)\s?[:は]?\s?"
    r"(?P<value>[0-9]{1,3}(?:,[0-9]{3}){1,4})(?![0-9,])"
    r"|(?<![0-9A-Za-z.,])(?P<round>[0-9]{1,5}(?:\.[0-9]{1,2})?(?:万|億)[0-9]{0,4}万?)"
    r"(?![0-9円件人名個台本枚回歩株部冊戸年字語画点kmKMgGtT㎡])"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every amount, as ``money`` when something beside it says what it means."""
    text = page.lower
    for match in _BARE.finditer(page.text) if "sum" in page.cues else ():
        start, end = match.span("value" if match["value"] else "round")
        meaning = _MEANING.search(text, max(0, start - 30), end + 10)
        if match["value"] or meaning is not None:
            yield Candidate(start, end, "money", 0.7, "meaning", meaning.group() if meaning else "")
    if "currency" not in page.cues:
        return
    places = [match.start() for match in _BEGINNING.finditer(page.text)]
    for match in page.matches(_AMOUNT, places):
        start, end = match.span()
        if not any(char.isdigit() or char in "一二三四五六七八九十" for char in match.group()):
            continue
        cell = page.cell(start, end)
        where = cell.header if cell is not None else text[max(0, start - 40) : end + 16]
        meaning = _MEANING.search(where) or (_HEAD.search(where) if cell is not None else None)
        if meaning is not None:
            yield Candidate(start, end, "money", 0.8, "meaning", meaning.group())
        else:
            yield Candidate(start, end, "price", 0.7, "shape")
