"""What makes the whole text confidential: markings, and protected subjects beside a person.

Signals speak about the text; they raise its class and are not replaced. 要配慮個人情報 after
個人情報の保護に関する法律第2条第3項.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_STRICT = re.compile(
    r"極秘|厳秘|機密文書|取締役会限り|役員限り|top secret|strictly confidential", re.IGNORECASE
)
_MARKED = re.compile(
    r"社外秘|部外秘|マル秘|㊙|\(秘\)|【秘】|〔秘〕|関係者限り|社内限り|取扱注意|取り扱い注意|持出禁止|持ち出し禁止|複製禁止|転送禁止|未公開|未発表|公表前|秘密保持契約|(?<![A-Za-z])NDA(?![A-Za-z])"
    r"|(?<![a-z])confidential(?![a-z])|internal use only|do not distribute",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"病歴|既往歴|診断書|診断名|健診結果|検査結果|服薬|処方|入院|通院|休職|うつ病|適応障害|がんと診断|障害者手帳|障害等級|要介護|妊娠|カルテ|主治医|と診断|高血圧|糖尿病|持病|難病|手術歴|精神疾患|発達障害|ストレスチェックの結果|犯罪歴|前科|逮捕歴|信条|宗教|人種|国籍差別|被害届"
)
_PERSONNEL = re.compile(
    r"人事評価|評価コメント|査定|懲戒|降格|昇格候補|解雇|退職勧奨|内示|異動案|リストラ|面談記録|始末書"
)
_PERSON_NEAR = re.compile(
    r"様|さん|氏|氏名|患者|対象者|社員|本人|[一-龠]{2,4}(?:課長|部長|主任|係長)"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose the markings and subjects of a text."""
    text = page.text
    marks = page.cues.get("marking", ())
    for match in page.matches(_STRICT, marks):
        yield Candidate(*match.span(), "strict_label", 0.9, "marking", match.group())
    for match in page.matches(_MARKED, marks):
        yield Candidate(*match.span(), "confidential_label", 0.9, "marking", match.group())
    for kind, pattern in (("health", _HEALTH), ("personnel", _PERSONNEL)):
        for match in page.matches(pattern, page.cues.get(kind, ())):
            around = text[max(0, match.start() - 60) : match.end() + 60]
            if _PERSON_NEAR.search(around):
                yield Candidate(*match.span(), kind, 0.6, "topic", match.group())
