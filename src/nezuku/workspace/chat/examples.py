"""Questions to begin with, by the kind of work that a department does.

Owns which example suits whom. None of them holds or asks for anything that may not be typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with; `title` is what one presses."""

    key: str
    title: str | Promise
    text: str | Promise


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sales", re.compile(r"営業|販売|セールス|店舗|sales", re.IGNORECASE)),
    ("support", re.compile(r"サポート|カスタマー|お客様|コールセンター|support", re.IGNORECASE)),
    ("accounting", re.compile(r"経理|財務|会計|account|finance", re.IGNORECASE)),
    ("people", re.compile(r"人事|採用|労務|hr|people", re.IGNORECASE)),
    ("making", re.compile(r"製造|生産|品質|工場|現場|建設|施工|production|quality", re.IGNORECASE)),
    ("systems", re.compile(r"情報|情シス|システム|開発|DX|it|engineer", re.IGNORECASE)),
    ("planning", re.compile(r"企画|経営|広報|マーケ|planning|marketing", re.IGNORECASE)),
)

EXAMPLES: Mapping[str, tuple[Example, ...]] = MappingProxyType(
    {
        "office": (
            Example(
                "office-notice",
                _("社内のお知らせを書く"),
                _(
                    "来月から会議室の予約方法が変わることを全社員に知らせる文面を書いてください。"
                    "変わる点、いつから、困ったときの連絡先の順に、200字くらいでお願いします。"
                    "連絡先は「（担当者名）」のように空けておいてください。"
                ),
            ),
            Example(
                "office-minutes",
                _("メモを議事録にする"),
                _(
                    "これから貼り付ける会議のメモを、「決まったこと」「宿題（担当と期限）」"
                    "「次回までに確認すること」の3つに分けて整理してください。"
                    "メモにないことは書き足さないでください。\n\nメモ：\n"
                ),
            ),
            Example(
                "office-checklist",
                _("手順をチェックリストにする"),
                _(
                    "備品を購入するときの流れ（見積、申請、承認、発注、検収、支払い）を、"
                    "初めての人でも抜けなく進められるチェックリストにしてください。"
                ),
            ),
        ),
        "sales": (
            Example(
                "sales-thanks",
                _("訪問後のお礼メールを書く"),
                _(
                    "初回訪問のお礼メールを書いてください。相手の課題は「見積作成に時間がかかること」、"
                    "次の提案日は来週です。相手の会社名と氏名は空欄のままにし、300字以内でお願いします。"
                ),
            ),
            Example(
                "sales-questions",
                _("ヒアリングの質問を用意する"),
                _(
                    "中小の製造業のお客様を初めて訪問します。"
                    "現状、困りごと、予算、決め方を聞き出す質問を10個、聞く順番に並べてください。"
                ),
            ),
            Example(
                "sales-answer",
                _("断りにくい値引きの依頼に答える"),
                _(
                    "値引きを求められたときの返信文を3案書いてください。"
                    "すぐには応じず、条件の見直しを一緒に考える姿勢が伝わるようにしてください。"
                ),
            ),
        ),
        "support": (
            Example(
                "support-apology",
                _("お詫びの返信を書く"),
                _(
                    "納期が3日遅れることをお客様に伝えるお詫びのメールを書いてください。"
                    "原因は部品の入荷の遅れです。新しい予定と、こちらが行う対応を分かりやすく書いてください。"
                ),
            ),
            Example(
                "support-faq",
                _("よくある質問をまとめる"),
                _(
                    "これから貼り付ける問い合わせの要約を、似たものどうしにまとめ、"
                    "「質問」「答え」「確認が必要な点」の表にしてください。\n\n問い合わせ：\n"
                ),
            ),
            Example(
                "support-plain",
                _("専門用語をやさしく言い換える"),
                _(
                    "「ファームウェアの更新に失敗した場合は初期化してください」を、"
                    "機械に詳しくないお客様にも伝わる言葉で、順を追って書き直してください。"
                ),
            ),
        ),
        "accounting": (
            Example(
                "accounting-explain",
                _("制度をやさしく説明する"),
                _(
                    "インボイス制度で、現場の社員が領収書を受け取るときに確認することを、"
                    "専門用語を使わずに箇条書きで説明してください。"
                ),
            ),
            Example(
                "accounting-formula",
                _("Excelの数式を作る"),
                _(
                    "Excelで、A列に日付、B列に部門名、C列に金額が入っています。"
                    "指定した月と部門の合計を出す数式を、使い方の説明つきで教えてください。"
                ),
            ),
            Example(
                "accounting-reminder",
                _("締切のお願いを書く"),
                _(
                    "経費精算の締切を守ってもらうための社内メールを書いてください。"
                    "責める調子にせず、遅れると何が困るかが伝わるようにしてください。"
                ),
            ),
        ),
        "people": (
            Example(
                "people-posting",
                _("求人票を分かりやすくする"),
                _(
                    "中途採用の営業職の求人票を書いてください。仕事の一日の流れ、入社後に学ぶこと、"
                    "合う人・合わない人が分かるようにし、条件の欄は空けておいてください。"
                ),
            ),
            Example(
                "people-interview",
                _("面接の質問を用意する"),
                _(
                    "未経験者を採用する面接で、学ぶ姿勢と周囲との協力のしかたを確かめる質問を8つ、"
                    "聞いてはいけない質問の注意とあわせて挙げてください。"
                ),
            ),
            Example(
                "people-training",
                _("研修の進め方を考える"),
                _(
                    "新入社員向けの「電話の受け方」の研修を60分で行います。"
                    "時間配分、練習の場面、終わりの確認のしかたを表にしてください。"
                ),
            ),
        ),
        "making": (
            Example(
                "making-procedure",
                _("作業手順書を読みやすくする"),
                _(
                    "これから貼り付ける作業メモを、「準備」「手順」「確認」「異常のとき」に分けた"
                    "手順書にしてください。1つの手順に1つの動作だけを書いてください。\n\nメモ：\n"
                ),
            ),
            Example(
                "making-why",
                _("不良の原因を考える"),
                _(
                    "組み立ての工程でねじの締め忘れが月に数件起きています。"
                    "考えられる原因を人・機械・材料・方法に分けて挙げ、すぐできる対策を添えてください。"
                ),
            ),
            Example(
                "making-safety",
                _("朝礼の話題を用意する"),
                _(
                    "工場の朝礼で話す、夏の熱中症対策の話を1分で読める長さで書いてください。"
                    "今日から守ることを3つ入れてください。"
                ),
            ),
        ),
        "systems": (
            Example(
                "systems-notice",
                _("メンテナンスのお知らせを書く"),
                _(
                    "社内システムの停止を知らせる文面を書いてください。"
                    "停止の日時、影響、利用者がしておくこと、問い合わせ先の順にし、日時は空欄にしてください。"
                ),
            ),
            Example(
                "systems-script",
                _("小さなスクリプトを書く"),
                _(
                    "フォルダーにあるCSVを1つにまとめるPowerShellのスクリプトを書いてください。"
                    "見出しの行は最初の1回だけにし、実行する前の確認も入れてください。"
                ),
            ),
            Example(
                "systems-answer",
                _("問い合わせへの回答を整える"),
                _(
                    "「パスワードを忘れてサインインできない」という社員への案内を、"
                    "画面を見ながら進められる手順で書いてください。"
                ),
            ),
        ),
        "planning": (
            Example(
                "planning-compare",
                _("案を比べる表を作る"),
                _(
                    "社内報を「紙」「メール」「社内サイト」のどれで出すかを決めます。"
                    "費用、手間、届きやすさ、続けやすさの観点で比べる表を作り、選び方を3行で書いてください。"
                ),
            ),
            Example(
                "planning-proposal",
                _("企画書の骨組みを作る"),
                _(
                    "紙の申請書を減らす企画書の骨組みを作ってください。"
                    "現状、目的、進め方、効果の測り方、想定される反対意見と答えの順にお願いします。"
                ),
            ),
            Example(
                "planning-summary",
                _("長い資料を1枚にまとめる"),
                _(
                    "添付した資料を、役員が3分で読める1枚の要約にしてください。"
                    "結論、根拠となる数字、判断してほしいことの順に書いてください。"
                ),
            ),
        ),
    }
)


def examples_for(department: str) -> tuple[Example, ...]:
    """Three questions that suit a department by its name; those of any office otherwise."""
    for kind, pattern in _KINDS:
        if pattern.search(department):
            return EXAMPLES[kind]
    return EXAMPLES["office"]


def example_text(key: str) -> str:
    """The text of an example; empty for a key that there is not."""
    for examples in EXAMPLES.values():
        for example in examples:
            if example.key == key:
                return str(example.text)
    return ""
