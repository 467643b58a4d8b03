"""`ghirbal crawl -o FILE`: what is appended to a file joins what stands there, and a file that takes no more is said."""

from __future__ import annotations

import csv
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.exporters import CsvExporter
from crawlers.fixture_server import serving, site
from crawlers.storage import LineStorage

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(site(ROOT / "fixtures")) as (address, _):
        yield address


def start(folder: Path, server: str, *options: str, **more: Any) -> subprocess.Popen[str]:
    env = os.environ | {"GHIRBAL_HOST_MAP": server, "SCRAPY_SETTINGS_MODULE": "tests.quick", "PYTHONPATH": str(ROOT)}
    command = [str(Path(sys.executable).with_name("ghirbal")), "crawl", "aawsat", *options]
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


def test_no_list_that_can_be_read_is_a_failure(tmp_path: Path) -> None:
    with serving({}) as (address, _):
        status, said = crawl(tmp_path, address, "--no-warc")
    assert status == 1
    assert "no list of aawsat could be read" in said


def test_a_second_interrupt_is_an_interrupt(tmp_path: Path, server: str) -> None:
    with start(tmp_path, server, "-o", "found.jsonl") as running:
        path = tmp_path / "found.jsonl"
        until = time.monotonic() + 30
        while time.monotonic() < until and not (path.exists() and path.stat().st_size):
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    assert running.returncode == 130
    assert all(map(json.loads, path.read_text(encoding="utf-8").splitlines()))
