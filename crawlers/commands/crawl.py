"""ghirbal crawl: the crawls of outlets."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from crawlers.commands.common import (
    FAILED,
    HELD,
    INTERRUPTED,
    no_warc_option,
    outlets_of,
    own_option,
    private_option,
    store_option,
    warc_option,
)

_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command(
    epilog="""\b
Examples:
  ghirbal crawl aawsat --limit 20
  ghirbal crawl aawsat hespress --store postgresql://crawler@db/ghirbal
  ghirbal crawl aawsat --since 2015-01-01    # as deep as its sitemaps go

\b
Exit status:
  0    the crawls came to their end
  1    a crawl could not be started, or the store or the archive could not be written to
  2    wrong usage, such as an outlet that is not known
  75   an outlet is being crawled by another process, the others are done
  130  interrupted; what was crawled until then is stored"""
)
@click.argument("outlets", nargs=-1, required=True, metavar="OUTLET...")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="End after N articles of each outlet.")
@click.option("--since", type=_DAY, metavar="DAY", help="Only what lists date DAY (UTC) or later; reads all sitemaps.")
@click.option("--until", type=_DAY, metavar="DAY", help="Only what lists date before DAY (UTC).")
@click.option("--full", is_flag=True, help="Fetch again what is stored, too.")
@click.option(
    "--wait", type=click.FloatRange(min=0), default=0, metavar="SECONDS", help="For an outlet that is being crawled."
)
@store_option
@warc_option
@no_warc_option
@own_option
@click.option(
    "-o", "--output", metavar="FILE", help="Append new and edited articles to FILE (.jsonl, .csv, .xml), too."
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
    own: Path | None,
    output: str | None,
    allow_private: bool,
) -> int:
    """Crawl each OUTLET, as `scrapy crawl OUTLET` does: discover its articles, fetch, clean and store them.

    What the store knows is not fetched again unless the outlet's lists say that it was edited. `ghirbal outlets` lists
    the outlets, `ghirbal articles` what is stored.
    """
    if outlets_of(own, outlets) is None:
        return FAILED

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.exceptions import UsageError
    from scrapy.utils.conf import feed_process_params_from_cli
    from scrapy.utils.project import get_project_settings

    from crawlers import browser

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawlers.settings")
    settings = get_project_settings()
    ours = {"GHIRBAL_OUTLETS": str(own or ""), "STORE": store, "WARC_DIR": "" if no_warc else warc}
    settings.setdict(ours, priority="cmdline")
    if allow_private:
        settings.set("ALLOW_PRIVATE", True, priority="cmdline")
    if output is not None:
        try:
            settings.set("FEEDS", feed_process_params_from_cli(settings, [output]), priority="cmdline")
        except UsageError as error:
            raise click.UsageError(f"-o {output}: {error}") from None
    process = AsyncCrawlerProcess(settings)
    crawlers = [process.create_crawler(outlet) for outlet in dict.fromkeys(outlets)]
    for crawler in crawlers:
        process.crawl(crawler, limit=limit, since=since, until=until, full=full, wait=wait)
    process.start()
    reasons = {crawler.stats.get_value("finish_reason") for crawler in crawlers if crawler.stats}
    if "shutdown" in reasons:
        return INTERRUPTED
    if process.bootstrap_failed or reasons & {"store", "lease-lost", "start_error", browser.MISSING}:
        return FAILED
    return HELD if "held" in reasons else 0
