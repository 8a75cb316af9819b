"""The dictionary's pages: single terms, lists in and out, hostile files."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nezuku.foundation.kit import clock
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people.cast import Person, World
from nezuku.foundation.people.models import Member
from nezuku.foundation.policy import actions
from nezuku.foundation.policy.models import Term
from nezuku.foundation.policy.queries import TERM_KINDS

BrowserOf = Callable[[Person], Client]


@pytest.fixture
def lead(world: World, browser_of: BrowserOf) -> Client:
    return browser_of(world.lead)


def upload(browser: Client, content: bytes, name: str = "list.csv") -> tuple[str, str]:
    """What came of an upload: the address of the preview, or the page with the reason."""
    response = browser.post(
        reverse("safety:import_terms"),
        {"file": SimpleUploadedFile(name, content), "kind": "client", "level": "2"},
    )
    if response.status_code == 302:
        return response["Location"], ""
    return "", response.content.decode()


def test_a_term_is_added_changed_and_removed(lead: Client) -> None:
    assert "まだ用語がありません" in lead.get(reverse("safety:dictionary")).content.decode()
    added = lead.post(
        reverse("safety:add_term"),
        {"text": "ねこじゃらし商事", "kind": "client", "level": "2", "aliases": "NJS\nねこ商事"},
    )
    assert added.status_code == 302
    term = Term.objects.get()
    assert term.aliases == ["NJS", "ねこ商事"]
    page = lead.get(reverse("safety:term", args=[term.pk])).content.decode()
    assert "NJS\nねこ商事" in page
    lead.post(
        reverse("safety:term", args=[term.pk]),
        {"text": "ねこじゃらし計画", "kind": "project", "level": "3", "aliases": ""},
    )
    term.refresh_from_db()
    assert (term.text, term.kind, term.level, term.aliases) == (
        "ねこじゃらし計画",
        "project",
        3,
        [],
    )
    lead.get(reverse("safety:remove_term", args=[term.pk]))
    assert Term.objects.exists()
    lead.post(reverse("safety:remove_term", args=[term.pk]))
    assert not Term.objects.exists()


def test_a_refused_term_keeps_the_form_and_says_why(lead: Client) -> None:
    page = lead.post(
        reverse("safety:add_term"), {"text": "お客様", "kind": "client", "level": "2"}
    ).content.decode()
    assert "日常の言葉のため" in page
    assert 'value="お客様"' in page


def test_the_list_is_searched_and_paged(lead: Client, world: World) -> None:
    for number in range(60):
        actions.add_term(
            actor=world.lead.actor(), now=clock.now(), text=f"案件第{number:03}号", kind="project"
        )
    first = lead.get(reverse("safety:dictionary")).content.decode()
    assert first.count("<tr>") == 51
    assert 'rel="next"' in first
    found = lead.get(reverse("safety:dictionary"), {"q": "第０４２"}).content.decode()
    assert "案件第042号" in found
    assert "案件第041号" not in found
    none = lead.get(reverse("safety:dictionary"), {"q": "ない言葉"}).content.decode()
    assert "条件に合う用語がありません" in none
    strange = lead.get(reverse("safety:dictionary"), {"after": "%%%", "level": "9", "kind": "x"})
    assert strange.status_code == 200


def test_a_list_is_previewed_then_imported(lead: Client) -> None:
    text = "顧客名,略称\n株式会社ねこじゃらし商事,NJS\n会社,\nA,\n㈱ねこじゃらし商事,\n"
    url, _page = upload(lead, text.encode("cp932"))
    preview = lead.get(url).content.decode()
    assert "株式会社ねこじゃらし商事" in preview
    assert "日常の言葉のため" in preview
    assert "同じ用語が前の行にあります" in preview
    assert not Term.objects.exists()
    assert lead.post(url, {"step": "apply"}).status_code == 302
    assert Term.objects.get().aliases == ["NJS"]
    assert lead.get(url).status_code == 404


def test_a_list_can_be_left_alone(lead: Client) -> None:
    url, _page = upload(lead, "顧客名\nねこじゃらし商事\n".encode())
    lead.post(url, {"step": "discard"})
    assert not Term.objects.exists()
    assert lead.get(url).status_code == 404


def test_somebody_elses_upload_cannot_be_seen(
    lead: Client, world: World, browser_of: BrowserOf
) -> None:
    url, _page = upload(lead, "顧客名\nねこじゃらし商事\n".encode())
    assert browser_of(world.admin).get(url).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.csv", ""),
        (b"\x00\x01\x02\xff\xfe" * 50, "binary.csv", ""),
        (b"x,y\n1,2\n", "strange.csv", "用語の列が見つかりません"),
        (b"PK\x03\x04broken", "broken.xlsx", ""),
        (b"%PDF-1.7", "list.pdf", ""),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(
    lead: Client, content: bytes, name: str, words: str
) -> None:
    url, page = upload(lead, content, name)
    assert not url
    assert 'role="alert"' in page
    assert words in page


def test_formula_text_comes_out_harmless(lead: Client, world: World) -> None:
    text = '用語\n"=HYPERLINK(""http://example.com"",""x"")"\n'.encode()
    url, _page = upload(lead, text)
    lead.post(url, {"step": "apply"})
    for encoding in ("", "cp932"):
        exported = lead.get(reverse("safety:export_terms"), {"encoding": encoding})
        assert b"\n=" not in exported.content
        assert b"'=HYPERLINK" in exported.content
        assert "attachment" in exported["Content-Disposition"]
    assert AuditEvent.objects.filter(kind="policy.terms_exported").count() == 2


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_export_can_be_imported_again(lead: Client, world: World, language: str) -> None:
    for kind, _label in TERM_KINDS:
        actions.add_term(
            actor=world.lead.actor(),
            now=clock.now(),
            text="ねこじゃらし商事",
            kind=kind,
            level=3,
            aliases=["NJS", "ねこ商事"],
        )
    lead.cookies["nezuku_language"] = language
    Member.objects.update(locale=language)
    exported = lead.get(reverse("safety:export_terms")).content
    assert ("用語" in exported.decode()) == (language == "ja")
    url, _page = upload(lead, BytesIO(exported).getvalue())
    preview = lead.get(url).content.decode()
    assert 'value="discard"' in preview
    assert 'value="apply"' not in preview


def test_a_term_is_escaped_wherever_it_stands(lead: Client, world: World) -> None:
    actions.add_term(
        actor=world.lead.actor(), now=clock.now(), text="<img src=x onerror=alert(1)>社"
    )
    page = lead.get(reverse("safety:dictionary")).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_list_takes_few_queries(
    lead: Client, world: World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    Term.objects.bulk_create(
        Term(text=f"語{i}", folded=f"語{i:05}", searched="", kind="client", added_at=clock.now())
        for i in range(2_000)
    )
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        lead.get(reverse("safety:dictionary"), {"q": "0001"})
