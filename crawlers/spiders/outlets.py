"""One spider an outlet file: it reads the outlet's lists, asks for the articles they name, and cleans them.

    feeds, sitemaps ──▶ addresses ──▶ the newest first ──▶ pages ──clean_html──▶ items
    sections (only when the lists named no article) ──▲

An article over several numbered pages is one item: its next pages are fetched as soon as the page before is read.

The lists are read first, all of them: only then is it known which article is the newest. What comes next is
decided whenever nothing is left to do (Scrapy's `spider_idle`), so that a `limit` fetches no page more than
it takes to reach it, and no sitemap of an index is read whose articles are not wanted.

What happens is counted in the crawl's stats under `ghirbal/`, see `crawlers.summary`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from email.message import Message
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DontCloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from cleaners import Article, clean_html, joining, outlets
from crawlers import discovery
from crawlers.connections import Refused
from crawlers.discovery import Entry
from crawlers.middlewares import HostAsksToWait, RobotsUnreachable

# The warnings that say what a page without paragraphs is instead; the others may stand beside them.
_NO_ARTICLE = ("needs-script", "paywall", "listing", "error-page")


class OutletSpider(Spider):
    """The spider of one outlet; `outlet` and `own` are set by its subclasses, see `crawlers.spider_loader`.

    The argument `limit` ends the crawl after so many articles. An item is `Article.as_dict()` with `url` the
    address that was listed, and with `fetched_at` (ISO 8601, UTC), `status`, and `final_url`, the address
    that answered.
    """

    outlet: outlets.Outlet
    own: Path | None = None  # the folder of outlet files that are not shipped

    def __init__(self, limit: str | int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        # Feeds may lie elsewhere than the articles.
        lists = (*self.outlet.feeds, *self.outlet.sitemaps, *self.outlet.sections)
        hosts = [host.partition("/")[0] for host in self.outlet.hosts] + [urlsplit(url).hostname or "" for url in lists]
        self.allowed_domains = list(dict.fromkeys(hosts))
        self.limit = _whole(limit)
        self.articles = 0
        self.listed: set[str] = set()  # keys of the addresses that lists named
        self.read: set[str] = set()  # keys of the addresses that answered
        self.waiting: list[Entry] = []  # articles that were not asked for yet
        self.sitemaps: list[Entry] = []  # of indexes, not asked for yet
        self.sections = [Entry(url) for url in self.outlet.sections]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        contact = settings.get("CONTACT")
        agent = f"Ghirbal/{version('ghirbal')}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="spider")
        if not settings.getdict("FEEDS"):  # a default in the settings would stay beside what `-o` says
            settings.set("FEEDS", {settings["DEFAULT_OUTPUT"]: {"format": "jsonlines"}}, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> OutletSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.sitemaps_left = crawler.settings.getint("MAX_SITEMAPS")
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        if not self.settings["CONTACT"]:
            self.logger.warning("set CONTACT to an address or mail, so that outlets can reach you")
        for url in self.outlet.feeds:
            yield self.ask(Entry(url), "feed", self.parse_list)
        for url in self.outlet.sitemaps:
            yield self.ask(Entry(url), "sitemap", self.parse_list)

    def idle(self) -> None:
        if requests := list(self.next_requests()):
            for request in requests:
                self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def next_requests(self) -> Iterator[Request]:
        """What to ask for when all that was asked for is done; nothing ends the crawl."""
        wanted = len(self.waiting) if self.limit is None else self.limit - self.articles
        if self.limit is not None and wanted <= 0:
            return
        if self.sitemaps and self.sitemaps_left and (self.limit is None or len(self.waiting) < wanted):
            self.sitemaps.sort(key=lambda entry: entry.newest)
            self.sitemaps_left -= 1
            yield self.ask(self.sitemaps.pop(), "sitemap", self.parse_list)
        elif self.waiting:
            self.waiting.sort(key=lambda entry: entry.newest, reverse=True)
            batch, self.waiting = self.waiting[:wanted], self.waiting[wanted:]
            for entry in batch:
                yield self.ask(entry, "page", self.parse_article)
        elif self.sections and not self.listed:
            # Where the form of an article's address is not known, every link of a section would pass for one.
            if self.outlet.article is not None:
                for entry in self.sections:
                    yield self.ask(entry, "section", self.parse_section)
            self.sections = []

    def ask(self, entry: Entry, kind: str, callback: Any) -> Request:
        return Request(entry.url, callback, errback=self.failed, meta={"kind": kind})

    # --- what comes back ----------------------------------------------------------------------------------

    def parse_list(self, response: Response) -> None:
        found = discovery.read(response.body, response.url)
        for warning in found.warnings:
            self.count(f"list/{warning}")
            self.logger.warning("%s: %s", warning, response.url)
        self.sitemaps += self.new(entry for entry in found.sitemaps if self.is_own(entry.url))
        self.take(found.entries)

    def parse_section(self, response: Response) -> None:
        if isinstance(response, TextResponse):
            self.take(discovery.links(response.body, response.url, response.encoding))

    async def parse_article(self, response: Response) -> AsyncIterator[dict[str, Any]]:
        fetched_at = datetime.now(UTC)
        self.count("pages")
        if (key := discovery.key(response.url)) in self.read:
            self.count("no-article/duplicate")  # two listed addresses that lead to one
            return
        self.read.add(key)
        if not isinstance(response, TextResponse):
            self.count("no-article/not-text")
            return
        article = self.clean(response, fetched_at)
        if not article.paragraphs:
            why = next((warning for warning in article.warnings if warning in _NO_ARTICLE), "no-article")
            self.count(f"no-article/{why}")
            return
        if self.articles == self.limit:
            return
        self.articles += 1
        self.count("articles")
        article = await self.with_next_pages(article, response)
        for removal in article.removed:
            self.count(f"removed/{removal.reason}")
        for warning in article.warnings:
            self.count(f"warning/{warning}")
        yield article.as_dict() | {
            "url": response.meta.get("redirect_urls", [response.url])[0],
            "fetched_at": fetched_at.isoformat(timespec="seconds"),
            "status": response.status,
            "final_url": response.url,
        }

    def clean(self, response: Response, now: datetime) -> Article:
        charset = _declared_charset(response)
        return clean_html(response.body, url=response.url, outlet=self.outlet, charset=charset, now=now)

    async def with_next_pages(self, article: Article, response: Response) -> Article:
        """The article joined with its next pages, each fetched once. What cannot be had is missing, with a warning."""
        pages: list[Article] = []
        while url := joining.next_page(response.body, response.url):
            if (page := await self.next_page(url, len(pages))) is None:
                pages.append(Article())
                break
            response = page
            pages.append(self.clean(response, datetime.now(UTC)))
            if not pages[-1].paragraphs:
                break
        return joining.join(article, pages) if pages else article

    async def next_page(self, url: str, number: int) -> Response | None:
        """Fetches a next page of an article, of which `number` were fetched before; None when it cannot be had.

        Not over the scheduler: a crawl that is interrupted then ends with the article whole. The downloader keeps the
        pace, and what binds it (robots.txt, Retry-After, redirects to other hosts) binds this request too.
        """
        if number + 1 >= self.settings.getint("MAX_ARTICLE_PAGES"):
            self.count("failed/next-page/too-many")
            return None
        if not self.is_first_visit(url):
            return None
        request = Request(url, meta={"kind": "next-page"})
        try:
            response = await self.crawler.engine.download_async(request)
            if response.status != 200:
                raise HttpError(response, f"answers {response.status}")
        except Exception as error:
            self.missing(request, error)
            return None
        if not isinstance(response, TextResponse):
            self.count("failed/next-page/not-text")
            return None
        if discovery.key(response.url) != discovery.key(url) and not self.is_first_visit(response.url):
            return None
        self.count("next-pages")
        return response

    def is_first_visit(self, url: str) -> bool:
        """Notes that a next page is read, as no article of its own; whether that is new."""
        key = discovery.key(url)
        if key in self.read:
            self.count("failed/next-page/duplicate")
            return False
        self.read.add(key)
        self.listed.add(key)
        self.waiting = [entry for entry in self.waiting if discovery.key(entry.url) != key]
        return True

    def failed(self, failure: Failure) -> None:
        self.missing(failure.request, failure.value)  # type: ignore[attr-defined]

    def missing(self, request: Request, error: BaseException) -> None:
        cause = _cause(error)
        self.count(f"failed/{request.meta['kind']}/{cause}")
        self.logger.warning("%s not read: %s: %s", request.meta["kind"], cause, request.url)

    # --- addresses ----------------------------------------------------------------------------------------

    def take(self, entries: Iterable[Entry]) -> None:
        """Keeps of the entries what has the form of this outlet's articles and was not listed before."""
        own = [entry._replace(url=discovery.address(entry.url)) for entry in entries if self.is_own(entry.url)]
        new = self.new(entry for entry in own if self.outlet.is_article(entry.url))
        self.count("found", len(new))
        self.waiting += new

    def new(self, entries: Iterable[Entry]) -> list[Entry]:
        fresh = {discovery.key(entry.url): entry for entry in entries}
        fresh = {key: entry for key, entry in fresh.items() if key not in self.listed}
        self.listed |= fresh.keys()
        return list(fresh.values())

    def is_own(self, url: str) -> bool:
        owner = outlets.of_url(url, self.own)
        return owner is not None and owner.id == self.outlet.id

    def count(self, what: str, number: int = 1) -> None:
        self.crawler.stats.inc_value(f"ghirbal/{what}", number)


