"""Connecting a model, from what is typed to a connection that was tried: set-up and admin share it.

Owns the form, the order (try first, save only what answers) and what is told about a failure.
Does not own the pages around it. The engine lives in the server's event loop, so whoever calls
`attempt` and `look` is async; everything that reads the database runs beside the loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from nezuku.bridge.engine import PRESETS, Connection, Preset, Probe, Problem, engine
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound, UserError
from nezuku.foundation.policy import actions as policy
from nezuku.foundation.policy import queries
from nezuku.workspace.setup import choosing, drafts, wording
from nezuku.workspace.setup.actions import connection_row
from nezuku.workspace.setup.wording import Explained, VendorWords

#: Where a name of a model is asked for at once: the list of these vendors does not say what
#: this account can use.
NAMES_NEEDED = frozenset({"azure", "bedrock"})
#: Whose list of models is of no use for choosing.
LIST_IS_NO_CHOICE = frozenset({"azure"})
ERROR_FIELDS = {"key_malformed": "key", "address_refused": "base_url", "label_missing": "label"}


class ConnectForm(forms.Form):
    """The fields of one vendor. The key is never written back into the page."""

    base_url = forms.CharField(
        label=_("接続先のアドレス"),
        max_length=300,
        help_text=_("「/v1」まで含めて入力します。例：https://llm.example.co.jp/v1"),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    resource = forms.CharField(
        label=_("リソース名"),
        max_length=64,
        help_text=_("エンドポイント「https://〇〇.openai.azure.com」の〇〇の部分です。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    region = forms.CharField(
        label=_("リージョン"),
        max_length=64,
        help_text=_("東京リージョンは ap-northeast-1 です。"),
        initial="ap-northeast-1",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=pgettext_lazy("model connection", "APIキー"),
        max_length=1100,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    model = forms.CharField(
        label=_("モデル名"),
        max_length=choosing.NAME_LENGTH,
        help_text=_("接続の確認に使います。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        preset: Preset,
        data: Mapping[str, str] | None = None,
        *,
        draft: drafts.Draft | None = None,
        wants_model: bool = False,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.preset = preset
        self.draft = draft
        for name in ("base_url", "resource", "region"):
            if name not in preset.fields:
                del self.fields[name]
        if "key" not in preset.fields:
            del self.fields["key"]
        else:
            self._word_key()
        asks = preset.id in NAMES_NEEDED or wants_model
        if preset.id == "azure":
            self.fields["model"].label = _("デプロイ名")
            self.fields["model"].help_text = _("Azureで作成したデプロイの名前です。")
        elif not asks and preset.id != "compatible":
            del self.fields["model"]
        else:
            self.fields["model"].required = asks

    def _word_key(self) -> None:
        words = wording.vendor_words(self.preset.id, self.preset.label)
        key = self.fields["key"]
        key.required = self.preset.needs_key and self.draft is None
        key.help_text = str(words.key_hint)
        if self.draft is not None and self.draft.key:
            key.help_text = _(
                "前回入力したキー（末尾 %(hint)s）を使います。変えるときだけ入力してください。"
                "接続先を変えた場合は、もう一度入力が必要です。"
            ) % {"hint": self.draft.hint or "****"}

    def clean(self) -> dict[str, object] | None:
        """The address from its parts, and the key from the draft where none was typed."""
        given = super().clean()
        values = {
            name: str(self.cleaned_data.get(name, ""))
            for name in ("base_url", "resource", "region")
            if name in self.fields
        }
        if any(name in self.errors for name in values):
            return given
        try:
            self.cleaned_data["address"] = self.preset.address(**values)
        except ValueError as error:
            field = getattr(error, "field", "base_url")
            self.add_error(field, gettext("使える文字は英数字とハイフンです。確認してください。"))
            return given
        key = str(self.cleaned_data.get("key", "")).strip()
        if not key and self.draft is not None and self.draft.key:
            if self.draft.base_url == self.cleaned_data["address"]:
                key = self.draft.key
            elif "key" in self.fields:
                self.add_error("key", gettext("接続先が変わったため、APIキーを入力してください。"))
        if not key.isascii() or any(c.isspace() for c in key):
            self.add_error(
                "key",
                gettext(
                    "APIキーに空白や全角文字が含まれています。提供元の画面からコピーし直してください。"
                ),
            )
        self.cleaned_data["key"] = key
        return given


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of the form: a connection, or the form again with what to do.

    `model` is the name that was typed, to be offered next.
    """

    form: ConnectForm
    connection_id: int | None = None
    model: str = ""
    explained: Explained | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A connection as it answers now: its models, or what is wrong."""

    row: queries.ConnectionRow
    choices: tuple[choosing.ModelChoice, ...]
    explained: Explained | None
    lists_models: bool


def preset_of(preset_id: str) -> Preset:
    """The vendor of that name. Raises NotFound."""
    preset = PRESETS.get(preset_id)
    if preset is None:
        raise NotFound
    return preset


def vendors() -> tuple[tuple[str, VendorWords], ...]:
    """The vendors to choose from, in their order; local servers are offered where one is found."""
    return tuple(wording.VENDORS.items())


def empty_form(session: SessionBase, preset: Preset) -> ConnectForm:
    """The form as it is first shown, with the address of the last try if there was one."""
    draft = drafts.kept(session, preset.id)
    typed = {"base_url": draft.base_url} if draft and "base_url" in preset.fields else {}
    return ConnectForm(preset, draft=draft, initial=typed)


async def attempt(
    *, actor: Actor, session: SessionBase, preset: Preset, data: Mapping[str, str]
) -> Attempt:
    """This will try what was typed and connect it if it answers. Raises Forbidden."""
    actor.require("policy.models")
    draft = await sync_to_async(drafts.kept)(session, preset.id)
    form = ConnectForm(preset, data, draft=draft)
    if not await sync_to_async(form.is_valid)():
        return Attempt(form)
    model = str(form.cleaned_data.get("model", "")).strip()
    connection = Connection(
        preset.id, str(form.cleaned_data["address"]), str(form.cleaned_data["key"])
    )
    probe = await engine().probe(connection, model or None)
    if not probe.ok and probe.suggested_base_url:
        # The address as typed lacks its /v1; with it the server answers.
        connection = replace(connection, base_url=probe.suggested_base_url)
        probe = await engine().probe(connection, model or None)
    return await sync_to_async(_conclude)(actor, session, form, connection, model, probe)


def _conclude(
    actor: Actor,
    session: SessionBase,
    form: ConnectForm,
    connection: Connection,
    model: str,
    probe: Probe,
) -> Attempt:
    preset = form.preset
    if not probe.ok:
        typed_address = str(form.cleaned_data["address"])
        drafts.keep(session, drafts.Draft(preset.id, typed_address, connection.key))
        kept = drafts.kept(session, preset.id)
        again = ConnectForm(
            preset,
            form.data,
            draft=kept,
            wants_model=probe.problem in {Problem.MODEL_NEEDED, Problem.MODEL_UNKNOWN},
        )
        again.is_valid()
        if probe.problem is Problem.MODEL_NEEDED:
            again.errors.clear()
        return Attempt(again, explained=wording.explain(probe, key=connection.key))
    try:
        connection_id = policy.connect_model(
            actor=actor,
            now=clock.now(),
            preset=preset.id,
            base_url=connection.base_url,
            key=connection.key,
            label=label_for(actor, preset, connection.base_url),
            is_local=is_local(connection.base_url, preset),
        )
    except UserError as error:
        field = ERROR_FIELDS.get(error.code)
        form.add_error(field if field in form.fields else None, error.text)
        return Attempt(form)
    policy.record_check(actor=actor, now=clock.now(), connection_id=connection_id, problem="")
    drafts.forget(session)
    return Attempt(form, connection_id=connection_id, model=model)


async def look(actor: Actor, connection_id: int, *, model: str | None = None) -> Look:
    """This will try a saved connection now and note how it went. Raises Forbidden, NotFound."""
    row, facts = await sync_to_async(_saved)(actor, connection_id)
    if facts is None:
        explained = Explained("connection_unusable", *_unreadable())
        return Look(row, (), explained, lists_models=False)
    connection = Connection(facts.preset, facts.base_url, facts.key)
    probe = await engine().probe(connection, model)
    unlisted = probe.problem is Problem.MODEL_NEEDED
    # A vendor without a list of models has not failed: there is only nothing to choose from.
    noted = "" if probe.ok or unlisted else str(probe.problem or "")
    await sync_to_async(policy.record_check)(
        actor=actor, now=clock.now(), connection_id=connection_id, problem=noted
    )
    listed = () if facts.preset in LIST_IS_NO_CHOICE else probe.models
    offered = {one.name for one in row.models if one.is_active}
    return Look(
        row=row,
        choices=choosing.choices(listed, offered=offered),
        explained=None if not noted else wording.explain(probe, key=facts.key),
        lists_models=bool(listed),
    )


def _saved(
    actor: Actor, connection_id: int
) -> tuple[queries.ConnectionRow, queries.ConnectionFacts | None]:
    row = connection_row(actor, connection_id)
    try:
        return row, queries.connection_facts(actor, connection_id)
    except queries.ConnectionUnusable:
        return row, None


def _unreadable() -> tuple[str, str, str]:
    return (
        gettext("保存されているAPIキーを読み取れません"),
        gettext(
            "鍵ファイルが替わったか、データが書き換えられた可能性があります。"
            "接続の設定を開き、APIキーを入力し直してください。"
        ),
        "",
    )


def label_for(actor: Actor, preset: Preset, address: str) -> str:
    """A name for a new connection that tells it from the others."""
    host = urlsplit(address).hostname or ""
    label = host[:90] if preset.id == "compatible" and host else preset.label
    taken = {row.label for row in queries.connections(actor)}
    if label not in taken:
        return label
    return next(name for n in range(2, 1000) if (name := f"{label} {n}") not in taken)


def is_local(address: str, preset: Preset) -> bool:
    """Whether the server is one of the company's own: only those may speak plain http."""
    return preset.local_port is not None or address.startswith("http://")
