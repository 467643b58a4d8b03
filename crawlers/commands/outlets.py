"""ghirbal outlets: what is known of the outlets, whether it holds, and drafts of new ones."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from crawlers.commands.common import (
    FAILED,
    complain,
    is_terminal,
    opened,
    outlets_of,
    output_option,
    own_option,
    private_option,
    read_source,
    watched,
)
from crawlers.render import counted


@click.group(
    invoke_without_command=True,
    short_help="List, show, check and draft outlets.",
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
@own_option
@output_option
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
    known = outlets_of(own)
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
        rendered = outlet_views.table(listed, terminal=is_terminal(output))
    with opened(output) as out:
        click.echo(rendered, file=out, nl=False)
    return 0


@outlets.command("show", epilog="\b\nExample:\n  ghirbal outlets show aawsat")
@click.argument("outlet_id", metavar="ID")
@own_option
@click.pass_obj
def show_outlet(own_of_group: Path | None, outlet_id: str, own: Path | None) -> int:
    """Show all that is known of the outlet ID."""
    known = outlets_of(own or own_of_group, [outlet_id])
    if known is None:
        return FAILED

    from crawlers.outlet_views import everything

    with opened(None) as out:
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
@own_option
@private_option
@click.pass_obj
def check_outlets(
    own_of_group: Path | None, outlet_ids: tuple[str, ...], live: bool, own: Path | None, allow_private: bool
) -> int:
    """Validate all outlet files, a line for each error; with --live, try what those of the IDs (or all) say.

    A live check asks an outlet for each of its lists and for an article, with a second between two requests.
    """
    own = own or own_of_group
    known = outlets_of(own, outlet_ids)
    if known is None:
        return FAILED
    if not live:
        complain(f"{counted(len(known), 'outlet file')}, no error")
        return 0

    from crawlers.outlet_check import faults
    from crawlers.safe import plain

    broken = 0
    names = list(dict.fromkeys(outlet_ids)) or list(known)
    for name in watched(names, bar=not sys.stdout.isatty()):
        found = False
        for fault in faults(known[name], own=own, allow_private=allow_private):
            click.echo(plain(f"{name}: {fault}"))
            found = True
        broken += found
    complain(f"{counted(len(names), 'outlet')} tried, {len(names) - broken} as the files say")
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
@output_option
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@private_option
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

    names = watched(list(dict.fromkeys(sources)), bar=True)
    try:
        found = draft(host, drafting.pages(names, lambda name: read_source(name, allow_private), complain))
    except DraftError as error:
        complain(str(error))
        return FAILED
    for skipped in found.skipped:
        complain(skipped)
    print(drafting.shown(found), file=sys.stderr)
    with opened(output) as out:
        click.echo(found.toml, file=out, nl=False)
    return 0
