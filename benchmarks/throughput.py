"""Pages a second of a crawl with everything on, beside a bare Scrapy spider that fetches the same pages.

    python -m benchmarks.throughput [--pages N] [--workers N]… [--memory]

Both ask the same server, the simulated press in a process of its own, without a delay and sixteen requests at a time,
in turn and each in a process of its own. The bare spider is given the addresses and does nothing with the pages. The
crawl reads the outlet's lists, archives, cleans and stores, with so many workers. Time is from the opening of the
spider to its end; the processor's time is that of the crawl's own process and, apart, of its workers. `--memory`
follows what each process of a crawl holds, page after page.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import psutil
from rich.console import Console

from benchmarks import tables
from benchmarks.press.running import Running, running
from benchmarks.press.world import Press
from benchmarks.tables import Table

DOCUMENT = Path(__file__).parents[1] / "docs" / "crawling.md"
CONCURRENCY = 16
WORKERS = (1, 2, 4)
ROUNDS = 3
PAGE = 30_000  # characters of styles and scripts in an average page; with its text it has twice as many bytes

# Run in processes of their own, with the settings that both share.
_BEGIN = """
import json, psutil, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

settings = Settings()
settings.setmodule("crawlers.settings", priority="project")
settings.setdict(json.loads(sys.argv[1]), priority="cmdline")
"""
_END = """
process = AsyncCrawlerProcess(settings)
crawler = process.create_crawler(spider)
process.crawl(crawler)
process.start()
own = psutil.Process().cpu_times()
# They have ended; the process that they were forked from has not.
workers = [each.cpu_times() for each in psutil.Process().children()]
print(json.dumps({
    "seconds": crawler.stats.get_value("elapsed_time_seconds"),
    "own": own.user + own.system,
    "workers": sum(sum(each[:4]) for each in workers),
    "articles": crawler.stats.get_value("ghirbal/articles", 0),
    "responses": crawler.stats.get_value("downloader/response_status_count/200"),
    "reason": crawler.stats.get_value("finish_reason"),
}))
"""
_BARE = (
    _BEGIN
    + """
class spider(Spider):
    name = "bare"

    async def start(self):
        for url in open(sys.argv[2]):
            yield Request(url.strip())

    def parse(self, response):
        pass

# Scrapy's own, but for the host map and what both are set to.
for name in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "DUPEFILTER_CLASS", "ROBOTSTXT_PARSER", "CONCURRENT_ITEMS"):
    settings.set(name, Settings()[name], priority="cmdline")
settings.set("ROBOTSTXT_OBEY", False, priority="cmdline")
"""
    + _END
)
_CRAWL = _BEGIN + "\nspider = sys.argv[2]\n" + _END


@click.command()
@click.option("--pages", type=click.IntRange(min=100), default=5000, show_default=True, help="How many articles.")
@click.option("--workers", multiple=True, type=click.IntRange(min=1), default=WORKERS, help="How many, in turn.")
@click.option("--memory", is_flag=True, help="Follow what each process of a crawl holds instead.")
@click.option("--write", is_flag=True, help="Put the table in docs/crawling.md, too.")
def main(pages: int, workers: tuple[int, ...], memory: bool, write: bool) -> None:
    """Pages a second of a crawl, beside a bare Scrapy spider's."""
    world = Press(outlet_count=1, article_count=pages, troubles=(), robots={}, size=PAGE)
    with tempfile.TemporaryDirectory() as name, running(world, Path(name)) as press:
        folder = Path(name)
        (folder / "urls").write_text("".join(f"{article.url}\n" for article in world.articles), encoding="utf-8")
        if memory:
            table = _memory(press, folder, pages)
        else:
            rounds = [
                {"bare": _bare(press, folder)} | {f"{n}": _crawl(press, folder, n) for n in workers}
                for _ in range(ROUNDS)
            ]
            table = _table(rounds, pages)
    table.show(Console(width=150))
    if write:
        tables.write(DOCUMENT, [table])


