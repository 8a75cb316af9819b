"""A company with one of every thing that an address can name, built through the real actions.

Owns who holds which thing; `permission_table` says who may reach it. The tests build it in the
test database; run as a module it fills a data directory for the browser tests:
`python -m tests.contracts.furnishing FAKE_BASE_URL` with NEZUKU_DATA_DIR set.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nezuku.config.settings")

if __name__ == "__main__":
    import django

    django.setup()

from django.core.management import call_command
from tests.fake_model.server import KEY
from tests.world import FACTORY, PASSWORD, SALES, Person, World, build_world

from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.tables import read_table
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.writer import ExchangeWriter, OpenedRecord, SettledRecord
from nezuku.foundation.people import actions as people
from nezuku.foundation.people.actions import Grant, imports
from nezuku.foundation.people.directory import actor_for
from nezuku.foundation.policy import actions as policy
from nezuku.workspace.chat import actions as chat
from nezuku.workspace.chat.models import new_id

#: A phone number that the guard finds, in a question that was sent before it was found.
QUESTION = "早川様（090-1234-5678）へのお礼のメールを書いてください。"
ANSWER = """## お礼のメール

**件名**: 先日のお打ち合わせのお礼

| 項目 | 内容 |
|---|---:|
| 日程 | 10月5日 |

