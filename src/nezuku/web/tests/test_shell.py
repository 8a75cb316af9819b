"""The frame of every page: navigation, language, theme, service worker."""

from __future__ import annotations

import json

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nezuku.web.context import current_url


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_home_names_the_company_and_the_person(member: Client) -> None:
    page = text(member.get("/"))
    assert "株式会社みどり製作所" in page
    assert "鈴木 一郎" in page


def test_the_page_one_is_on_is_marked_once(member: Client) -> None:
    page = text(member.get("/"))
    assert page.count('aria-current="page"') == 1


def test_who_is_not_signed_in_is_sent_to_sign_in(member: Client) -> None:
    response = Client().get("/")
    assert response.status_code == 302
    assert "next=/" in response.headers["Location"]


def test_the_theme_is_applied_by_the_server(member: Client) -> None:
    assert 'data-theme="system"' in text(member.get("/"))
    response = member.post("/theme/", {"theme": "dark", "next": "/"})
    assert response.headers["Location"] == "/"
    assert 'data-theme="dark"' in text(member.get("/"))


def test_a_strange_theme_is_not_kept(member: Client) -> None:
    member.post("/theme/", {"theme": '"><script>', "next": "/"})
    assert 'data-theme="system"' in text(member.get("/"))


def test_a_member_keeps_the_language_on_every_device(member: Client) -> None:
    assert '<html lang="ja"' in text(member.get("/"))
    member.post("/language/", {"language": "en", "next": "/"})
    del member.cookies["nezuku_language"]
    page = text(member.get("/"))
    assert '<html lang="en"' in page
    assert "What to do next" in page


def test_the_switches_never_lead_to_another_site(member: Client) -> None:
    for address in ("/theme/", "/language/"):
        response = member.post(address, {"next": "https://evil.example/"})
        assert response.headers["Location"] == "/"


def test_the_switches_change_nothing_by_a_link(member: Client) -> None:
    assert member.get("/theme/?theme=dark").status_code == 405
    assert member.get("/language/?language=en").status_code == 405


def test_the_switches_need_the_token_of_the_form(member: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = member.cookies
    assert strict.post("/theme/", {"theme": "dark"}).status_code == 403


def test_the_gallery_is_for_administrators(admin: Client, member: Client) -> None:
    assert admin.get("/gallery/").status_code == 200
    assert member.get("/gallery/").status_code == 403


def test_the_gallery_draws_in_both_languages(admin: Client) -> None:
    assert "送信しない" in text(admin.get("/gallery/"))
    admin.post("/language/", {"language": "en"})
    page = text(admin.get("/gallery/?sort=work&page=3&toast=1"))
    assert "Your changes have been saved." in page
    assert "41 to 60 of 95" in page
    assert "?sort=-work" in page


def test_the_worker_covers_the_site_and_keeps_only_the_offline_page(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.headers["Service-Worker-Allowed"] == "/"
    first = text(response).splitlines()[0]
    kept = json.loads(first.split("=", 1)[1].strip(" ;"))
    assert kept[0] == "/offline/"
    assert all(path.startswith("/static/web/css/") for path in kept[1:])


def test_the_offline_page_holds_nothing_of_anybody(member: Client) -> None:
    page = text(member.get("/offline/"))
    assert "鈴木" not in page
    assert "みどり製作所" not in page
    assert "csrf" not in page.lower()


def test_the_manifest_names_the_product(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert response.json()["name"] == "Nezuku"


URLS = st.lists(
    st.lists(st.sampled_from(["a", "b", "cd"]), max_size=3).map(
        lambda parts: "/" + "".join(f"{part}/" for part in parts)
    ),
    max_size=5,
)


@given(URLS, URLS.filter(bool).map(lambda urls: urls[0]))
def test_the_current_page_is_the_longest_start_of_the_address(urls: list[str], path: str) -> None:
    found = current_url(urls, path)
    fitting = {url for url in urls if url == path or (url != "/" and path.startswith(url))}
    assert (found in fitting) if fitting else (found == "")
    assert all(len(url) <= len(found) for url in fitting)