def _bare(press: Running, folder: Path) -> dict[str, float]:
    return _ran(_BARE, press, folder, str(folder / "urls"))


def _crawl(press: Running, folder: Path, workers: int) -> dict[str, float]:
    """A crawl of everything, from nothing."""
    with tempfile.TemporaryDirectory(dir=folder) as kept:
        said = _ran(_CRAWL, press, Path(kept), press.world.outlets[0].id, CLEANING_WORKERS=workers)
    if said["articles"] != press.world.article_count:
        raise click.ClickException(
            f"{said['articles']} articles instead of {press.world.article_count}: {said['reason']}"
        )
    return said


def _settings(press: Running, folder: Path, **more: object) -> str:
    said = {
        "HOST_MAP": press.address,
        "GHIRBAL_OUTLETS": str(press.outlets),
        "STORE": str(folder / "ghirbal.db"),
        "WARC_DIR": str(folder / "warc"),
        "CONTACT": "benchmark, local only",
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
        "LOG_LEVEL": "ERROR",
    }
    return json.dumps(said | more)


def _ran(code: str, press: Running, folder: Path, argument: str, **more: object) -> dict[str, float]:
    command = [sys.executable, "-c", code, _settings(press, folder, **more), argument]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if ran.returncode:
        raise click.ClickException(ran.stderr.strip().rpartition("\n")[2])
    return json.loads(ran.stdout.splitlines()[-1])


def _table(rounds: list[dict[str, dict[str, float]]], pages: int) -> Table:
    """The best round of each, and the median of the rounds' ratios."""
    rows = []
    for name in rounds[0]:
        best = min((said[name] for said in rounds), key=lambda one: one["seconds"])
        ratios = sorted(said["bare"]["seconds"] / said[name]["seconds"] for said in rounds)
        rows.append(
            [
                "bare Scrapy spider" if name == "bare" else f"crawl, {name} worker{'s' * (name != '1')}",
                f"{pages / best['seconds']:.0f}",
                f"{ratios[len(ratios) // 2]:.0%}",
                f"{best['own'] / pages * 1000:.2f}",
                f"{best['workers'] / pages * 1000:.2f}" if best["workers"] > 0.1 else "",
            ]
        )
    title = f"{pages} pages, {CONCURRENCY} requests at a time"
    columns = ["", "pages a second", "of the bare spider's", "own ms a page", "workers' ms a page"]
    return Table("throughput", title, columns, rows)


def _memory(press: Running, folder: Path, pages: int) -> Table:
    """What the crawl's process and its workers hold after a thousand pages, and at the end; in MB."""
    samples: list[tuple[int, dict[int, float]]] = []
    command = [sys.executable, "-c", _CRAWL, _settings(press, folder, CLEANING_WORKERS=2), press.world.outlets[0].id]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        here = psutil.Process(process.pid)
        while process.poll() is None:
            time.sleep(0.5)
            try:
                held = {p.pid: p.memory_info().rss / 2**20 for p in (here, *here.children(recursive=True))}
            except psutil.Error:
                continue
            if not held[process.pid]:  # it has ended
                break
            samples.append((press.counters()["counters"].get("article 200", 0), held))
    names = {pid: "the crawl" if pid == process.pid else "a worker" for _, held in samples for pid in held}
    rows = []
    for pid, name in names.items():
        own = [(done, held[pid]) for done, held in samples if pid in held]
        begun = [size for done, size in own if done >= 1000]
        if len(begun) > 2 and max(size for _, size in own) > 40:  # not multiprocessing's helper
            half = begun[len(begun) // 2 :]
            sizes = (begun[0], half[0], half[-1])
            rows.append([name, *(f"{size:.0f}" for size in sizes), f"{half[-1] - begun[0]:+.1f}"])
    columns = ["MB held", "after 1000 pages", "half way", "at the end", "growth"]
    return Table("crawl-memory", f"What the processes of a crawl of {pages} pages hold", columns, rows)


if __name__ == "__main__":
    main()
