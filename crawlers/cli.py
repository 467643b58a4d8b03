"""The command line. Each command loads what it needs when it runs: `ghirbal --help` loads next to nothing."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from cleaners.article import Article
    from cleaners.outlets import Outlet
    from crawlers.sources import Source

# Exit statuses, beside 0 and click's 2 for wrong usage.
FAILED = 1  # a source could not be read, or an outlet file is broken; the rest of the work is done
NO_ARTICLE = 3
INTERRUPTED = 130
BROKEN_PIPE = 141

PROGRESS_SECONDS = 10.0  # between two lines of progress in a log


class _CommandLine(click.Group):
    """The group of commands, with errors on one line, and leaving quietly when it is told to."""

    def main(self, args: Any = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        if not extra.pop("standalone_mode", True):
            return super().main(args, prog_name, standalone_mode=False, **extra)
        try:
            sys.exit(super().main(args, prog_name, standalone_mode=False, **extra) or 0)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.ClickException as error:
            _complain(_on_one_line(error))
            sys.exit(error.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        # Here, because click's own handling prints, and calls a closed pipe an error of ours.
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):  # Abort: at a question
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # What is left in the buffers has nowhere to go, and Python would say so at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(BROKEN_PIPE)


def _on_one_line(error: click.ClickException) -> str:
    message = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{message.rstrip('.')} (see {error.ctx.command_path} --help)"
    return message


def _complain(message: str) -> None:
    from crawlers.render import plain

    # Not click's echo: it would write past the progress bar, which moves down for what is printed.
    print(f"ghirbal: {plain(message)}", file=sys.stderr)


@click.group(
    cls=_CommandLine,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExample:\n  ghirbal clean https://aawsat.com/node/5320313",
)
@click.version_option(package_name="ghirbal", message="%(prog)s %(version)s")
def main() -> None:
    """Clean article text from Arabic news pages, and a record of what was sieved off."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


_url_option = click.option(
    "--url", metavar="URL", help="Address that the page was fetched from: selects the outlet's rules."
)
_output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Write to FILE: whole, or not at all.",
)
_private_option = click.option("--allow-private", is_flag=True, help="Fetch from addresses that are not public, too.")
_own_option = click.option(
    "--outlets",
    "own",
    envvar="GHIRBAL_OUTLETS",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Use the outlet files in DIR too; one of a shipped id replaces the shipped one. Also GHIRBAL_OUTLETS.",
)


# --- clean ------------------------------------------------------------------------------------------------


@main.command(
    epilog="""\b
Examples:
  ghirbal clean https://aawsat.com/node/5320313
  ghirbal clean page.html --url https://aawsat.com/node/5320313 --explain
  ghirbal clean --from sources.txt --format json -o articles.jsonl
  curl -s https://www.hespress.com/ | ghirbal clean -

\b
Exit status:
  0    an article was found
  1    a source could not be read or fetched; the others are done
  2    wrong usage
  3    all were read, and none held an article
  130  interrupted"""
)
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option(
    "--from",
    "listed",
    type=click.File(encoding="utf-8-sig", errors="surrogateescape"),
    metavar="FILE",
    help="Read sources from FILE too, one a line, and show progress.",
)
@click.option(
    "--format",
    "form_name",
    type=click.Choice(["text", "json", "markdown"]),
    help="Form of the output: text (default), json (an object a line, with what was removed) or markdown.",
)
@_url_option
@click.option("--text", "as_text", is_flag=True, help="Sources are extracted text, one paragraph a line.")
@click.option("--no-rules", is_flag=True, help="Read every page without outlet rules.")
@_own_option
@click.option("--explain", is_flag=True, help="Show each block in page order: kept or removed, reason and rule.")
@_output_option
@_private_option
def clean(
    sources: tuple[str, ...],
    listed: TextIO | None,
    form_name: str | None,
    url: str | None,
    as_text: bool,
    no_rules: bool,
    own: Path | None,
    explain: bool,
    output: Path | None,
    allow_private: bool,
) -> int:
    """Clean each SOURCE and print its article.

    A SOURCE is an http or https address, an HTML file, a text file, or - for standard input; files may be
    gzipped. A name ending in .txt, or content without HTML tags, is read as extracted text. Output is UTF-8.
    """
    names = [*sources, *((line.strip() for line in listed) if listed else ())]
    names = [name for name in names if name]
    if not names and not listed:
        raise click.UsageError("no SOURCE is given")
    if url is not None and len(names) > 1:
        raise click.UsageError("--url is the address of one page, but there are several sources")
    _check_url(url)
    if explain and form_name:
        raise click.UsageError("--explain has a form of its own, without --format")

    if not no_rules and _outlets(own) is None:
        return FAILED

    from crawlers.render import FORMS

    to_terminal = _is_terminal(output)
    form = FORMS["explain" if explain else form_name or "text"]
    written = found = failed = 0
    with _opened(output) as out:
        for name in _watched(names, bar=not to_terminal) if listed else names:
            article = _article(name, url, as_text, no_rules, own, allow_private)
            if article is None:
                failed += 1
                continue
            found += bool(article.paragraphs)
            if not article.paragraphs:
                why = ", ".join(warning for warning in article.warnings if warning != "no-article")
                _complain(f"{name}: no article" + (f" ({why})" if why else ""))
            if article.paragraphs or form.shows_no_article:
                rendered = form.render(article, name, to_terminal and "NO_COLOR" not in os.environ)
                click.echo((form.parting if written else "") + rendered, file=out, nl=False)
                written += 1
    if listed:
        without = len(names) - found - failed
        _complain(f"{len(names)} sources: {found} with an article, {without} without, {failed} failed")
    return FAILED if failed else 0 if found or not names else NO_ARTICLE


