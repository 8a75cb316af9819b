"""What an audit event says in words: a registry of sentences by kind, to which apps add theirs.

Owns the registry and the sentences of the kinds that are known here. A kind without a sentence is
shown with its key and data, so that nothing that was recorded stays hidden.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nezuku.foundation.ledger.wording import reason_title

Text = str | Promise

#: Kind -> what kind of act it is (for filters) and the sentence. Fields of the sentence: actor,
#: about, and the top level of the event's data.
_known: dict[str, tuple[Text, Text]] = {}


def describe(kind: str, title: Text, sentence: Text) -> None:
    """This will give events of `kind` a title and a sentence; called from an app's `ready()`.

    Raises ValueError when another app has described the kind differently.
    """
    if kind in _known and _known[kind] != (title, sentence):
        raise ValueError(f"the audit event {kind!r} is described twice")
    _known[kind] = (title, sentence)


def title_of(kind: str) -> str:
    """The title of a kind; an unknown one keeps its key."""
    return str(_known[kind][0]) if kind in _known else kind


def sentence_of(kind: str, *, actor: str, about: str, data: Mapping[str, object]) -> str:
    """What happened, in the active language; empty when nobody described the kind."""
    if kind not in _known:
        return ""
    fields = {name: _text(value) for name, value in data.items()}
    if "reason_kind" in fields:
        fields["reason_kind"] = reason_title(fields["reason_kind"])
    try:
        return str(_known[kind][1]) % {**fields, "actor": actor, "about": about}
    except (KeyError, ValueError):
        return ""


def _text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return number_format(value, force_grouping=True)
    if isinstance(value, list):
        return "、".join(str(one) for one in value) or "-"
    return "-" if value is None else str(value)


for _kind, _title, _sentence in (
    (
        "ledger.text_read",
        _("本文の閲覧"),
        _(
            "%(actor)s が %(about)s のやりとり %(exchange)s の本文を読みました。"
            "理由は「%(reason_kind)s」: %(reason)s"
        ),
    ),
    (
        "ledger.exported",
        _("記録の書き出し"),
        _("%(actor)s がやりとりの記録を%(exchanges)s件、%(form)s で書き出しました。"),
    ),
    (
        "ledger.own_exported",
        _("自分の記録の書き出し"),
        _("%(actor)s が自分の記録を%(exchanges)s件、%(form)s で書き出しました。"),
    ),
    (
        "ledger.verified",
        _("記録の検証"),
        _(
            "%(actor)s が記録を検証しました。"
            "鎖の記録%(links)s件、やりとり%(exchanges)s件、問題%(problems)s件。"
        ),
    ),
    (
        "ledger.texts_deleted",
        _("本文の削除"),
        _("保管期間が過ぎた本文を、%(actor)s が削除しました。事実の記録は残っています。"),
    ),
    (
        "people.signed_in",
        pgettext_lazy("event", "サインイン"),
        _("%(actor)s がサインインしました。"),
    ),
    (
        "people.signed_out",
        pgettext_lazy("event", "サインアウト"),
        _("%(actor)s がサインアウトしました。"),
    ),
    (
        "people.sign_in_failed",
        _("サインインの失敗"),
        _("%(about)s のアカウントへのサインインが失敗しました。"),
    ),
    (
        "people.sign_in_limited",
        _("サインインの試行超過"),
        _("%(about)s のアカウントへのサインインが、回数の上限で止まりました。"),
    ),
    (
        "people.sign_in_inactive",
        _("停止中のサインイン"),
        _("利用を停止している %(about)s のアカウントへのサインインを断りました。"),
    ),
    (
        "people.member_created",
        _("アカウントの作成"),
        _("%(actor)s が %(about)s のアカウント（%(email)s）を作成しました。"),
    ),
    (
        "people.profile_changed",
        _("プロフィールの変更"),
        _("%(actor)s が %(about)s のプロフィールを変更しました。"),
    ),
    ("people.member_moved", _("部門の変更"), _("%(actor)s が %(about)s の部門を変更しました。")),
    (
        "people.member_deactivated",
        pgettext_lazy("event", "利用の停止"),
        _(
            "%(actor)s が %(about)s の利用を停止しました。"
            "サインイン中の端末と API キーは、すぐに使えなくなりました。"
        ),
    ),
    (
        "people.member_reactivated",
        _("利用の再開"),
        _("%(actor)s が %(about)s の利用を再開しました。"),
    ),
    (
        "people.roles_changed",
        _("役割の変更"),
        _(
            "%(actor)s が %(about)s の役割を変更しました。"
            "与えた役割: %(given)s。外した役割: %(taken)s。"
        ),
    ),
    (
        "people.password_changed",
        pgettext_lazy("event", "パスワードの変更"),
        _("%(actor)s が %(about)s のパスワードを変更しました。"),
    ),
    (
        "people.password_reset",
        pgettext_lazy("event", "パスワードの再設定"),
        _("%(about)s のパスワードが再設定されました。"),
    ),
    (
        "people.reset_requested",
        _("パスワード再設定の申し込み"),
        _("%(about)s のパスワードの再設定が申し込まれました。"),
    ),
    (
        "people.reset_link_issued",
        _("パスワード再設定リンクの発行"),
        _("%(actor)s が %(about)s のパスワードを再設定するリンクを発行しました。"),
    ),
    (
        "people.key_made",
        _("APIキーの作成"),
        _("%(actor)s が API キー「%(label)s」を作成しました。責任者は %(about)s です。"),
    ),
    (
        "people.key_revoked",
        _("APIキーの無効化"),
        _("%(actor)s が API キー「%(label)s」を無効にしました。"),
    ),
    (
        "people.invited",
        pgettext_lazy("event", "招待"),
        _("%(actor)s が %(email)s を招待しました。"),
    ),
    ("people.link_made", _("招待リンクの作成"), _("%(actor)s が招待リンクを作成しました。")),
    ("people.invitation_renewed", _("招待の再送"), _("%(actor)s が招待の期限を延ばしました。")),
    (
        "people.invitation_revoked",
        _("招待の取り消し"),
        _("%(actor)s が招待を取り消しました。"),
    ),
    ("people.company_changed", _("会社情報の変更"), _("%(actor)s が会社情報を変更しました。")),
    ("people.set_up_finished", _("初期設定の完了"), _("%(actor)s が初期設定を完了しました。")),
    (
        "people.department_added",
        _("部門の追加"),
        _("%(actor)s が部門「%(name)s」を追加しました。"),
    ),
    ("people.department_changed", _("部門の変更"), _("%(actor)s が部門の情報を変更しました。")),
    ("people.department_moved", _("部門の移動"), _("%(actor)s が部門を組織図の中で移しました。")),
    (
        "people.department_closed",
        _("部門の廃止"),
        _("%(actor)s が部門「%(name)s」を廃止しました。"),
    ),
    (
        "policy.classes_proposed",
        _("情報区分の作成"),
        _("%(actor)s が情報区分の最初の版を作成しました。"),
    ),
    (
        "policy.class_changed",
        _("情報区分の変更"),
        _(
            "%(actor)s がレベル%(level)s の情報区分を第%(version)s版に変更しました。"
            "理由: %(reason)s"
        ),
    ),
    (
        "policy.guard_changed",
        _("ガードの設定変更"),
        _("%(actor)s がガードの設定を第%(version)s版に変更しました。理由: %(reason)s"),
    ),
    ("policy.usage_changed", _("利用上限の変更"), _("%(actor)s が利用上限を変更しました。")),
    (
        "policy.connection_added",
        _("モデルの接続先の追加"),
        _("%(actor)s が接続先「%(label)s」（%(address)s）を追加しました。"),
    ),
    (
        "policy.connection_changed",
        _("モデルの接続先の変更"),
        _("%(actor)s がモデルの接続先を変更しました。"),
    ),
    (
        "policy.connection_switched_on",
        _("モデルの接続先の再開"),
        _("%(actor)s が接続先「%(label)s」を使えるようにしました。"),
    ),
    (
        "policy.connection_switched_off",
        _("モデルの接続先の停止"),
        _("%(actor)s が接続先「%(label)s」を止めました。"),
    ),
    ("policy.model_offered", _("モデルの提供開始"), _("%(actor)s がモデルの提供を始めました。")),
    ("policy.model_changed", _("モデルの設定変更"), _("%(actor)s がモデルの設定を変更しました。")),
    (
        "policy.default_model_set",
        _("標準モデルの変更"),
        _("%(actor)s が標準のモデルを「%(public_name)s」にしました。"),
    ),
    (
        "policy.model_withdrawn",
        _("モデルの提供終了"),
        _("%(actor)s がモデル「%(public_name)s」の提供を終了しました。"),
    ),
    ("policy.term_added", _("社内用語の追加"), _("%(actor)s が社内用語を1件追加しました。")),
    ("policy.term_changed", _("社内用語の変更"), _("%(actor)s が社内用語を1件変更しました。")),
    (
        "policy.terms_removed",
        _("社内用語の削除"),
        _("%(actor)s が社内用語を%(count)s件削除しました。"),
    ),
    (
        "policy.import_started",
        _("社内用語の取り込み開始"),
        _("%(actor)s が「%(file)s」から社内用語%(rows)s行の取り込みを始めました。"),
    ),
    (
        "policy.import_finished",
        _("社内用語の取り込み完了"),
        _("「%(file)s」の取り込みが終わりました。追加%(added)s件、変更%(changed)s件。"),
    ),
    ("chat.thread_deleted", _("会話の削除"), _("%(actor)s が会話を削除しました。")),
    ("chat.thread_brought_back", _("会話の復元"), _("%(actor)s が削除した会話を元に戻しました。")),
    (
        "chat.thread_exported",
        _("会話の書き出し"),
        _("%(actor)s が会話を %(form)s で書き出しました。"),
    ),
):
    describe(_kind, _title, _sentence)
