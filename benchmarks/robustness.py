"""`make robustness`: what hostile pages cost, beside the peers on the same pages.

Each extractor reads each page in a process of its own, which a deadline and a limit of memory end.
"""

from __future__ import annotations

import logging
import resource
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import click
from rich.console import Console

from benchmarks import corpora, tables
from benchmarks.measures import mean
from benchmarks.peers import Extractor, ghirbal, peers, release
from benchmarks.tables import Table, progress
from crawlers.deadline import forked
from tests.hostile.pages import PAGES, PARAGRAPHS, STORY, Make

DOCS = corpora.ROOT / "docs" / "robustness.md"
OURS = "ghirbal"
PEERS = ("trafilatura", "readability-lxml", "resiliparse")
URL = "https://example.com/news/4711"
#: Of the amount that makes a megabyte: every page is about half of one.
SHARE = 0.5
SECONDS, MEMORY = 10.0, 2 << 30


class Cost(NamedTuple):
    """What a reading took, or why it came to no end; `kept` of the story's paragraphs are in what it found."""

    seconds: float = SECONDS
    megabytes: float = 0.0
    kept: int = 0
    failed: str | None = None

    def __str__(self) -> str:
        return self.failed or f"{self.seconds:.2f} s, {self.megabytes:.0f} MB, {self.kept} of {len(STORY)}"


def cost(read: Extractor, make: Make, size: int) -> Cost:
    """Reads a page in a process of its own."""
    with forked(partial(_cost, read, make, size), SECONDS, MEMORY) as call:
        try:
            return call()
        except TimeoutError:
            return Cost(failed=f"over {SECONDS:g} s")
        except MemoryError:
            return Cost(failed=f"over {MEMORY >> 30} GB")
        except Exception as error:  # in one line, as its type: messages hold the page
            return Cost(failed=type(error).__name__)


def _cost(read: Callable[[bytes, str], object], make: Make, size: int) -> Cost:
    page = make(size)
    body = page if isinstance(page, bytes) else page.encode("utf-8", "replace")
    memory, began = _peak(), time.process_time()
    found = read(body, URL)
    took = time.process_time() - began
    text = "".join("\n".join(found.paragraphs).split())  # type: ignore[attr-defined]
    return Cost(took, (_peak() - memory) / 1024, sum("".join(told.split()) in text for told in STORY))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(names: list[str]) -> dict[str, dict[str, Cost]]:
    """What each page costs each extractor, by the page's name and the extractor's."""
    extractors = {OURS: ghirbal()} | peers(PEERS)
    for read in extractors.values():  # loads what is loaded late: it is no page's time
        read(PARAGRAPHS.encode(), URL)
    return {
        name: {who: cost(read, PAGES[name][0], max(1, int(PAGES[name][1] * SHARE))) for who, read in extractors.items()}
        for name in progress(names, "hostile pages")
    }


def summary(costs: dict[str, dict[str, Cost]]) -> Table:
    """One row an extractor: how many pages it came through, how long and in how much memory."""
    rows = []
    for who in next(iter(costs.values())):
        all_ = [by[who] for by in costs.values()]
        ended = [c for c in all_ if not c.failed]
        rows.append([
            who,
            release(who) or "" if who != OURS else "",
            str(len(ended)),
            str(sum(c.failed == f"over {SECONDS:g} s" for c in all_)),
            str(sum(c.failed == f"over {MEMORY >> 30} GB" for c in all_)),
            str(sum(c.failed is not None and not c.failed.startswith("over") for c in all_)),
            f"{mean(c.seconds for c in ended):.2f}",
            f"{max(c.seconds for c in ended):.2f}",
            f"{max(c.megabytes for c in ended):.0f}",
            str(sum(c.kept == len(STORY) for c in ended)),
        ])  # fmt: skip
    columns = ["", "version", "read", f"over {SECONDS:g} s", f"over {MEMORY >> 30} GB", "error"]
    columns += ["mean s", "longest s", "most MB", "story whole"]
    return Table("robustness", f"{len(costs)} hostile pages of half a megabyte", columns, rows)


def detail(costs: dict[str, dict[str, Cost]]) -> Table:
    columns = ["", *next(iter(costs.values()))]
    rows = [[name, *map(str, by.values())] for name, by in costs.items()]
    return Table("cases", "Time, memory, and how many of the story's paragraphs were found", columns, rows)


@click.command()
@click.option("--write", is_flag=True, help="Put the tables into docs/robustness.md.")
@click.argument("names", nargs=-1, metavar="[PAGE]...")
def main(write: bool, names: tuple[str, ...]) -> None:
    """Have every extractor read the hostile pages of tests/hostile/pages.py (all, or those named)."""
    if unknown := set(names) - set(PAGES):
        raise click.UsageError(f"no page {', '.join(sorted(unknown))}")
    if write and names:
        raise click.UsageError("--write puts the whole run into the docs: name no page")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    costs = measure(list(names or PAGES))
    printed = [summary(costs), detail(costs)]
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 170)
    for table in printed:
        table.show(console)
    if write:
        tables.write(DOCS, printed)


if __name__ == "__main__":
    main()
