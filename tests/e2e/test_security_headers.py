"""What every answer carries, what cookies are, and what ends when somebody's access ends.

Plain HTTP against a real server; what is delivered is read as it is delivered.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx2 as httpx
import pytest
from tests.contracts.permission_rows import rows
from tests.e2e.furnished import ERROR_PAGES, WHO, Furnished
from tests.e2e.instances import Instance
from tests.e2e.people import PASSWORD as PEOPLES_PASSWORD
from tests.e2e.people import PEOPLE
from tests.fake_model.server import FakeModel
from tests.world import PASSWORD

pytest_plugins = ["tests.e2e.furnished_server"]

#: Directives of the policy that a page must have; nothing may be added to them.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
EXACT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
EVIL = "evil.example.com"
#: A path on this server, and nothing that a browser reads as another host.
LOCAL = r"/(?![/\\\t])"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Inline(HTMLParser):
    """Finds code, style and foreign addresses in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._in_script = tag == "script"
        if tag in {"style", "iframe", "object", "embed", "base"}:
            self.found.append(f"<{tag}>")
        if tag == "script" and not names.get("src"):
            self.found.append("<script> without src")
        for name, value in attrs:
            if name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}:
                self.found.append(f"<{tag} {name}>")
            if name in {"src", "href", "action", "formaction", "poster"}:
                self._address(tag, name, value or "")

    def _address(self, tag: str, name: str, value: str) -> None:
        loads = tag not in {"a", "area"}
        if re.match(r"\s*(?:javascript|vbscript|data):", value, re.I):
            if not (tag == "link" and value.startswith("data:,")):
                self.found.append(f"<{tag} {name}={value[:40]}>")
        elif loads and re.match(r"\s*(?:[a-z]+:)?//", value, re.I):
            self.found.append(f"<{tag} {name}={value[:60]}>: from elsewhere")

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.found.append("code in <script>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def token_of(text: str) -> str:
    """The token of the first form of a page."""
    found = TOKEN.search(text)
    assert found, text[:300]
    return found.group(1)


def signed_in(base: str, email: str, password: str) -> httpx.Client:
    """A client with a session of its own."""
    client = httpx.Client(base_url=base, timeout=30)
    page = client.get("/people/sign-in/")
    values = {
        "csrfmiddlewaretoken": token_of(page.text),
        "email": email,
        "password": password,
    }
    answer = client.post("/people/sign-in/", data=values)
    assert answer.status_code == 302, answer.text[:300]
    return client


@pytest.fixture(scope="module")
def clients(furnished: Furnished) -> Iterator[dict[str, httpx.Client]]:
    """A client for everybody who opens pages."""
    base = furnished.instance.url
    found = {"out": httpx.Client(base_url=base, timeout=30)}
    for who in WHO[1:]:
        found[who] = signed_in(base, furnished.emails[who], PASSWORD)
    yield found
    for client in found.values():
        client.close()


def header_faults(answer: httpx.Response) -> list[str]:
    """What is missing or too generous in the headers of one answer."""
    policy = answer.headers.get("content-security-policy", "")
    said = {
        name: rest for name, _space, rest in (p.strip().partition(" ") for p in policy.split(";"))
    }
    found = [
        f"policy: {name} {said.get(name)}"
        for name, source in POLICY.items()
        if said.get(name) != source
    ]
    found += [f"policy says {word}" for word in ("unsafe", "*", "http:") if word in policy]
    found += [
        f"{name}: {answer.headers.get(name)}"
        for name, value in EXACT.items()
        if answer.headers.get(name) != value
    ]
    found += [f"tells {name}" for name in ("x-powered-by", "x-debug") if name in answer.headers]
    if answer.headers.get("content-type", "").startswith("text/html"):
        inline = Inline()
        inline.feed(answer.text)
        found += inline.found
    return found


@pytest.mark.parametrize("who", WHO[:4])
def test_every_answer_carries_the_headers(
    furnished: Furnished, clients: dict[str, httpx.Client], who: str
) -> None:
    """Pages, fragments, files and refusals alike; what one sees signed in is kept nowhere."""
    faults = []
    paths = {str(row): furnished.paths[row.key] for row in rows() if row.method == "GET"}
    for name, path in {**paths, **ERROR_PAGES}.items():
        with clients[who].stream("GET", path) as answer:
            if not answer.headers["content-type"].startswith("text/event-stream"):
                answer.read()
        faults += [f"{name} {answer.status_code}: {fault}" for fault in header_faults(answer)]
        kept = answer.headers.get("cache-control", "")
        if who != "out" and "no-store" not in kept and "web:" not in name:
            faults.append(f"{name}: may be kept ({kept or 'nothing said'})")
    assert not faults, "\n".join(faults)


def test_refusals_carry_them_too(furnished: Furnished, clients: dict[str, httpx.Client]) -> None:
    client, base = clients["member"], furnished.instance.url
    answers = [
        client.post("/people/account/", data={"name": "x"}),
        client.put("/people/account/"),
        client.get("/people/keys/%ff/"),
        client.get("/static/no-such-file.css"),
        client.get("/static/../../etc/passwd"),
        client.post("/chat/check/", headers={"accept": "application/json"}, data={}),
        httpx.get(base, headers={"host": EVIL}),
    ]
    for answer in answers:
        assert 400 <= answer.status_code < 500, answer.url
        assert not header_faults(answer), answer.url


def test_the_api_and_static_files_are_no_pages_for_a_browser(furnished: Furnished) -> None:
    base = furnished.instance.url
    for answer in (httpx.get(f"{base}/v1/models"), httpx.get(f"{base}/v1/nothing")):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
    page = httpx.get(f"{base}/people/sign-in/").text
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        answer = httpx.get(f"{base}{path}")
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers


def cookies_of(answer: httpx.Response) -> dict[str, str]:
    """The Set-Cookie lines by name, in small letters."""
    lines = answer.headers.get_list("set-cookie")
    return {line.partition("=")[0]: line.lower() for line in lines}


def test_the_session_cookie_changes_at_sign_in_and_no_script_reads_it(furnished: Furnished) -> None:
    base = furnished.instance.url
    with httpx.Client(base_url=base, cookies={"nezuku_session": "chosenbyanother"}) as client:
        page = client.get("/people/sign-in/")
        before = client.cookies.get("nezuku_csrf")
        values = {
            "csrfmiddlewaretoken": token_of(page.text),
            "email": furnished.emails["colleague"],
            "password": PASSWORD,
        }
        answer = client.post("/people/sign-in/", data=values)
        cookies = cookies_of(answer)
        assert "httponly" in cookies["nezuku_session"]
        assert "samesite=lax" in cookies["nezuku_session"]
        assert "path=/" in cookies["nezuku_session"]
        assert "domain=" not in cookies["nezuku_session"]
        assert "chosenbyanother" not in cookies["nezuku_session"]
        assert "samesite=lax" in cookies["nezuku_csrf"]
        assert before not in cookies["nezuku_csrf"]
    with httpx.Client(base_url=base, cookies={"nezuku_session": "chosenbyanother"}) as other:
        assert other.get("/").status_code == 302


def test_a_session_ends_on_the_server_when_one_signs_out(furnished: Furnished) -> None:
    client = signed_in(furnished.instance.url, furnished.emails["colleague"], PASSWORD)
    kept = client.cookies["nezuku_session"]
    token = token_of(client.get("/people/account/").text)
    client.post("/people/sign-out/", data={"csrfmiddlewaretoken": token})
    client.close()
    with httpx.Client(base_url=furnished.instance.url, cookies={"nezuku_session": kept}) as other:
        assert other.get("/people/account/").status_code == 302


@pytest.mark.parametrize(
    "wish",
    [
        f"https://{EVIL}/",
        f"//{EVIL}/",
        f"///{EVIL}/",
        f"/\\{EVIL}/",
        f"\\\\{EVIL}/",
        f"http:{EVIL}",
        f"/\t/{EVIL}",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_no_way_back_leads_elsewhere(furnished: Furnished, wish: str) -> None:
    base = furnished.instance.url
    with httpx.Client(base_url=base) as client:
        page = client.get("/people/sign-in/", params={"next": wish})
        for kept in re.findall(r'name="next" value="([^"]*)"', page.text):
            assert re.match(LOCAL, kept), kept
        token = token_of(page.text)
        values = {"csrfmiddlewaretoken": token, "next": wish}
        switched = client.post("/language/", data={**values, "language": "ja"})
        themed = client.post("/theme/", data={**values, "theme": "light"})
        entered = client.post(
            "/people/sign-in/",
            data={**values, "email": furnished.emails["colleague"], "password": PASSWORD},
        )
        back = client.get("/people/sign-in/", params={"next": wish})
    for answer in (switched, themed, entered, back):
        assert answer.status_code == 302
        assert re.match(LOCAL, answer.headers["location"]), answer.headers["location"]
        assert EVIL not in answer.headers["location"]


def test_another_host_name_is_refused_and_never_repeated(furnished: Furnished) -> None:
    base = furnished.instance.url
    assert httpx.get(f"{base}/people/sign-in/", headers={"host": EVIL}).status_code == 400
    for headers in (
        {"x-forwarded-host": EVIL},
        {"forwarded": f"host={EVIL}"},
        {"x-original-url": "/people/company/"},
        {"x-rewrite-url": "/people/company/"},
    ):
        answer = httpx.get(f"{base}/people/sign-in/", headers=headers)
        assert answer.status_code == 200
        assert EVIL not in answer.text


def test_behind_https_cookies_travel_by_https_alone(tmp_path: Path, fake: FakeModel) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    instance = Instance(
        data_dir=folder,
        fake_port=fake.port,
        extra_env={
            "NEZUKU_BASE_URL": "https://ai.example.co.jp",
            "NEZUKU_TRUSTED_PROXIES": "1",
        },
    )
    instance.start()
    try:
        headers = {
            "host": "ai.example.co.jp",
            "x-forwarded-proto": "https",
            "x-forwarded-for": "203.0.113.5",
        }
        link = re.search(r"https://ai\.example\.co\.jp(/setup/\S+)", instance.log)
        assert link, instance.log
        with httpx.Client(base_url=instance.url, headers=headers) as client:
            page = client.get(link.group(1))
            assert "secure" in cookies_of(page)["nezuku_csrf"]
            assert "max-age=" in page.headers["strict-transport-security"]
            token = token_of(page.text)
            values = {"csrfmiddlewaretoken": token}
            given = {"nezuku_csrf": page.cookies["nezuku_csrf"]}
            taken = httpx.post(
                f"{instance.url}{link.group(1)}",
                data=values,
                cookies=given,
                headers={**headers, "referer": "https://ai.example.co.jp/setup/"},
            )
            assert taken.status_code == 302, taken.text[:300]
            assert "secure" in cookies_of(taken)["nezuku_session"]
            stranger = httpx.post(
                f"{instance.url}{link.group(1)}",
                data=values,
                cookies=given,
                headers={**headers, "referer": f"https://{EVIL}/"},
            )
            assert stranger.status_code == 403
    finally:
        instance.stop()


def test_deactivation_ends_the_open_session_and_the_running_stream(own_server: Instance) -> None:
    leaver = signed_in(own_server.url, PEOPLE["leaver"][1], PEOPLES_PASSWORD)
    token = token_of(leaver.get("/chat/new/").text)
    thread = "0123456789abcdef" * 2
    asked = leaver.post(
        "/chat/ask/",
        data={
            "csrfmiddlewaretoken": token,
            "thread": thread,
            "text": "止まる話",
            "model": "fake-stall",
        },
        headers={"accept": "application/json"},
    )
    assert asked.status_code == 200, asked.text
    answer_id = asked.json()["answer"]
    begun, ended = threading.Event(), threading.Event()
    heard: list[str] = []

    def watch() -> None:
        with leaver.stream("GET", f"/chat/m/{answer_id}/stream/") as stream:
            assert stream.status_code == 200
            for line in stream.iter_lines():
                heard.append(line)
                if line.startswith("event: blocks"):
                    begun.set()
        ended.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert begun.wait(20), heard

    admin = signed_in(own_server.url, PEOPLE["admin"][1], PEOPLES_PASSWORD)
    path = f"/people/members/{own_server.facts['ids']['leaver']}/deactivate/"
    token = token_of(admin.get(path).text)
    assert admin.post(path, data={"csrfmiddlewaretoken": token}).status_code == 302
    admin.close()

    home = leaver.get("/")
    assert home.status_code == 302
    assert "/people/sign-in/" in home.headers["location"]
    refused = leaver.get(f"/chat/m/{answer_id}/stream/", headers={"accept": "text/event-stream"})
    assert refused.status_code in {302, 401}
    assert ended.wait(30), "the stream goes on"
    watcher.join()
    assert not any(line.startswith("event: done") for line in heard[-2:])
    leaver.close()
