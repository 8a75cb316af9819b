"""What vendors say when they refuse, in their different shapes, becomes one error each."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.providers.errors import (
    BadReply,
    ContentRefused,
    ContextTooLong,
    KeyRefused,
    ModelUnknown,
    NoPermission,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
    ServerFault,
    TimedOut,
)
from nezuku.providers.refusals import (
    MAX_DETAIL,
    read_refusal,
    read_stream_refusal,
    safe_detail,
    seconds_to_wait,
)


def _openai(message: str, code: str | None = None, kind: str = "invalid_request_error") -> object:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        # OpenAI
        (401, _openai("Incorrect API key provided: sk-abc***xyz", "invalid_api_key"), KeyRefused),
        (404, _openai("The model `gpt-9` does not exist", "model_not_found"), ModelUnknown),
        (429, _openai("You exceeded your current quota", "insufficient_quota"), QuotaExhausted),
        (429, _openai("Rate limit reached", "rate_limit_exceeded", "tokens"), RateLimited),
        (400, _openai("maximum context length is 8192", "context_length_exceeded"), ContextTooLong),
        (400, _openai("Unsupported value: 'temperature'", "unsupported_value"), RequestRefused),
        (
            403,
            _openai("Country not supported", "unsupported_country"),
            NoPermission,
        ),
        # Azure
        (
            401,
            {"error": {"code": "401", "message": "Access denied: invalid key"}},
            KeyRefused,
        ),
        (
            404,
            {"error": {"code": "DeploymentNotFound", "message": "The API deployment for this..."}},
            ModelUnknown,
        ),
        (404, {"error": {"code": "404", "message": "Resource not found"}}, BadReply),
        (
            400,
            {
                "error": {
                    "code": "content_filter",
                    "message": "The response was filtered",
                    "innererror": {"code": "ResponsibleAIPolicyViolation"},
                }
            },
            ContentRefused,
        ),
        # Gemini: a list, and 400 for a wrong key
        (
            400,
            [
                {
                    "error": {
                        "code": 400,
                        "message": "API key not valid. Please pass a valid key.",
                    }
                }
            ],
            KeyRefused,
        ),
        (
            404,
            [{"error": {"code": 404, "message": "models/x is not found for API version v1main"}}],
            ModelUnknown,
        ),
        (429, [{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}], RateLimited),
        (
            400,
            [{"error": {"message": "The input token count exceeds the max"}}],
            ContextTooLong,
        ),
        # Claude
        (401, _openai("invalid x-api-key", None, "authentication_error"), KeyRefused),
        (400, _openai("Your credit balance is too low"), QuotaExhausted),
        (404, _openai("model: claude-9", None, "not_found_error"), ModelUnknown),
        (529, _openai("Overloaded", None, "overloaded_error"), Overloaded),
        (400, _openai("prompt is too long: 210000 tokens > 200000 maximum"), ContextTooLong),
        # Bedrock
        (403, {"message": "The security token included in the request is invalid."}, NoPermission),
        (400, {"message": "The provided model identifier is invalid."}, ModelUnknown),
        (400, {"error": {"message": "model 'x' isn't supported on this route"}}, RequestRefused),
        # Ollama, llama.cpp, vLLM, FastAPI
        (404, {"error": "model 'llama9' not found"}, ModelUnknown),
        (404, {"error": {"message": 'model "x" not found, try pulling it first'}}, ModelUnknown),
        (503, {"error": {"code": 503, "message": "Loading model"}}, Overloaded),
        (400, {"error": {"type": "exceed_context_size_error", "message": "x"}}, ContextTooLong),
        (
            404,
            {"object": "error", "message": "The model `x` does not exist."},
            ModelUnknown,
        ),
        (401, {"detail": "Unauthorized"}, KeyRefused),
        (404, {"detail": "Not Found"}, BadReply),
        # No shape at all
        (402, None, QuotaExhausted),
        (408, None, TimedOut),
        (413, None, ContextTooLong),
        (500, None, ServerFault),
        (502, None, ServerFault),
        (504, None, TimedOut),
        (418, None, RequestRefused),
    ],
)
def test_each_vendor_is_understood(status: int, said: object, kind: type[ProviderError]) -> None:
    body = b"<html>upstream</html>" if said is None else json.dumps(said).encode()
    error = read_refusal(status, body)
    assert type(error) is kind
    assert error.status == status


def test_a_page_with_the_word_model_is_not_an_unknown_model() -> None:
    assert type(read_refusal(404, b"<html>Our model range: not found</html>")) is BadReply


@given(st.integers(min_value=300, max_value=599), st.binary(max_size=200))
def test_no_answer_breaks_the_reading(status: int, body: bytes) -> None:
    assert isinstance(read_refusal(status, body), ProviderError)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["error", "message", "code", "detail"]), inner)
        ),
    )
)
def test_no_json_breaks_the_reading(said: object) -> None:
    body = json.dumps(said).encode()
    assert isinstance(read_refusal(400, body), ProviderError)
    read_stream_refusal(body)


@given(
    st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=12, max_size=60),
    st.text(max_size=40),
    st.text(max_size=40),
    st.integers(min_value=0, max_value=10),
    st.integers(min_value=0, max_value=10),
)
def test_no_part_of_a_key_is_left(
    key: str, before: str, after: str, cut_start: int, cut_end: int
) -> None:
    echoed = key[cut_start : len(key) - cut_end]
    shown = safe_detail(f"{before} Incorrect key '{echoed}' {after}", key)
    assert len(shown) <= MAX_DETAIL
    if len(echoed) >= 8:
        assert echoed not in shown


def test_a_key_that_stars_half_hide_is_hidden_whole() -> None:
    assert "proj" not in safe_detail("Incorrect API key provided: sk-proj-ab******yz12.")
    assert safe_detail("key sk-ant-api03-abcdefghijklmnop refused") == "key *** refused"


def test_details_are_one_short_printable_line() -> None:
    shown = safe_detail("a\x00b\n\r\n c\u202e" + "x" * 1000)
    assert shown.startswith("ab cx")
    assert len(shown) == MAX_DETAIL


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None),
     ("nan", None), ("inf", None), ("99999999", None)],
)  # fmt: skip
def test_the_time_to_wait_is_read(header: str, seconds: float | None) -> None:
    assert seconds_to_wait(header) == seconds


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"error": {"message": "x", "type": "server_error"}}, ServerFault),
        ({"error": {"message": "Rate limit reached", "type": "rate_limit_error"}}, RateLimited),
        ({"error": {"message": "x", "type": "overloaded_error"}}, Overloaded),
        ([{"error": {"code": 503, "message": "x", "status": "UNAVAILABLE"}}], Overloaded),
        ({"error": {"message": "filtered", "code": "content_filter"}}, ServerFault),
        ({"error": "boom"}, ServerFault),
    ],
)
def test_an_error_inside_a_stream_is_understood(said: object, kind: type[ProviderError]) -> None:
    assert type(read_stream_refusal(json.dumps(said).encode())) is kind


@pytest.mark.parametrize(
    "data",
    [
        b'{"choices":[{"delta":{"content":"\\"error\\""}}]}',
        b'{"error":null}',
        b"[DONE]",
        b'{"error"',
    ],
)
def test_an_ordinary_event_is_no_error(data: bytes) -> None:
    assert read_stream_refusal(data) is None
