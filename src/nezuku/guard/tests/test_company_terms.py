"""The company's own dictionary: every way a term is written, and storing it."""

from __future__ import annotations

import pytest

from nezuku.guard import Dictionary, DictionaryError, Guard, Term

TERMS = [
    Term("株式会社アオゾラ・テクノ", "client"),
    Term("プロジェクト銀河", "project", 3, aliases=("GNG-7", "ぎんがけいかく")),
    Term("Falcon X", "product"),
]
GUARD = Guard(dictionary=Dictionary.build(TERMS))


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("アオゾラテクノ様", "アオゾラテクノ", "client"),
        ("㈱アオゾラ・テクノの件", "㈱アオゾラ・テクノ", "client"),
        ("ｱｵｿﾞﾗﾃｸﾉ(株)へ", "ｱｵｿﾞﾗﾃｸﾉ(株)", "client"),
        ("あおぞらてくのさん", "あおぞらてくの", "client"),
        ("プロジェクト 銀河の進捗", "プロジェクト 銀河", "project"),
        ("ｇｎｇ７を開始", "ｇｎｇ７", "project"),
        ("ギンガケイカク始動", "ギンガケイカク", "project"),
        ("falconxの価格", "falconx", "product"),
    ],
)
def test_a_term_is_found_however_it_is_written(text: str, surface: str, kind: str) -> None:
    found = [f for f in GUARD.inspect(text).findings if f.reason.code == "own_term"]
    assert [(f.text, f.kind) for f in found] == [(surface, kind)]


def test_a_term_inside_another_word_is_not_found() -> None:
    assert not [f for f in GUARD.inspect("Falcon Xylophone").findings if f.kind == "product"]


def test_a_term_brings_its_own_class() -> None:
    assert GUARD.inspect("プロジェクト銀河").level == 3


def test_a_stored_dictionary_is_the_same() -> None:
    built = Dictionary.build(TERMS)
    again = Dictionary.from_bytes(built.to_bytes())
    assert again.version == built.version
    assert (
        Guard(dictionary=again).inspect("GNG-7").findings
        == Guard(dictionary=built).inspect("GNG-7").findings
    )


@pytest.mark.parametrize("data", [b"", b"nzd1", b"nzd1xyz", b"other"])
def test_bytes_that_are_no_dictionary_are_refused(data: bytes) -> None:
    with pytest.raises(DictionaryError, match="dictionary_unreadable"):
        Dictionary.from_bytes(data)


@pytest.mark.parametrize(
    ("term", "code"),
    [
        (Term("あ"), "dictionary_term_too_short"),
        (Term("語句", "nothing"), "dictionary_unknown_kind"),
        (Term("語句", level=1 + 8), "dictionary_bad_level"),
    ],
)
def test_a_term_that_cannot_be_meant_is_refused(term: Term, code: str) -> None:
    with pytest.raises(DictionaryError) as refused:
        Dictionary.build([term])
    assert refused.value.code == code


def _numbered(count: int) -> list[Term]:
    return [Term(f"見本{number:05}商会", "client") for number in range(count)]


def test_a_large_dictionary_finds_the_longest_term_across_its_parts() -> None:
    terms = [
        *_numbered(25_000),
        Term("見本00001商会東店", "project", 3),
        Term("00001商会", "product"),
    ]
    dictionary = Dictionary.build(terms)
    found = list(dictionary.find("本日は見本00001商会東店と見本24999商会へ"))
    assert [(c.start, c.end, c.kind) for c in found] == [(3, 14, "project"), (15, 24, "client")]
    assert len(dictionary) == 25_002


def test_a_changed_dictionary_is_the_same_as_one_made_anew() -> None:
    before = Dictionary.build(_numbered(25_000))
    terms = [*_numbered(25_000)[1:], Term("新しい取引先", "client", 3)]
    changed, anew = Dictionary.build(terms, before), Dictionary.build(terms)
    assert changed.version == anew.version
    assert changed.to_bytes() == anew.to_bytes()
    text = "見本00000商会、見本12345商会、新しい取引先"
    assert list(changed.find(text)) == list(anew.find(text))
    assert len(list(changed.find(text))) == 2
    again = Dictionary.from_bytes(changed.to_bytes(), before)
    assert list(again.find(text)) == list(anew.find(text))
