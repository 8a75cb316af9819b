"""Companies known by their legal form, before or after the name. Owns the forms and what a
name may be made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

FORMS = (
    r"株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|\((?:株|有|同|資|名|社|財|医|学|福|独|特非)\)"
    "|一般社団法人|一般財団法人|公益社団法人|公益財団法人|社団法人|財団法人|医療法人社団|医療法人財団|医療法人|学校法人|社会福祉法人"
    "|特定非営利活動法人|NPO法人|独立行政法人|国立大学法人|宗教法人|税理士法人|弁護士法人|監査法人|協同組合|農業協同組合"
)
_BODY = r"[一-龠々ァ-ヶーA-Za-z0-9&'\-・＆ヵ゛ﾞ]"
_HIRAGANA = r"[ぁ-ん]"
_PREFIXED = re.compile(
    rf"(?P<form>{FORMS})[ ]?(?P<body>(?:{_BODY}|{_HIRAGANA}(?={_BODY}{{2}})){{1,30}}(?:(?<=[A-Za-z]) [A-Z][A-Za-z]{{1,20}}){{0,3}})"
)
_SUFFIXED = re.compile(
    rf"(?<![一-龠々ァ-ヶーA-Za-z0-9])(?P<body>{_BODY}(?:{_BODY}|{_HIRAGANA}(?={_BODY}{{2}})|(?<=[A-Za-z]) (?=[A-Za-z])){{0,30}}?)[ ]?(?P<form>{FORMS})"
)
_LATIN = re.compile(
    r"(?<![A-Za-z0-9])(?P<body>(?:[A-Z][A-Za-z0-9&'\-]{0,20}[ ]){1,4})(?:Inc\.?|Co\.,? ?Ltd\.?|Ltd\.?|LLC|L\.L\.C\.|Corp(?:oration|\.)?|Company|K\.K\.|GmbH|PLC|Pte\.? Ltd\.?|S\.A\.|Holdings|Group)(?![A-Za-z])"
)
_STOP = re.compile(r"(?:御中|様|殿|本社|支店|支社|営業所|工場|代表|代表取締役|取締役|社長|担当|営業部|総務部|経理部|人事部|開発部).*$")
_GENERAL = re.compile(r"^(?:設立|法|化|形態|名|等|の|および|及び|又は|と|や|は|が|を|役員|社員|一覧|制度|情報|各社|数社|[0-9]+社?)")


def find(page: Page) -> Iterator[Candidate]:
    """Propose every company that carries its legal form."""
    text = page.text
    if "社" in text or "法人" in text or "(" in text or "組合" in text:
        for match in _PREFIXED.finditer(text):
            body = _STOP.sub("", match["body"])
            if len(body) < 2 or _GENERAL.match(body):
                continue
            end = match.start("body") + len(body)
            yield Candidate(match.start(), end, "company", 0.86, "legal_form", match["form"])
        for match in _SUFFIXED.finditer(text):
            if len(match["body"]) >= 2 and not match["body"].isdigit():
                yield Candidate(match.start(), match.end(), "company", 0.85, "legal_form", match["form"])
    if "nc" in text or "td" in text or "LLC" in text or "orp" in text or "o." in text or "K.K" in text or "oup" in text or "old" in text:
        for match in _LATIN.finditer(text):
            yield Candidate(match.start(), match.end(), "company", 0.85, "legal_form")
