"""ghirbal reclean: today's cleaners over the pages of the archive."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawlers.commands.common import (
    FAILED,
    complain,
    opened,
    outlets_of,
    own_option,
    store_option,
    stored_in,
    warc_option,
    watched,
)

if TYPE_CHECKING:
    from crawlers.reclean import Told

# What the summary says of each outcome, in its order.
_WORDS = {
    "unchanged": "unchanged",
    "changed": "changed",
    "new": "new",
    "no-longer": "no longer an article",
    "none": "still none",
    "older": "superseded",
    "forgotten": "forgotten",
    "given-up": "given up",
    "incomplete": "incomplete",
}


@click.command(
    short_help="Read archived pages with today's cleaners.",
    epilog="""\b
Examples:
  ghirbal reclean --dry-run
  ghirbal reclean aawsat hespress --jobs 4

\b
Exit status:
  0    all pages of the archive were read
  1    some could not be, which is said, the others are done; or the store cannot be used
  2    wrong usage, such as an outlet that is not known
  130  interrupted; what was read until then is stored, running it again does the rest""",
)
@click.argument("outlets", nargs=-1, metavar="[OUTLET...]")
@click.option("--dry-run", is_flag=True, help="Say what would change; store nothing.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    metavar="N",
    help="Worker processes.",
)
@store_option
@warc_option
@own_option
def reclean(outlets: tuple[str, ...], dry_run: bool, jobs: int, store: str, warc: str, own: Path | None) -> int:
    """Clean the archived pages of each OUTLET anew, or of all, and say what changed.

    What differs from the newest version of an article is stored as a new one, if that was read from the same pages.
    Pages that held no article become articles if they hold one now; what no longer is an article is said, and stays.
    """
    known = outlets_of(own, outlets)
    if known is None:
        return FAILED
    folder = Path(warc)
    if not folder.is_dir():
        raise click.ClickException(f"{warc}: no archive; --warc names another folder")

    from crawlers import archive
    from crawlers.reclean import Setup
    from crawlers.reclean import reclean as read_anew
    from crawlers.store import PATIENCE, recleaned

    files = {}
    failed = False
    for name in dict.fromkeys(outlets) or sorted(path.name for path in folder.iterdir() if path.is_dir()):
        files[name] = archive.files(folder, name)
        if name not in known:
            complain(f"{folder / name}: no outlet {name}; its pages are left out")
            failed, files[name] = True, []
        elif not files[name] and outlets:
            complain(f"{folder / name}: no archive")
            failed = True
    counts: Counter[str] = Counter()
    with stored_in(store, patience=PATIENCE) as stored:
        total = stored.read(recleaned.count, files)
        watch = partial(watched, bar=not sys.stdout.isatty(), total=total, what="pages")
        setup = Setup(store, own, PATIENCE, dry_run)
        paths = [path for of_outlet in files.values() for path in of_outlet]
        with opened(None) as out, closing(read_anew(stored, paths, setup, jobs=jobs, watch=watch)) as results:
            for told in results:
                _count(counts, told)
                if line := _line(told):
                    click.echo(line, file=out)
    if n := counts["unknown"]:
        complain(f"pages that the store does not know, left out: {n}")
    said = [f"{counts[outcome]} {words}" for outcome, words in _WORDS.items() if counts[outcome]]
    complain(f"{sum(counts[outcome] for outcome in _WORDS)} read: " + (", ".join(said) or "nothing"))
    if fields := [f"{name[1:]} {n}" for name, n in counts.most_common() if name.startswith("/")]:
        complain(f"changed in: {', '.join(fields)}")
    if dry_run:
        complain("nothing is stored: --dry-run")
    return FAILED if failed or counts["damaged"] or counts["given-up"] or counts["incomplete"] else 0


def _count(counts: Counter[str], told: Told) -> None:
    counts[told.outcome] += 1
    if told.outcome == "changed":
        counts.update(f"/{field}" for field in told.changes or ())


def _line(told: Told) -> str | None:
    """What is said of an article on standard output; what is wrong is said on standard error."""
    from crawlers.article_views import told as changes
    from crawlers.safe import plain

    match told.outcome:
        case "changed" | "new" | "no-longer":
            return "\t".join((told.outcome, plain(told.where), changes(told.changes or {}) or plain(told.why)))
        case "given-up" | "incomplete":
            complain(f"{told.where}: {told.why}")
        case "damaged":
            complain(told.why)
    return None
