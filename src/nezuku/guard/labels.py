"""The words that announce what stands beside them. Owns the label words of every kind.

A label carries the kind that it announces. Labels of things that are nobody's secret (order
numbers, model numbers) carry ``none``: the nearest label decides, so they silence a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import ahocorasick_rs

#: kind -> its label words, in lower case and folded width.
WORDS: Mapping[str, str] = {
    "my_number": (
        "マイナンバーカード マイナンバー マイナンバ 個人番号 個人no my number mynumber "
        "my_number kojin_bango kojin_no kojin_bangou kojinbango マイナ "
        "共通番号 通知カード"
    ),
    "corporate_number": (
        "法人番号 登録番号 インボイス番号 インボイス登録番号 適格請求書発行事業者 "
        "事業者登録番号 corporate_number houjin_bangou 会社法人等番号"
    ),
    "pension_number": (
        "基礎年金番号 年金番号 年金手帳 年金証書 pension_number pension_no nenkin 年金no"
    ),
    "health_insurance": (
        "保険者番号 被保険者証番号 被保険者番号 健康保険証 健康保険 保険証番号 保険証 "
        "被保険者記号 資格確認書 健保"
    ),
    "care_insurance": "介護保険 介護保険被保険者番号 介護保険者番号",
    "employment_insurance": "雇用保険 雇用保険被保険者番号 雇用保険番号",
    "drivers_licence": (
        "driver's license no 運転免許証番号 運転免許証 運転免許 免許証番号 免許証no 免許証 "
        "免許番号 免許no 免許 driver's license driver's licence driver license driving "
        "licence 免許の番号 licence no license no license number licence number "
        "drivers_license license_no licence"
    ),
    "passport": "パスポート番号 パスポート 旅券番号 旅券 passport passport_no passport no 査証",
    "residence_card": (
        "在留カード番号 在留カード 在留番号 在留資格 特別永住者証明書 residence card "
        "residence_card zairyu"
    ),
    "resident_code": "住民票コード 住民票 住基コード 住基番号",
    "credit_card": (
        "クレジットカード番号 クレジットカード クレカ カード番号 カードno カード credit card "
        "card number card_number card no cc_number visa mastercard master jcb amex "
        "ダイナース card"
    ),
    "bank_account": (
        "口座番号 口座no 口座 普通預金 普通口座 当座預金 当座 普通 貯蓄預金 振込先 お振込先 "
        "振込口座 account number account_number account_no bank account 支店 銀行 信用金庫 "
        "ゆうちょ 記号番号 通帳番号 貯金"
    ),
    "phone": (
        "電話番号 電話 携帯電話 携帯番号 携帯 tel fax phone mobile ファックス ファクス 内線 "
        "連絡先 直通 phone_number telephone 代表 緊急連絡先 でんわ けいたい cell ℡ 📞 お電話"
    ),
    "postal_code": "郵便番号 〒 郵便 zip postal postcode zip_code postal_code zipcode",
    "birth_date": (
        "生年月日 誕生日 生まれ 出生日 生年 birthday birth birthdate date of birth dob "
        "birth_date date_of_birth b-day お誕生日 出生"
    ),
    "age": "年齢 age 満",
    "employee_number": (
        "社員番号 社員id 社員no 社員コード 職員番号 従業員番号 従業員id 従業員コード 社番 "
        "employee_id employee id employee_no employee number emp_no 職員コード 学籍番号 "
        "スタッフid"
    ),
    "customer_number": (
        "顧客番号 顧客id 顧客コード 会員番号 会員id 会員no お客様番号 お客さま番号 "
        "契約者番号 契約番号 customer_id customer id customer number customer_no member_id "
        "member id 患者番号 患者id 診察券番号 カルテ番号 診察券 受験番号"
    ),
    "plate": (
        "ナンバープレート 車両番号 登録ナンバー 車のナンバー ナンバー 車番 number plate "
        "licence plate license plate"
    ),
    "none": (
        "注文番号 注文no 受注番号 発注番号 発注書 伝票番号 追跡番号 送り状番号 "
        "お問い合わせ番号 問い合わせ番号 管理番号 シリアル番号 シリアル serial 製造番号 型番 "
        "品番 図面番号 特許 実用新案 isbn issn jan janコード バーコード ロット番号 lot "
        "受付番号 整理番号 請求書番号 請求番号 見積番号 案件番号 チケット番号 order order "
        "number tracking number invoice ticket 商品コード 商品番号 部品番号 部番 製品番号 "
        "文献 doi バージョン version ver 品目コード 証券コード 予約番号 見積書 請求書 no. id "
        "注文 追跡 ロット 在庫 在庫数 数量 個数 件数 緯度 経度 port ポート pid uuid hash sha "
        "commit コミット timestamp エラーコード エラー 規格 iso jis 円 ドル 台 冊 論文番号 "
        "会議id ミーティングid 登録商標 商標登録 意匠登録 認証番号 許可番号 申請番号 承認番号"
    ),
}
# Words that contain another label but mean nothing of the kind.
_MORE_NONE = (
    "カードリーダー",
    "カードゲーム",
    "ポイントカード",
    "名刺カード",
    "idカード",
    "普通に",
    "普通の",
    "普通は",
    "支店長",
    "銀行員",
    "免許皆伝",
    "誕生日会",
    "card game",
    "dashboard",
    "cardboard",
)
_BY_PHRASE = (
    "my number",
    "driver's license no",
    "driver's license",
    "driver's licence",
    "license number",
    "licence number",
    "license no",
    "licence no",
    "driver license",
    "driving licence",
    "passport no",
    "residence card",
    "credit card",
    "card number",
    "card no",
    "account number",
    "bank account",
    "date of birth",
    "employee id",
    "employee number",
    "customer id",
    "customer number",
    "member id",
    "order number",
    "tracking number",
    "number plate",
    "licence plate",
    "license plate",
)


class Hit(NamedTuple):
    """Bound one label in a text and name the kind that it announces."""

    start: int
    end: int
    kind: str
    word: str


def _vocabulary() -> dict[str, str]:
    words: dict[str, str] = {}
    for kind, line in WORDS.items():
        for phrase in _BY_PHRASE:
            if phrase in line:
                words.setdefault(phrase, kind)
                line = line.replace(phrase, " ")
        for word in line.split():
            words.setdefault(word, kind)
    words.update(dict.fromkeys(_MORE_NONE, "none"))
    return words


_KIND_OF = _vocabulary()
_ORDER = tuple(_KIND_OF)
_MATCHER = ahocorasick_rs.AhoCorasick(_ORDER, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
_KINDS = tuple(_KIND_OF.values())
_ASCII = tuple(word.isascii() for word in _ORDER)


def find_labels(lower: str) -> Sequence[Hit]:
    """Give all label words of a folded, lower-cased text in order; they do not overlap.

    A word in Latin letters counts only where no Latin letter touches it.
    """
    hits = []
    for index, start, end in _MATCHER.find_matches_as_indexes(lower):
        if _ASCII[index] and (_latin(lower, start - 1) or _latin(lower, end)):
            continue
        hits.append(Hit(start, end, _KINDS[index], _ORDER[index]))
    return hits


def _latin(text: str, at: int) -> bool:
    return 0 <= at < len(text) and "a" <= text[at] <= "z"
