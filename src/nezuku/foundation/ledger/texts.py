"""The texts of an exchange, unsealed for whoever the actions let in. Owns no permission."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import NotFound, UserError
from nezuku.foundation.kit.seal import Unsealable
from nezuku.foundation.ledger.models import ExchangeText
from nezuku.foundation.ledger.records import TEXT_SEAL


class TextGone(NotFound):
    """The text was deleted when its retention ended, or was never kept; the facts remain."""

    code = "text_gone"
    sentence = _(
        "このやりとりの本文は残っていません。"
        "保管期間が過ぎると、本文だけが削除され、事実の記録は残ります。"
    )


class TextSealed(UserError):
    """The text cannot be opened with this instance's key file."""

    code = "text_sealed"
    status = 500
    sentence = _(
        "本文を復号できませんでした。鍵ファイルが入れ替わったか、本文が書き換えられています。"
        "サーバーで nezuku doctor と nezuku verify を実行してください。"
    )


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message of a request as it left the company."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What was asked, what was sent in its place, what came back before it was restored."""

    asked: str
    sent: tuple[SentMessage, ...]
    answered: str


def texts_of(exchange_id: str) -> Texts:
    """The texts of one exchange. Raises TextGone, TextSealed."""
    row = ExchangeText.objects.filter(pk=exchange_id).first()
    if row is None:
        raise TextGone
    return Texts(
        asked=_opened(row.asked), sent=_messages(_opened(row.sent)), answered=_opened(row.answered)
    )


def _opened(sealed: bytes | memoryview) -> str:
    if not sealed:
        return ""
    try:
        data = settings.KEYRING.open(TEXT_SEAL, bytes(sealed))
    except Unsealable as error:
        raise TextSealed from error
    return data.decode("utf-8", "replace")


def _messages(sent: str) -> tuple[SentMessage, ...]:
    """The messages of a request; a text that is no request is shown as it is."""
    try:
        request = orjson.loads(sent)
    except orjson.JSONDecodeError:
        return (SentMessage("", sent),) if sent else ()
    messages = request.get("messages") if isinstance(request, dict) else request
    if not isinstance(messages, list):
        return (SentMessage("", sent),)
    return tuple(_message(message) for message in messages)


def _message(message: object) -> SentMessage:
    if not isinstance(message, dict):
        return SentMessage("", _plain(message))
    content = message.get("content")
    if isinstance(content, list):
        parts = [
            str(part["text"]) if isinstance(part, dict) and "text" in part else _plain(part)
            for part in content
        ]
        return SentMessage(str(message.get("role", "")), "\n".join(parts))
    if isinstance(content, str) and set(message) <= {"role", "content"}:
        return SentMessage(str(message.get("role", "")), content)
    return SentMessage(str(message.get("role", "")), _plain(message))


def _plain(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
