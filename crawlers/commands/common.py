"""What all commands share: exit statuses, options, where output goes, how errors are said."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar
from urllib.parse import urlsplit

import click

from crawlers.deadline import SECONDS

if TYPE_CHECKING:
    from cleaners.outlets import Outlet
    from crawlers.sources import Source
    from crawlers.store import Store

T = TypeVar("T")

# Exit statuses, beside 0 and click's 2 for wrong usage.
FAILED = 1  # a source could not be read, or an outlet file is broken; the rest of the work is done
NO_ARTICLE = 3
ALARM = 4  # a run is out of the usual, see `crawlers.watch`
HELD = 75  # EX_TEMPFAIL of sysexits.h: try again later
INTERRUPTED = 130
BROKEN_PIPE = 141


def complain(message: str) -> None:
    """Says what is wrong, in one line on standard error, without control characters."""
    from crawlers.safe import plain

    # Not click's echo: it would write past the progress bar, which moves down for what is printed.
    print(f"ghirbal: {plain(message)}", file=sys.stderr)


# In UTC, as the store has them.
DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

url_option = click.option(
    "--url",
    metavar="URL",
    help="Address that the page was fetched from: selects the outlet's rules. Else a file's own canonical link does.",
)
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Write to FILE: whole, or not at all.",
)
private_option = click.option("--allow-private", is_flag=True, help="Fetch from addresses that are not public, too.")
store_option = click.option(
    "--store",
    envvar="GHIRBAL_STORE",
    default="ghirbal.db",
    show_default=True,
    metavar="ADDRESS",
    help="SQLite file or postgresql:// address of the store.",
)
warc_option = click.option(
    "--warc",
    envvar="GHIRBAL_WARC",
    default="warc",
    show_default=True,
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Folder of the archive, in which fetched pages are kept.",
)
no_warc_option = click.option("--no-warc", is_flag=True, help="Leave the archive out: neither read nor written.")
own_option = click.option(
    "--outlets",
    "own",
    envvar="GHIRBAL_OUTLETS",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Use the outlet files in DIR too; one of a shipped id replaces the shipped one. Also GHIRBAL_OUTLETS.",
)


class Seconds(click.FloatRange):
    """A number of seconds up to a week; `nan`, which lies in every range, is none."""

    def __init__(self, *, min_open: bool = False) -> None:
        super().__init__(min=0, max=7 * 86_400, min_open=min_open)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


timeout_option = click.option(
    "--timeout",
    type=Seconds(min_open=True),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Give up a page that takes longer than this, once fetched.",
)


def read_source(name: str, allow_private: bool) -> Source | None:
    """A source as read; None when it could not be, which is said."""
    from crawlers import sources

    try:
        return sources.read(name, allow_private=allow_private)
    except sources.SourceError as error:
        complain(str(error))
        return None


@contextmanager
def stored_in(address: str, *, patience: float = 0) -> Iterator[Store]:
    """The store at an address, for commands that work on what is there. Its errors are one line."""
    from sqlalchemy.exc import DBAPIError

    from crawlers.store import StoreError, open_store

    if "://" not in address and not Path(address).exists():
        raise click.ClickException(f"{address}: no such store; --store names another one")
    try:
        store = open_store(address, patience=patience)
        try:
            yield store
        finally:
            store.close()
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    except DBAPIError as error:
        raise click.ClickException(f"{store.address}: {next(iter(str(error.orig).splitlines()), 'fails')}") from None


def why_not(done: str, error: Exception) -> str:
    """What to say of a page that was not cleaned, or not compared."""
    if isinstance(error, TimeoutError | MemoryError):
        return f"not {done} within {error}"
    return f"could not be {done}: {type(error).__name__}: {error}"


def check_url(url: str | None) -> None:
    """Raises `UsageError` for a `--url` that is no address of the web."""
    if url is None:
        return
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # brackets that do not close
        is_address = False
    if not is_address:
        raise click.UsageError(f"--url: not an http or https address: {url}")


def check_days(since: datetime | None, until: datetime | None) -> None:
    """Raises `UsageError` for `--since` and `--until` that leave no time between them."""
    if since is not None and until is not None and since >= until:
        raise click.UsageError(f"--since {since:%Y-%m-%d %H:%M} is not before --until {until:%Y-%m-%d %H:%M}")


def is_terminal(output: Path | None) -> bool:
    """Whether what is written goes to a terminal."""
    return output in (None, Path("-")) and sys.stdout.isatty()


@contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """What to write to: a file that is written whole, standard output, or a terminal set up for Arabic."""
    from crawlers.files import cause_of, written_whole

    try:
        if output is not None and output != Path("-"):
            with written_whole(output) as file:
                yield file
        elif sys.stdout.isatty():
            with _reading_direction():
                yield sys.stdout
        else:
            yield sys.stdout
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.ClickException(f"{output or 'standard output'}: {cause_of(error)}") from None


@contextmanager
def _reading_direction() -> Iterator[None]:
    """Has the terminal order each line by the direction of the first letter in it.

    Private mode 2501 of the recommendation "BiDi in Terminal Emulators" (freedesktop.org). Without it VTE
    puts the full stop of an Arabic line at its beginning; terminals that do not know the mode ignore it.
    """
    sys.stdout.write("\x1b[?2501h")
    try:
        yield
    finally:
        sys.stdout.write("\x1b[?2501l")
        sys.stdout.flush()


def in_color() -> bool:
    """Whether standard output takes colours; `NO_COLOR` as https://no-color.org has it: empty, it says nothing."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def outlets_of(own: Path | None = None, wanted: Iterable[str] = ()) -> Mapping[str, Outlet] | None:
    """The outlets; None when an outlet file cannot be used, and what is wrong is said, a line each.

    Ids that are `wanted` and not there are wrong usage.
    """
    from cleaners.outlets import OutletError, load

    try:
        known = load(own)
    except OutletError as error:
        for line in str(error).splitlines():
            complain(line)
        return None
    if unknown := [name for name in wanted if name not in known]:
        raise click.UsageError(f"no outlet {', '.join(unknown)}: `ghirbal outlets` lists them")
    return known


PROGRESS_SECONDS = 10.0  # between two lines of progress in a log


def watched(things: Iterable[T], *, bar: bool, total: int | None = None, what: str = "sources") -> Iterator[T]:
    """The things, with progress on standard error: a bar on a terminal, a line now and then in a log.

    No bar where the articles themselves go to the terminal (`bar` is false): they are the progress. `total` is how many
    things there are, where they are no list.
    """
    if total is None:
        things = list(things)
        total = len(things)
    if sys.stderr.isatty():
        if not bar:
            yield from things
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), redirect_stdout=False, transient=True) as progress:
            yield from progress.track(things, total=total)
        return
    said = time.monotonic()
    for n, thing in enumerate(things):
        if time.monotonic() - said >= PROGRESS_SECONDS:
            said = time.monotonic()
            complain(f"{n} of {total} {what}")
        yield thing
