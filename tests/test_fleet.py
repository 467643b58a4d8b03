"""Several machines: three scrapyd nodes with one PostgreSQL crawl a simulated press, and one of them dies.

Each node has a host name of its own, so that the others cannot see whether its processes live: they have the lease to
go by, as on machines of their own. The project comes to them as an egg, by scrapyd-deploy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Row, select

from benchmarks.press import truth
from benchmarks.press.answers import place
from benchmarks.press.outlets import hosts
from benchmarks.press.running import Running, running
from benchmarks.press.world import Press
from crawlers.store import Store, find, open_store, runs
from crawlers.store import tables as t
from tests.deadline import wait_for
from tests.postgres import Postgres, needs_postgres

pytestmark = [pytest.mark.long, needs_postgres]

ROOT = Path(__file__).parent.parent
DEPLOY = Path(sys.executable).with_name("scrapyd-deploy")
WORLD = Press(
    outlet_count=6, article_count=180, size=2_000, troubles=("amp-path", "tracking", "redirect", "missing"), robots={}
)
NAMES = [outlet.id for outlet in WORLD.outlets]
LEASE = 10.0  # seconds
AHEAD = 1 + 2 * 4  # requests of a crawl that are on their way, or wait for its workers


def outlet_of(host: str) -> str:
    (outlet,) = (outlet.id for outlet in WORLD.outlets if host.removeprefix("www.") in hosts(outlet))
    return outlet


class Node:
    """A scrapyd with a host name of its own, in an environment that has all the project needs and not the project."""

    def __init__(self, name: str, python: Path, folder: Path, outlets: Path) -> None:
        self.name = name
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        folder.mkdir()
        conf = (ROOT / "deploy" / "scrapyd.conf").read_text(encoding="utf-8")
        for key, value in {"http_port": port, "poll_interval": 0.2, "max_proc": 2}.items():
            conf, times = re.subn(rf"^{key} *=.*$", f"{key} = {value}", conf, flags=re.MULTILINE)
            assert times == 1, f"deploy/scrapyd.conf says nothing of {key}"
        (folder / "scrapyd.conf").write_text(conf, encoding="utf-8")
        env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "GHIRBAL_", "SCRAPY"))}
        env |= {"GHIRBAL_OUTLETS": str(outlets), "GHIRBAL_CONTACT": "editor@ghirbal.example"}
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(
            ["unshare", "--uts", "sh", "-c", f"hostname {name} && exec {python} -m scrapyd"],
            cwd=folder,
            env=env,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def get(self, service: str, **query: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}{service}.json?{urlencode(query)}", timeout=60) as response:  # noqa: S310
            return json.load(response)

    def is_up(self) -> bool:
        try:
            return self.get("daemonstatus")["node_name"] == self.name
        except urllib.error.URLError:
            return False

    def schedule(self, outlet: str, **settings: object) -> None:
        data = [("project", "ghirbal"), ("spider", outlet)]
        data += [("setting", f"{key}={value}") for key, value in settings.items()]
        with urllib.request.urlopen(f"{self.url}schedule.json", urlencode(data).encode(), timeout=60) as response:  # noqa: S310
            assert json.load(response)["status"] == "ok"

    def is_idle(self) -> bool:
        jobs = self.get("listjobs", project="ghirbal")
        return not jobs["pending"] and not jobs["running"]

    def die(self) -> None:
        """Ends all that runs on the node, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with what is installed here, but for the project itself: that stands here as a
    path to its sources (.pth), and such files count only where they are installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = folder / "bin" / "python"
    for module, is_there in (("scrapyd", True), ("psycopg", True), ("cleaners", False), ("crawlers", False)):
        found = subprocess.run([python, "-c", f"import {module}"], cwd=folder, capture_output=True, env={})
        assert (found.returncode == 0) == is_there, module
    return python


