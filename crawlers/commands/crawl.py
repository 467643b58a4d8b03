"""ghirbal crawl: the crawls of outlets."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawlers.commands.common import (
    ALARM,
    DAY,
    FAILED,
    HELD,
    INTERRUPTED,
    Seconds,
    check_days,
    complain,
    no_warc_option,
    outlets_of,
    own_option,
    private_option,
    store_option,
    warc_option,
)
from crawlers.commands.report import write
from crawlers.files import cause_of

if TYPE_CHECKING:
    from cleaners.outlets import Outlet


@click.command(
    short_help="Crawl outlets: what is new, or edited since.",
    epilog="""\b
Examples:
  ghirbal crawl aawsat --limit 20
  ghirbal crawl aawsat hespress --store postgresql://crawler@db/ghirbal
  ghirbal crawl aawsat --since 2015-01-01    # as deep as its sitemaps go

\b
Exit status:
  0    the crawls came to their end
  1    a crawl could not be started, no list of an outlet is known or could be read, or the store, the archive
       or FILE could not be written to
  2    wrong usage, such as an outlet that is not known
  4    a run is out of the usual for its outlet: `ghirbal report`
  75   an outlet is being crawled by another process, the others are done
  130  interrupted; what was crawled until then is stored""",
)
@click.argument("outlets", nargs=-1, required=True, metavar="OUTLET...")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="End after N articles of each outlet.")
@click.option("--since", type=DAY, metavar="DAY", help="Only what lists date DAY (UTC) or later; reads all sitemaps.")
@click.option("--until", type=DAY, metavar="DAY", help="Only what lists date before DAY (UTC).")
@click.option("--full", is_flag=True, help="Fetch again what is stored, too.")
@click.option("--wait", type=Seconds(), default=0, metavar="SECONDS", help="For an outlet that is being crawled.")
@store_option
@warc_option
@no_warc_option
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write report.html and report.json in DIR afterwards, as `ghirbal report` does.",
)
@own_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Append new and edited articles to FILE (.jsonl, .csv), too.",
)
@private_option
def crawl(
    outlets: tuple[str, ...],
    limit: int | None,
    since: datetime | None,
    until: datetime | None,
    full: bool,
    wait: float,
    store: str,
    warc: str,
    no_warc: bool,
    report: Path | None,
    own: Path | None,
    output: Path | None,
    allow_private: bool,
) -> int:
    """Crawl each OUTLET, as `scrapy crawl OUTLET` does: discover its articles, fetch, clean and store them.

    What the store knows is not fetched again unless the outlet's lists say that it was edited. `ghirbal outlets` lists
    the outlets, `ghirbal articles` what is stored.
    """
    check_days(since, until)
    if (known := outlets_of(own, outlets)) is None:
        return FAILED
    if report is not None:  # what cannot be written is known before the crawl
        try:
            report.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.ClickException(f"--report {report}: {cause_of(error)}") from None
    form = _form_of(output) if output is not None else None

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from crawlers import browser

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawlers.settings")
    settings = get_project_settings()
    ours = {"GHIRBAL_OUTLETS": str(own or ""), "STORE": store, "WARC_DIR": "" if no_warc else warc}
    settings.setdict(ours, priority="cmdline")
    if allow_private:
        settings.set("ALLOW_PRIVATE", True, priority="cmdline")
    if output is not None:
        settings.set("FEEDS", {output: {"format": form}}, priority="cmdline")
    for name in _SCRAPYS_OWN:
        logging.getLogger(name).addFilter(lambda record: record.levelno > logging.INFO)
    process = AsyncCrawlerProcess(settings)
    crawlers = [process.create_crawler(outlet) for outlet in dict.fromkeys(outlets)]
    for crawler in crawlers:
        process.crawl(crawler, limit=limit, since=since, until=until, full=full, wait=wait)
    process.start()
    reasons = {crawler.stats.get_value("finish_reason") for crawler in crawlers if crawler.stats}
    if None in reasons and not process.bootstrap_failed:  # a second interrupt
        os._exit(INTERRUPTED)  # threads may wait for the store, and this process would for them
    if report is not None:
        _write_report(report, store, known)
    if "shutdown" in reasons:
        return INTERRUPTED
    if process.bootstrap_failed or reasons & {"store", "output", "lease-lost", "start_error", browser.MISSING}:
        return FAILED
    if any(crawler.stats.get_value("ghirbal/no-list") for crawler in crawlers if crawler.stats):
        return FAILED
    if "held" in reasons:
        return HELD
    return ALARM if any(crawler.stats.get_value("ghirbal/alarms") for crawler in crawlers if crawler.stats) else 0


# What Scrapy says of itself at every start, before the first word on the crawl.
_SCRAPYS_OWN = """
    scrapy.utils.log scrapy.addons scrapy.middleware scrapy.crawler scrapy.core.engine scrapy.extensions.feedexport
""".split()


def _form_of(output: Path) -> str:
    """What articles are appended to a file as. Raises `ClickException` where they cannot be, before any was fetched."""
    from crawlers.exporters import columns_of

    form = output.suffix.removeprefix(".").lower()
    if form not in ("jsonl", "csv"):
        raise click.UsageError(
            f"-o {output}: only .jsonl and .csv are appended to; `ghirbal articles export` has others"
        )
    try:
        with output.open("ab"):
            pass
        if form == "csv" and (columns := columns_of(output)) and "url" not in columns:
            raise click.ClickException(f"-o {output}: its first line does not name the columns of articles")
    except UnicodeDecodeError:
        raise click.ClickException(f"-o {output}: is not UTF-8") from None
    except OSError as error:
        raise click.ClickException(f"-o {output}: {cause_of(error)}") from None
    return form


def _write_report(folder: Path, store: str, known: Mapping[str, Outlet]) -> None:
    """The report on all outlets of a store, as a page and as JSON."""
    from crawlers.store import StoreError, open_store
    from crawlers.watch import history
    from crawlers.watch.report import report

    try:
        result = report(history.read_all(open_store(store)), known, datetime.now(UTC))
    except StoreError as error:
        complain(str(error))
        return
    write(result, html=folder / "report.html", json=folder / "report.json")
