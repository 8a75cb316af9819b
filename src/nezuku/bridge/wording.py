"""The sentences for what stops at the door and for what the vendors refuse.

Codes come from `gateway.errors` and `providers.errors`; a test holds the lists together. Each
sentence says what happened and what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.policy.wording import KIND_WORDS

SENTENCES: Mapping[str, str | Promise] = MappingProxyType(
    {
        # the door
        "bad_request": _("リクエストの形式が正しくありません（%(param)s：%(problem)s）。"),
        "key_unknown": _(
            "APIキーを確認できませんでした。失効していないか、「APIキー」の画面で確認してください。"
        ),
        "guard_blocked": _(
            "入力してはいけない情報（%(kinds)s）が含まれているため、送信しませんでした。"
            "該当部分を除いてから、もう一度お試しください。"
        ),
        "needs_review": _("送信する前に、検出された内容を確認してください。"),
        "guard_unavailable": _(
            "ガードが動作していないため、送信しませんでした。"
            "時間をおいて再度お試しください。続く場合は管理者に連絡してください。"
        ),
        "model_not_found": _(
            "このモデルは利用できません。利用できるモデルの一覧から選び直してください。"
        ),
        "level_not_allowed": _(
            "この内容はレベル%(level)sに当たるため、%(model)sには送信できません"
            "（レベル%(max_level)sまで）。別のモデルを選ぶか、内容を見直してください。"
        ),
        "images_refused": _(
            "画像の中の文字は安全確認ができないため、送信できません。"
            "必要な部分を文字で入力してください。"
        ),
        "part_refused": _("この種類の内容（%(part)s）は安全確認ができないため、送信できません。"),
        "too_large": _(
            "一度に送信できるのは%(limit)s文字までです（今回は%(size)s文字）。"
            "分けて送信するか、必要な部分だけにしてください。"
        ),
        "rate_limited_here": _(
            "1分あたりの利用回数（%(limit)s回）を超えました。%(retry_after)s秒ほど待ってから、"
            "もう一度お試しください。"
        ),
        "not_admitted": _("AIの利用が許可されていません。管理者に相談してください。"),
        "ledger_unavailable": _(
            "やりとりを記録できなかったため、送信しませんでした。管理者に連絡してください。"
        ),
        "shutting_down": _("サーバーが再起動中です。1分ほど待ってから、もう一度お試しください。"),
        "unknown_endpoint": _(
            "%(method)s %(path)s は提供していません。利用できるのは /v1/chat/completions と "
            "/v1/models です。"
        ),
        # the vendors
        "provider_error": _("AIサービスで問題が発生しました。時間をおいて再度お試しください。"),
        "key_refused": _(
            "AIサービスのAPIキーが受け付けられませんでした。管理者に「モデル接続」の確認を"
            "依頼してください。"
        ),
        "no_permission": _(
            "接続しているAIサービスの契約では、このモデルを利用できません。"
            "管理者に「モデル接続」の確認を依頼してください。"
        ),
        "model_unknown": _(
            "AIサービスにこのモデルがありませんでした。別のモデルを選ぶか、管理者に連絡してください。"
        ),
        "rate_limited": _(
            "AIサービスが混み合っています。1分ほど待ってから、もう一度お試しください。"
        ),
        "quota_exhausted": _(
            "AIサービスの利用枠を使い切りました。管理者に契約や支払いの状況の確認を依頼してください。"
        ),
        "overloaded": _(
            "AIサービスが混み合っていて応答できません。少し待ってから、もう一度お試しください。"
        ),
        "server_fault": _(
            "AIサービス側で障害が起きています。時間をおくか、別のモデルをお試しください。"
        ),
        "timed_out": _("AIサービスからの応答が時間内に届きませんでした。もう一度お試しください。"),
        "unreachable": _(
            "AIサービスに接続できませんでした。社内ネットワークか接続先の設定に問題があります。"
            "管理者に連絡してください。"
        ),
        "bad_reply": _(
            "AIサービスから読み取れない応答が返りました。もう一度お試しください。"
            "続く場合は管理者に連絡してください。"
        ),
        "broken_stream": _(
            "回答の途中で接続が切れました。届いたところまでを表示しています。"
            "「再生成」でもう一度お試しください。"
        ),
        "content_refused": _(
            "AIサービスの利用条件により、この内容には回答できませんでした。表現を変えてお試しください。"
        ),
        "context_too_long": _(
            "会話が長くなり、このモデルで扱える量を超えました。新しいチャットを始めるか、"
            "添付や引用を減らしてください。"
        ),
        "request_refused": _(
            "AIサービスがこのリクエストを受け付けませんでした。別のモデルでお試しください。"
        ),
        "address_forbidden": _(
            "接続先のアドレスが許可されていません。管理者に「モデル接続」の確認を依頼してください。"
        ),
        # what happened to an answer
        "internal": _(
            "サーバーの内部で問題が発生しました。もう一度お試しください。"
            "続く場合は管理者に連絡してください。"
        ),
        "server_stopped": _(
            "サーバーが再起動したため、回答が中断されました。「再生成」でもう一度お試しください。"
        ),
        "internal_unknown": _("処理できませんでした。もう一度お試しください。"),
    }
)


def sentence(code: str, fields: Mapping[str, object] | None = None) -> str:
    """What happened and what to do next, in the active language.

    A code without a sentence gets the general one; fields that are missing become a dash.
    """
    fields = dict(fields or {})
    if "kinds" in fields:
        fields["kinds"] = _labels(str(fields["kinds"]))
    if code == "rate_limited" and "limit" in fields:
        code = "rate_limited_here"
    words = str(SENTENCES.get(code, SENTENCES["internal_unknown"]))
    return words % _Fields(fields)


def _labels(kinds: str) -> str:
    """Kinds of information by the names that people know them by."""
    known = (KIND_WORDS.get(kind) for kind in kinds.split(", "))
    return ", ".join(str(words.label) for words in known if words is not None) or "-"


class _Fields(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "-"


class FoundationWording:
    """Implements `gateway.ports.Wording`."""

    def sentence(self, code: str, fields: dict[str, object], locale: str) -> str:
        """What happened and what to do next, in `locale`."""
        with translation.override(locale):
            return sentence(code, fields)
