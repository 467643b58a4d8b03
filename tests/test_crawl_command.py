"""`ghirbal crawl`: what it appends to a file, and how it ends."""

from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawlers.exporters import CsvExporter
from crawlers.fixture_server import Answer, place, serving, site
from crawlers.storage import LineStorage
from tests.stored import page

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(site(ROOT / "fixtures")) as (address, _):
        yield address


def start(folder: Path, server: str, *options: str, outlet: str = "aawsat", **more: Any) -> subprocess.Popen[str]:
    env = os.environ | {"GHIRBAL_HOST_MAP": server, "SCRAPY_SETTINGS_MODULE": "tests.quick", "PYTHONPATH": str(ROOT)}
    command = [str(Path(sys.executable).with_name("ghirbal")), "crawl", outlet, *options]
    return subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.PIPE, encoding="utf-8", **more)


def crawl(folder: Path, server: str, *options: str, **more: Any) -> tuple[int, str]:
    """The exit status of a crawl, and what it said."""
    with start(folder, server, *options, **more) as running:
        _, said = running.communicate(timeout=60)
    assert "Traceback" not in said
    return running.returncode, said


def appended(path: Path, *items: dict[str, object]) -> None:
    """Appends items as a crawl does, each over an exporter of its own: two outlets that are crawled at once."""
    storage = LineStorage(str(path))
    exporters = [CsvExporter(storage.open(None), encoding="utf-8") for _ in items]  # type: ignore[arg-type]
    for exporter, item in zip(exporters, items, strict=True):
        exporter.export_item(item)


def test_csv_has_one_head_whoever_appends(tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    appended(path, {"url": "1", "title": "سوق"}, {"url": "2", "title": "ميناء"})
    appended(path, {"title": "مكتبة", "url": "3", "dateline": "new since"})
    assert path.read_bytes().startswith("\ufeff".encode())
    assert path.read_bytes().decode("utf-8-sig") == '"url","title"\r\n"1","سوق"\r\n"2","ميناء"\r\n"3","مكتبة"\r\n'


def test_a_line_without_an_end_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "found.jsonl"
    for before, after in {"": "", "{}\n": "{}\n", '{"cut': '{"cut\n'}.items():
        path.write_text(before)
        LineStorage(str(path)).open(None).close()  # type: ignore[arg-type]
        assert path.read_text() == after


def test_a_cell_that_was_cut_off_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    appended(path, {"url": "1", "title": "سوق\nالسمك"})
    path.write_bytes(path.read_bytes()[:-5])
    appended(path, {"url": "2", "title": "ميناء"})
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["url"] for row in csv.DictReader(file)] == ["1", "2"]


def test_csv_goes_where_there_is_no_file(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "found.csv.gz", "wb") as packed:
        CsvExporter(packed, encoding="utf-8").export_item({"url": "1"})  # type: ignore[arg-type]
    assert gzip.decompress((tmp_path / "found.csv.gz").read_bytes()).decode("utf-8-sig") == '"url"\r\n"1"\r\n'


