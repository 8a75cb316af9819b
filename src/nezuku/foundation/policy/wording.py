"""The words for what the guard finds: kinds, reasons, decisions, levels, and what to do now.

Owns every sentence that explains the guard to a person. The guard itself knows only codes; a
test holds the two lists together. Does not own how the words are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.guard.decisions import Decision
from nezuku.guard.findings import Finding
from nezuku.guard.kinds import SIGNAL_KINDS


@dataclass(frozen=True, slots=True)
class Words:
    """A short label for a badge and one sentence that explains it."""

    label: str | Promise
    sentence: str | Promise


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """Why something was found: with its fields named, and without when the guard gave none."""

    with_fields: str | Promise
    plain: str | Promise


@dataclass(frozen=True, slots=True)
class FindingText:
    """Everything that is said about one finding, in the active language."""

    kind_label: str
    reason_sentence: str
    decision_label: str
    advice: str


KIND_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "person": Words(_("氏名"), _("個人の名前です。誰のことか分からない形にして送ります。")),
        "company": Words(_("会社名"), _("取引先などの会社の名前です。")),
        "organization": Words(_("団体名"), _("学校、病院、官公庁などの団体の名前です。")),
        "department": Words(_("部署名"), _("部や課の名前です。")),
        "place": Words(_("地名"), _("都道府県や市区町村などの地名です。")),
        "address": Words(_("住所"), _("番地まで分かる住所です。")),
        "postal_code": Words(_("郵便番号"), _("住所の地域を絞り込める番号です。")),
        "phone": Words(_("電話番号"), _("固定電話、携帯電話、FAXの番号です。")),
        "email": Words(_("メールアドレス"), _("個人や部署に届くメールアドレスです。")),
        "birth_date": Words(_("生年月日"), _("氏名などと組み合わせると個人が分かる日付です。")),
        "age": Words(
            _("年齢"), _("年齢だけでは個人は分かりませんが、組み合わせに注意してください。")
        ),
        "money": Words(_("取引金額"), _("見積、売上、給与など、社内の数字と思われる金額です。")),
        "price": Words(_("価格"), _("一般に公開されている価格と思われる金額です。")),
        "my_number": Words(
            _("マイナンバー"),
            _("法律で利用目的が限られている個人番号です。業務であっても入力できません。"),
        ),
        "corporate_number": Words(
            _("法人番号・インボイス番号"), _("国税庁が公表している、会社などの番号です。")
        ),
        "pension_number": Words(
            _("基礎年金番号"), _("年金の手続きに使う、個人を特定する番号です。")
        ),
        "health_insurance": Words(
            _("健康保険の記号・番号"), _("健康保険の資格を示す、個人を特定する番号です。")
        ),
        "care_insurance": Words(
            _("介護保険の番号"), _("介護保険の資格を示す、個人を特定する番号です。")
        ),
        "employment_insurance": Words(
            _("雇用保険の番号"), _("雇用保険の資格を示す、個人を特定する番号です。")
        ),
        "drivers_licence": Words(
            _("運転免許証番号"), _("本人確認に使われる、個人を特定する番号です。")
        ),
        "passport": Words(_("パスポート番号"), _("本人確認に使われる、個人を特定する番号です。")),
        "residence_card": Words(
            _("在留カード番号"), _("本人確認に使われる、個人を特定する番号です。")
        ),
        "resident_code": Words(
            _("住民票コード"), _("住民票に記載された、個人を特定する番号です。")
        ),
        "credit_card": Words(
            _("クレジットカード番号"), _("不正利用につながる、支払い用カードの番号です。")
        ),
        "bank_account": Words(_("銀行口座番号"), _("銀行やゆうちょ銀行の口座を示す番号です。")),
        "plate": Words(_("車両のナンバー"), _("自動車などの登録番号です。")),
        "ip_address": Words(_("IPアドレス"), _("社内の機器やネットワークの構成が分かる番号です。")),
        "mac_address": Words(_("MACアドレス"), _("社内の機器を特定できる番号です。")),
        "employee_number": Words(_("社員番号"), _("社員一人ひとりを示す番号です。")),
        "customer_number": Words(
            _("顧客番号・会員番号"), _("お客様一人ひとり、一社一社を示す番号です。")
        ),
        "api_key": Words(
            _("APIキー"), _("サービスに接続するための鍵です。漏れると不正に使われます。")
        ),
        "private_key": Words(
            _("秘密鍵"), _("暗号や認証に使う、持ち主以外に知られてはいけない鍵です。")
        ),
        "password": Words(_("パスワード"), _("本人以外に知られてはいけない認証情報です。")),
        "connection_string": Words(
            _("接続文字列"), _("データベースなどの接続先と認証情報が入った文字列です。")
        ),
        "confidential_label": Words(
            _("社外秘などの表示"), _("社外に出さない資料であることを示す表示です。")
        ),
        "strict_label": Words(
            _("極秘などの表示"), _("限られた人だけが見てよい資料であることを示す表示です。")
        ),
        "health": Words(
            _("健康や病歴の情報"),
            _("法律で特に配慮が必要とされる、個人の健康に関する情報です。"),
        ),
        "personnel": Words(
            _("人事の情報"), _("評価、異動、懲戒など、個人の処遇に関する情報です。")
        ),
        "company_term": Words(_("社内用語"), _("社内用語辞書に登録されている言葉です。")),
        "client": Words(
            _("顧客・取引先"), _("社内用語辞書に登録されている顧客や取引先の名前です。")
        ),
        "project": Words(
            _("案件・プロジェクト名"), _("社内用語辞書に登録されている案件の名前です。")
        ),
        "product": Words(
            _("未発表の製品・サービス"),
            _("社内用語辞書に登録されている、発表前の製品やサービスの名前です。"),
        ),
        "own_pattern": Words(_("社内の番号"), _("会社が形を決めて登録した番号です。")),
    }
)

REASON_WORDS: Mapping[str, ReasonWords] = MappingProxyType(
    {
        "shape": ReasonWords(*[_("書かれている形から判断しました。")] * 2),
        "label": ReasonWords(
            _("すぐそばに「%(label)s」と書かれているためです。"),
            _("すぐそばに、内容を示す見出しがあるためです。"),
        ),
        "header": ReasonWords(
            _("表の見出しが「%(label)s」の列にあるためです。"),
            _("表の見出しから判断しました。"),
        ),
        "check_digit": ReasonWords(
            *[_("番号に含まれる確認用の数字が正しく、実在しうる番号であるためです。")] * 2
        ),
        "label_and_check_digit": ReasonWords(
            _("そばに「%(label)s」と書かれ、番号に含まれる確認用の数字も正しいためです。"),
            _("そばに見出しがあり、番号に含まれる確認用の数字も正しいためです。"),
        ),
        "prefix": ReasonWords(
            _("%(service)sの鍵に決まって付く書き出しで始まるためです。"),
            _("よく知られたサービスの鍵に決まって付く書き出しで始まるためです。"),
        ),
        "entropy": ReasonWords(
            *[_("鍵やパスワードが書かれる場所に、言葉とは思えない文字の並びがあるためです。")] * 2
        ),
        "title": ReasonWords(
            _("「%(label)s」という敬称や肩書きが付いているためです。"),
            _("敬称や肩書きが付いているためです。"),
        ),
        "name_dictionary": ReasonWords(*[_("よくある姓や名、地名と一致するためです。")] * 2),
        "model": ReasonWords(*[_("前後の文脈から、名前と判断しました。")] * 2),
        "legal_form": ReasonWords(
            _("「%(label)s」が付いているためです。"),
            _("「株式会社」など、法人であることを示す言葉が付いているためです。"),
        ),
        "suffix": ReasonWords(
            _("「%(label)s」で終わる名前であるためです。"),
            _("この種類の名前によくある終わり方をしているためです。"),
        ),
        "repeat": ReasonWords(*[_("同じ文章の別の場所で見つかったものと同じためです。")] * 2),
        "own_term": ReasonWords(*[_("社内用語辞書に登録されているためです。")] * 2),
        "own_pattern": ReasonWords(
            _("会社が登録した「%(label)s」の形と一致するためです。"),
            _("会社が登録した番号の形と一致するためです。"),
        ),
        "meaning": ReasonWords(
            _("前後の「%(label)s」という言葉から、何の数字かが分かるためです。"),
            _("前後の言葉から、何の数字かが分かるためです。"),
        ),
        "marking": ReasonWords(
            _("文書に「%(label)s」という表示があるためです。"),
            _("文書に、秘密であることを示す表示があるためです。"),
        ),
        "topic": ReasonWords(
            _("特定の人について「%(label)s」に関する内容が書かれているためです。"),
            _("特定の人について、配慮が必要な内容が書かれているためです。"),
        ),
    }
)

DECISION_WORDS: Mapping[Decision, Words] = MappingProxyType(
    {
        Decision.ALLOW: Words(_("そのまま送信"), _("置き換えずに送ります。")),
        Decision.MASK: Words(
            _("伏せて送信"),
            _("「《氏名1》」のような仮の言葉に置き換えて送り、回答では元の言葉に戻します。"),
        ),
        Decision.ASK: Words(
            _("確認が必要"), _("送ってよいかどうかを、本人が確かめてから送ります。")
        ),
        Decision.BLOCK: Words(_("送信しない"), _("この内容が含まれている間は送信できません。")),
    }
)

LEVEL_WORDS: Mapping[int, Words] = MappingProxyType(
    {
        1: Words(_("レベル1"), _("そのまま入力してよい情報です。")),
        2: Words(_("レベル2"), _("名前や金額などを置き換えれば入力してよい情報です。")),
        3: Words(_("レベル3"), _("入力してはいけない情報です。")),
    }
)

_ADVICE: Mapping[Decision, str | Promise] = MappingProxyType(
    {
        Decision.ALLOW: _("このまま送れます。"),
        Decision.MASK: _("仮の言葉に置き換えて送ります。書き直す必要はありません。"),
        Decision.ASK: _("実在の人や取引先のことなら、仮の言葉に置き換えて送ってください。"),
        Decision.BLOCK: _("この部分を消すか、架空の内容に書き換えてください。"),
    }
)

_SIGNAL_ADVICE: Mapping[Decision, str | Promise] = MappingProxyType(
    {
        Decision.ALLOW: _("文章全体をレベル2として扱います。名前や金額は伏せて送ります。"),
        Decision.MASK: _("文章全体をレベル2として扱います。名前や金額は伏せて送ります。"),
        Decision.ASK: _("この内容を送ってよいか、資料の持ち主や相談先に確かめてください。"),
        Decision.BLOCK: _("この文章は送れません。送る必要があるときは相談先に確認してください。"),
    }
)

_STRICT_SIGNAL_ADVICE: Mapping[Decision, str | Promise] = MappingProxyType(
    {**_SIGNAL_ADVICE, Decision.ALLOW: _("文章全体をレベル3として扱います。")}
)


def reason_sentence(code: str, fields: Mapping[str, str]) -> str:
    """This will say why something was found; KeyError for a code that the guard does not have."""
    words = REASON_WORDS[code]
    try:
        filled = {name: value for name, value in fields.items() if value}
        return str(words.with_fields) % filled
    except KeyError:
        return str(words.plain)


def describe(finding: Finding) -> FindingText:
    """This will put one finding into words: what it is, why, what happens, what to do."""
    advice = _ADVICE
    if finding.kind in SIGNAL_KINDS:
        advice = _SIGNAL_ADVICE if finding.level < 3 else _STRICT_SIGNAL_ADVICE
    return FindingText(
        kind_label=str(KIND_WORDS[finding.kind].label),
        reason_sentence=reason_sentence(finding.reason.code, finding.reason.fields),
        decision_label=str(DECISION_WORDS[finding.decision].label),
        advice=str(advice[finding.decision]),
    )
