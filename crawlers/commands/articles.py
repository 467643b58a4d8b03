"""ghirbal articles: what the store holds, listed, shown, exported and forgotten."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawlers.commands.common import (
    DAY,
    FAILED,
    HELD,
    NO_ARTICLE,
    check_days,
    complain,
    in_color,
    is_terminal,
    no_warc_option,
    opened,
    outlets_of,
    output_option,
    own_option,
    store_option,
    stored_in,
    warc_option,
    watched,
)
from crawlers.render import counted

if TYPE_CHECKING:
    from crawlers.store import Store
    from crawlers.store.find import Filter

_SHOWN = 50  # articles that a list has on a terminal, unless it is told otherwise

_FILTERS = (
    click.option("--outlet", "outlets", multiple=True, metavar="ID", help="Those of an outlet; may be given again."),
    click.option("--since", type=DAY, metavar="DAY", help="Published on DAY (UTC) or later."),
    click.option("--until", type=DAY, metavar="DAY", help="Published before DAY (UTC)."),
    click.option("--run", type=int, metavar="N", help="New or edited in run N."),
    click.option(
        "--search", "words", default="", metavar="WORDS", help="All these words, however spelled, in headline or text."
    ),
    own_option,
)


def _filtered(command: Callable[..., int]) -> Callable[..., int]:
    """A command with the options that say which articles, given to it as a `Filter`."""

    @wraps(command)
    def run(outlets: tuple[str, ...], run: int | None, words: str, **options: Any) -> int:
        from crawlers.store.find import Filter

        since, until = (day and day.replace(tzinfo=UTC) for day in (options.pop("since"), options.pop("until")))
        check_days(since, until)
        return command(wanted=Filter(outlets, since, until, run, tuple(words.split())), **options)

    for option in reversed(_FILTERS):
        run = option(run)
    return run


def _check_outlets(stored: Store, wanted: Filter, own: Path | None) -> None:
    """Raises `UsageError` for an outlet that neither the store nor an outlet file knows."""
    from crawlers.store.find import Filter, count

    if without := [outlet for outlet in wanted.outlets if not stored.read(count, Filter((outlet,)))]:
        outlets_of(own, without)


def _check(url: str) -> None:
    """Raises `UsageError` for what is no address."""
    from crawlers.store.addresses import key_of

    try:
        key_of(url)
    except ValueError:
        url = ""
    if not url.lower().startswith(("http://", "https://")):
        raise click.UsageError("URL is to be an http or https address")


class _ListByDefault(click.Group):
    """A group whose options, where no command is named, are those of `list`; its help shows them."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        click.Command.format_options(self.commands["list"], ctx, formatter)
        self.format_commands(ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_ListByDefault,
    epilog="""\b
Examples:
  ghirbal articles --outlet aawsat --since 2026-01-01
  ghirbal articles --search 'إضراب المعلمين'
  ghirbal articles show https://aawsat.com/node/5320313 --history
  ghirbal articles export -o articles.parquet --run 12
  ghirbal articles forget https://aawsat.com/node/5320313

\b
Exit status:
  0    done
  1    the store cannot be read, or the output not be written
  2    wrong usage, such as an outlet that is not known
  3    no article was found
  130  interrupted""",
)
def articles() -> None:
    """List, search, show, export and forget the articles of the store.

    Without a command, `ghirbal articles` lists: the options are those of `list`. `export` takes those that say which
    articles, too; all commands take --store.
    """


