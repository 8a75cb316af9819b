"""What a person sees when something goes wrong: what happened, what is lost, what to do next.

Owns the error pages and the way in which a UserError becomes an answer: a page for a browser, a
message in the corner for htmx, `{code, message}` for a program. The errors themselves live
beside the code that raises them. Django calls its handlers with `exception`, used or not.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nezuku.foundation.kit.errors import UserError
from nezuku.web.requests import current_request_id

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One error as a page tells it. `code` is for programs; `request_id` for whoever helps."""

    status: int
    code: str
    title: str | Promise
    sentence: str | Promise
    advice: str | Promise = ""
    request_id: str = ""


class UserErrorMiddleware(MiddlewareMixin):
    """This will turn a UserError, and an upload that is too big, into an answer."""

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """The answer, or None for what is not a UserError: Django's handlers come next."""
        if isinstance(exception, UserError):
            return user_error(request, exception)
        if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
            return too_large(request)
        return None


def user_error(request: HttpRequest, error: UserError) -> HttpResponse:
    """The answer to a request that could not be done, with the error's own sentence and status."""
    titles = {
        401: _("サインインが必要です"),
        403: _("この操作はできません"),
        404: _("ページが見つかりません"),
        409: _("ほかの変更と重なりました"),
        413: _("送信できる大きさを超えています"),
        429: _("しばらく待ってから、もう一度お試しください"),
    }
    title = titles.get(error.status, _("処理できませんでした"))
    return answer(request, Trouble(error.status, error.code, title, error.text))


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself could not be understood."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return answer(
        request,
        Trouble(
            400,
            "bad_request",
            _("リクエストを読み取れませんでした"),
            _("送られた内容が途中で欠けたか、アドレスが正しくない可能性があります。"),
            _("前の画面に戻り、もう一度操作してください。データは変更されていません。"),
        ),
    )


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: the person may not do that."""
    return answer(
        request,
        Trouble(
            403,
            "forbidden",
            _("この操作はできません"),
            _("この画面を開く権限がないか、権限が変更されました。データは変更されていません。"),
            _("必要な場合は、社内の管理者に権限の付与を依頼してください。"),
        ),
    )


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing is there, or nothing that this person may see."""
    return answer(
        request,
        Trouble(
            404,
            "not_found",
            _("ページが見つかりません"),
            _("削除されたか、アドレスが変わったか、閲覧する権限がない可能性があります。"),
            _("アドレスを確認するか、ホームから探してください。"),
        ),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than is taken."""
    return answer(
        request,
        Trouble(
            413,
            "too_large",
            _("送信できる大きさを超えています"),
            _("送られたファイルまたは文章が大きすぎるため、受け取りませんでした。"),
            _("前の画面に戻り、ファイルを分けるか、必要な部分だけにして送ってください。"),
        ),
    )


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """429: too many tries in a short time."""
    return answer(
        request,
        Trouble(
            429,
            "too_many_requests",
            _("しばらく待ってから、もう一度お試しください"),
            _("短い時間に操作が集中したため、受け付けを止めています。"),
            _("1分ほど待ってから、同じ操作をもう一度してください。データは失われていません。"),
        ),
    )


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose protection has run out or whose page came from elsewhere."""
    log.warning("a form was refused: %s", reason)
    return answer(
        request,
        Trouble(
            403,
            "csrf",
            _("画面の有効期限が切れました"),
            _("安全のため、この送信は受け付けませんでした。データは変更されていません。"),
            _(
                "前の画面に戻って再読み込みし、もう一度送信してください。"
                "続く場合は、ブラウザーのCookieが有効か確認してください。"
            ),
        ),
    )


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs no database, no session and no context processor."""
    trouble = Trouble(
        500,
        "server_error",
        _("サーバーで問題が起きました"),
        _("操作を完了できませんでした。保存済みのデータは失われていません。"),
        _("少し待ってから、もう一度お試しください。続く場合は、次の番号を管理者に伝えてください。"),
        current_request_id(),
    )
    if _wants_json(request):
        return _as_json(trouble)
    try:
        page = render_to_string("errors/500.html", {"trouble": trouble})
    except Exception:  # the last edge: a broken template must not hide the first error
        log.exception("the page for a server error could not be drawn")
        plain = f"{trouble.title} {trouble.sentence} {trouble.advice} {trouble.request_id}"
        return HttpResponse(plain, status=500, content_type="text/plain; charset=utf-8")
    return HttpResponse(page, status=500)


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The trouble in the shape that the asker can use: JSON, a fragment for htmx, or a page."""
    if _wants_json(request):
        return _as_json(trouble)
    if request.headers.get("HX-Request") == "true":
        fragment = render_to_string("errors/fragment.html", {"trouble": trouble})
        headers = {"HX-Retarget": "#messages", "HX-Reswap": "beforeend"}
        return HttpResponse(fragment, status=trouble.status, headers=headers)
    signed_in = getattr(request, "actor", None) is not None
    layout = "errors/in_frame.html" if signed_in else "errors/in_plain.html"
    page = render_to_string(layout, {"trouble": trouble}, request)
    return HttpResponse(page, status=trouble.status)


def _wants_json(request: HttpRequest) -> bool:
    return not request.accepts("text/html") and request.accepts("application/json")


def _as_json(trouble: Trouble) -> JsonResponse:
    body = {"code": trouble.code, "message": str(trouble.sentence)}
    if trouble.request_id:
        body["request_id"] = trouble.request_id
    return JsonResponse(body, status=trouble.status)
