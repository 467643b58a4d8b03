"""ghirbal report: what the crawls did, and what of it is out of the usual."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawlers.commands.common import (
    ALARM,
    FAILED,
    is_terminal,
    opened,
    outlets_of,
    own_option,
    store_option,
    stored_in,
    watched,
)

if TYPE_CHECKING:
    from crawlers.watch.report import Report


def _file(flag: str, what: str) -> Any:
    path = click.Path(dir_okay=False, path_type=Path)
    return click.option(
        flag, type=path, metavar="FILE", help=f"Write the report as {what} to FILE: whole, or not at all."
    )


@click.command(
    short_help="What the crawls did, and what of it is out of the usual.",
    epilog="""\b
Examples:
  ghirbal report
  ghirbal report --html report.html --json report.json
  ghirbal report aawsat hespress --store postgresql://crawler@db/ghirbal

\b
Exit status:
  0  nothing is out of the usual
  1  the store could not be read, a report could not be written, or an outlet file is broken
  2  wrong usage, such as an outlet of which no run has ended
  4  there are alarms""",
)
@click.argument("outlets", nargs=-1, metavar="[OUTLET...]")
@store_option
@_file("--html", "a page")
@_file("--json", "JSON")
@click.option(
    "--runs",
    type=click.IntRange(min=6),
    default=20,
    show_default=True,
    metavar="N",
    help="Show N runs of each outlet, and compare the last one with as many before it.",
)
@own_option
def report(
    outlets: tuple[str, ...], store: str, html: Path | None, json: Path | None, runs: int, own: Path | None
) -> int:
    """Report on the last runs of each OUTLET, or of all that were crawled: alarms first.

    docs/watching.md says what is measured, and when it is an alarm.
    """
    from crawlers.store import PATIENCE
    from crawlers.watch import history, terminal
    from crawlers.watch.report import report as reported

    if (known := outlets_of(own)) is None:
        return FAILED
    with stored_in(store, patience=PATIENCE) as stored:
        crawled = stored.read(history.outlets)
        if unknown := [name for name in outlets if name not in crawled]:
            raise click.UsageError(f"no run of {', '.join(unknown)} has ended in {stored.address}")
        names = watched(list(dict.fromkeys(outlets)) or crawled, bar=True)
        result = reported(history.read_all(stored, names, number=runs), known, datetime.now(UTC))
    write(result, html, json)
    with opened(None) as file:
        file.write(terminal.lines(result, terminal=is_terminal(None)))
    return ALARM if result["alarms"] else 0


def write(result: Report, html: Path | None, json: Path | None) -> None:
    """Writes a report as a page and as JSON, where a path is given."""
    from crawlers.watch import page
    from crawlers.watch.report import write_json

    for path, write_as in ((html, page.write), (json, write_json)):
        if path is not None:
            with opened(path) as file:
                write_as(result, file)
