"""`make run`: crawls the outlets of fixtures/ from a local server, with the real Scrapy stack.

    python -m crawlers.demo [FOLDER]

Nothing leaves the machine and nothing of an earlier run is used. Prints each article as it comes, then the summary, and
leaves in the folder `demo` what a crawl leaves: the store, the archive, and here the articles as JSON lines, too. Exit
status 1 when an outlet gave no article or robots.txt was not obeyed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from cleaners import outlets
from crawlers import fixture_server
from crawlers.render import counted
from crawlers.safe import plain

FIXTURES = Path(__file__).parent.parent / "fixtures"
OUTPUT = Path("demo")


def main(folder: Path = FIXTURES) -> int:
    """Crawls all outlets of a folder of fixtures; returns the exit status."""
    try:
        fixtures = fixture_server.pages(folder)
        answers = fixture_server.site(folder)
    except (OSError, ValueError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    if not fixtures:
        print(f"demo: no fixtures in {folder}", file=sys.stderr)
        return 1
    crawled = [name for name in fixtures if outlets.get(name).has_lists]
    with fixture_server.serving(answers) as (address, asked):
        left = f"; {n} have no lists" if (n := len(fixtures) - len(crawled)) else ""
        print(f"crawling {counted(len(crawled), 'outlet')} from http://{address}{left}", file=sys.stderr)
        articles = crawl(crawled, address)
    without = [outlet for outlet, number in articles.items() if not number]
    if without:
        print(f"demo: no article of {', '.join(without)}", file=sys.stderr)
    forbidden = {fixture_server.forbidden_address(outlets.get(name), own) for name, own in fixtures.items()}
    trespassed = {fixture_server.place(url) for url in forbidden if url} & {fixture_server.place(url) for url in asked}
    if trespassed:
        print(f"demo: fetched against robots.txt: {trespassed}", file=sys.stderr)
    print(f"{counted(sum(articles.values()), 'article')}; what the crawl leaves is in {OUTPUT}/", file=sys.stderr)
    return 1 if without or trespassed else 0


def crawl(names: list[str], address: str) -> dict[str, int]:
    """Crawls outlets, all at once, from the server at `address`; returns how many articles each gave."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    # The pauses are for outlets; this machine needs none.
    settings.setdict(
        {
            "HOST_MAP": address,
            "CONTACT": "demo, local only",
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_START_DELAY": 0,
            "LOG_LEVEL": "ERROR",
            "STORE": str(OUTPUT / "ghirbal.db"),
            "WARC_DIR": str(OUTPUT / "warc"),
            "FEEDS": {str(OUTPUT / "articles.jsonl"): {"format": "jsonlines"}},
        },
        priority="cmdline",
    )
    process = AsyncCrawlerProcess(settings)
    articles = dict.fromkeys(names, 0)
    console = Console(highlight=False, soft_wrap=True)

    def show(item: dict[str, Any], spider: Any) -> None:
        articles[spider.name] += 1
        line = Text(f"{plain(item['title'] or '—')}\n", style="bold")
        day = (item["published"] or "no date")[:10]
        kept, removed = counted(len(item["paragraphs"]), "paragraph"), counted(len(item["removed"]), "block")
        line.append(f"    {spider.name} · {day} · {kept} kept, {removed} removed", style="not bold")
        console.print(line)

    for name in names:
        crawler = process.create_crawler(name)
        crawler.signals.connect(show, signal=signals.item_scraped, weak=False)
        process.crawl(crawler)
    process.start()
    return articles


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
