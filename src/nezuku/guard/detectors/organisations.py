"""Companies known by their legal form, before or after the name. Owns the forms and what a
name may be made of.

Forms are found first and the name is read from there, forward and backward, over a bounded
distance: linear, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_FORM = re.compile(
    r"(?:株式|有限|合同|合資|合名|相互)会社|\((?:株|有|同|資|名|社|財|医|学|福|独|特非)\)"
    "|(?:一般|公益)?[社財]団法人|医療法人(?:社団|財団)?|学校法人|社会福祉法人|"
    "特定非営利活動法人|NPO法人|独立行政法人|国立大学法人|宗教法人"
    "|税理士法人|弁護士法人|監査法人|農業協同組合|協同組合"
)
_BODY = r"[一-龠々ァ-ヶーA-Za-z0-9&'\-・＆ヵ]"
_AFTER = re.compile(
    rf"[ ]?(?P<body>(?:[ぁ-ん]{{2,8}}(?={_BODY}))?{_BODY}{{1,30}}(?:(?<=[A-Za-z]) "
    rf"[A-Z][A-Za-z]{{1,20}}){{0,3}})"
)
_BEFORE = re.compile(
    rf"(?:(?<![ぁ-ん])[ぁ-ん]{{2,6}})?{_BODY}{{1,30}}(?:(?<=[A-Za-z])[ "
    rf"][A-Za-z]{{1,20}}){{0,3}}(?P<gap>[ ]?)\Z"
)
_NUMBER = re.compile(r"[0-9\-. ]*")
_LATIN = re.compile(
    r"(?<![A-Za-z0-9])(?P<body>(?:[A-Z][A-Za-z0-9&'\-]{0,20}[ ]){1,4})(?:Inc\.?|Co\.,? "
    r"?Ltd\.?|Ltd\.?|LLC|L\.L\.C\.|Corp(?:oration|\.)?|Company|K\.K\.|GmbH|PLC|Pte\.? "
    r"Ltd\.?|S\.A\.|Holdings|Group)(?![A-Za-z])"
)
_LATIN_MARK = re.compile(
    r"(?:Inc|Ltd|LLC|L\.L\.C|Corp|Company|K\.K|GmbH|PLC|S\.A\.|Holdings|Group)(?![a-z])"
)
_STOP = re.compile(
    r"(?:御中|様|殿|本社|本店|支店|支社|営業所|工場(?!長)|代表|取締役|社長|担当|営業部|"
    r"営業課|総務部|経理部|人事部|開発部|資材課|の).*$"
)
_GENERAL = re.compile(
    r"^(?:設立|法(?!人)|化$|形態|名$|等|および|及び|又は|役員|社員|一覧|制度|情報|各社|"
    r"数社|[0-9]+社?$|入社|退社|勤務|在籍)"
)
_LEAD = re.compile(
    r"^(?:取引先|相手先|発注先|納入先|弊社|当社|御社|貴社|元請|親会社|子会社|得意先|"
    r"仕入先|支払先|請求先|納品先|販売先|委託先|派遣先|勤務先|前職|現職|甲|乙)"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every company that carries its legal form."""
    text = page.text
    done = 0
    for form in page.matches(_FORM, page.cues.get("legal_form", ())):
        start, end = form.span()
        before = _BEFORE.search(text[max(done, start - 40) : start])
        after = _AFTER.match(text, end)
        spaced = after is not None and after.group()[0] == " "
        attached = after is None or spaced
        if before is not None and not before["gap"]:
            attached = attached or not _is_lead(before.group())
        if before is not None and attached and not _NUMBER.fullmatch(before.group()):
            first = max(done, start - 40) + before.start()
            lead = _LEAD.match(before.group())
            first += lead.end() if lead else 0
            if start - first >= 2:
                done = end
                yield Candidate(first, end, "company", 0.85, "legal_form", form.group())
                continue
        if after is None:
            continue
        body = _STOP.sub("", after["body"])
        if len(body) < 2 or _GENERAL.match(body):
            continue
        done = after.start("body") + len(body)
        yield Candidate(start, done, "company", 0.86, "legal_form", form.group())
    if "latin_form" in page.cues and _LATIN_MARK.search(text):
        for match in page.matches(_LATIN, page.token_starts):
            yield Candidate(match.start(), match.end(), "company", 0.85, "legal_form")


def _is_lead(before: str) -> bool:
    """Tell whether the words before a form only introduce the company after it."""
    lead = _LEAD.match(before.strip())
    return lead is not None and lead.end() == len(before.strip())
