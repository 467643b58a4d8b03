"""ghirbal fixtures: saved pages and what must come out of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from crawlers.commands.common import (
    FAILED,
    check_url,
    complain,
    in_color,
    opened,
    outlets_of,
    own_option,
    private_option,
    url_option,
)
from crawlers.render import counted

_folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="fixtures",
    show_default=True,
    help="Folder that the fixtures are in.",
)


@click.group(
    short_help="Saved pages and what must come out of them.",
    epilog="""\b
Examples:
  ghirbal fixtures add page.html --url https://aawsat.com/node/5320313
  ghirbal fixtures check
  ghirbal fixtures accept aawsat/handball-short""",
)
def fixtures() -> None:
    """Saved pages with what must come out of them: add one, check all, accept a new result.

    An ID is an outlet, OUTLET/SLUG or OUTLET/SLUG/FIELD, as the tests call them; * and ? stand for anything in it.
    """


@fixtures.command(
    epilog="""\b
Examples:
  ghirbal fixtures add https://www.hespress.com/economie-1523456.html --slug economy
  ghirbal fixtures add page.html --url https://aawsat.com/node/5320313

\b
Exit status:
  0    the page was saved
  1    it could not be read, fetched or saved, or is there already; nothing is changed
  2    wrong usage
  130  interrupted"""
)
@click.argument("source", metavar="URL|FILE")
@click.option("--outlet", metavar="ID", help="Outlet, where none has the address's host yet.")
@click.option("--slug", metavar="SLUG", help="Name of the page; made of its address by default.")
@url_option
@_folder_option
@click.option("--force", is_flag=True, help="Replace a fixture; what was written by hand in it stays.")
@own_option
@private_option
def add(
    source: str,
    outlet: str | None,
    slug: str | None,
    url: str | None,
    folder: Path,
    force: bool,
    own: Path | None,
    allow_private: bool,
) -> int:
    """Save the page at URL or in FILE, and what comes out.

    What comes out now becomes what is expected. It is shown, for you to compare it with the page: nothing says that
    it is right. A file's time is taken for the time at which its page was fetched.
    """
    check_url(url)
    if outlets_of(own) is None:
        return FAILED

    from crawlers import fixture_report
    from crawlers import fixtures as saved
    from crawlers.fetch import FetchError
    from crawlers.sources import SourceError

    try:
        fixture = saved.add(
            source, folder, outlet=outlet, slug=slug, url=url, force=force, allow_private=allow_private, own=own
        )
    except (saved.FixtureError, FetchError, SourceError) as error:
        complain(str(error))
        return FAILED
    with opened(None) as out:
        click.echo(fixture_report.shown(fixture, color=in_color()), file=out, nl=False)
    complain(f"saved in {fixture.folder}")
    click.echo(fixture_report.LOOK, err=True)
    return 0


@fixtures.command(
    epilog="""\b
Examples:
  ghirbal fixtures check
  ghirbal fixtures check aawsat hespress/water-short '*/*/method'

\b
Exit status:
  0    all is as expected
  1    something is not, or a fixture could not be read
  2    wrong usage, such as an ID that names nothing
  130  interrupted"""
)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@_folder_option
@own_option
def check(ids: tuple[str, ...], folder: Path, own: Path | None) -> int:
    """Print what comes out otherwise than expected.

    All fixtures are read, or those that an ID names.
    """
    return _compared(ids, folder, own, lambda fixture: False)


@fixtures.command(
    epilog="""\b
Examples:
  ghirbal fixtures accept aawsat/handball-short
  ghirbal fixtures accept 'aawsat/*/rules' --yes

\b
Exit status:
  0    all is as expected now
  1    something was not taken, or a fixture could not be read
  2    wrong usage, such as an ID that names nothing
  130  interrupted"""
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_folder_option
@click.option("--yes", is_flag=True, help="Take the results without asking, for scripts.")
@own_option
def accept(ids: tuple[str, ...], folder: Path, yes: bool, own: Path | None) -> int:
    """Take what comes out now for what is expected.

    The difference is shown first. What was written by hand stays, such as removed_contains and notes.
    """
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: --yes takes the results")
    return _compared(ids, folder, own, lambda fixture: yes or click.confirm(f"{fixture}: take what is now?", err=True))


def _compared(ids: tuple[str, ...], folder: Path, own: Path | None, take: Callable[[str], bool]) -> int:
    """Prints what differs in each fixture, and accepts it where `take` says so of the fixture's id."""
    if outlets_of(own) is None:
        return FAILED

    from crawlers import fixture_report
    from crawlers import fixtures as saved

    try:
        selected = saved.select(folder, ids)
    except saved.FixtureError as error:
        raise click.UsageError(str(error)) from None
    left = broken = 0
    with opened(None) as out:
        for path, fields in selected.items():
            try:
                fixture = saved.load(path, own)
                if found := saved.differences(fixture, fields):
                    click.echo(fixture_report.told(fixture, found, color=in_color()), file=out)
                    if take(fixture.id):
                        saved.accept(fixture, found)
                        found = saved.differences(saved.load(path, own), fields)
                left += bool(found)
            except saved.FixtureError as error:
                complain(str(error))
                broken += 1
    complain(f"{counted(len(selected), 'fixture')}: {left} with differences" + (f", {broken} broken" if broken else ""))
    return FAILED if left or broken else 0