```python
print("ありがとうございました")
```
"""
MEMBERS_CSV = "氏名,メールアドレス,部門\n新田 葵,nitta@komorebi.example.co.jp,営業\n,壊れた行,\n"
DEPARTMENTS_CSV = "部門名,上位部門,人数\n海外営業,営業,4\n"
TERMS_CSV = "用語\nねこじゃらし計画\nしろつめ草\nA\n"


@dataclass(frozen=True, slots=True)
class Furnished:
    """Who is who (id and address by column of the table), what there is, and keys for /v1."""

    people: Mapping[str, int]
    emails: Mapping[str, str]
    things: Mapping[str, str | int]
    keys: Mapping[str, str]


def furnish(fake_base_url: str = "http://127.0.0.1:9/v1") -> Furnished:
    """This will fill an empty, migrated database. `left` is still active: end them when wanted."""
    world = build_world()
    cast = {
        "member": world.sales_member,
        "colleague": world.factory_member,
        "ambassador": world.ambassador,
        "neighbour": _person(world, "製造 案内", "annai", Grant(Role.AMBASSADOR, _factory(world))),
        "lead": world.lead,
        "sponsor": world.sponsor,
        "admin": world.admin,
        "auditor": world.auditor,
        "advisor": world.advisor,
        "left": _person(world, "退職 予定", "yotei"),
    }
    things: dict[str, str | int] = {
        "level": 2,
        "preset_id": "compatible",
        "token": "no-such-token",
        "key": "1-nosuchkey",
        **_people_things(world),
        **_policy_things(world, fake_base_url),
        **_chat_things(world),
    }
    return Furnished(
        people={column: person.id for column, person in cast.items()},
        emails={column: person.email for column, person in cast.items()},
        things=things,
        keys=_keys(world, cast["left"]),
    )


def _factory(world: World) -> int:
    return world.departments[FACTORY]


def _person(world: World, name: str, login: str, *grants: Grant) -> Person:
    email = f"{login}@komorebi.example.co.jp"
    member_id = people.create_member(
        actor=world.admin.actor(),
        now=clock.now(),
        email=email,
        name=name,
        department_id=_factory(world) if grants else world.departments[SALES],
        grants={Grant(Role.MEMBER), *grants},
        password=PASSWORD,
    )
    return Person(member_id, name, email)


def _people_things(world: World) -> dict[str, str | int]:
    """Things of the sales department and of the admin."""
    admin, now = world.admin.actor(), clock.now()
    sales = world.departments[SALES]
    invited = people.invite(
        actor=admin, now=now, email="kaede@komorebi.example.co.jp", department_id=sales
    )
    invited_auditor = people.invite(
        actor=admin,
        now=now,
        email="kansa@komorebi.example.co.jp",
        department_id=sales,
        roles=[Role.MEMBER, Role.AUDITOR],
    )
    plain = _person(world, "営業 一般", "ippan")
    holder = _person(world, "営業 兼任", "kennin")
    people.change_roles(
        actor=admin,
        now=now,
        member_id=holder.id,
        grants={Grant(Role.MEMBER), Grant(Role.AUDITOR)},
    )
    key = people.make_key(actor=world.sales_member.actor(), now=now, label="見積ツール", days=30)
    application = people.make_application_key(
        actor=admin,
        now=now,
        label="問い合わせ窓口",
        days=90,
        member_id=world.lead.id,
        department_id=None,
    )
    members = imports.draft_members(
        actor=admin, now=now, data=MEMBERS_CSV.encode(), file_name="社員.csv"
    )
    departments = imports.draft_departments(
        actor=admin, now=now, data=DEPARTMENTS_CSV.encode(), file_name="部門.csv"
    )
    return {
        "member_id": plain.id,
        "member_id/retired": world.retired.id,
        "member_id/holder": holder.id,
        "department_id": sales,
        "invitation_id": invited.id,
        "invitation_id/holder": invited_auditor.id,
        "token/invitation": invited.token,
        "key/reset": people.issue_reset_link(actor=admin, now=now, member_id=plain.id),
        "key_id": key.id,
        "key_id/application": application.id,
        "draft_id": members,
        "draft_id/departments": departments,
    }


def _policy_things(world: World, fake_base_url: str) -> dict[str, str | int]:
    admin, lead, now = world.admin.actor(), world.lead.actor(), clock.now()
    policy.propose_classes(actor=lead, now=now, contact="推進室 内線200")
    term = policy.add_term(actor=lead, now=now, text="ひだまり計画", kind="project")
    term_import = policy.prepare_import(
        actor=lead,
        now=now,
        table=read_table(TERMS_CSV.encode(), "用語.csv"),
        file_name="用語.csv",
        kind="client",
        level=2,
    )
    connection = policy.connect_model(
        actor=admin,
        now=now,
        preset="compatible",
        base_url=fake_base_url,
        key=KEY,
        label="社内サーバー",
        is_local=True,
    )
    model = policy.offer_model(
        actor=admin,
        now=now,
        connection_id=connection,
        name="fake",
        public_name="fake",
        is_default=True,
    )
    for name in ("fake-echo", "fake-50-20-100", "fake-50-50-1000"):
        policy.offer_model(
            actor=admin, now=now, connection_id=connection, name=name, public_name=name
        )
    return {
        "term_id": term,
        "import_id": term_import,
        "connection_id": connection,
        "model_id": model,
    }


def _chat_things(world: World) -> dict[str, str | int]:
    """Conversations of the member: one in use, one that was deleted, and an unsent file."""
    owner, now = world.sales_member.actor(), clock.now()
    attached = chat.attach(
        actor=owner,
        now=now,
        thread_id=new_id(),
        name="議事録.txt",
        size=12,
        extract=extract("本日の議事録です。".encode(), "議事録.txt"),
    )
    thread, question, answer, exchange = _conversation(world, QUESTION)
    deleted, *_rest = _conversation(world, "今日の予定をまとめてください。")
    chat.delete(actor=owner, thread_id=deleted, now=now)
    return {
        "attachment_id": attached,
        "thread_id": thread,
        "thread_id/deleted": deleted,
        "message_id": answer,
        "message_id/question": question,
        "exchange_id": exchange,
    }


def _conversation(world: World, text: str) -> tuple[str, str, str, str]:
    thread, question, answer, exchange = (new_id() for _ in range(4))
    _record(world, exchange, thread, text)
    chat.record_turn(
        actor=world.sales_member.actor(),
        now=clock.now(),
        turn=chat.NewTurn(
            thread_id=thread,
            parent_id=None,
            question_id=question,
            answer_id=answer,
            is_again=False,
            text=text,
            sent_text=text.replace("090-1234-5678", "《電話番号1》"),
            replaced_count=1,
            findings={"phone": 1},
            file_ids=(),
            file_names=(),
            released=(),
            exchange_id=exchange,
            model="fake",
        ),
    )
    chat.settle_answer(exchange_id=exchange, ended=chat.Ended("done", ANSWER, finish="stop"))
    return thread, question, answer, exchange


def _record(world: World, exchange: str, thread: str, text: str) -> None:
    """The exchange, written as the server does."""
    now, member = clock.now(), world.sales_member
    writer = ExchangeWriter()
    done = threading.Event()
    errors: list[Exception | None] = []

    def report(error: Exception | None) -> None:
        errors.append(error)
        done.set()

    writer.submit(
        report,
        opened=OpenedRecord(
            id=exchange,
            at=now,
            member_id=member.id,
            member_name=member.name,
            department_id=world.departments[SALES],
            department_name=SALES,
            via="chat",
            account="session",
            address="203.0.113.10",
            thread_id=thread,
            use_case_id=None,
            template_version_id=None,
            level=2,
            decision="mask",
            findings={"phone": 1},
            guard_version="1",
            model="fake",
            connection="社内サーバー",
            sent_characters=len(text),
            asked=text.encode(),
            sent=b"{}",
        ),
        settled=SettledRecord(
            id=exchange,
            outcome="completed",
            error="",
            settled_at=now,
            first_token_ms=100,
            duration_ms=900,
            prompt_tokens=20,
            completion_tokens=40,
            cost_micros=30,
            answer_characters=len(ANSWER),
            answered=ANSWER.encode(),
        ),
    )
    assert done.wait(20)
    writer.close()
    assert errors == [None]


def _keys(world: World, left: Person) -> dict[str, str]:
    """Keys for /v1 by what is the matter with them."""
    now, admin = clock.now(), world.admin.actor()
    long_ago = now - timedelta(days=60)
    mover = _person(world, "顧問 転身", "tenshin")
    revoked = people.make_key(actor=world.sales_member.actor(), now=now, label="無効", days=30)
    people.revoke_key(actor=world.sales_member.actor(), now=now, key_id=revoked.id)

    def key_of(person_id: int, label: str) -> str:
        actor = actor_for(person_id, "203.0.113.10", "web")
        return people.make_key(actor=actor, now=now, label=label, days=30).text

    def application_of(person_id: int) -> str:
        return people.make_application_key(
            actor=admin, now=now, label="連携", days=30, member_id=person_id, department_id=None
        ).text

    keys = {
        "member": key_of(world.sales_member.id, "自分の道具"),
        "application": application_of(world.lead.id),
        "left": key_of(left.id, "退職者の道具"),
        "application of left": application_of(left.id),
        "without chat": key_of(mover.id, "転身前の道具"),
        "application without chat": application_of(mover.id),
        "revoked": revoked.text,
        "expired": people.make_key(
            actor=world.sales_member.actor(), now=long_ago, label="期限切れ", days=30
        ).text,
    }
    people.change_roles(actor=admin, now=now, member_id=mover.id, grants={Grant(Role.ADVISOR)})
    return keys


def end_left(furnished: Furnished) -> None:
    """This will deactivate the person of the column `left`, as an admin does."""
    people.deactivate_member(actor=SYSTEM, now=clock.now(), member_id=furnished.people["left"])


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(asdict(furnish(sys.argv[1]))) + "\n")
