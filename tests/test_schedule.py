"""Intervals kept by real child processes, which crawl a simulated press."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from benchmarks.press.running import Running, running
from benchmarks.press.truth import expected
from benchmarks.press.world import Press
from crawlers.store import open_store, runs
from crawlers.store import tables as t
from tests.deadline import wait_for

ROOT = Path(__file__).parent.parent
GHIRBAL = str(Path(sys.executable).with_name("ghirbal"))
WORLD = Press(outlet_count=4, article_count=32, troubles=(), robots={})
NAMES = [outlet.id for outlet in WORLD.outlets]
PATIENCE = 60  # seconds after which a test has failed
POLITE = "crawlers.settings"  # a second from page to page: time to intervene


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(WORLD, tmp_path_factory.mktemp("press")) as served:
        yield served


class Place:
    """A folder to crawl in, with a store of its own, and the processes that were started in it."""

    def __init__(self, folder: Path, address: str, outlets: Path) -> None:
        self.folder = folder
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("GHIRBAL_", "SCRAPY_"))}
        self.env |= {
            "PYTHONPATH": str(ROOT),
            "GHIRBAL_HOST_MAP": address,
            "GHIRBAL_OUTLETS": str(outlets),
            "GHIRBAL_STORE": str(folder / "ghirbal.db"),
            "GHIRBAL_CONTACT": "editor@ghirbal.example",
        }
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *args: str, settings: str = "tests.quick") -> subprocess.Popen[str]:
        log = (self.folder / f"log-{len(self.started)}").open("w+", encoding="utf-8")
        command = [GHIRBAL, *args] if args[0] in ("schedule", "crawl") else list(args)
        self.started.append(
            subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.env | {"SCRAPY_SETTINGS_MODULE": settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        )
        return self.started[-1]

    def log(self, process: subprocess.Popen[str]) -> str:
        return (self.folder / f"log-{self.started.index(process)}").read_text(encoding="utf-8")

    def run(self, *args: str, settings: str = "tests.quick") -> tuple[int, str]:
        process = self.start(*args, settings=settings)
        return process.wait(PATIENCE), self.log(process)

    def until(self, process: subprocess.Popen[str], pattern: str) -> str:
        """What a process has said, as soon as it says something of the pattern."""
        wait_for(
            lambda: re.search(pattern, self.log(process)) or process.poll() is not None, said=partial(self.log, process)
        )
        assert re.search(pattern, self.log(process)), self.log(process)
        return self.log(process)

    def runs(self) -> list:
        store = open_store(self.env["GHIRBAL_STORE"])
        try:
            return list(store.read(lambda connection: connection.execute(select(t.runs).order_by(t.runs.c.id)).all()))
        finally:
            store.close()

    def crawled(self, outlet: str, ago: timedelta) -> None:
        """Writes down that an outlet was crawled."""
        store = open_store(self.env["GHIRBAL_STORE"])
        at = datetime.now(UTC) - ago
        run = store.write(runs.begin, outlet, "elsewhere:1:0", {}, at, 60)
        store.write(runs.end, run, outlet, "elsewhere:1:0", "finished", {}, at)
        store.close()


@pytest.fixture
def place(tmp_path: Path, press: Running) -> Iterator[Place]:
    made = Place(tmp_path, press.address, press.outlets)
    yield made
    for process in made.started:
        if process.poll() is None:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.wait()


def begun(log: str) -> list[str]:
    return re.findall(r"^[\d: -]{20}(\S+) begins$", log, re.MULTILINE)


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def assert_gone(processes: list[psutil.Process]) -> None:
    assert processes
    assert psutil.wait_procs(processes, timeout=PATIENCE)[1] == []


# --- what is due ------------------------------------------------------------------------------------------


def test_once_crawls_what_is_due_and_the_next_time_nothing_is(place: Place) -> None:
    status, log = place.run("schedule", *NAMES, "--once", "--jobs", "2")
    assert status == 0, log
    assert sorted(begun(log)) == sorted(NAMES)
    assert sorted(re.findall(r"(\S+) ends with status 0 after \d+ s$", log, re.MULTILINE)) == sorted(NAMES)
    at_once = at_most = 0
    for word in re.findall(r" (begins|ends with)", log):
        at_once += 1 if word == "begins" else -1
        at_most = max(at_most, at_once)
    assert at_most == 2
    assert sorted((run.outlet, run.reason) for run in place.runs()) == [(name, "finished") for name in sorted(NAMES)]
    store = open_store(place.env["GHIRBAL_STORE"])
    assert store.read(lambda c: len(c.execute(select(t.articles.c.id)).all())) == len(expected(WORLD))
    store.close()

    status, log = place.run("schedule", *NAMES, "--once")
    assert (status, begun(log)) == (0, [])
    assert "4 outlets, 0 of them due" in log


@pytest.mark.long
def test_a_schedule_begins_where_the_last_one_stopped(place: Place) -> None:
    first, soon, later, spare = NAMES
    place.crawled(soon, timedelta(minutes=59, seconds=52))
    place.crawled(later, timedelta(minutes=30))
    place.crawled(spare, timedelta(hours=2))
    schedule = place.start("schedule", *NAMES)
    log = place.until(schedule, f"{soon} begins")
    assert "4 outlets, 2 of them due" in log
    # The longest wait is over first: one was never crawled, one two hours ago.
    assert [name for name in begun(log) if name != soon] == [first, spare]
    schedule.send_signal(signal.SIGTERM)
    assert schedule.wait(PATIENCE) == 0
    assert later not in begun(place.log(schedule))


def test_what_was_killed_is_due_and_so_is_what_was_interrupted(place: Place) -> None:
    store = open_store(place.env["GHIRBAL_STORE"])
    now = datetime.now(UTC)
    for name, reason in zip(NAMES, ("shutdown", "died", "finished", None), strict=True):
        run = store.write(runs.begin, name, "elsewhere:1:0", {}, now, 0)
        if reason:
            store.write(runs.end, run, name, "elsewhere:1:0", reason, {}, now)
    due = [name for name in NAMES if store.read(runs.last_begun, name) is None]
    store.close()
    assert due == [NAMES[0], NAMES[1], NAMES[3]]


@pytest.mark.long
def test_intervals_come_round_and_two_schedules_share_them(place: Place) -> None:
    """With intervals of seconds, which no outlet file can ask for."""
    script = place.folder / "seconds.py"
    script.write_text(
        "import logging, os, sys\n"
        "from dataclasses import replace\n"
        "from datetime import timedelta\n"
        "from pathlib import Path\n"
        "from cleaners.outlets import load\n"
        "from crawlers import schedule\n"
        "from crawlers.store import open_store\n"
        "logging.basicConfig(level=logging.INFO, format='%(asctime)s %(message)s', datefmt='%F %T')\n"
        "logging.getLogger('apscheduler').setLevel(logging.ERROR)\n"
        "known = load(Path(os.environ['GHIRBAL_OUTLETS']))\n"
        "chosen = [replace(known[name], interval=timedelta(seconds=12)) for name in sys.argv[1:]]\n"
        "command = [sys.executable, '-P', '-m', 'crawlers', 'crawl', '--no-warc', '--limit', '1']\n"
        "store = open_store(os.environ['GHIRBAL_STORE'])\n"
        "schedule.keep(chosen, store, command, os.environ, jobs=2, once=False)\n"
    )
    two = [place.start(sys.executable, str(script), *NAMES[:2], settings=POLITE) for _ in range(2)]
    wait_for(lambda: len(place.runs()) >= 7)
    for schedule in two:
        schedule.send_signal(signal.SIGTERM)
    for schedule in two:
        schedule.wait(PATIENCE)
    for name in NAMES[:2]:
        at = [run.started_at for run in place.runs() if run.outlet == name and run.reason == "finished"]
        pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(at)]
        assert len(at) >= 3
        assert min(pauses) > 12 * (1 - 0.1), pauses


def test_a_crawl_that_dies_does_not_stop_the_rest(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers
        servers = {outlet.host.removeprefix("www."): place.env["GHIRBAL_HOST_MAP"] for outlet in WORLD.outlets}
        servers[WORLD.outlets[0].host] = f"127.0.0.1:{silent.getsockname()[1]}"
        place.env["GHIRBAL_HOST_MAP"] = json.dumps(servers)
        schedule = place.start("schedule", *NAMES[:3], "--once", "--jobs", "1", "--no-warc")
        wait_for(lambda: [run for run in place.runs() if run.outlet == NAMES[0]], said=partial(place.log, schedule))
        (crawl,) = psutil.Process(schedule.pid).children()
        crawl.kill()
        status = schedule.wait(PATIENCE)
    log = place.log(schedule)
    assert status == 1
    assert sorted(begun(log)) == sorted(NAMES[:3])
    ended = dict(re.findall(r"(\S+) ends with status (\S+) after", log))
    assert ended == {NAMES[0]: "-9", NAMES[1]: "0", NAMES[2]: "0"}


# --- the end ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130), (signal.SIGHUP, 0)])
def test_a_signal_ends_the_crawls_in_order(place: Place, number: int, status: int) -> None:
    schedule = place.start("schedule", NAMES[0], "--no-warc", settings=POLITE)
    wait_for(place.runs, said=partial(place.log, schedule))
    crawls = family(schedule)
    schedule.send_signal(number)
    assert schedule.wait(PATIENCE) == status
    assert_gone(crawls)
    assert {run.reason for run in place.runs()} == {"shutdown"}
    assert f"{NAMES[0]} ends with status 130" in place.log(schedule)


@pytest.mark.long
def test_a_second_interrupt_ends_at_once(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers
        place.env["GHIRBAL_HOST_MAP"] = f"127.0.0.1:{silent.getsockname()[1]}"
        schedule = place.start("schedule", NAMES[0], "--no-warc")
        silent.settimeout(PATIENCE)
        asking, _ = silent.accept()
        crawls = family(schedule)
        schedule.send_signal(signal.SIGINT)
        place.until(schedule, "told to end: crawls under way, 1,")
        with pytest.raises(subprocess.TimeoutExpired):
            schedule.wait(2)  # they wait for an answer
        schedule.send_signal(signal.SIGINT)
        assert schedule.wait(10) == 130  # less than the 30 s that an answer may take
        assert_gone(crawls)
        asking.close()
    assert f"{NAMES[0]} ends with status -9" in place.log(schedule)


@pytest.mark.long
def test_a_crawl_whose_schedule_was_killed_comes_to_its_end(place: Place) -> None:
    schedule = place.start("schedule", NAMES[0], "--no-warc")
    wait_for(place.runs, said=partial(place.log, schedule))
    crawl = family(schedule)
    schedule.kill()
    schedule.wait()
    wait_for(lambda: all(run.ended_at for run in place.runs()), said=partial(place.log, schedule))
    assert [run.reason for run in place.runs()] == ["finished"]  # though nobody hears what it says
    assert_gone(crawl)


def test_what_cannot_be_used_is_said_in_a_line(place: Place, tmp_path: Path) -> None:
    assert place.run("schedule", "nobody")[0] == 2
    (tmp_path / "no-store").write_text("a text\n" * 100)
    status, log = place.run("schedule", "--store", str(tmp_path / "no-store"))
    assert status == 1
    assert log.startswith("ghirbal: ")
    assert "no-store" in log
    assert log.count("\n") == 1
