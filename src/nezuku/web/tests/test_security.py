"""The headers of every answer."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, RequestFactory

from nezuku.web.security import CONTENT_SECURITY_POLICY, SecurityHeadersMiddleware


@pytest.mark.parametrize("address", ["/", "/offline/", "/sw.js", "/nowhere/", "/theme/"])
def test_every_answer_carries_the_policy(member: Client, address: str) -> None:
    response = member.get(address)
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_the_policy_allows_no_code_in_the_page() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_nobody_keeps_a_copy_of_what_a_person_saw(member: Client) -> None:
    assert member.get("/").headers["Cache-Control"] == "no-store"


def test_a_view_may_be_stricter() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == "sandbox"  # type: ignore[union-attr]


async def test_the_headers_are_there_on_the_asynchronous_way() -> None:
    async def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answer = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    response = await answer  # type: ignore[misc]
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.django_db(transaction=True)
async def test_a_page_over_asgi_has_id_and_policy() -> None:
    response = await AsyncClient().get("/manifest.webmanifest")
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert len(response.headers["X-Request-ID"]) == 12
