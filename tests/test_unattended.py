"""Crawls that run unattended: of a simulated press, again and again, killed, without their database, on a full disk.

The press knows what it was asked for and what must be stored; `benchmarks.press.truth` compares.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.press import truth
from benchmarks.press.running import Running, running
from benchmarks.press.world import Press
from crawlers.store import find, open_store
from tests.deadline import wait_for
from tests.postgres import needs_postgres
from tests.stored import pages_in

ROOT = Path(__file__).parent.parent
GHIRBAL = Path(sys.executable).with_name("ghirbal")
SMALL = Press(outlet_count=4, article_count=80, size=2_000)
# Nothing that takes its time, where many crawls are made.
STEADY = Press(
    outlet_count=3, article_count=240, size=2_000, troubles=("amp-path", "tracking", "redirect", "missing"), robots={}
)


@pytest.fixture
def press(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    with running(getattr(request, "param", SMALL), tmp_path) as press:
        yield press


class Crawl:
    """Crawls of all outlets of a press, each a process of its own, with one store and one archive."""

    def __init__(self, press: Running, folder: Path, store: str | None = None) -> None:
        self.press, self.folder = press, folder
        self.store = store or str(folder / "ghirbal.db")
        self.env = os.environ | {
            "SCRAPY_SETTINGS_MODULE": "tests.quick",
            "PYTHONPATH": str(ROOT),
            "GHIRBAL_HOST_MAP": press.address,
            "GHIRBAL_STORE": self.store,
        }

    def start(self, *options: str, **more: Any) -> subprocess.Popen[str]:
        names = [outlet.id for outlet in self.press.world.outlets]
        command = [
            GHIRBAL,
            "crawl",
            *names,
            "--outlets",
            str(self.press.outlets),
            *options,
        ]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.env,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            **more,
        )

    def run(self, *options: str, status: int = 0, **more: Any) -> str:
        """What a whole crawl says on standard error."""
        with self.start(*options, **more) as process:
            _, said = process.communicate(timeout=1800)
        assert process.returncode == status, said
        assert "Traceback" not in said
        return said

    def stored(self) -> list[tuple[str, dict[str, Any]]]:
        """The articles by their canonical addresses, as the press wants them."""
        store = open_store(self.store)
        try:
            contents = store.read(lambda connection: list(find.contents(connection, find.Filter())))
        finally:
            store.close()
        return [(content["canonical"] or content["final_url"], content) for content in contents]

    def violations(self, **options: Any) -> list[str]:
        return truth.violations(self.press.world, self.press.visits(), self.stored(), **options)


def pages(press: Running, since: int = 0) -> list[tuple[str, str]]:
    """The pages of articles that were asked for, from a visit on."""
    return [(visit.host, visit.path) for visit in press.visits()[since:] if visit.kind in ("article", "copy")]


# --- again and again --------------------------------------------------------------------------------------


def through_the_steps(crawl: Crawl, status: int = 0) -> None:
    press = crawl.press
    crawl.run(status=status)
    assert crawl.violations() == []

    before = len(press.visits())
    crawl.run(status=status)
    assert crawl.violations() == []
    assert pages(press, before) == []
    lists = [visit for visit in press.visits()[before:] if visit.kind in ("feed", "sitemap")]
    assert any(visit.conditional for visit in lists)
    assert all(visit.status == 304 for visit in lists if visit.conditional)

    press.step(1)
    before = len(press.visits())
    crawl.run(status=status)
    assert crawl.violations(step=1) == []
    world = press.world
    changed = [a for a in world.articles if a.can_be_had() and (v := a.version(1)) and v is not a.version(0)]
    assert 0 < len(pages(press, before)) <= 3 * len(changed)  # an article may be listed under several addresses
    edited = {truth.place_of(a.url) for a in changed if a.trouble == "edited"}
    versions = {truth.place_of(url): content["version"] for url, content in crawl.stored()}
    assert {where for where, version in versions.items() if version > 1} == edited


def test_a_press_is_crawled_once_and_its_edits_are_followed(press: Running, tmp_path: Path):
    through_the_steps(Crawl(press, tmp_path))


@pytest.mark.long
@pytest.mark.parametrize("press", [Press()], indirect=True, ids=["40 outlets, 5000 articles"])
def test_a_large_press_is_crawled_once_and_its_edits_are_followed(press: Running, tmp_path: Path):
    through_the_steps(Crawl(press, tmp_path), status=1)  # of one outlet no list may be read, as robots.txt is not there


@needs_postgres
@pytest.mark.parametrize("press", [STEADY], indirect=True, ids=["steady"])
def test_postgresql_holds_the_same(press: Running, tmp_path: Path, postgres):
    crawl = Crawl(press, tmp_path, postgres.new_database())
    crawl.run()
    assert crawl.violations() == []


@pytest.mark.parametrize("press", [STEADY], indirect=True, ids=["steady"])
def test_limit_since_until_and_full(press: Running, tmp_path: Path):
    crawl = Crawl(press, tmp_path)
    crawl.run("--limit", "5")
    assert len(crawl.stored()) == 5 * 3
    days = sorted(article.published for article in press.world.articles)
    middle = days[len(days) // 2].date()
    crawl.run("--since", f"{middle}")
    wanted = {url for url, _ in crawl.stored()}
    assert all(
        article.url in wanted
        for article in press.world.articles
        if article.published.date() > middle and article.can_be_had()
    )
    crawl.run("--until", f"{middle}")
    crawl.run()
    assert crawl.violations() == []
    before = len(press.visits())
    crawl.run("--full", "--limit", "7")
    assert len(pages(press, before)) >= 7 * 3
    assert len(crawl.stored()) == len({url for url, _ in crawl.stored()})


# --- killed -----------------------------------------------------------------------------------------------


def kill_again_and_again(crawl: Crawl, kills: int, seed: int) -> None:
    """Kills crawls, their workers with them, at moments that come as they may; then lets one come to its end."""
    press, chance = crawl.press, random.Random(seed)  # noqa: S311
    in_flight = 0
    for _ in range(kills):
        asked = len(press.visits())
        with crawl.start() as process:
            wanted = chance.randrange(1, 60)
            wait_for(
                lambda asked=asked, wanted=wanted: len(press.visits()) >= asked + wanted or process.poll() is not None
            )
            time.sleep(chance.random() / 20)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        in_flight += 3 * (1 + 2 * 4)  # of each outlet: on its way, and waiting for a worker
    crawl.run()
    wrong = crawl.violations()
    assert [line for line in wrong if not line.startswith("fetched ")] == []
    asked = pages(press)
    assert len(asked) - len(set(asked)) <= in_flight
    stored = [url for url, _ in crawl.stored()]
    assert len(stored) == len(set(stored))
    with sqlite3.connect(crawl.store) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    records = [page.record for path in (crawl.folder / "warc").glob("*/*.warc.gz") for page in pages_in(path)]
    assert len(records) >= len(stored)


@pytest.mark.parametrize("press", [STEADY], indirect=True, ids=["steady"])
def test_killed_crawls_lose_and_double_nothing(press: Running, tmp_path: Path):
    kill_again_and_again(Crawl(press, tmp_path), kills=2, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("press", [STEADY], indirect=True, ids=["steady"])
def test_crawls_killed_often_lose_and_double_nothing(press: Running, tmp_path: Path, seed: int):
    kill_again_and_again(Crawl(press, tmp_path), kills=8, seed=seed)


# --- without their database, on a full disk ---------------------------------------------------------------


@needs_postgres
@pytest.mark.long
@pytest.mark.parametrize("press", [STEADY], indirect=True, ids=["steady"])
def test_a_database_that_goes_away_costs_a_pause(press: Running, tmp_path: Path, postgres):
    crawl = Crawl(press, tmp_path, postgres.new_database())
    with crawl.start() as process:
        for wanted in (20, 60, 110):
            wait_for(lambda wanted=wanted: len(pages(press)) >= wanted)
            postgres.kill()
            time.sleep(2)
            asked = len(pages(press))
            time.sleep(2)
            assert len(pages(press)) <= asked + 3  # it waits
            postgres.start()
        _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert crawl.violations() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for a little; needs to be root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs a file system of its own, which only root can mount")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("press", [STEADY], indirect=True, ids=["steady"])
@pytest.mark.parametrize("full", ["store", "archive"])
def test_a_full_disk_ends_the_crawl_and_leaves_what_is_there_whole(
    press: Running, tmp_path: Path, small_disk: Path, full: str
):
    crawl = Crawl(press, tmp_path, str(small_disk / "ghirbal.db") if full == "store" else None)
    warc = small_disk / "warc" if full == "archive" else tmp_path / "warc"
    with (small_disk / "ballast").open("wb") as ballast:
        ballast.write(b"\0" * (500_000 if full == "store" else 900_000))
    said = crawl.run("--warc", str(warc), status=1)
    assert "no room left" in said if full == "store" else "no space left" in said
    assert str(small_disk) in said
    with sqlite3.connect(crawl.store) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for path in warc.glob("*/*.warc.gz"):
        assert pages_in(path) or path.stat().st_size < 2000
    (small_disk / "ballast").unlink()
    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
    crawl.run("--warc", str(warc))
    wrong = [line for line in crawl.violations() if not line.startswith("fetched ")]
    assert wrong == []


# --- one at a time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("press", [STEADY], indirect=True, ids=["steady"])
def test_a_second_crawl_of_an_outlet_leaves_or_waits(press: Running, tmp_path: Path):
    crawl = Crawl(press, tmp_path)
    with crawl.start() as first:
        wait_for(lambda: len(pages(press)) >= 3)
        said = crawl.run(status=75)
        assert said.count(f"is being crawled by process {first.pid} of ") == len(press.world.outlets)
        crawl.run("--wait", "60")
        assert first.wait() == 0
    assert crawl.violations() == []
