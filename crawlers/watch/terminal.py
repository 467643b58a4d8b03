"""The report on a terminal, or as plain lines for a log or a mail."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from crawlers.render import plain
from crawlers.watch.report import Report

_COLUMNS = (
    "RUN OF",
    "FETCHED",
    "ARTICLES",
    "NEW",
    "EDITED",
    "NO ARTICLE",
    "FAILED",
    "LENGTH",
    "NOT OBEYED",
    "OPINIONS",
)


def lines(report: Report, *, terminal: bool) -> str:
    """The alarms, a line each, and a table with the last run of each outlet; where it goes to other programs, an outlet
    is a line."""
    drawn = StringIO()
    console = Console(
        file=drawn, force_terminal=terminal, width=None if terminal else 10_000, markup=False, highlight=False
    )
    for alarm in report["alarms"]:
        console.print("ALARM ", end="", style="bold red")
        console.print(plain(alarm["line"]), soft_wrap=True)
    if not report["alarms"]:
        console.print("no alarm")
    console.print()
    table = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
    table.add_column("OUTLET", no_wrap=True)
    for heading in _COLUMNS:
        table.add_column(heading, justify="right", no_wrap=not terminal)
    table.add_column("COVERAGE", no_wrap=not terminal)
    for outlet in report["outlets"]:
        table.add_row(plain(outlet["outlet"]), *_cells(outlet["runs"][-1]), style="red" if outlet["alarms"] else None)
    console.print(table)
    return drawn.getvalue()


def _cells(run: Mapping[str, Any]) -> list[str]:
    began = run["started_at"][:16].replace("T", " ")
    ended = "" if run["reason"] == "finished" else f", {plain(run['reason'] or '')}"
    counts = (run["fetched"], run["articles"], run["new"], run["edited"], sum(run["no_article"].values()))
    covered = ", ".join(f"{name} {_percent(share)}" for name, share in run["coverage"].items() if share)
    length = "-" if run["median_length"] is None else f"{run['median_length']:.0f}"
    shares = [_percent(run["not_obeyed"]), _percent(run["opinions"])]
    return [began + ended, *map(str, counts), str(sum(run["failed"].values())), length, *shares, covered or "-"]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f}"