def test_a_second_crawl_appends(tmp_path: Path, server: str) -> None:
    for limit in ("1", "2"):
        status, said = crawl(tmp_path, server, "-o", "found.csv", "--limit", limit)
        assert status == 0, said
    with (tmp_path / "found.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["outlet"] for row in rows] == ["aawsat"] * 3
    assert len({row["url"] for row in rows}) == 3


@pytest.mark.parametrize(
    ("name", "status", "why"),
    [
        ("folder.csv", 2, "is a directory"),
        ("articles.xml", 2, "only .jsonl and .csv are appended to"),
        ("/proc/articles.jsonl", 1, "no such file or directory"),
        ("nowhere/articles.jsonl", 1, "no such file or directory"),
        ("bills.csv", 1, "its first line does not name the columns of articles"),
        ("old.csv", 1, "is not UTF-8"),
    ],
)
def test_what_cannot_be_appended_to_is_said_before_the_crawl(tmp_path: Path, name: str, status: int, why: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "bills.csv").write_text("day,sum\n")
    (tmp_path / "old.csv").write_bytes("عنوان\n".encode("windows-1256"))
    before = sorted(tmp_path.iterdir())
    ended, said = crawl(tmp_path, "127.0.0.1:9", "-o", name)
    assert (ended, said.count("\n")) == (status, 1)
    assert why in said
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_takes_no_more_ends_the_crawl_and_holds_no_half_line(tmp_path: Path, server: str) -> None:
    size, path = 4 << 20, tmp_path / "found.jsonl"
    path.write_text("{}\n" * (size // 3 - 100))  # room for a part of an article
    before = path.read_bytes()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    status, said = crawl(tmp_path, server, "-o", path.name, preexec_fn=limit)
    assert status == 1
    [line] = [line for line in said.splitlines() if "ERROR" in line]
    assert line.endswith("found.jsonl: File too large; the store has what is missing in it")
    assert path.read_bytes() == before


# --- statuses ---------------------------------------------------------------------------------------------

LISTED = """
name = "المثال"
name_en = "Example"
hosts = ["almithal.example"]
country = "MA"
{lists}
[article]
pattern = '/node/\\d+$'
match = ['https://almithal.example/node/1']
evidence = "high"
"""
LISTS = "[discovery]\nevidence = 'high'\n{} = ['https://almithal.example/all']"


def listed(
    folder: Path, kind: str | None, answer: bytes | None
) -> tuple[dict[tuple[str, str], Answer], tuple[str, str]]:
    """A server's answers with an outlet of one list or none, and the option that names its file."""
    (folder / "own").mkdir()
    text = LISTED.format(lists=LISTS.format(kind) if kind else "")
    (folder / "own" / "almithal.toml").write_text(text, encoding="utf-8")
    answers = {place(f"https://almithal.example/node/{n}"): Answer(page(f"عنوان رقم {n}"), HTML) for n in range(6)}
    if answer is not None:
        answers[place("https://almithal.example/all")] = Answer(answer, HTML)
    return answers, ("--outlets", "own")


HTML = "text/html; charset=utf-8"
SECTION = b"<ul>" + b"".join(b'<li><a href="/node/%d">x</a></li>' % n for n in range(6)) + b"</ul>"


@pytest.mark.parametrize(
    ("kind", "answer", "status", "said"),
    [
        ("feeds", None, 1, "no list of almithal could be read"),
        ("feeds", b"<h1>Back soon</h1>", 1, "no list of almithal could be read"),
        (None, None, 1, "no list of almithal is known"),
        ("sections", SECTION, 0, ""),
    ],
)
def test_a_crawl_without_lists_is_a_failure(
    tmp_path: Path, kind: str | None, answer: bytes | None, status: int, said: str
) -> None:
    answers, own = listed(tmp_path, kind, answer)
    with serving(answers) as (address, _):
        for _ in range(2 if not status else 1):  # what waits is fetched without asking for a list
            ended, err = crawl(tmp_path, address, *own, "--limit", "2", outlet="almithal")
            assert (ended, "no list" in err) == (status, bool(status)), err
            assert said in err


def test_a_second_interrupt_ends_at_once(tmp_path: Path, server: str) -> None:
    """Whatever its threads and workers wait for: here the store, which somebody else holds."""
    path = tmp_path / "found.jsonl"
    with start(tmp_path, server, "-o", path.name) as running:
        until = time.monotonic() + 30
        while time.monotonic() < until and not (path.exists() and path.stat().st_size):
            time.sleep(0.02)
        with closing(sqlite3.connect(tmp_path / "ghirbal.db")) as store:
            store.execute("BEGIN IMMEDIATE")
            time.sleep(0.5)
            running.send_signal(signal.SIGINT)
            time.sleep(0.5)
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=30)
    assert running.returncode == 130
    assert all(map(json.loads, path.read_text(encoding="utf-8").splitlines()))
