"""What a person or a program gets when something goes wrong."""

from __future__ import annotations

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import NotFound, UserError
from nezuku.web import errors
from nezuku.web.requests import HEADER, RequestIdFilter


class Full(UserError):
    code = "full"
    status = 409
    sentence = _("%(name)sは満員です。")


def boom(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the server")


def full(_request: HttpRequest) -> HttpResponse:
    raise Full(name="A<b>")


def missing(_request: HttpRequest) -> HttpResponse:
    raise NotFound


def denied(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def huge(_request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


urlpatterns = [
    path("boom/", boom),
    path("full/", full),
    path("missing/", missing),
    path("denied/", denied),
    path("huge/", huge),
    path("", include("nezuku.config.urls")),
]
handler400 = "nezuku.web.errors.bad_request"
handler403 = "nezuku.web.errors.permission_denied"
handler404 = "nezuku.web.errors.page_not_found"
handler500 = "nezuku.web.errors.server_error"

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/full/", 409, "A&lt;b&gt;は満員です。"),
        ("/missing/", 404, "見つかりませんでした"),
        ("/nowhere/", 404, "ページが見つかりません"),
        ("/denied/", 403, "この操作はできません"),
        ("/huge/", 413, "送信できる大きさを超えています"),
    ],
)
def test_an_error_is_a_page_with_a_way_on(
    member: Client, address: str, status: int, words: str
) -> None:
    response = member.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert 'href="/"' in page


def test_a_program_gets_code_and_message(member: Client) -> None:
    response = member.get("/full/", headers={"accept": "application/json"})
    assert response.status_code == 409
    assert response.json() == {"code": "full", "message": "A<b>は満員です。"}


def test_htmx_gets_a_message_for_the_corner(member: Client) -> None:
    response = member.get("/full/", headers={"hx-request": "true"})
    page = response.content.decode()
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#messages"
    assert "<html" not in page
    assert "A&lt;b&gt;は満員です。" in page


def test_a_fault_of_ours_shows_an_id_and_no_inside(
    member: Client, caplog: pytest.LogCaptureFixture
) -> None:
    member.raise_request_exception = False
    response = member.get("/boom/")
    page = response.content.decode()
    assert response.status_code == 500
    assert re.fullmatch("[0-9a-f]{12}", response.headers[HEADER])
    assert response.headers[HEADER] in page
    assert "secret" not in page


def test_a_fault_of_ours_needs_no_database(client: Client) -> None:
    # No `db` fixture: any query would fail here.
    response = errors.server_error(RequestFactory().get("/x/"))
    assert response.status_code == 500
    assert "サーバーで問題が起きました" in response.content.decode()


def test_a_broken_error_page_still_says_something(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object) -> str:
        raise ValueError("no manifest")

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.server_error(RequestFactory().get("/x/"))
    assert response.status_code == 500
    assert "サーバーで問題が起きました" in response.content.decode()


def test_a_form_that_has_run_out_says_that_nothing_was_changed(company: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "データは変更されていません" in response.content.decode()


def test_an_id_from_outside_is_not_taken_over(member: Client) -> None:
    response = member.get("/", headers={"x-request-id": "forged"})
    assert response.headers[HEADER] != "forged"


def test_two_requests_have_two_ids(member: Client) -> None:
    assert member.get("/").headers[HEADER] != member.get("/").headers[HEADER]


def test_every_log_line_can_name_the_request() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "words", None, None)
    assert RequestIdFilter().filter(record)
    assert record.request_id == "-"  # type: ignore[attr-defined]


@override_settings(DEBUG=False)
def test_errors_speak_the_language_of_the_person(member: Client) -> None:
    member.post("/language/", {"language": "en"})
    assert "Page not found" in member.get("/nowhere/").content.decode()
