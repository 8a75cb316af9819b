"""People and companies: titles, labels, legal forms, ordinary words that are nobody."""

from __future__ import annotations

import pytest

from nezuku.guard import Decision, Guard

GUARD = Guard()


def found(text: str, *kinds: str) -> list[str]:
    """Give the surfaces of some kinds."""
    return [f.text for f in GUARD.inspect(text).findings if f.kind in kinds]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("佐藤太郎様", ["佐藤太郎"]),
        ("営業部の田中さんに連絡", ["田中"]),
        ("氏名：山田　花子", ["山田　花子"]),
        ("担当：鈴木", ["鈴木"]),
        ("高橋課長と渡辺係長が出席", ["高橋", "渡辺"]),
        ("名義 TARO YAMADA", ["TARO YAMADA"]),
        ("グエン・ヴァン・アンさん", ["グエン・ヴァン・アン"]),
        ("口座名義：ヤマダ タロウ", ["ヤマダ タロウ"]),
    ],
)
def test_people_are_found(text: str, names: list[str]) -> None:
    assert found(text, "person") == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("株式会社見本商事で働く", ["株式会社見本商事"]),
        ("見本製作所株式会社 御中", ["見本製作所株式会社"]),
        ("㈱サンプル電機の件", ["㈱サンプル電機"]),
        ("(有)例示工務店へ", ["(有)例示工務店"]),
        ("Sample Works Inc. より", ["Sample Works Inc."]),
    ],
)
def test_companies_are_found(text: str, names: list[str]) -> None:
    assert found(text, "company", "organization") == names


@pytest.mark.parametrize(
    "text",
    [
        "お客様各位、皆様、神様、王様。多様な仕様と同様の模様について。",
        "林の中で森の泉を見つけ、東の谷から西の原へ歩いた。",
        "部長、課長、係長の役割の違いを教えてください。",
        "株式会社と合同会社の違いを説明してください。",
        "この表をJSONに変換して、AWSに置いてください。",
        "弊社の担当者から御社のご担当者様へご連絡します。",
    ],
)
def test_ordinary_words_are_nobody(text: str) -> None:
    assert not found(text, "person", "company", "organization")


def test_a_surname_alone_is_found_after_the_full_name() -> None:
    text = "鈴木花子が欠席です。\n今後は鈴木に代わり私が対応します。"
    assert found(text, "person") == ["鈴木花子", "鈴木"]


@pytest.mark.parametrize(
    "text",
    [
        "長野工場の生産計画をまとめてください。",
        "ネジは在庫があります。",
        "AI推進委員会の議事録を要約してください。",
        "丁寧に来週の清掃の資料を要約してください。",
    ],
)
def test_sites_parts_and_bodies_of_every_company_are_nobody(text: str) -> None:
    assert GUARD.inspect(text).decision is Decision.ALLOW


@pytest.mark.parametrize("text", ["千葉さんに連絡", "ネジさんに連絡", "長野工場長に連絡"])
def test_a_title_makes_a_person_of_them(text: str) -> None:
    assert GUARD.inspect(text).findings[0].kind == "person"
