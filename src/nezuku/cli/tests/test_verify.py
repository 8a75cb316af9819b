"""`nezuku verify` prints what was checked, what is wrong, and the heads to note down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nezuku.cli.tests.conftest import Here
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.ledger import audit
from nezuku.foundation.ledger.models import AuditEvent, ChainHead

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def events(transactional_db: None) -> None:
    """Two acts."""
    from django.db import transaction

    for _ in range(2):
        with transaction.atomic():
            audit.record(actor=SYSTEM, now=clock.now(), kind="tests.act")


def test_a_ledger_that_holds_gives_zero_and_the_heads_to_note_down(
    here: Here, capsys: Output, tmp_path: Path
):
    assert here("verify") == 0
    said = capsys.readouterr().out
    assert "鎖 1本、記録 2件、やりとり 0件、本文 0件を調べました。" in said
    assert "書き換え、削除、挿入、並べ替えの跡はありません。" in said

    (tmp_path / "heads.txt").write_text(said)
    here("verify", "--json")
    (tmp_path / "heads.json").write_text(capsys.readouterr().out)
    for expected in (str(tmp_path / "heads.txt"), str(tmp_path / "heads.json"), said.split()[-1]):
        assert here("verify", "--expect", expected, lang="en") == 0
        assert "Compared with noted heads: 1." in capsys.readouterr().out
    assert AuditEvent.objects.filter(kind="ledger.verified").count() == 5


def test_a_changed_ledger_gives_one_and_names_the_link(here: Here, capsys: Output):
    AuditEvent.objects.update(actor_name="somebody")

    assert here("verify") == 1
    said = capsys.readouterr().out
    assert "鎖「main/actions」の1番目の記録で、検索用の列 actor_name が本体と違います。" in said
    assert here("verify", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["whole"], found["problems"][0]["seq"]) == (False, 1)


def test_a_cut_off_ledger_is_found_by_the_noted_head(here: Here, capsys: Output, tmp_path: Path):
    here("verify")
    (tmp_path / "heads.txt").write_text(capsys.readouterr().out)
    AuditEvent.objects.all().delete()
    ChainHead.objects.all().delete()

    assert here("verify", "--expect", str(tmp_path / "heads.txt")) == 1
    assert "末尾が切り取られた可能性があります。" in capsys.readouterr().out


def test_a_file_without_heads_is_refused(here: Here, capsys: Output, tmp_path: Path):
    (tmp_path / "empty.txt").write_text("nothing\n")

    assert here("verify", "--expect", str(tmp_path / "empty.txt")) == 2
    assert "末尾の控えがありません" in capsys.readouterr().err
    assert here("verify", "--expect", str(tmp_path / "missing.txt")) == 2