def _article(
    name: str, url: str | None, as_text: bool, no_rules: bool, own: Path | None, allow_private: bool
) -> Article | None:
    """The article of a source; None when the source could not be read, which is said."""
    from cleaners import clean_html, clean_text
    from cleaners.charset import decode
    from cleaners.outlets import of_url

    source = _read(name, allow_private)
    if source is None:
        return None
    url = url or source.url
    outlet = None if no_rules else of_url(url, own)
    now = datetime.now(UTC) if source.url else None  # "an hour ago" says something of a page fetched now
    try:
        if as_text or source.is_text:
            text, _ = decode(source.body, source.charset)
            return clean_text(text, url, outlet)
        return clean_html(source.body, url=url, outlet=outlet, charset=source.charset, now=now)
    except Exception as error:  # whatever is wrong with one page, the work on the others is not lost
        _complain(f"{name}: could not be cleaned: {type(error).__name__}: {error}")
        return None


def _read(name: str, allow_private: bool) -> Source | None:
    """A source as read; None when it could not be, which is said."""
    from crawlers import sources

    try:
        return sources.read(name, allow_private=allow_private)
    except sources.SourceError as error:
        _complain(str(error))
        return None


def _check_url(url: str | None) -> None:
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise click.UsageError(f"--url: not an http or https address: {url}")


def _is_terminal(output: Path | None) -> bool:
    """Whether what is written goes to a terminal."""
    return output in (None, Path("-")) and sys.stdout.isatty()


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """What to write to: a file that is written whole, standard output, or a terminal set up for Arabic."""
    from crawlers.files import written_whole

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
        cause = (error.strerror or str(error)).lower()
        raise click.ClickException(f"{output or 'standard output'}: {cause}") from None


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


def _watched(names: list[str], *, bar: bool) -> Iterator[str]:
    """The names, with progress on standard error: a bar on a terminal, a line now and then in a log.

    No bar where the articles themselves go to the terminal (`bar` is false): they are the progress.
    """
    if sys.stderr.isatty():
        if not bar:
            yield from names
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), redirect_stdout=False, transient=True) as progress:
            yield from progress.track(names)
        return
    said = time.monotonic()
    for n, name in enumerate(names):
        if time.monotonic() - said >= PROGRESS_SECONDS:
            said = time.monotonic()
            _complain(f"{n} of {len(names)} sources")
        yield name


# --- compare ----------------------------------------------------------------------------------------------