@pytest.fixture(scope="module")
def nodes(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    if subprocess.run(["unshare", "--uts", "hostname", "node"], capture_output=True).returncode:
        pytest.skip("needs host names of its own, which only root can give")
    folder = tmp_path_factory.mktemp("nodes")
    WORLD.write_outlets(folder / "outlets")
    nodes = [Node(f"node{n}", python, folder / f"node{n}", folder / "outlets") for n in (1, 2, 3)]
    try:
        for node in nodes:
            wait_for(node.is_up, 180)
        deploy(nodes, tmp_path_factory.mktemp("project"))
        yield nodes
    finally:
        for node in nodes:
            if node.process.poll() is None:
                node.die()


def deploy(nodes: list[Node], folder: Path) -> None:
    """Deploys the project from a copy, for the build leaves its traces."""
    for name in ("cleaners", "crawlers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    cfg = (ROOT / "scrapy.cfg").read_text(encoding="utf-8")
    cfg += "".join(f"\n[deploy:{node.name}]\nproject = ghirbal\nurl = {node.url}\n" for node in nodes)
    (folder / "scrapy.cfg").write_text(cfg, encoding="utf-8")
    for node in nodes:
        ran = subprocess.run(
            [DEPLOY, node.name], cwd=folder, capture_output=True, encoding="utf-8", env=os.environ | {"PYTHONPATH": ""}
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert json.loads(ran.stdout)["spiders"] > 100
        assert "aawsat" in node.get("listspiders", project="ghirbal")["spiders"]


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Running]:
    with running(WORLD, tmp_path) as press:
        yield press


class Fleet:
    """What the nodes share: a store, and a press that they crawl."""

    def __init__(self, nodes: list[Node], press: Running, store: str) -> None:
        self.nodes = nodes
        self.press = press
        self.store: Store = open_store(store)
        self.settings: dict[str, object] = {
            "STORE": store,
            "HOST_MAP": press.address,
            "WARC_DIR": press.log.parent / "warc",
            "LEASE_SECONDS": LEASE,
            "DOWNLOAD_DELAY": 0.15,
            "AUTOTHROTTLE_ENABLED": False,
        }

    def schedule_all_on_all(self) -> None:
        """Each node begins elsewhere; sooner or later they want what another one has, or had."""
        for n, node in enumerate(self.nodes):
            for outlet in NAMES[2 * n :] + NAMES[: 2 * n]:
                node.schedule(outlet, **self.settings)

    def come_to_rest(self) -> None:
        for node in self.nodes:
            wait_for(node.is_idle, 180)

    def runs(self) -> list[Row]:
        return self.store.read(lambda connection: list(connection.execute(select(t.runs).order_by(t.runs.c.id))))

    def held_by(self, node: Node) -> set[str]:
        return {run.outlet for run in self.runs() if run.holder.startswith(f"{node.name}:") and run.ended_at is None}

    def pages(self, outlet: str) -> int:
        return sum(visit.kind == "article" and outlet_of(visit.host) == outlet for visit in self.press.visits())

    def violations(self) -> list[str]:
        contents = self.store.read(lambda connection: list(find.contents(connection, find.Filter())))
        stored = [(content["canonical"] or content["final_url"], content) for content in contents]
        return truth.violations(WORLD, self.press.visits(), stored)


@pytest.fixture
def fleet(nodes: list[Node], press: Running, postgres: Postgres) -> Iterator[Fleet]:
    fleet = Fleet([node for node in nodes if node.process.poll() is None], press, postgres.new_database())
    yield fleet
    fleet.store.close()


def assert_one_after_the_other(ran: list[Row]) -> None:
    for name in NAMES:
        own = sorted((run for run in ran if run.outlet == name), key=lambda run: run.started_at)
        assert own
        for before, after in pairwise(own):
            assert before.ended_at <= after.started_at, name


def test_three_nodes_share_the_outlets(fleet: Fleet) -> None:
    fleet.schedule_all_on_all()
    fleet.come_to_rest()
    assert fleet.violations() == []
    ran = fleet.runs()
    assert {run.reason for run in ran} == {"finished"}
    assert {run.holder.split(":")[0] for run in ran} == {"node1", "node2", "node3"}
    assert_one_after_the_other(ran)
    # Of each outlet one run has fetched, those of other nodes after it have found nothing new.
    assert all(sum(bool((run.counts or {}).get("pages")) for run in ran if run.outlet == name) == 1 for name in NAMES)


def test_what_a_dead_node_held_is_taken_over(fleet: Fleet) -> None:
    dying, *living = fleet.nodes
    fleet.schedule_all_on_all()
    wait_for(lambda: any(fleet.pages(name) > 10 for name in fleet.held_by(dying)))
    dying.die()
    killed, held = datetime.now(UTC), fleet.held_by(dying)
    assert held

    # Before the lease has run out nobody can have it.
    with pytest.raises(runs.Held, match=r"process \d+ of node1, since "):
        fleet.store.write(runs.begin, next(iter(held)), "node9:1:0", {}, datetime.now(UTC), LEASE)
    fleet.nodes = living
    fleet.come_to_rest()
    time.sleep(LEASE)

    # The regular next crawl, as an interval, cron or a timer would begin it.
    fleet.schedule_all_on_all()
    fleet.come_to_rest()
    ran = fleet.runs()
    for name in held:
        own = [run for run in ran if run.outlet == name]
        dead = next(n for n, run in enumerate(own) if run.reason == "died")
        assert own[dead].holder.startswith("node1:")
        taker = own[dead + 1]
        assert taker.holder.split(":")[0] in ("node2", "node3")
        assert taker.reason == "finished"
        assert (taker.started_at - killed).total_seconds() > LEASE / 2
    assert {run.reason for run in ran if run.holder.split(":")[0] != "node1"} == {"finished"}
    assert_one_after_the_other(ran)

    wrong = fleet.violations()
    again = {line.rpartition(": ")[2] for line in wrong if line.startswith("fetched 2 times")}
    assert [line for line in wrong if not line.startswith("fetched 2 times")] == []
    visits = [visit for visit in fleet.press.visits() if "".join(place(visit.host, visit.path)) in again]
    owners = {visit.article: outlet_of(visit.host) for visit in visits}  # a redirect and its goal are of one article
    assert set(owners.values()) <= held
    assert all(list(owners.values()).count(name) <= AHEAD for name in held), owners
