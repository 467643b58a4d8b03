"""ghirbal compare: Ghirbal beside trafilatura and readability-lxml."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawlers.commands.common import (
    FAILED,
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
    why_not,
)

if TYPE_CHECKING:
    from crawlers.compare import Comparison
    from crawlers.sources import Source


@click.command(
    short_help="Ghirbal beside trafilatura and readability-lxml.",
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
  130  interrupted""",
)
@click.argument("source", metavar="SOURCE")
@click.option(
    "--format",
    "form_name",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Form of the output: text (default), or json (one object, with every block of the page).",
)
@url_option
@click.option("--no-rules", is_flag=True, help="Have Ghirbal read the page without outlet rules.")
@own_option
@output_option
@private_option
@timeout_option
def compare(
    source: str,
    form_name: str,
    url: str | None,
    no_rules: bool,
    own: Path | None,
    output: Path | None,
    allow_private: bool,
    timeout: float,
) -> int:
    """Show Ghirbal, trafilatura and readability-lxml side by side on SOURCE: what each keeps and leaks.

    A SOURCE is an http or https address, an HTML file, also gzipped, or - for standard input. Each block of the
    page that one of them keeps is shown, with who keeps it and what became of it in Ghirbal's reading.

    The summary counts the words of each one's text, the blocks that only it keeps, and the blocks that it lacks
    while the two others keep them, and says how much longer than Ghirbal it takes.
    """
    check_url(url)
    if not no_rules and outlets_of(own) is None:
        return FAILED

    from crawlers import compare as comparing  # here: loading is no page's time
    from crawlers.deadline import forked

    page = read_source(source, allow_private)
    if page is None:
        return FAILED
    if page.is_text:
        complain(f"{source}: is extracted text; pages are compared")
        return FAILED
    color = is_terminal(output) and in_color()
    form = comparing.json if form_name == "json" else partial(comparing.text, color=color)
    try:
        with forked(_compared, timeout) as compared:
            rendered = compared(form, source, page, url, no_rules, own)
    except Exception as error:
        complain(f"{source}: {why_not('compared', error)}")
        return FAILED
    with opened(output) as out:
        click.echo(rendered, file=out, nl=False)
    return 0


def _compared(
    form: Callable[[Comparison, str], str], name: str, page: Source, url: str | None, no_rules: bool, own: Path | None
) -> str:
    """The comparison of the readers on a page, in a form."""
    from cleaners import clean_html
    from cleaners.outlets import of_url
    from crawlers.compare import compare

    url = url or page.url
    named = url or clean_html(page.body, outlet=None, charset=page.charset, opinions=False).url
    outlet = None if no_rules else of_url(named, own)
    now = datetime.now(UTC) if page.url else None
    return form(compare(page.body, url, outlet=outlet, charset=page.charset, now=now), name)