@main.command(
    epilog="""\b
Examples:
  ghirbal compare https://aawsat.com/node/5320313
  ghirbal compare page.html --url https://aawsat.com/node/5320313 --no-rules
  ghirbal compare page.html --format json | jq .readers

\b
Exit status:
  0    the page was compared
  1    the source could not be read or fetched, or is no page
  2    wrong usage
  130  interrupted"""
)
@click.argument("source", metavar="SOURCE")
@click.option(
    "--format",
    "form_name",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Form of the output: text (default), or json (one object, with every block of the page).",
)
@_url_option
@click.option("--no-rules", is_flag=True, help="Have Ghirbal read the page without outlet rules.")
@_own_option
@_output_option
@_private_option
def compare(
    source: str,
    form_name: str,
    url: str | None,
    no_rules: bool,
    own: Path | None,
    output: Path | None,
    allow_private: bool,
) -> int:
    """Show Ghirbal, trafilatura and readability-lxml side by side on SOURCE: what each keeps and leaks.

    A SOURCE is an http or https address, an HTML file, also gzipped, or - for standard input. Each block of the
    page that one of them keeps is shown, with who keeps it and what became of it in Ghirbal's reading.

    The summary counts the words of each one's text, the blocks that only it keeps, and the blocks that it lacks
    while the two others keep them, and says how much longer than Ghirbal it takes.
    """
    _check_url(url)
    if not no_rules and _outlets(own) is None:
        return FAILED

    from cleaners.outlets import of_url
    from crawlers import compare as comparing

    page = _read(source, allow_private)
    if page is None:
        return FAILED
    if page.is_text:
        _complain(f"{source}: is extracted text; pages are compared")
        return FAILED
    try:
        compared = comparing.compare(
            page.body,
            url or page.url,
            outlet=None if no_rules else of_url(url or page.url, own),
            charset=page.charset,
            now=datetime.now(UTC) if page.url else None,
        )
    except Exception as error:
        _complain(f"{source}: could not be compared: {type(error).__name__}: {error}")
        return FAILED
    color = _is_terminal(output) and "NO_COLOR" not in os.environ
    as_json = form_name == "json"
    rendered = comparing.json(compared, source) if as_json else comparing.text(compared, source, color=color)
    with _opened(output) as out:
        click.echo(rendered, file=out, nl=False)
    return 0


# --- crawl ------------------------------------------------------------------------------------------------


@main.command(
    epilog="""\b
Examples:
  ghirbal crawl aawsat --limit 20
  ghirbal crawl aawsat hespress -o articles.jsonl

\b
Exit status:
  0    the crawls came to their end
  1    a crawl could not be started
  2    wrong usage, such as an outlet that is not known
  130  interrupted; what was crawled until then is stored"""
)
@click.argument("outlets", nargs=-1, required=True, metavar="OUTLET...")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="End after N articles of each outlet.")
@_own_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Append the articles to FILE (.jsonl, .csv, .xml) instead of articles.jsonl.",
)
def crawl(outlets: tuple[str, ...], limit: int | None, own: Path | None, output: str | None) -> int:
    """Crawl each OUTLET, as `scrapy crawl OUTLET` does: discover its articles, fetch and clean them.

    `ghirbal outlets` lists the outlets.
    """
    if _outlets(own, outlets) is None:
        return FAILED

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.exceptions import UsageError
    from scrapy.utils.conf import feed_process_params_from_cli
    from scrapy.utils.project import get_project_settings

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawlers.settings")
    settings = get_project_settings()
    settings.set("GHIRBAL_OUTLETS", str(own or ""), priority="cmdline")
    if output is not None:
        settings.set("FEEDS", {}, priority="cmdline")
        try:
            settings.set("FEEDS", feed_process_params_from_cli(settings, [output]), priority="cmdline")
        except UsageError as error:
            raise click.UsageError(f"-o {output}: {error}") from None
    process = AsyncCrawlerProcess(settings)
    crawlers = [process.create_crawler(outlet) for outlet in dict.fromkeys(outlets)]
    for crawler in crawlers:
        process.crawl(crawler, limit=limit)
    process.start()
    reasons = [crawler.stats.get_value("finish_reason") for crawler in crawlers if crawler.stats]
    if "shutdown" in reasons:
        return INTERRUPTED
    return FAILED if process.bootstrap_failed else 0


# --- fixtures ---------------------------------------------------------------------------------------------

_folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="fixtures",
    show_default=True,
    help="Folder that the fixtures are in.",
)


