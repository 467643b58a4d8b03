"""How often the watch cries wolf, and how soon it notices a wolf: `python -m benchmarks.alarms [--write]`.

Runs of made-up outlets are drawn with fixed seeds and judged one after the other, each against the 20 before it, as
after a crawl. Ordinary runs differ by chance, and from day to day more than by chance: the share of articles that hold
a field is drawn anew for each run, and so is the level of the lengths, which are log-normal within a run. Then
something happens to the outlet.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click
from rich.console import Console

from benchmarks.tables import Table, progress, write
from crawlers.watch.alarms import judge
from crawlers.watch.history import RUNS
from crawlers.watch.measures import Measures, Page, Run, measure

DOCS = Path(__file__).parent.parent / "docs" / "watching.md"
ORDINARY = 2_000  # runs of each outlet in which nothing happens
TRIALS = 100  # outlets to which each thing happens
SIZES = (3, 20, 200)  # articles a run, on average
PATIENCE = 20  # runs after it that are waited for an alarm


@dataclass(frozen=True)
class Outlet:
    """What an outlet is like: probabilities of 0 to 1, lengths in characters."""

    articles: int = 20  # a run, on average
    authors: float = 0.9
    standfirst: float = 0.6
    captions: float = 0.75
    section: float = 1.0
    tags: float = 0.0
    length: float = 1800.0  # the median
    spread: float = 0.6  # the standard deviation of the lengths' natural logarithms
    not_obeyed: float = 0.005
    opinions: float = 0.02
    failed: float = 0.01
    no_article: float = 0.02
    unsteady: float = 80.0  # the less, the more probabilities differ from run to run: α + β of their beta distribution
    unsteady_length: float = 0.1  # the standard deviation of the runs' levels of length, as natural logarithms

    def run(self, chance: random.Random, number: int) -> Measures:
        """A run with its pages."""

        def of_today(usual: float) -> float:
            if not 0.0 < usual < 1.0:
                return usual
            return chance.betavariate(usual * self.unsteady, (1 - usual) * self.unsteady)

        names = ("authors", "standfirst", "captions", "section", "tags")
        fields = {"title": 1.0, "published": 1.0} | {name: of_today(getattr(self, name)) for name in names}
        today = {name: of_today(getattr(self, name)) for name in ("not_obeyed", "opinions", "failed", "no_article")}
        level = math.log(self.length) + chance.gauss(0, self.unsteady_length)

        def page(n: int) -> Page:
            url = f"{number}/{n}"
            if chance.random() < today["failed"]:
                return Page(number, url, "timeout")
            if chance.random() < today["no_article"]:
                return Page(number, url, "listing")
            return Page(
                number,
                url,
                "new",
                "generic+opinions" if chance.random() < today["opinions"] else "generic",
                round(math.exp(chance.gauss(level, self.spread))),
                [name for name, share in fields.items() if chance.random() < share],
                ["rule-not-obeyed"] if chance.random() < today["not_obeyed"] else [],
            )

        asked = max(1, round(chance.gammavariate(4, self.articles / 4)))
        began = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        run = Run(number, "almithal", began, began, "finished", {}, {})
        return measure([run], map(page, range(asked)))[0]


OUTLETS = {
    "3 articles a run": Outlet(articles=3),
    "20 articles a run": Outlet(),
    "200 articles a run": Outlet(articles=200),
    "20, changing much from run to run": Outlet(unsteady=15.0, unsteady_length=0.25),
    "20, briefs and long reads": Outlet(spread=1.1),
}
HAPPENINGS: dict[str, Callable[[Outlet], Outlet]] = {
    "no author any more": lambda outlet: replace(outlet, authors=0.0),
    "half of the authors gone": lambda outlet: replace(outlet, authors=outlet.authors / 2),
    "bodies cut to half": lambda outlet: replace(outlet, length=outlet.length / 2),
    "bodies three times as long": lambda outlet: replace(outlet, length=outlet.length * 3),
    "rules not obeyed in 30 %": lambda outlet: replace(outlet, not_obeyed=0.3),
    "rules not obeyed in all": lambda outlet: replace(outlet, not_obeyed=1.0),
    "a fifth of the pages fail": lambda outlet: replace(outlet, failed=0.2),
    "half of the pages come by script": lambda outlet: replace(outlet, no_article=0.5),
    "all pages come by script": lambda outlet: replace(outlet, no_article=1.0),
    "all pages fail": lambda outlet: replace(outlet, failed=1.0),
}


class Past(NamedTuple):
    """What a run is judged by, as `crawlers.watch.history` reads it from the store."""

    before: tuple[Measures, ...] = ()
    barren: tuple[Measures, ...] = ()

    def with_run(self, now: Measures) -> Past:
        return Past((*self.before[1 - RUNS :], now)) if now.articles else Past(self.before, (*self.barren, now))


def ordinary(outlet: Outlet, seed: int, runs: int = ORDINARY) -> tuple[int, Counter[str]]:
    """Runs with an alarm among ordinary ones, and the alarms by kind."""
    chance, past, wrong, kinds = random.Random(seed), Past(), 0, Counter()
    for number in range(RUNS + runs):
        now = outlet.run(chance, number)
        if number >= RUNS:
            alarms = judge(now, *past)
            wrong += bool(alarms)
            kinds.update(alarm.kind for alarm in alarms)
        past = past.with_run(now)
    return wrong, kinds


def noticed(outlet: Outlet, happens: Callable[[Outlet], Outlet], seed: int) -> tuple[int | None, int]:
    """After how many runs a change has its first alarm, from 1; and how many runs have one."""
    chance, past, first, alarmed = random.Random(seed), Past(), None, 0
    for number in range(RUNS + PATIENCE):
        now = (outlet if number < RUNS else happens(outlet)).run(chance, number)
        if number >= RUNS and judge(now, *past):
            first, alarmed = first or number - RUNS + 1, alarmed + 1
        past = past.with_run(now)
    return first, alarmed


def false_alarms() -> Table:
    rows = []
    for name, outlet in progress(list(OUTLETS.items()), "ordinary runs"):
        wrong, kinds = ordinary(outlet, 1)
        said = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
        rows.append([name, str(wrong), f"{100 * wrong / ORDINARY:.2f} %", said or "none"])
    title = f"False alarms in {ORDINARY:,} ordinary runs of each outlet"
    return Table("false-alarms", title, ["outlet", "runs with an alarm", "of all", "alarms by kind"], rows)


def delays() -> Table:
    rows = []
    for name, happens in progress(list(HAPPENINGS.items()), "changes"):
        cells = [name]
        for size in SIZES:
            firsts = sorted(noticed(Outlet(articles=size), happens, seed)[0] or math.inf for seed in range(TRIALS))
            cells.append(f"{_runs(median(firsts))} ({_runs(firsts[math.ceil(0.95 * TRIALS) - 1])})")
        rows.append(cells)
    title = f"Runs until the first alarm: the median of {TRIALS} outlets, and in brackets by when 95 % have one"
    return Table("delays", title, ["what happens", *(f"{size} articles a run" for size in SIZES)], rows)


def _runs(number: float) -> str:
    return f"> {PATIENCE}" if math.isinf(number) else f"{math.ceil(number)}"


@click.command()
@click.option("--write", "writes", is_flag=True, help="Put the tables into docs/watching.md.")
def main(writes: bool) -> None:
    """Count false alarms, and how soon changes are noticed, on made-up outlets."""
    console = Console()
    console.width = console.width if console.is_terminal else 160
    tables = [false_alarms(), delays()]
    for table in tables:
        table.show(console)
    if writes:
        write(DOCS, tables)


if __name__ == "__main__":
    main()
