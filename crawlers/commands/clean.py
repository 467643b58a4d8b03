"""ghirbal clean: sources in, articles out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from crawlers.commands.common import (
    FAILED,
    NO_ARTICLE,
    check_url,
    complain,
    in_color,
    is_terminal,
    opened,
    outlets_of,
    output_option,
    own_option,
    private_option,
    read_source,
    timeout_option,
    url_option,
    watched,
    why_not,
)
from crawlers.render import counted

if TYPE_CHECKING:
    from crawlers.render import Form
    from crawlers.sources import Source


@click.command(
    short_help="Clean pages and texts.",
    epilog="""\b
Examples:
  ghirbal clean https://aawsat.com/node/5320313
  ghirbal clean page.html --url https://aawsat.com/node/5320313 --explain
  ghirbal clean --from sources.txt --format json -o articles.jsonl
  curl -s https://www.hespress.com/ | ghirbal clean -

\b
Exit status:
  0    an article was found
  1    a source could not be read, fetched or cleaned; the others are done
  2    wrong usage
  3    all were read, and none held an article
  130  interrupted""",
)
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
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
@url_option
@click.option("--text", "as_text", is_flag=True, help="Sources are extracted text, one paragraph a line.")
@click.option("--no-rules", is_flag=True, help="Read every page without outlet rules.")
@own_option
@click.option("--explain", is_flag=True, help="Show each block in page order: kept or removed, reason and rule.")
@output_option
@private_option
@timeout_option
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
    timeout: float,
) -> int:
    """Clean each SOURCE and print its article.

    A SOURCE is an http or https address, an HTML file, a text file, or - for standard input; files may be
    gzipped. A name ending in .txt, or content without HTML tags, is read as extracted text. Output is UTF-8.
    """
    names = [*sources, *((line.strip() for line in listed) if listed else ())]
    names = [name for name in names if name]
    if not names:
        raise click.UsageError(f"--from {listed.name}: names no source" if listed else "no SOURCE is given")
    if url is not None and len(names) > 1:
        raise click.UsageError("--url is the address of one page, but there are several sources")
    check_url(url)
    if explain and form_name:
        raise click.UsageError("--explain has a form of its own, without --format")

    if not no_rules and outlets_of(own) is None:
        return FAILED

    import cleaners  # noqa: F401 - before the process is forked: loading is no page's time
    from crawlers.deadline import forked
    from crawlers.render import FORMS

    to_terminal = is_terminal(output)
    form = FORMS["explain" if explain else form_name or "text"]
    written = found = failed = 0
    work = partial(_cleaned, form, as_text, no_rules, own, to_terminal and in_color())
    with forked(work, timeout) as cleaned, opened(output) as out:  # forked before the progress bar starts its thread
        for name in watched(names, bar=not to_terminal) if listed else names:
            source = read_source(name, allow_private)
            if source is None:
                failed += 1
                continue
            try:
                rendered, has_article, warnings = cleaned(name, source, url)
            except Exception as error:  # whatever is wrong with one page, the work on the others is not lost
                complain(f"{name}: {why_not('cleaned', error)}")
                failed += 1
                continue
            found += has_article
            if not has_article:
                why = ", ".join(warning for warning in warnings if warning != "no-article")
                complain(f"{name}: no article" + (f" ({why})" if why else ""))
            if rendered:
                click.echo((form.parting if written else "") + rendered, file=out, nl=False)
                written += 1
    if listed:
        without = len(names) - found - failed
        complain(f"{counted(len(names), 'source')}: {found} with an article, {without} without, {failed} failed")
    return FAILED if failed else 0 if found else NO_ARTICLE


def _cleaned(
    form: Form,
    as_text: bool,
    no_rules: bool,
    own: Path | None,
    color: bool,
    name: str,
    source: Source,
    url: str | None,
) -> tuple[str, bool, list[str]]:
    """A source's article in a form, empty where the form shows none; whether there is one; its warnings."""
    from cleaners import clean_html, clean_text
    from cleaners.charset import decode
    from cleaners.outlets import of_url

    url = url or source.url
    outlet = None if no_rules else of_url(url, own)
    if as_text or source.is_text:
        article = clean_text(decode(source.body, source.charset)[0], url, outlet)
    else:
        now = datetime.now(UTC) if source.url else None  # "an hour ago" says something of a page fetched now
        article = clean_html(source.body, url=url, outlet=outlet, charset=source.charset, now=now)
        if url is None and not no_rules and (named := of_url(article.url, own)):
            article = clean_html(source.body, outlet=named, charset=source.charset)
    shown = article.paragraphs or form.shows_no_article
    return form.render(article, name, color) if shown else "", bool(article.paragraphs), article.warnings
