"""Commands of `tests.hostile.world`, each as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
TIMEOUT = 2.0  # seconds of the fetcher, in place of thirty
DEADLINE = 60.0  # seconds, for what must end at all

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
        "SCRAPY_SETTINGS_MODULE": "crawlers.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.world", *command],
        cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=DEADLINE,
    )  # fmt: skip
    said = json.loads(report.read_text(encoding="utf-8"))
    return Ran(done.returncode, done.stdout, done.stderr, said["megabytes"], said["looked_up"])
