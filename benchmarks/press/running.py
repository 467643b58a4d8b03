"""A press for tests and benchmarks: its server as a process of its own, while a context lasts."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.press import log
from benchmarks.press.log import Visit
from benchmarks.press.world import Press

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Running:
    """A press that answers at `address` (HOST:PORT, as HOST_MAP takes it); `outlets` holds its outlet files."""

    world: Press
    address: str
    outlets: Path
    log: Path

    def visits(self) -> list[Visit]:
        """All requests that are done, in the order in which they came."""
        self.counters()
        return log.read(self.log)

    def counters(self) -> dict[str, Any]:
        """The step, whether it is healed, and how many requests there were by kind and status."""
        return self._control("GET", "/counters")

    def step(self, to: int) -> None:
        """Sets the world's clock."""
        self._control("POST", f"/step?to={to}")

    def heal(self) -> None:
        """Lets the troubles of servers pass, see `Press.at`."""
        self._control("POST", "/heal")

    def _control(self, method: str, target: str) -> dict[str, Any]:
        request = urllib.request.Request(f"http://{self.address}{target}", method=method)
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return json.load(response)


@contextmanager
def running(world: Press, folder: Path) -> Iterator[Running]:
    """Serves the world from a process of its own while the context lasts; log and outlet files are in `folder`.

    Raises `RuntimeError` when the server does not start.
    """
    path, outlets = folder / "press.jsonl", folder / "outlets"
    robots = None if world.robots is None else ",".join(f"{n}={kind}" for n, kind in world.robots.items())
    options = {
        "outlets": world.outlet_count,
        "articles": world.article_count,
        "seed": world.seed,
        "troubles": ",".join(world.troubles),
        "every": world.every,
        "robots": robots,
        "size": world.size,
        "log": path,
        "outlet-files": outlets,
    }
    command = [sys.executable, "-m", "benchmarks.press"]
    command += [f"--{name}={value}" for name, value in options.items() if value is not None]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise RuntimeError(f"the press did not start: exit status {process.wait()}")
            yield Running(world, address, outlets, path)
        finally:
            process.terminate()
            deadline = time.monotonic() + 10
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            if process.poll() is None:
                process.kill()
