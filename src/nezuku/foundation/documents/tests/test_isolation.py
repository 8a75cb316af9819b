"""A hostile file ends its own process and nothing else."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from nezuku.foundation.documents import errors, isolation
from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.isolation import (
    extract_isolated,
    extract_isolated_sync,
    read_table_isolated,
    read_table_isolated_sync,
)
from nezuku.foundation.documents.limits import ArchiveLimits, ExtractLimits, ReaderLimits
from nezuku.foundation.documents.messages import answer_of
from nezuku.foundation.documents.tables import read_table
from nezuku.foundation.documents.tests import samples

STAND_IN = """
import os, sys, time
mode = {mode!r}
if mode != "deaf":
    sys.stdin.buffer.read()
if mode == "crash":
    os.abort()
if mode in ("sleep", "deaf"):
    time.sleep(600)
if mode == "flood":
    while True:
        os.write(1, b"x" * 65536)
if mode == "noise":
    os.write(2, b"y" * 10_000_000)
    os.write(1, b'{{"answer": "Extract"}}')
if mode == "environment":
    raise SystemExit(1)
"""


def instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: str) -> None:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN.format(mode=mode))
    monkeypatch.setattr(isolation, "_COMMAND", (sys.executable, str(script)))


async def test_the_answer_is_the_same_as_in_process() -> None:
    for data, name in (
        (samples.word("山田 太郎", "2行目"), "a.docx"),
        (samples.workbook(), "a.xlsx"),
        (samples.slides(), "a.pptx"),
        (samples.pdf(samples.line("山田"), b""), "a.pdf"),
        ("氏名\x08,部署".encode(), "a.csv"),
    ):
        assert await extract_isolated(data, name) == extract(data, name)
    data = "氏名,部署\n山田\n".encode("cp932")
    assert await read_table_isolated(data, "a.csv") == read_table(data, "a.csv")
    assert read_table_isolated_sync(samples.workbook(), "a.xlsx") == read_table(
        samples.workbook(), "a.xlsx"
    )


async def test_errors_cross_with_their_fields() -> None:
    with pytest.raises(errors.TextMissing) as raised:
        await extract_isolated(samples.pdf(b"", b""), "a.pdf")
    assert "2ページ" in raised.value.text
    with pytest.raises(errors.FileTooLarge) as large:
        extract_isolated_sync(b"x" * 30, "a.txt", limits=ExtractLimits(bytes=10))
    assert large.value.fields["limit"] == 10
    with pytest.raises(errors.SheetUnknown):
        await read_table_isolated(samples.workbook(), "a.xlsx", sheet="x")
    nested = b"<w:p>" * 20_000 + b"</w:p>" * 20_000
    head, tail = f"<w:document {samples.W}><w:body>".encode(), b"</w:body></w:document>"
    deep = samples.changed(samples.word(), {"word/document.xml": head + nested + tail})
    with pytest.raises((errors.FileDamaged, errors.ReadingFailed)):
        await extract_isolated(deep, "a.docx")


@pytest.mark.parametrize("mode", ["crash", "flood", "noise", "environment"])
async def test_a_process_that_fails_is_a_typed_error(
    mode: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    instead(monkeypatch, tmp_path, mode)
    with pytest.raises(errors.ReadingFailed):
        await extract_isolated(b"x", "a.txt", limits=ExtractLimits(characters=1000))


@pytest.mark.parametrize("mode", ["sleep", "deaf"])
def test_a_process_that_hangs_is_ended(
    mode: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    instead(monkeypatch, tmp_path, mode)
    with pytest.raises(errors.ReadingTookTooLong):
        extract_isolated_sync(b"x" * 1_000_000, "a.txt", reader=ReaderLimits(seconds=0.3))


async def test_a_caller_who_leaves_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    instead(monkeypatch, tmp_path, "sleep")
    started: list[int] = []
    running = asyncio.Event()
    loop = asyncio.get_running_loop()
    start = isolation._Reading._start

    def noted(self: isolation._Reading) -> object:
        process = start(self)
        started.append(process.pid)
        loop.call_soon_threadsafe(running.set)
        return process

    monkeypatch.setattr(isolation._Reading, "_start", noted)
    task = asyncio.create_task(extract_isolated(b"x", "a.txt"))
    await running.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces address space")
@pytest.mark.parametrize(
    "reader", [ReaderLimits(memory_bytes=200 * 2**20), ReaderLimits(cpu_seconds=1)]
)
async def test_memory_and_time_are_limited_by_the_system(reader: ReaderLimits) -> None:
    head, tail = f"<w:document {samples.W}><w:body>".encode(), b"</w:body></w:document>"
    many = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 800_000
    data = samples.changed(samples.word(), {"word/document.xml": head + many + tail})
    limits = ExtractLimits(characters=10**8, archive=ArchiveLimits(ratio=10_000))
    with pytest.raises(errors.ReadingFailed):
        await extract_isolated(data, "a.docx", limits=limits, reader=reader)


def test_the_process_knows_none_of_the_secrets_of_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEZUKU_SECRET", "x")
    assert set(isolation._environment()) <= {"PYTHONPATH", "SYSTEMROOT", "OPENBLAS_NUM_THREADS"}


TEXT_WITH_HALF_A_CHARACTER = (
    b'{"answer": "Extract", "kind": "txt", "text": "\\ud800", "pages": 1, "truncated": false,'
    b' "warnings": []}'
)
ROWS_WIDER_THAN_THE_HEADER = (
    b'{"answer": "Table", "header": ["a"], "rows": [["a", "b"]], "encoding": null,'
    b' "sheet": null, "warnings": [], "first_line": 2}'
)


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"x", b"[]", b"{}", b"null", b'{"error": "no_such"}', b'{"error": []}'),
        b'{"error": "file_too_large", "fields": {}}',
        b'{"error": "file_empty", "fields": []}',
        b'{"answer": "Extract", "kind": "exe", "text": ""}',
        TEXT_WITH_HALF_A_CHARACTER,
        ROWS_WIDER_THAN_THE_HEADER,
        b"[" * 100_000,
    ],
)
def test_what_is_no_answer_is_not_believed(answer: bytes) -> None:
    with pytest.raises(errors.ReadingFailed):
        answer_of(answer)
