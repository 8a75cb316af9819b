"""Facts as files: the columns of the tables, and the streams. Who may have them, actions know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import orjson
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from nezuku.foundation.documents.sheets import Cell, ColumnKind, iter_csv, xlsx_bytes
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger.models import AuditEvent, Exchange
from nezuku.foundation.ledger.queries import Fact, every_fact
from nezuku.foundation.ledger.trail import data_of

FORMS = ("csv", "csv-cp932", "xlsx", "json")
#: Excel files are made in memory; above this the CSV is the right form.
EXCEL_ROWS = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyForExcel(UserError):
    """More rows than an Excel file is made with."""

    code = "too_many_for_excel"
    status = 413
    sentence = gettext_lazy(
        "Excel に書き出せるのは%(limit)s件までです。"
        "期間を短くするか、CSV で書き出してください。CSV に件数の上限はありません。"
    )


class FormUnknown(UserError):
    """A kind of file that is not made here."""

    code = "form_unknown"
    sentence = gettext_lazy("この形式では書き出せません。CSV か Excel を選んでください。")


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the exported facts."""

    title: str | Promise
    kind: ColumnKind = ColumnKind.TEXT


_COLUMNS = (
    _Column(gettext_lazy("日時"), ColumnKind.MOMENT),
    _Column(gettext_lazy("氏名")),
    _Column(gettext_lazy("部門")),
    _Column(gettext_lazy("入口")),
    _Column(gettext_lazy("アカウント")),
    _Column(gettext_lazy("接続元アドレス")),
    _Column(gettext_lazy("情報区分"), ColumnKind.INTEGER),
    _Column(gettext_lazy("判定")),
    _Column(gettext_lazy("見つかった種類")),
    _Column(gettext_lazy("モデル")),
    _Column(gettext_lazy("接続先")),
    _Column(gettext_lazy("結果")),
    _Column(gettext_lazy("エラー")),
    _Column(gettext_lazy("送信した文字数"), ColumnKind.INTEGER),
    _Column(gettext_lazy("回答の文字数"), ColumnKind.INTEGER),
    _Column(gettext_lazy("入力トークン"), ColumnKind.INTEGER),
    _Column(gettext_lazy("出力トークン"), ColumnKind.INTEGER),
    _Column(gettext_lazy("費用（米ドル）"), ColumnKind.NUMBER),
    _Column(gettext_lazy("応答時間（ミリ秒）"), ColumnKind.INTEGER),
    _Column(gettext_lazy("やりとりの番号")),
)


def facts_file(request: HttpRequest, rows: QuerySet[Exchange], form: str) -> HttpResponseBase:
    """This will answer with the facts as a download. Raises FormUnknown, TooManyForExcel."""
    header = [str(column.title) for column in _COLUMNS]
    zone = timezone.get_current_timezone()
    lines = (_cells(fact) for fact in every_fact(rows))
    name = "nezuku-exchanges"
    if form == "csv":
        stream = iter_csv(header, lines, zone=zone)
        return _download(request, stream, "text/csv; charset=utf-8", name, "csv")
    if form == "csv-cp932":
        stream = iter_csv(header, lines, encoding="cp932", zone=zone)
        return _download(request, stream, "text/csv; charset=Shift_JIS", name, "csv")
    if form == "xlsx":
        few = list(islice(lines, EXCEL_ROWS + 1))
        if len(few) > EXCEL_ROWS:
            raise TooManyForExcel(limit=f"{EXCEL_ROWS:,}")
        kinds = [column.kind for column in _COLUMNS]
        book = xlsx_bytes(_("やりとりの記録"), header, few, kinds=kinds, zone=zone)
        return _attached(HttpResponse(book.data, content_type=XLSX), name, "xlsx")
    raise FormUnknown


def own_file(
    request: HttpRequest, facts: Iterable[Fact], events: Iterable[AuditEvent], name: str
) -> StreamingHttpResponse:
    """This will answer with everything recorded about a person, as JSON, piece by piece."""
    pieces = _own_json(facts, events, name)
    return _download(request, pieces, "application/json", "nezuku-my-record", "json")


def _own_json(facts: Iterable[Fact], events: Iterable[AuditEvent], name: str) -> Iterator[bytes]:
    yield b'{"name":' + orjson.dumps(name) + b',"exchanges":['
    yield from _joined(_fact_json(fact) for fact in facts)
    yield b'],"events":['
    yield from _joined(_event_json(event) for event in events)
    yield b"]}\n"


def _joined(items: Iterable[dict[str, object]]) -> Iterator[bytes]:
    for at, item in enumerate(items):
        yield (b",\n" if at else b"\n") + orjson.dumps(item)


def _fact_json(fact: Fact) -> dict[str, object]:
    return {
        "id": fact.id,
        "at": fact.at,
        "department": fact.department_name,
        "via": fact.via,
        "account": fact.account,
        "address": fact.address,
        "level": fact.level,
        "decision": fact.decision,
        "findings": {found.key: found.count for found in fact.findings},
        "model": fact.model,
        "connection": fact.connection,
        "outcome": fact.outcome,
        "error": fact.error,
        "sent_characters": fact.sent_characters,
        "answer_characters": fact.answer_characters,
        "prompt_tokens": fact.prompt_tokens,
        "completion_tokens": fact.completion_tokens,
        "cost_micros": fact.cost_micros,
        "duration_ms": fact.duration_ms,
    }


def _event_json(event: AuditEvent) -> dict[str, object]:
    return {
        "at": event.at,
        "kind": event.kind,
        "by": event.actor_name,
        "data": dict(data_of(event)),
    }


def _cells(fact: Fact) -> list[Cell]:
    findings = "、".join(f"{found.title} {found.count}" for found in fact.findings)
    return [
        fact.at,
        fact.member_name,
        fact.department_name,
        fact.via,
        fact.account,
        fact.address,
        fact.level,
        fact.decision_title,
        findings,
        fact.model,
        fact.connection,
        fact.outcome_title,
        fact.error,
        fact.sent_characters,
        fact.answer_characters,
        fact.prompt_tokens,
        fact.completion_tokens,
        None if fact.cost_micros is None else fact.cost_micros / 1_000_000,
        fact.duration_ms,
        fact.id,
    ]


def _download(
    request: HttpRequest, pieces: Iterable[bytes], content_type: str, name: str, ending: str
) -> StreamingHttpResponse:
    """An answer that is made while it is sent, in the language of the request."""
    made = _in_language(pieces, get_language() or "ja")
    # Django would hold all of a synchronous iterator in memory when it serves asynchronously.
    streamed = _asynchronous(made) if isinstance(request, ASGIRequest) else made
    response = StreamingHttpResponse(streamed, content_type=content_type)
    _attached(response, name, ending)
    return response


def _in_language(pieces: Iterable[bytes], language: str) -> Iterator[bytes]:
    iterator = iter(pieces)
    while True:
        with override(language):
            piece = next(iterator, None)
        if piece is None:
            return
        yield piece


async def _asynchronous(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(lambda: next(pieces, None))
    while (piece := await take()) is not None:
        yield piece


def _attached(response: HttpResponseBase, name: str, ending: str) -> HttpResponseBase:
    day = timezone.localdate().strftime("%Y%m%d")
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response
