"""The three information classes as they are proposed to a company: words and examples to adjust.

Owns the text of the proposal. The classes follow the usual three steps of Japanese companies
(公開可, 社外秘, 秘・極秘) and what the authorities ask for: personal data only within its purpose,
special-care data, secrets of others and credentials never.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ProposedExample:
    """One example with its mark (ok, condition, no) and what to know about it."""

    mark: str
    text: str | Promise
    note: str | Promise


@dataclass(frozen=True, slots=True)
class ProposedClass:
    """One level with its name, its rule and its examples."""

    level: int
    name: str | Promise
    rule: str | Promise
    examples: tuple[ProposedExample, ...]


CONTACT = _("社内のAI推進担当")

PROPOSED: tuple[ProposedClass, ...] = (
    ProposedClass(
        level=1,
        name=_("入力してよい情報"),
        rule=_(
            "公開されている情報や、社外に出ても困らない情報です。そのまま入力してかまいません。"
        ),
        examples=(
            ProposedExample(
                "ok",
                _("自社のウェブサイトやカタログに載っている製品・サービスの説明"),
                _("営業。公開済みの内容に限ります。"),
            ),
            ProposedExample(
                "ok",
                _("展示会の案内文、お礼や季節のあいさつのひな型"),
                _("営業。宛名と署名は入れずに作り、あとで書き足します。"),
            ),
            ProposedExample(
                "ok",
                _("健康診断や防災訓練など、社内行事のお知らせ文"),
                _("総務。対象者の名簿は貼り付けません。"),
            ),
            ProposedExample(
                "ok",
                _("5S活動や安全衛生についての一般的な説明資料"),
                _("製造。自社の事故の記録を使うときはレベル2です。"),
            ),
            ProposedExample(
                "ok",
                _("求人票や会社説明会の案内など、公開する募集の文章"),
                _("人事。応募者の情報はレベル3です。"),
            ),
            ProposedExample(
                "ok",
                _("勘定科目や仕訳、消費税の一般的な考え方についての質問"),
                _("経理。自社の実際の取引を使うときはレベル2です。"),
            ),
            ProposedExample(
                "ok",
                _("ExcelやWordの使い方、関数やマクロの書き方"),
                _("全部門。実際のデータは貼らず、架空の数字で質問します。"),
            ),
            ProposedExample(
                "condition",
                _("新聞記事や書籍、他社サイトの文章の要約"),
                _("全部門。自分が理解するための要約にとどめ、そのまま社外には出しません。"),
            ),
        ),
    ),
    ProposedClass(
        level=2,
        name=_("条件つきで入力してよい情報"),
        rule=_(
            "社内限りの情報です。氏名、会社名、金額など、相手や内容が分かる部分は"
            "自動で置き換えて送ります。置き換わったことを画面で確かめてから送ってください。"
        ),
        examples=(
            ProposedExample(
                "condition",
                _("取引先へのメールや訪問記録の下書き"),
                _("営業。氏名、会社名、連絡先が置き換わったことを確かめます。"),
            ),
            ProposedExample(
                "condition",
                _("見積書や提案書の文章"),
                _("営業。金額は置き換えます。値引きの基準や原価の内訳は書きません。"),
            ),
            ProposedExample(
                "condition",
                _("お客様からの問い合わせや苦情への回答案"),
                _("営業。お名前、連絡先、会員番号が置き換わったことを確かめます。"),
            ),
            ProposedExample(
                "condition",
                _("社内会議の議事録の要約"),
                _("総務。役員会や人事に関する会議はレベル3です。"),
            ),
            ProposedExample(
                "condition",
                _("作業手順書や不具合報告書の文章の見直し"),
                _("製造。客先名、図面番号、製造条件の数値は伏せます。"),
            ),
            ProposedExample(
                "condition",
                _("研修アンケートの自由記述のまとめ"),
                _("人事。氏名と所属の列を消してから貼り付けます。"),
            ),
            ProposedExample(
                "condition",
                _("部門ごとの経費や売上の集計表についての相談"),
                _("経理。取引先名と金額は置き換えます。決算の発表前の数字はレベル3です。"),
            ),
            ProposedExample(
                "no",
                _("取引先の担当者の一覧をまとめて貼り付けること"),
                _("全部門。1件ずつの文面は条件つきで使えますが、名簿はレベル3です。"),
            ),
        ),
    ),
    ProposedClass(
        level=3,
        name=_("入力してはいけない情報"),
        rule=_(
            "漏れると、本人や取引先、会社に大きな損害が出る情報です。"
            "置き換えても入力しません。迷ったときは入力する前に相談してください。"
        ),
        examples=(
            ProposedExample(
                "no",
                _("マイナンバー、運転免許証、パスポートなどの番号"),
                _("総務・人事。番号を使わず、手続きの進め方だけを質問します。"),
            ),
            ProposedExample(
                "no",
                _("健康診断の結果、病歴、障害などの情報"),
                _("人事。法律で特に配慮が求められる情報です。"),
            ),
            ProposedExample(
                "no",
                _("人事評価、給与、懲戒、応募者の選考の記録"),
                _("人事。評価コメントの書き方は、架空の人物で相談できます。"),
            ),
            ProposedExample(
                "no",
                _("顧客名簿、会員名簿、社員名簿"),
                _("全部門。名簿の整理には表計算ソフトを使います。"),
            ),
            ProposedExample(
                "no",
                _("パスワード、APIキー、社内システムの接続先"),
                _("全部門。エラーの相談では、その部分を消してから貼り付けます。"),
            ),
            ProposedExample(
                "no",
                _("銀行口座やクレジットカードの番号、振込データ"),
                _("経理。入金の消し込みなどは会計システムの中で行います。"),
            ),
            ProposedExample(
                "no",
                _("秘密保持契約を結んで預かった図面、仕様書、資料"),
                _("営業・製造。相手先の承諾がない限り、要約も行いません。"),
            ),
            ProposedExample(
                "no",
                _("発表前の新製品、提携や買収、決算に関する情報"),
                _("経営・経理。発表したあとの内容はレベル1です。"),
            ),
        ),
    ),
)
