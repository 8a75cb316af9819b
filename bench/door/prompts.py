"""The prompts of the load: Japanese office prose, each text new, with or without things to mask.

Every text differs from every other, so that no cache of inspections can answer for the guard.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

_WHEN = [
    "来週",
    "今月",
    "来月",
    "先月",
    "今週",
    "先週",
    "今期",
    "来期",
    "前期",
    "後期",
    "春季",
    "夏季",
    "秋季",
    "冬季",
    "年末",
    "年始",
]
_WHAT = [
    "会議",
    "研修",
    "点検",
    "清掃",
    "在庫",
    "出荷",
    "検品",
    "採用",
    "広報",
    "企画",
    "設計",
    "保守",
    "教育",
    "安全",
    "品質",
    "購買",
]
_PART = [
    "資料",
    "計画",
    "報告",
    "手順",
    "議題",
    "日程",
    "目標",
    "課題",
    "予定",
    "案内",
    "記録",
    "方針",
    "項目",
    "概要",
    "改善",
    "要点",
]
_TASK = [
    "整理",
    "確認",
    "説明",
    "要約",
    "検討",
    "比較",
    "提案",
    "修正",
    "分類",
    "作成",
    "点検",
    "推敲",
    "翻訳",
    "短縮",
    "補足",
    "分析",
]
_SHORT = "まず{when}の{what}の{part}を{task}してください。"
_SHORT_MASKED = "佐藤健一様（{phone}）への{when}の{what}の{part}を{task}してください。"
_LONG = (
    "次の文章を、取引のない人にも分かるように{task}してください。",
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
_DIGITS = 16**4


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
        # What is not a slot stays as it is: the braces of JSON must not be read as slots.
        for name in ("when", "what", "part", "task", "phone", "mail"):
            raw = raw.replace(f"{{{name}}}", f"\0{name}\0")
        self._pieces = raw.split("\0")
        self._slots = [
            (place, name)
            for place, name in enumerate(self._pieces)
            if name in {"when", "what", "part", "task", "phone", "mail"} and place % 2
        ]
        self._masked = masked
        self._count = start
        self._step = 0 if repeat else 1

    def next(self) -> Prompt:
        """The next request."""
        self._count += self._step
        # A multiplication by an odd number walks through all combinations in a mixed order.
        number = self._count * 40_503 % _DIGITS
        phone = f"090-{self._count // 10_000 % 10_000:04d}-{self._count % 10_000:04d}"
        words = {
            "when": _WHEN[number & 15],
            "what": _WHAT[number >> 4 & 15],
            "part": _PART[number >> 8 & 15],
            "task": _TASK[number >> 12 & 15],
            "phone": phone,
            "mail": f"sato{self._count}@example.co.jp",
        }
        pieces = self._pieces.copy()
        for place, name in self._slots:
            pieces[place] = words[name]
        return Prompt("".join(pieces).encode(), phone.encode() if self._masked else b"")
