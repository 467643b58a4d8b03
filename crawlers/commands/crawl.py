"""ghirbal crawl: the crawls of outlets."""

from __future__ import annotations

import os
from pathlib import Path

import click

from crawlers.commands.common import FAILED, INTERRUPTED, outlets_of, own_option, private_option


@click.command(
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
@own_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Append the articles to FILE (.jsonl, .csv, .xml) instead of articles.jsonl.",
)
@private_option
def crawl(
    outlets: tuple[str, ...], limit: int | None, own: Path | None, output: str | None, allow_private: bool
) -> int:
    """Crawl each OUTLET, as `scrapy crawl OUTLET` does: discover its articles, fetch and clean them.

    `ghirbal outlets` lists the outlets.
    """
    if outlets_of(own, outlets) is None:
        return FAILED

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.exceptions import UsageError
    from scrapy.utils.conf import feed_process_params_from_cli
    from scrapy.utils.project import get_project_settings

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawlers.settings")
    settings = get_project_settings()
    settings.set("GHIRBAL_OUTLETS", str(own or ""), priority="cmdline")
    if allow_private:
        settings.set("ALLOW_PRIVATE", True, priority="cmdline")
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