@articles.command(
    "list",
    epilog="""\b
Exit status:
  0    articles were found
  1    the store cannot be read
  2    wrong usage, such as an outlet that is not known
  3    no article was found
  130  interrupted""",
)
@_filtered
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"The N newest; {_SHOWN} on a terminal.")
@store_option
@output_option
def list_articles(wanted: Filter, own: Path | None, limit: int | None, store: str, output: Path | None) -> int:
    """List articles, the newest first.

    The day is that of publication; of an article that does not say it, that of the first fetch. Where the output is no
    terminal, an article is a line: published, first fetched, outlet, versions, address, headline, parted by tabs.
    """
    from crawlers import article_views
    from crawlers.store import find

    terminal = is_terminal(output)
    limit = limit or (_SHOWN if terminal else None)
    with stored_in(store) as stored:
        _check_outlets(stored, wanted, own)
        found = stored.read(find.find, wanted, limit)
        all_of_them = stored.read(find.count, wanted) if len(found) == limit else len(found)
    if not found:
        complain("no article is found")
        return NO_ARTICLE
    with opened(output) as out:
        for line in article_views.listed(found, terminal=terminal, color=terminal and in_color()):
            out.write(line)
    if terminal and all_of_them > len(found):
        complain(f"the {len(found)} newest of {all_of_them}: --limit shows more")
    return 0


@articles.command(
    "show",
    epilog="""\b
Examples:
  ghirbal articles show https://aawsat.com/node/5320313
  ghirbal articles show https://aawsat.com/node/5320313 --history
  ghirbal articles show https://aawsat.com/node/5320313 --version 1 --format json

\b
Exit status:
  0    the article was shown
  1    the store cannot be read
  2    wrong usage
  3    no article is stored of this address, or no such version
  130  interrupted""",
)
@click.argument("url", metavar="URL")
@click.option(
    "--format",
    "form_name",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="Form of the output: text (default), json (an object on a line) or markdown.",
)
@click.option("--version", "number", type=click.IntRange(min=1), metavar="N", help="The version N, not the newest.")
@click.option("--history", is_flag=True, help="All versions, with what changed in each; with json, an object each.")
@store_option
@output_option
def show(url: str, form_name: str, number: int | None, history: bool, store: str, output: Path | None) -> int:
    """Show the article at URL, in its newest version.

    URL is any address that leads to the article: AMP, mobile, print and tracking variants, too.
    """
    if history and (number or form_name == "markdown"):
        raise click.UsageError("--history shows all versions, as text or json")
    _check(url)

    from crawlers import article_views, render
    from crawlers.store import find

    with stored_in(store) as stored:
        found = stored.read(find.article_at, url)
        versions = stored.read(find.history, found.id) if found else []
    chosen = versions if history else [version for version in versions if version.number == (number or found.version)]
    if not chosen:
        complain(f"{url}: " + (f"has {counted(len(versions), 'version')}" if versions else "no such article"))
        return NO_ARTICLE
    with opened(output) as out:
        if form_name == "json":
            for version in chosen:
                said = {"first_fetched_at": found.first_fetched_at.isoformat(timespec="seconds")}
                said |= {"version": version.number}
                if history:
                    said |= {"cause": version.cause, "cleaner": version.cleaner, "changes": version.changes}
                out.write(render.on_one_line(version.content | said))
        elif history:
            for line in article_views.history(chosen, color=is_terminal(output) and in_color()):
                out.write(line)
        else:
            article = article_views.article_of(chosen[0].content)
            out.write(render.markdown(article) if form_name == "markdown" else render.text(article))
    return 0


@articles.command(
    "export",
    epilog="""\b
Examples:
  ghirbal articles export -o articles.jsonl --outlet aawsat
  ghirbal articles export -o january.csv --since 2026-01-01 --until 2026-02-01
  ghirbal articles export --format jsonl | jq -r .title

\b
Exit status:
  0    the articles were written
  1    the store cannot be read, or the output not be written
  2    wrong usage, such as an outlet that is not known
  3    no article was found; nothing is written
  130  interrupted; nothing is written""",
)
@_filtered
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    help="Form of the output; by default the one that the ending of FILE names, else jsonl.",
)
@store_option
@output_option
def export(wanted: Filter, own: Path | None, form: str | None, store: str, output: Path | None) -> int:
    """Export articles in their newest version, the newest first: as JSON lines, CSV or Parquet.

    What would run as a formula in a spreadsheet has an apostrophe before it in CSV. Parquet needs ghirbal[parquet].
    """
    from crawlers import export as exporting
    from crawlers.store import find

    name = str(output or "-")
    form = form or ("jsonl" if name == "-" else exporting.form_of(name))
    if form is None:
        raise click.UsageError(f"-o {name}: ends in none of .jsonl, .csv, .parquet; --format says what it is to be")
    to_terminal = is_terminal(output)
    if form == "parquet" and to_terminal:
        raise click.UsageError("Parquet is not for a terminal: -o FILE")
    try:
        exporting.check(form)
    except exporting.ExportError as error:
        raise click.ClickException(str(error)) from None

    with stored_in(store) as stored:
        _check_outlets(stored, wanted, own)
        total = stored.read(find.count, wanted)
        if not total:
            complain("no article is found")
            return NO_ARTICLE
        watch = partial(watched, bar=not to_terminal, total=total, what="articles")
        with opened(output) as out:
            number = stored.read(lambda c: exporting.write(watch(find.contents(c, wanted)), out, form))
    if name != "-":
        complain(f"{counted(number, 'article')} in {name}")
    return 0


