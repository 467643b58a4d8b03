"""The report on a terminal, or as plain lines for a log or a mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table

from crawlers.safe import plain
from crawlers.watch.report import Report, mean_coverage, verdict

# Short, so that they stand in a line of 100 letters; docs/cli.md says what they mean.
_COLUMNS = "BEGAN FETCHED ARTICLES NEW EDITED NONE FAILED LISTS LENGTH COVER DRIFT ASKED".split()


def lines(report: Report, *, terminal: bool) -> str:
    """The alarms, a line each, and the last run of each outlet, a line each; in colour on a terminal."""
    drawn = StringIO()
    # As wide as it takes: a narrow terminal wraps a row, where the table would cut its figures.
    console = Console(file=drawn, force_terminal=terminal, width=10_000, markup=False, highlight=False)
    for alarm in report["alarms"]:
        console.print("ALARM ", end="", style="bold red")
        console.print(plain(alarm["line"]), soft_wrap=True)
    console.print(verdict(report))
    console.print()
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("OUTLET", no_wrap=True)
    for heading in _COLUMNS:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("ENDED", no_wrap=True)
    for outlet in report["outlets"]:
        table.add_row(plain(outlet["outlet"]), *_cells(outlet["runs"]), style="red" if outlet["alarms"] else None)
    console.print(table)
    return drawn.getvalue()


def _cells(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    run = runs[-1]
    without = (sum(run[name].values()) for name in ("no_article", "failed", "lists_failed"))
    counts = (run["fetched"], run["articles"], run["new"], run["edited"], *without)
    length = "-" if run["median_length"] is None else f"{run['median_length']:.0f}"
    shares = (mean_coverage(runs)[-1], run["not_obeyed"], run["opinions"])
    began = run["started_at"][5:16].replace("T", " ")
    return [
        began,
        *map(str, counts),
        length,
        *map(_percent, shares),
        "" if run["reason"] == "finished" else plain(run["reason"] or "-"),
    ]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f}"
