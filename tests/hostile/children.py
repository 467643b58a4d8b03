"""Commands and crawls of `tests.hostile.world`, each as a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.hostile.server import Server

ROOT = Path(__file__).parents[2]
TIMEOUT = 3.0  # seconds for an answer, in place of thirty
DEADLINE = 180.0  # seconds, for what must end at all

NAMES = {
    "news.example": ["127.0.0.2"],
    "other.news.example": ["127.0.0.2"],
    "intern.news.example": ["127.0.0.1"],
    "meta.news.example": ["169.254.169.254"],
    "mapped.news.example": ["::ffff:127.0.0.1"],
    "news.localhost": ["127.0.0.1"],
}


class Ran(NamedTuple):
    status: int
    out: str
    err: str
    megabytes: float
    looked_up: list[list[str]]


def run(command: Sequence[str], folder: Path, **world: Any) -> Ran:
    """A command of `tests.hostile.world`, run in a folder of its own."""
    report = folder / "report.json"
    env = os.environ | {
        "WORLD": json.dumps(
            {"public": ["127.0.0.2"], "names": NAMES, "timeout": TIMEOUT, "report": str(report)} | world
        ),
        "PYTHONPATH": str(ROOT),
        "SCRAPY_SETTINGS_MODULE": "tests.quick",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.world", *command],
        cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=DEADLINE,
    )  # fmt: skip
    said = json.loads(report.read_text(encoding="utf-8"))
    return Ran(done.returncode, done.stdout, done.stderr, said["megabytes"], said["looked_up"])


QUICK = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_START_DELAY": 0,
    "DOWNLOAD_TIMEOUT": TIMEOUT,
    "RETRY_TIMES": 0,
    "RETRY_BACKOFF": 0.1,
    "CONTACT": "editor@ghirbal.example",
}
OUTLET = """
name = "الأخبار"
name_en = "News"
hosts = ["news.example"]
[discovery]
evidence = "high"
feeds = "http://news.example:PORT/feed"
[article]
evidence = "high"
pattern = '^/case/'
match = "http://news.example/case/page"
"""


class Crawl(NamedTuple):
    items: list[dict[str, Any]]
    failed: dict[str, str]  # by the last part of the address; what follows its question mark says more
    table: str
    ran: Ran


def crawl(server: Server, folder: Path, *, world: dict[str, Any] | None = None, **settings: Any) -> Crawl:
    own = folder / "outlets"
    own.mkdir()
    (own / "hostile.toml").write_text(OUTLET.replace("PORT", str(server.port)), encoding="utf-8")
    settings = QUICK | {"GHIRBAL_OUTLETS": own} | settings
    options = [part for key, value in settings.items() for part in ("-s", f"{key}={value}")]
    ran = run(["scrapy", "crawl", "hostile", "-o", "articles.jsonl", *options], folder, **(world or {}))
    assert ran.status == 0, ran.err
    assert "Traceback" not in ran.err, ran.err
    written = folder / "articles.jsonl"
    items = [json.loads(line) for line in written.read_bytes().splitlines()] if written.exists() else []
    failed = {url: cause for cause, url in re.findall(r"(?:page|feed) not read: ([\w-]+): (\S+)", ran.err)}
    table = " ".join(ran.err[ran.err.rindex("outlet ") :].replace("│", " ").split())
    return Crawl(items, failed, table, ran)