@articles.command(
    "forget",
    epilog="""\b
Examples:
  ghirbal articles forget https://aawsat.com/node/5320313
  ghirbal articles forget https://aawsat.com/node/5320313 --yes --warc /srv/warc

\b
Exit status:
  0    it is forgotten
  1    some of it could not be removed, which is said; running it again goes on
  2    wrong usage, such as an address of no outlet
  75   its outlet is being crawled: try again later
  130  interrupted; running it again goes on""",
)
@click.argument("url", metavar="URL")
@click.option("--yes", is_flag=True, help="Without asking, for scripts.")
@click.option("--outlet", "outlet_id", metavar="ID", help="Outlet, where none has the address's host.")
@store_option
@warc_option
@no_warc_option
@own_option
def forget(url: str, yes: bool, outlet_id: str | None, store: str, warc: str, no_warc: bool, own: Path | None) -> int:
    """Forget the article at URL: remove it from the store and the archive, and keep it from coming back.

    All its versions go, under whatever address it was fetched, and its pages in the archive. Its addresses are never
    fetched again; nor is URL when nothing is stored of it. What was exported is yours to remove.
    """
    _check(url)
    if outlets_of(own, [outlet_id] if outlet_id else []) is None:
        return FAILED
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: --yes forgets without asking")

    from cleaners.outlets import of_url
    from crawlers.archive import ArchiveError
    from crawlers.forget import Held
    from crawlers.forget import forget as forget_at
    from crawlers.store import PATIENCE
    from crawlers.store import articles as stored_articles

    with stored_in(store, patience=PATIENCE) as stored:
        known = stored.read(stored_articles.known, url)
        of_host = of_url(url, own)
        outlet = outlet_id or next(iter(known.outlets), None) or (of_host.id if of_host else None)
        if outlet is None:
            raise click.UsageError(f"no outlet has this address: {url}; --outlet names one")
        if not yes:
            complain(
                f"{url} of {outlet}: {counted(known.versions, 'version')}, in {counted(len(known.records), 'page')}"
            )
            if known.title:
                print(known.title, file=sys.stderr)
            click.confirm("forget it for ever?", abort=True, err=True)
        try:
            done = forget_at(stored, url, outlet, None if no_warc else Path(warc))
        except Held as error:
            complain(str(error))
            return HELD
        except ArchiveError as error:
            complain(
                f"{error}; nothing is removed from the store. --warc names another archive, --no-warc leaves it out"
            )
            return FAILED
    removed = [
        counted(done.addresses, "address", "addresses"),
        counted(done.versions, "version"),
        counted(done.pages, "page") + " of the archive",
    ]
    complain(f"forgotten: {url}: {', '.join(removed)}")
    if done.missing:
        complain(f"{counted(done.missing, 'page')} of it not in the archive {warc}: removed before, or kept elsewhere")
    for line in done.damaged:
        complain(f"{line}: it may hold a page of this article still")
    if not done.log_is_empty:
        complain(f"{store}: is being read, so that its log may hold a copy still: run this again")
    return FAILED if done.damaged or not done.log_is_empty else 0
