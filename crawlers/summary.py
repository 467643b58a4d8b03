"""What a crawl did: a progress bar on a terminal, lines in a log, and a table at its end; all on standard error.

Counted in the stats under `ghirbal/`, by the spiders:

found                  addresses of articles that lists named and no run before knew
edits-listed           addresses that lists named as edited since they were fetched
pages                  pages of articles' addresses that were fetched
articles               new + edited + unchanged
new                    articles that were not in the store
edited                 articles whose text the outlet has changed, stored as a new version
unchanged              articles that were fetched again and say what they said
rendered               pages that were rendered in a browser, see `crawlers.browser`
next-pages             further pages of articles that were fetched and joined to them
no-article/WHY         pages without paragraphs, by the warning that says what they are, else `no-article`; also
                       `duplicate` (leads to an article that is stored), `forgotten` and `not-text`
removed/REASON         blocks that were sieved out of articles and their surroundings
warning/WARNING        articles with a warning; `rule-not-obeyed` says that the outlet's layout has drifted
failed/KIND/CAUSE      what could not be fetched; KIND is feed, sitemap, section, page or next-page, part (what a
                       rendered page asked for) or render (a page that was fetched, but not rendered)
list/WARNING           feeds and sitemaps with something wrong in them, of `crawlers.discovery.WARNINGS`
list/lost-entries      entries of damaged lists of which no address could be read for sure
list/unchanged         feeds and sitemaps that the server says are as they were
no-list                1 where none could be read
alarms                 what is out of the usual in this run, see `crawlers.watch`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, ClassVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.utils.log import get_scrapy_root_handler

PREFIX = "ghirbal/"
#: Columns of a terminal that the table takes; where there are fewer, what it says is said in lines.
ROOM = 110
HEADINGS = ("outlet", "found", "pages", "articles", "no article", "blocks removed", "warnings", "failures")
PROGRESS_SECONDS = 60.0  # between two lines of progress in a log


class Summary:
    """All crawls of a process share the bars; the table comes when the last running one ends."""

    running: ClassVar[int] = 0
    rows: ClassVar[list[tuple[str, ...]]] = []
    progress: ClassVar[Progress | None] = None

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.task: TaskID | None = None
        self.said = time.monotonic()
        for handler in (self.spider_opened, self.spider_closed):
            crawler.signals.connect(handler, signal=getattr(signals, handler.__name__))
        for signal in (signals.response_received, signals.item_scraped, signals.spider_idle):
            crawler.signals.connect(self.advance, signal=signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Summary:
        return cls(crawler)

    def spider_opened(self, spider: Spider) -> None:
        if not Summary.running and sys.stderr.isatty():
            Summary.progress = _progress()
            Summary.progress.start()
            _log_through(sys.stderr)
        Summary.running += 1
        if Summary.progress:
            self.task = Summary.progress.add_task(spider.name, total=None)

    def advance(self) -> None:
        is_due = not Summary.progress and time.monotonic() - self.said > PROGRESS_SECONDS
        if self.task is None and not is_due:
            return
        counts = counts_of(self.crawler.stats.get_stats())
        done = counts.get("pages", 0) + sum(_under(counts, "failed/page").values())
        wanted = getattr(self.crawler.spider, "limit", None) or counts.get("found")
        if Summary.progress and self.task is not None:
            Summary.progress.update(self.task, completed=done, total=wanted and max(wanted, done))
        elif is_due:
            self.said = time.monotonic()
            of = f" of {wanted}" if wanted and wanted >= done else ""
            self.crawler.spider.logger.info("%d%s pages, %d articles", done, of, counts.get("articles", 0))

    def spider_closed(self, spider: Spider, reason: str) -> None:
        self.advance()
        Summary.rows.append(row(spider.name, self.crawler.stats.get_stats(), reason))
        Summary.running -= 1
        if Summary.running:
            return
        if Summary.progress:
            Summary.progress.stop()
            _log_through(sys.stderr)
            Summary.progress = None
        rows, Summary.rows = sorted(Summary.rows), []
        console = Console(stderr=True)
        console.width = console.width if console.is_terminal else 180
        with console.capture() as drawn:
            console.print(table(rows) if console.width >= ROOM else Text("\n".join(lines(rows))))
        # Whoever started the crawl may be gone. The console would end the process here, with the run still open.
        with suppress(OSError):
            sys.stderr.write(drawn.get())
            sys.stderr.flush()


def counts_of(stats: Mapping[str, Any]) -> dict[str, int]:
    """Our own counts among a crawl's stats, without their prefix."""
    return {key.removeprefix(PREFIX): value for key, value in stats.items() if key.startswith(PREFIX)}


def row(name: str, stats: Mapping[str, Any], reason: str = "finished") -> tuple[str, ...]:
    """The cells of one crawl in the table. `reason` is why it ended, said where it is not its natural end."""
    counts = counts_of(stats)
    failures = _under(counts, "failed")
    failures |= {f"list {key}": n for key, n in _under(counts, "list").items() if key != "unchanged"}
    failures |= {f"error {key}": n for key, n in _under(stats, "spider_exceptions").items() if key != "count"}
    if reason != "finished":
        failures[reason] = 1
    return (
        name,
        str(counts.get("found", 0)),
        str(counts.get("pages", 0)),
        _articles(counts),
        _said(_under(counts, "no-article")),
        _said(_under(counts, "removed")),
        _said(_under(counts, "warning")),
        _said({key.replace("/", " "): n for key, n in failures.items()}),
    )


def _articles(counts: Mapping[str, int]) -> str:
    """«12, 3 edited»: how many, and of them those that are not new."""
    rest = {name: counts[name] for name in ("edited", "unchanged") if counts.get(name)}
    return ", ".join([str(counts.get("articles", 0)), *(f"{n} {name}" for name, n in rest.items())])


def table(rows: list[tuple[str, ...]]) -> Table:
    result = Table(title="Crawl", show_lines=len(rows) > 1)
    # Room is scarce: what nothing stands in is left out, but for the failures.
    shown = [n for n, heading in enumerate(HEADINGS) if heading != "warnings" or any(cells[n] for cells in rows)]
    for n in shown:
        if n < 4:
            result.add_column(HEADINGS[n], justify="right" if n else "left", no_wrap=True)
        else:
            result.add_column(HEADINGS[n], overflow="fold")
    for cells in rows:
        result.add_row(*(cells[n] for n in shown))
    return result


def lines(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """What the table says, a line for the figures of each outlet and one for each of the rest that there is."""
    for name, *figures in rows:
        yield f"{name}: " + ", ".join(
            f"{heading} {cell}" for heading, cell in zip(HEADINGS[1:4], figures, strict=False)
        )
        for heading, cell in zip(HEADINGS[4:], figures[3:], strict=True):
            if cell:
                yield f"  {heading}: {cell}"


def _under(counts: Mapping[str, Any], prefix: str) -> dict[str, int]:
    prefix += "/"
    return {key.removeprefix(prefix): n for key, n in counts.items() if key.startswith(prefix)}


def _said(counts: Mapping[str, int]) -> str:
    """«related 12, prompt 3»: the largest first."""
    return ", ".join(f"{key} {n}" for key, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        redirect_stdout=sys.stdout.isatty(),
    )


def _log_through(stream: Any) -> None:
    """Sends log lines where the bar steps aside for them: Scrapy's handler holds the stream of before."""
    handler = get_scrapy_root_handler()
    if hasattr(handler, "setStream") and not hasattr(handler, "baseFilename"):
        handler.setStream(stream)