def _whole(limit: str | int | None) -> int | None:
    if limit is None:
        return None
    if not str(limit).isdecimal() or int(limit) < 1:
        raise ValueError(f"limit must be a whole number from 1, not {limit!r}")
    return int(limit)


def _declared_charset(response: Response) -> str | None:
    """The charset that the Content-Type header names, as it is written there."""
    header = Message()
    header["Content-Type"] = (response.headers.get("Content-Type") or b"").decode("latin-1")
    charset = header.get_content_charset()
    return charset if charset else None


def _cause(error: BaseException) -> str:
    """Why a request came to nothing, in a word or two for the summary."""
    match error:
        case HttpError():
            return f"http-{error.response.status}"
        case Refused():
            return error.cause
        case HostAsksToWait():
            return "retry-after"
        case RobotsUnreachable():
            return "robots-unreachable"
        case DownloadTimeoutError():
            return "timeout"
        case CannotResolveHostError():
            return "unknown-host"
        case DownloadConnectionRefusedError():
            return "refused"
        case DownloadFailedError() | ResponseDataLossError():
            return "connection-lost"
        case DownloadCancelledError():
            return "too-large"
        case IgnoreRequest() if "robots.txt" in str(error):
            return "robots"
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
            return "too-large"
        case IgnoreRequest() if "redirections" in str(error):
            return "redirects"
        case IgnoreRequest():
            return "ignored"
        case ValueError():  # of a redirect
            return "not-an-address"
    return type(error).__name__
