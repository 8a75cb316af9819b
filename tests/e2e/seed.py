"""Fills a data directory with a small company, through the real actions, and prints its keys.

Run as `python -m tests.e2e.seed FAKE_BASE_URL` with NEZUKU_DATA_DIR set.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nezuku.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (after the apps are loaded)
from tests.e2e.people import PASSWORD, PEOPLE  # noqa: E402
from tests.fake_model.server import KEY, LISTED  # noqa: E402

from nezuku.foundation.kit import clock  # noqa: E402
from nezuku.foundation.kit.actor import SYSTEM  # noqa: E402
from nezuku.foundation.kit.permissions import Role  # noqa: E402
from nezuku.foundation.people.actions.company import change_company, finish_set_up  # noqa: E402
from nezuku.foundation.people.actions.departments import add_department  # noqa: E402
from nezuku.foundation.people.actions.keys import make_key  # noqa: E402
from nezuku.foundation.people.actions.members import create_member  # noqa: E402
from nezuku.foundation.people.actions.roles import Grant  # noqa: E402
from nezuku.foundation.people.directory import actor_for  # noqa: E402
from nezuku.foundation.policy.actions import connections, offers  # noqa: E402
from nezuku.foundation.policy.actions.classes import propose_classes  # noqa: E402


def fill(fake_base_url: str) -> dict[str, object]:
    """This will migrate and fill the database; gives what the tests need to know."""
    call_command("migrate", verbosity=0)
    now = clock.now()
    change_company(actor=SYSTEM, now=now, name="みどり精工株式会社", head_count=80)
    departments: dict[str | None, int | None] = {None: None}
    for key, name, count in (
        ("general", "経営企画・総務", 12),
        ("sales", "営業部", 20),
        ("factory", "製造部", 48),
    ):
        departments[key] = add_department(actor=SYSTEM, now=now, name=name, head_count=count)
    ids: dict[str, int] = {}
    for key, (name, email, role, department) in PEOPLE.items():
        grants = {Grant(Role.MEMBER)} if role is not Role.ADVISOR else set()
        if role is Role.AMBASSADOR:
            grants.add(Grant(role, departments[department]))
        elif role is not None:
            grants.add(Grant(role))
        ids[key] = create_member(
            actor=SYSTEM,
            now=now,
            email=email,
            name=name,
            department_id=departments[department],
            grants=grants,
            password=PASSWORD,
            locale="en" if key == "english" else "ja",
        )
    propose_classes(actor=SYSTEM, now=now)
    connection = connections.connect_model(
        actor=SYSTEM,
        now=now,
        preset="compatible",
        base_url=fake_base_url,
        key=KEY,
        label="試験用サーバー",
        is_local=True,
    )
    for name in (*LISTED, "fake-0-5-200", "fake-50-20-100", "fake-300-20-200", "fake-echo-1"):
        offers.offer_model(
            actor=SYSTEM,
            now=now,
            connection_id=connection,
            name=name,
            public_name=name,
            max_level=2,
            price_in=150_000,
            price_out=600_000,
            is_default=name == "fake",
        )
    finish_set_up(actor=SYSTEM, now=now)
    keys = {
        who: make_key(
            actor=actor_for(ids[who], address="127.0.0.1", via="web"),
            now=now,
            label="試験",
            days=30,
        ).text
        for who in ("member", "other", "english")
    }
    return {"ids": ids, "departments": departments, "keys": keys}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill(sys.argv[1])) + "\n")
