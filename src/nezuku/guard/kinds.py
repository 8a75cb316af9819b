"""The kinds of thing that the guard finds. Owns their names, placeholder words and classes.

It does not say how a kind is found (``detectors/``) nor what happens to it (``policy``).
Levels follow the three classes of the product: 1 open, 2 inside the company, 3 never leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe one kind: its key, the word in its placeholder, its class, an example.

    ``alias`` is the English word under which a translated placeholder comes back.
    """

    key: str
    placeholder: str
    default_level: int
    example: str
    alias: str


_ALL = (
    Kind("person", "氏名", 2, "山田 太郎", "Name"),
    Kind("company", "会社", 2, "株式会社サンプル商事", "Company"),
    Kind("organization", "団体", 2, "見本市立病院", "Organization"),
    Kind("department", "部署", 1, "営業第二課", "Department"),
    Kind("place", "地名", 1, "神奈川県", "Place"),
    Kind("address", "住所", 2, "東京都千代田区見本町1-2-3", "Address"),
    Kind("postal_code", "郵便番号", 2, "〒100-0000", "PostalCode"),
    Kind("phone", "電話", 2, "03-0000-0000", "Phone"),
    Kind("email", "メール", 2, "taro@example.co.jp", "Email"),
    Kind("birth_date", "生年月日", 2, "昭和55年4月1日生", "BirthDate"),
    Kind("age", "年齢", 1, "45歳", "Age"),
    Kind("money", "金額", 2, "見積額 1,200,000円", "Amount"),
    Kind("price", "価格", 1, "1,200円", "Price"),
    Kind("my_number", "個人番号", 3, "123456789018", "MyNumber"),
    Kind("corporate_number", "法人番号", 1, "T7000012050002", "CorporateNumber"),
    Kind("pension_number", "基礎年金番号", 3, "1234-567890", "PensionNumber"),
    Kind("health_insurance", "保険証番号", 3, "記号 12 番号 3456", "InsuranceNumber"),
    Kind("care_insurance", "介護保険番号", 3, "0000123456", "CareInsuranceNumber"),
    Kind("employment_insurance", "雇用保険番号", 3, "1234-567890-1", "EmploymentInsuranceNumber"),
    Kind("drivers_licence", "免許証番号", 3, "301234567890", "LicenceNumber"),
    Kind("passport", "旅券番号", 3, "TR1234567", "PassportNumber"),
    Kind("residence_card", "在留カード番号", 3, "AB12345678CD", "ResidenceCardNumber"),
    Kind("resident_code", "住民票コード", 3, "12345678901", "ResidentCode"),
    Kind("credit_card", "カード番号", 3, "4111 1111 1111 1111", "CardNumber"),
    Kind("bank_account", "口座番号", 3, "普通 1234567", "AccountNumber"),
    Kind("plate", "車両番号", 2, "品川 300 あ 12-34", "PlateNumber"),
    Kind("ip_address", "IPアドレス", 2, "203.0.113.5", "IPAddress"),
    Kind("mac_address", "MACアドレス", 2, "00:00:5E:00:53:01", "MACAddress"),
    Kind("employee_number", "社員番号", 2, "社員番号 A-1234", "EmployeeNumber"),
    Kind("customer_number", "顧客番号", 2, "会員番号 123456", "CustomerNumber"),
    Kind("api_key", "APIキー", 3, "AKIAIOSFODNN7EXAMPLE", "ApiKey"),
    Kind("private_key", "秘密鍵", 3, "-----BEGIN PRIVATE KEY-----", "PrivateKey"),
    Kind("password", "パスワード", 3, "パスワード：********", "Password"),
    Kind("connection_string", "接続文字列", 3, "postgres://user:****@db/", "ConnectionString"),
    Kind("confidential_label", "秘密表示", 2, "社外秘", "Label"),
    Kind("strict_label", "極秘表示", 3, "極秘", "StrictLabel"),
    Kind("health", "健康情報", 3, "病歴、健診結果", "Health"),
    Kind("personnel", "人事情報", 2, "人事評価、懲戒", "Personnel"),
    Kind("company_term", "社内用語", 2, "社内だけの呼び名", "Term"),
    Kind("client", "取引先", 2, "登録した取引先の名前", "Client"),
    Kind("project", "案件", 2, "登録した案件の名前", "Project"),
    Kind("product", "製品", 2, "発売前の製品の名前", "Product"),
    Kind("own_pattern", "社内番号", 2, "会社が決めた形の番号", "Number"),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.key: kind for kind in _ALL})

#: Kinds that describe the whole text. They raise its class and are never replaced.
SIGNAL_KINDS = frozenset({"confidential_label", "strict_label", "health", "personnel"})
