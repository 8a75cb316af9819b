"""The prompts of the load: Japanese office prose, each text new, with or without things to mask.

Every text differs from every other, so that no cache of inspections can answer for the guard.
"""

from __future__ import annotations

import json
from dataclasses import dataclass


def _pairs(text: str) -> tuple[str, ...]:
    """The words of two characters that `text` is made of."""
    return tuple(text[place : place + 2] for place in range(0, len(text), 2))


_WHEN = _pairs("来週今月来月先月今週先週今期来期前期後期春季夏季秋季冬季年末年始")
_WHAT = _pairs("会議研修点検清掃在庫出荷検品採用広報企画設計保守教育安全品質購買")
_PART = _pairs("資料計画報告手順議題日程目標課題予定案内記録方針項目概要改善要点")
_TASK = _pairs("整理確認説明要約検討比較提案修正分類作成点検推敲翻訳短縮補足分析")
_HOW = _pairs("今日明日午前午後急ぎ再度先に次に別途簡潔丁寧一度全部早め順に改め")
_SHORT = "{how}{when}の{what}の{part}を{task}してください。"
_SHORT_MASKED = "佐藤健一様（{phone}）への{how}{when}の{what}の{part}を{task}してください。"
_LONG = (
    "{how}、次の文章を、取引のない人にも分かるように{task}してください。",
    "{when}の{what}について、関係する部署から意見が集まりましたので、要点をお伝えします。",
    "現場からは、{part}の書き方が担当者によって異なり、引き継ぎに時間がかかるという声がありました。",
    "事務の側では、{what}の{part}を紙と表計算の両方に書き写しており、二重の手間になっています。",
    "そこで、{when}から{part}の様式を一つにまとめ、記入する順番も作業の流れに合わせて改めます。",
    "新しい様式は、はじめに小さな班で二週間ほど試し、読みにくいところを直してから全体に広げます。",
    "{what}の担当者には、{part}の記入例と、よくある間違いをまとめた一枚の紙を配る予定です。",
    "困ったときの相談先を決めておき、質問と回答は{when}のうちに全員が見られる場所へ残します。",
    "効果は、{part}を仕上げるまでの時間と、差し戻しの件数の二つで確かめることにします。",
    "数字が良くならないときは、やり方を元に戻すことも含めて、{what}の打ち合わせで話し合います。",
    "以上の内容について、{task}した文章と、{what}の参加者へ送る短い案内文を作ってください。",
    "案内文は、やわらかい言葉づかいで、{when}の予定が一目で分かるようにお願いします。",
)
_LONG_MASKED = (
    *_LONG[:3],
    "ご連絡は株式会社みどり商事の佐藤健一様（電話{phone}、{mail}）までお願いします。",
    *_LONG[3:],
)
_SLOTS = ("how", "when", "what", "part", "task", "phone", "mail")
_TEXTS = 16**5


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request body and, if it holds something to mask, what must come back restored."""

    body: bytes
    secret: bytes


class Prompts:
    """Gives one new request after the other. `characters` 20 or 500; `masked` adds secrets."""

    def __init__(
        self,
        *,
        model: str,
        stream: bool,
        characters: int,
        masked: bool,
        start: int,
        repeat: bool = False,
    ) -> None:
        if characters < 100:
            text = _SHORT_MASKED if masked else _SHORT
        else:
            text = "".join(_LONG_MASKED if masked else _LONG)
        request: dict[str, object] = {"model": model}
        if stream:
            request["stream"] = True
        request["messages"] = [{"role": "user", "content": text}]
        raw = json.dumps(request, ensure_ascii=False, separators=(",", ":"))
        for name in _SLOTS:
            raw = raw.replace(f"{{{name}}}", f"\0{name}\0")
        self._pieces = raw.split("\0")
        self._slots = [
            (place, name) for place, name in enumerate(self._pieces) if name in _SLOTS and place % 2
        ]
        self._masked = masked
        self._count = start
        self._step = 0 if repeat else 1

    def next(self) -> Prompt:
        """The next request."""
        self._count += self._step
        # A multiplication by an odd number walks through all combinations in a mixed order.
        number = self._count * 40_503 % _TEXTS
        phone = f"090-{self._count // 10_000 % 10_000:04d}-{self._count % 10_000:04d}"
        words = {
            "when": _WHEN[number & 15],
            "what": _WHAT[number >> 4 & 15],
            "part": _PART[number >> 8 & 15],
            "task": _TASK[number >> 12 & 15],
            "how": _HOW[number >> 16],
            "phone": phone,
            "mail": f"sato{self._count}@example.co.jp",
        }
        pieces = self._pieces.copy()
        for place, name in self._slots:
            pieces[place] = words[name]
        return Prompt("".join(pieces).encode(), phone.encode() if self._masked else b"")
