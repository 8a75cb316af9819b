"""Fills a data directory for the load: one company, one connection, members with keys.

Through the real actions. Run as `python -m door.company UPSTREAM_PORT KEYS` from the folder
`bench` with NEZUKU_DATA_DIR set; prints the keys as JSON. More than one key, since the limit of
requests a minute counts by key and has a highest value.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nezuku.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (after the apps are loaded)

from nezuku.foundation.kit import clock  # noqa: E402
from nezuku.foundation.kit.actor import SYSTEM  # noqa: E402
from nezuku.foundation.kit.permissions import Role  # noqa: E402
from nezuku.foundation.people.actions.company import change_company, finish_set_up  # noqa: E402
from nezuku.foundation.people.actions.departments import add_department  # noqa: E402
from nezuku.foundation.people.actions.keys import make_key  # noqa: E402
from nezuku.foundation.people.actions.members import create_member  # noqa: E402
from nezuku.foundation.people.actions.roles import Grant  # noqa: E402
from nezuku.foundation.people.directory import actor_for  # noqa: E402
from nezuku.foundation.policy.actions import connections, offers, usage  # noqa: E402
from nezuku.foundation.policy.actions.classes import propose_classes  # noqa: E402

MODELS = ("fake", "fake-300-20-200", "fake-50-5-20")


def fill(upstream_port: int, keys: int) -> list[str]:
    """This will migrate and fill the database; gives the keys."""
    call_command("migrate", verbosity=0)
    now = clock.now()
    change_company(actor=SYSTEM, now=now, name="みどり精工株式会社", head_count=80)
    department = add_department(actor=SYSTEM, now=now, name="製造部", head_count=80)
    propose_classes(actor=SYSTEM, now=now)
    connection = connections.connect_model(
        actor=SYSTEM,
        now=now,
        preset="compatible",
        base_url=f"http://127.0.0.1:{upstream_port}/v1",
        key="upstream-key",
        label="負荷試験",
        is_local=True,
    )
    for name in MODELS:
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
    usage.change_usage_policy(
        actor=SYSTEM,
        now=now,
        requests_per_minute=usage.REQUESTS_RANGE[1],
        max_input_characters=200_000,
        allow_images=False,
        members_may_make_keys=True,
    )
    finish_set_up(actor=SYSTEM, now=now)
    made = []
    for number in range(keys):
        member = create_member(
            actor=SYSTEM,
            now=now,
            email=f"load{number}@example.co.jp",
            name=f"負荷{number}",
            department_id=department,
            grants={Grant(Role.MEMBER)},
            password=None,
            locale="ja",
        )
        actor = actor_for(member, address="127.0.0.1", via="web")
        made.append(make_key(actor=actor, now=now, label="load", days=30).text)
    return made


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
