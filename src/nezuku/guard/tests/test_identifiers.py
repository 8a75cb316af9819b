"""Numbers of people: every notation, labels on both sides, look-alikes that are nobody's."""

from __future__ import annotations

import pytest

from nezuku.guard import Guard
from nezuku.guard.detectors import bank_account, corporate_number, credit_card, my_number

GUARD = Guard()


def kinds(text: str) -> dict[str, str]:
    """Give surface -> kind of everything found."""
    return {f.text: f.kind for f in GUARD.inspect(text).findings}


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("マイナンバーは1234 5678 9018です", "1234 5678 9018", "my_number"),
        ("個人番号：１２３４－５６７８－９０１８", "１２３４－５６７８－９０１８", "my_number"),
        ("123456789018（マイナンバー）", "123456789018", "my_number"),
        ("一二三四五六七八九〇一八が私の個人番号です", "一二三四五六七八九〇一八", "my_number"),
        ("登録番号：T7000012050002", "T7000012050002", "corporate_number"),
        ("基礎年金番号 1234-567890", "1234-567890", "pension_number"),
        ("免許証番号：第301234567890号", "第301234567890号", "drivers_licence"),
        ("TR1234567がパスポートの番号です", "TR1234567", "passport"),
        ("在留カード AB12345678CD", "AB12345678CD", "residence_card"),
        ("住民票コード：12345678901", "12345678901", "resident_code"),
        ("介護保険被保険者番号 0000123456", "0000123456", "care_insurance"),
        ("雇用保険番号 1234-567890-1", "1234-567890-1", "employment_insurance"),
        ("健康保険証 記号 12 番号 3456", "記号 12 番号 3456", "health_insurance"),
        ("カード番号は4111 1111 1111 1111", "4111 1111 1111 1111", "credit_card"),
        ("4111-1111-1111-1111で払いました", "4111-1111-1111-1111", "credit_card"),
        ("3782 822463 10005", "3782 822463 10005", "credit_card"),
        ("普通預金 口座番号 1234567", "1234567", "bank_account"),
        ("社員番号：A-1234", "A-1234", "employee_number"),
        ("会員番号は98-76543です", "98-76543", "customer_number"),
        ("品川 300 あ 12-34", "品川 300 あ 12-34", "plate"),
        ("接続元 203.0.113.5", "203.0.113.5", "ip_address"),
        ("00:00:5E:00:53:01", "00:00:5E:00:53:01", "mac_address"),
    ],
)
def test_a_number_is_found_with_its_kind(text: str, surface: str, kind: str) -> None:
    assert kinds(text).get(surface) == kind


@pytest.mark.parametrize(
    "text",
    [
        "シリアル番号：4111111111111111",
        "注文番号 123456789018 の荷物",
        "特許第1234567号と実用新案登録第123456号",
        "全部で123456789018円です",
        "図面番号1234-5678-9018を参照",
        "バージョン 2.10.15.3 に更新",
        "範囲は192.168.0.0/16です",
        "コミット 27adf305452173cf9f4cc3069d52bc67a56a95ad",
    ],
)
def test_a_number_of_a_thing_is_nobodys(text: str) -> None:
    strict = {f.text for f in GUARD.inspect(text).findings if f.level >= 2 and f.kind != "money"}
    assert not strict


def test_a_header_far_above_names_the_cells() -> None:
    names = ("佐藤太郎", "鈴木 花子", "高橋健")
    rows = "\n".join(f"{names[i % 3]}\t1234567890{i:02d}\t98765{i:02d}" for i in range(10, 60))
    found = GUARD.inspect(f"氏名\t個人番号\t口座番号\n{rows}").findings
    assert sum(f.kind == "my_number" for f in found) == 50
    assert sum(f.kind == "bank_account" for f in found) == 50
    assert sum(f.kind == "person" for f in found) == 50


def test_a_wrong_check_digit_under_a_clear_label_is_still_kept_in() -> None:
    assert kinds("マイナンバー：123456789012")["123456789012"] == "my_number"


def test_check_digits_follow_the_published_rules() -> None:
    assert my_number.check("983205673214")
    assert my_number.check("379474484458")
    assert not my_number.check("983205673215")
    assert corporate_number.check("7123456789012")
    assert corporate_number.check("T7010705000725")
    assert not corporate_number.check("1123456789012")
    assert credit_card.check("4111111111111111")
    assert not credit_card.check("4111111111111112")
    assert not credit_card.check("9111111111111111")
    assert not bank_account.check_yucho("12345")
