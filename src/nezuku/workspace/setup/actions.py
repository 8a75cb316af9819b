"""What the pages of the set-up do, each as one transaction of the owners' actions.

Owns no rows but the progress of the set-up; every change is made by the app that owns the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nezuku.bridge.prices import list_prices
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound, UserError
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people import actions as people
from nezuku.foundation.people import directory
from nezuku.foundation.people.actions.invitations import IssuedInvitation
from nezuku.foundation.policy import actions as policy
from nezuku.foundation.policy import queries as policy_queries
from nezuku.workspace.setup import choosing, departments, links
from nezuku.workspace.setup.class_texts import EditedClass
from nezuku.workspace.setup.departments import Row
from nezuku.workspace.setup.invitees import Invitee
from nezuku.workspace.setup.offers import OfferedModelGiven


class RowsUnusable(UserError):
    """Some departments cannot be saved; nothing was. Fields: rows, each with its error."""

    code = "rows_unusable"

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = tuple(rows)


class AdministratorExists(UserError):
    """Somebody became the first administrator in the meantime; they go on with the set-up."""

    code = "administrator_exists"
    status = 409
    sentence = gettext_lazy(
        "管理者はすでに登録されています。その人のアカウントでサインインして続けてください。"
    )


class ClassesUnusable(UserError):
    """Some classes cannot be saved as typed; nothing was. Fields: edited, each with its error."""

    code = "classes_unusable"

    def __init__(self, edited: Sequence[EditedClass]) -> None:
        super().__init__()
        self.edited = tuple(edited)


class InviteesUnusable(UserError):
    """Some lines of a pasted list could not be invited. Fields: lines with their reasons."""

    code = "invitees_unusable"

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def save_departments(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> None:
    """This will make the company's top departments what the rows say, all or none.

    A new row with the name of a department that is there means that one, so that sending the
    form twice changes nothing. Raises Forbidden, RowsUnusable.
    """
    there = {card.id: card for card in directory.departments() if card.parent_id is None}
    by_name = {card.name: card.id for card in there.values()}
    seen: set[str] = set()
    with transaction.atomic():
        checked = [_save_row(actor, now, row, set(there), by_name, seen) for row in rows]
        if any(row.error for row in checked):
            raise RowsUnusable(checked)


def _save_row(
    actor: Actor,
    now: datetime,
    row: Row,
    there: set[int],
    by_name: dict[str, int],
    seen: set[str],
) -> Row:
    department_id = row.department_id if row.department_id in there else by_name.get(row.name)
    if not row.name:
        if row.department_id in there and row.department_id is not None:
            return _tried(row, lambda: _close(actor, now, row.department_id))
        return row
    count = departments.count_of(row.head_count)
    if count is None:
        return replace(row, error=_("人数は数字で入力してください。"))
    if row.name in seen:
        return replace(row, error=_("同じ名前の部門が上にあります。"))
    seen.add(row.name)
    if department_id is None:
        return _tried(
            row,
            lambda: people.add_department(actor=actor, now=now, name=row.name, head_count=count),
        )
    return _tried(
        row,
        lambda: people.change_department(
            actor=actor, now=now, department_id=department_id, name=row.name, head_count=count
        ),
    )


def _close(actor: Actor, now: datetime, department_id: int | None) -> None:
    if department_id is not None:
        people.close_department(actor=actor, now=now, department_id=department_id)


def _tried(row: Row, call: Callable[[], object]) -> Row:
    try:
        call()
    except UserError as error:
        if error.status == 403:
            raise
        return replace(row, error=error.text)
    return row


def create_first_administrator(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    email: str,
    password: str,
    department_id: int | None,
    is_lead: bool,
    locale: str,
) -> int:
    """This will create the first administrator and end the link; returns the member's id.

    Raises AdministratorExists, and what `people.create_member` raises.
    """
    roles = [Role.ADMIN, Role.MEMBER, *([Role.LEAD] if is_lead else [])]
    with transaction.atomic():
        member_id = people.create_member(
            actor=actor,
            now=now,
            email=email,
            name=name,
            department_id=department_id,
            grants=[people.Grant(role) for role in roles],
            password=password,
            locale=locale,
        )
        if any(card.id != member_id for card in directory.active_members()):
            # Created while this form was open: the set-up belongs to that person now.
            raise AdministratorExists
        links.release()
    return member_id


def offer_models(
    *, actor: Actor, now: datetime, connection_id: int, names: Sequence[str], max_level: int
) -> int:
    """This will offer models of a connection to everybody, all or none; gives how many are new.

    What is offered already stays as it is; what was withdrawn comes back. Raises Forbidden,
    NotFound, ModelSettingRefused.
    """
    row = connection_row(actor, connection_id)
    there = {model.name: model for model in row.models}
    count = 0
    with transaction.atomic():
        for name in dict.fromkeys(names):
            known = there.get(name)
            if known is not None and known.is_active:
                continue
            count += 1
            if known is None:
                _offer(actor, now, row, name, max_level)
            else:
                _offer_again(actor, now, known)
    return count


def _offer(
    actor: Actor, now: datetime, row: policy_queries.ConnectionRow, name: str, max_level: int
) -> None:
    title = choosing.title_of(name)
    price_in, price_out = list_prices(name, today=now.date()) or (None, None)
    # The vendor's name if it is free, else with the connection behind it.
    for public_name in (title, f"{title} ({row.label})"[:100]):
        try:
            policy.offer_model(
                actor=actor,
                now=now,
                connection_id=row.connection_id,
                name=name,
                public_name=public_name,
                max_level=max_level,
                price_in=price_in,
                price_out=price_out,
            )
        except policy.ModelNameTaken:
            continue
        return
    raise policy.ModelNameTaken


def _offer_again(actor: Actor, now: datetime, known: policy_queries.ModelRow) -> None:
    policy.change_model(
        actor=actor,
        now=now,
        model_id=known.model_id,
        name=known.name,
        public_name=known.public_name,
        note=known.note,
        max_level=known.max_level,
        price_in=known.price_in,
        price_out=known.price_out,
        accepts_images=known.accepts_images,
        department_ids=known.department_ids,
        is_active=True,
    )


def connection_row(actor: Actor, connection_id: int) -> policy_queries.ConnectionRow:
    """One connection as the administrator sees it. Raises Forbidden, NotFound."""
    for row in policy_queries.connections(actor):
        if row.connection_id == connection_id:
            return row
    raise NotFound


def model_row(
    actor: Actor, model_id: int
) -> tuple[policy_queries.ConnectionRow, policy_queries.ModelRow]:
    """One offered model with its connection. Raises Forbidden, NotFound."""
    for row in policy_queries.connections(actor):
        for model in row.models:
            if model.model_id == model_id:
                return row, model
    raise NotFound


def change_offered_model(
    *, actor: Actor, now: datetime, model: policy_queries.ModelRow, given: OfferedModelGiven
) -> None:
    """This will change how a model is offered, and make it the default if that is wished.

    Raises Forbidden, NotFound, ModelNameTaken, ModelSettingRefused.
    """
    with transaction.atomic():
        policy.change_model(
            actor=actor,
            now=now,
            model_id=model.model_id,
            name=model.name,
            public_name=given.public_name,
            note=given.note,
            max_level=given.max_level,
            price_in=given.price_in,
            price_out=given.price_out,
            accepts_images=given.accepts_images,
            department_ids=given.department_ids,
            is_active=given.is_active,
        )
        if given.is_default and given.is_active and not model.is_default:
            policy.set_default(actor=actor, now=now, model_id=model.model_id)


def save_classes(*, actor: Actor, now: datetime, edited: Sequence[EditedClass]) -> None:
    """This will put what was adjusted into force, all classes or none.

    What says the same as the class in force changes nothing, so the form can be sent twice.
    Raises Forbidden, ClassesUnusable.
    """
    current = {facts.level: facts for facts in policy_queries.current_classes()}
    checked: list[EditedClass] = []
    with transaction.atomic():
        for one in edited:
            try:
                text = policy.cleaned_class(one.as_text())
                if text != current[one.level].text:
                    policy.change_class(
                        actor=actor,
                        now=now,
                        level=one.level,
                        text=text,
                        reason=_("はじめての設定での調整"),
                        expected_version=one.version,
                    )
            except UserError as error:
                if error.status in {403, 404}:
                    raise
                checked.append(replace(one, error=error.text, is_open=True))
            else:
                checked.append(one)
        if any(one.error for one in checked):
            raise ClassesUnusable(checked)


def invite_people(
    *, actor: Actor, now: datetime, invitees: Sequence[Invitee], department_id: int | None
) -> tuple[IssuedInvitation, ...]:
    """This will invite everybody on the list, or nobody when a line cannot be invited.

    Who is a member already is left out; an invitation that stands is renewed. Raises Forbidden,
    NotFound (department), InviteesUnusable.
    """
    problems: list[tuple[str, str]] = []
    issued: list[IssuedInvitation] = []
    with transaction.atomic():
        for one in invitees:
            if not one.email:
                problems.append((one.line, _("メールアドレスが見つかりません。")))
                continue
            try:
                issued.append(
                    people.invite(
                        actor=actor,
                        now=now,
                        email=one.email,
                        name=one.name,
                        department_id=department_id,
                    )
                )
            except UserError as error:
                if error.status in {403, 404}:
                    raise
                if error.code != "email_taken":
                    problems.append((one.line, error.text))
        if problems:
            raise InviteesUnusable(problems)
    return tuple(issued)


def finish(*, actor: Actor, now: datetime) -> None:
    """This will end the set-up for good. Raises Forbidden."""
    with transaction.atomic():
        policy.propose_classes(actor=actor, now=now)
        people.finish_set_up(actor=actor, now=now)
        links.release()