@main.group(
    epilog="""\b
Examples:
  ghirbal fixtures add page.html --url https://aawsat.com/node/5320313
  ghirbal fixtures check
  ghirbal fixtures accept aawsat/handball-short"""
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
@_url_option
@_folder_option
@click.option("--force", is_flag=True, help="Replace a fixture; what was written by hand in it stays.")
@_own_option
@_private_option
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
    _check_url(url)
    if _outlets(own) is None:
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
        _complain(str(error))
        return FAILED
    with _opened(None) as out:
        click.echo(fixture_report.shown(fixture, color=_in_color()), file=out, nl=False)
    _complain(f"saved in {fixture.folder}")
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
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_folder_option
@_own_option
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
@_own_option
def accept(ids: tuple[str, ...], folder: Path, yes: bool, own: Path | None) -> int:
    """Take what comes out now for what is expected.

    The difference is shown first. What was written by hand stays, such as removed_contains and notes.
    """
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: --yes takes the results")
    return _compared(ids, folder, own, lambda fixture: yes or click.confirm(f"{fixture}: take what is now?", err=True))


def _compared(ids: tuple[str, ...], folder: Path, own: Path | None, take: Callable[[str], bool]) -> int:
    """Prints what differs in each fixture, and accepts it where `take` says so of the fixture's id."""
    if _outlets(own) is None:
        return FAILED

    from crawlers import fixture_report
    from crawlers import fixtures as saved

    try:
        selected = saved.select(folder, ids)
    except saved.FixtureError as error:
        raise click.UsageError(str(error)) from None
    left = broken = 0
    with _opened(None) as out:
        for path, fields in selected.items():
            try:
                fixture = saved.load(path, own)
                if found := saved.differences(fixture, fields):
                    click.echo(fixture_report.told(fixture, found, color=_in_color()), file=out)
                    if take(fixture.id):
                        saved.accept(fixture, found)
                        found = saved.differences(saved.load(path, own), fields)
                left += bool(found)
            except saved.FixtureError as error:
                _complain(str(error))
                broken += 1
    counted = f"{len(selected)} fixture" + ("s" if len(selected) > 1 else "")
    _complain(f"{counted}: {left} with differences" + (f", {broken} broken" if broken else ""))
    return FAILED if left or broken else 0


def _in_color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


# --- outlets ----------------------------------------------------------------------------------------------


@main.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  ghirbal outlets --country EG --discovery sitemaps
  ghirbal outlets show aawsat
  ghirbal outlets check --outlets my-outlets

\b
Exit status:
  0    done
  1    an outlet file is broken, or what it says no longer holds
  2    wrong usage, such as an outlet that is not known
  130  interrupted""",
)
@click.option("--country", metavar="CODE", help="List those of a country: EG, MA …")
@click.option(
    "--evidence",
    type=click.Choice(["high", "medium", "low", "none"]),
    help="List those with rules for reading that are known so well; none: those without rules.",
)
@click.option(
    "--discovery",
    type=click.Choice(["feeds", "sitemaps", "sections", "none"]),
    help="List those whose articles are discovered so.",
)
@click.option(
    "--format",
    "form_name",
    type=click.Choice(["text", "markdown"]),
    default="text",
    help="Form of the list: text (default), or markdown, the page docs/outlets.md.",
)
@_own_option
@_output_option
@click.pass_context
def outlets(
    context: click.Context,
    country: str | None,
    evidence: str | None,
    discovery: str | None,
    form_name: str,
    own: Path | None,
    output: Path | None,
) -> int:
    """List the outlets: their hosts, how their articles are discovered, and how their pages are read.

    Read by rules with the evidence for them (high, medium, low or none), the newest first; or by the generic
    reading alone.
    """
    context.obj = own
    if context.invoked_subcommand:
        return 0
    known = _outlets(own)
    if known is None:
        return FAILED

    from cleaners.outlets import countries
    from crawlers import outlet_views

    if country is not None and country.upper() not in countries():
        raise click.UsageError(f"--country: not a code of ISO 3166-1: {country}")
    listed = [
        outlet
        for outlet in known.values()
        if (country is None or outlet.country == country.upper())
        and (evidence is None or evidence in ([rules.evidence for rules in outlet.rules] or ["none"]))
        and (discovery is None or discovery in ([k for k in outlet_views.LISTS if getattr(outlet, k)] or ["none"]))
    ]
    if form_name == "markdown":
        rendered = outlet_views.markdown(listed)
    else:
        rendered = outlet_views.table(listed, terminal=_is_terminal(output))
    with _opened(output) as out:
        click.echo(rendered, file=out, nl=False)
    return 0


@outlets.command("show", epilog="\b\nExample:\n  ghirbal outlets show aawsat")
@click.argument("outlet_id", metavar="ID")
@_own_option
@click.pass_obj
def show_outlet(own_of_group: Path | None, outlet_id: str, own: Path | None) -> int:
    """Show all that is known of the outlet ID."""
    known = _outlets(own or own_of_group, [outlet_id])
    if known is None:
        return FAILED

    from crawlers.outlet_views import everything

    with _opened(None) as out:
        click.echo(everything(known[outlet_id], datetime.now(UTC).date()), file=out, nl=False)
    return 0


@outlets.command(
    "check",
    epilog="""\b
Examples:
  ghirbal outlets check
  ghirbal outlets check aawsat hespress --live

\b
Exit status:
  0    all files are right, and with --live all is as they say
  1    something is not
  2    wrong usage, such as an outlet that is not known
  130  interrupted""",
)
@click.argument("outlet_ids", nargs=-1, metavar="[ID...]")
@click.option("--live", is_flag=True, help="Fetch the lists and an article of each ID, and say what no longer holds.")
@_own_option
@_private_option
@click.pass_obj
def check_outlets(
    own_of_group: Path | None, outlet_ids: tuple[str, ...], live: bool, own: Path | None, allow_private: bool
) -> int:
    """Validate all outlet files, a line for each error; with --live, try what those of the IDs (or all) say.

    A live check asks an outlet for each of its lists and for an article, with a second between two requests.
    """
    own = own or own_of_group
    known = _outlets(own, outlet_ids)
    if known is None:
        return FAILED
    if not live:
        _complain(f"{len(known)} outlet files, no error")
        return 0

    from crawlers.outlet_check import faults

    broken = 0
    names = list(dict.fromkeys(outlet_ids)) or list(known)
    for name in _watched(names, bar=not sys.stdout.isatty()):
        found = False
        for fault in faults(known[name], own=own, allow_private=allow_private):
            click.echo(f"{name}: {fault}")
            found = True
        broken += found
    _complain(f"{len(names)} outlets tried, {len(names) - broken} as their files say")
    return FAILED if broken else 0


@outlets.command(
    "new",
    epilog="""\b
Examples:
  ghirbal outlets new example.com saved/*.html -o my-outlets/example.toml
  ghirbal outlets new example.com https://example.com/news/1 https://example.com/news/2

\b
Exit status:
  0    the file is drafted
  1    it could not be drafted from these pages
  2    wrong usage
  130  interrupted""",
)
@click.argument("host", metavar="HOST")
@click.argument("sources", nargs=-1, required=True, metavar="PAGE...")
@_output_option
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@_private_option
def new_outlet(host: str, sources: tuple[str, ...], output: Path | None, force: bool, allow_private: bool) -> int:
    """Draft the outlet file of HOST by comparing two or more of its articles, better three to ten.

    A PAGE is an http or https address, or an HTML file, also gzipped. What repeats on the pages is the template, what
    differs is the content: the form of addresses and the selectors of title, body and the rest come from that, each
    with what speaks for it. The file goes to standard output or FILE; what it extracts of each page is shown on
    standard error. Look at both: a draft is a beginning.
    """
    if output is not None and output.is_file() and not force:
        raise click.UsageError(f"-o {output}: exists already; --force replaces it")

    from cleaners.drafting import DraftError, draft
    from crawlers import draft as drafting

    names = _watched(list(dict.fromkeys(sources)), bar=True)
    try:
        found = draft(host, drafting.pages(names, lambda name: _read(name, allow_private), _complain))
    except DraftError as error:
        _complain(str(error))
        return FAILED
    for skipped in found.skipped:
        _complain(skipped)
    print(drafting.shown(found), file=sys.stderr)
    with _opened(output) as out:
        click.echo(found.toml, file=out, nl=False)
    return 0


def _outlets(own: Path | None = None, wanted: Iterable[str] = ()) -> Mapping[str, Outlet] | None:
    """The outlets; None when an outlet file cannot be used, and what is wrong is said, a line each.

    Ids that are `wanted` and not there are wrong usage.
    """
    from cleaners.outlets import OutletError, load

    try:
        known = load(own)
    except OutletError as error:
        for line in str(error).splitlines():
            _complain(line)
        return None
    if unknown := [name for name in wanted if name not in known]:
        raise click.UsageError(f"no outlet {', '.join(unknown)}: `ghirbal outlets` lists them")
    return known
