"""How much the memory of a process grows while it reads page after page. Linux only: it reads /proc."""

from __future__ import annotations

import gc
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks import corpora

PAGES = 20_000
SETTLED = 1_000

_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
_REPORTS = 20


def growth(*, opinions: bool, pages: int = PAGES, settled: int = SETTLED) -> float:
    """Megabytes that a process of its own holds more after `pages` pages than after the first `settled`."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_read, opinions, pages, settled).result()


def _read(opinions: bool, pages: int, settled: int) -> float:
    from cleaners import clean_html

    bodies = [(page.body, page.url) for page in corpora.gold() + corpora.gold_en()]
    before = 0
    for n in range(pages):
        body, url = bodies[n % len(bodies)]
        # No paragraph is like another: what is kept by text, in a cache, would grow and be seen.
        clean_html(body.replace(b"</p>", b" %d</p>" % n), url=url, outlet=None, opinions=opinions).as_dict()
        if n + 1 == settled:
            before = _resident()
        if (n + 1) % (pages // _REPORTS) == 0:
            print(f"memory: {n + 1:,} pages, {_resident() / 1e6:.1f} MB", file=sys.stderr, flush=True)
    return (_resident() - before) / 1e6


def _resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_SIZE
