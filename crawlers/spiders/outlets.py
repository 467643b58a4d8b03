"""One spider an outlet file: it reads the outlet's lists, asks for the articles they name, and has them cleaned.

    feeds, sitemaps ──▶ addresses ──▶ store ──▶ the newest first ──▶ pages ──workers──▶ archive, store, items
    sections (only when the lists named no article) ──▲

What is known stands in the store: addresses that wait, that are done, that are gone. So a crawl that was killed is gone
on with by the next one, and what was fetched before is fetched again only when a list names an edit. Lists are asked
for with what the server said of them last time, and may answer that nothing is new.

The lists are read first: only then is it known which article is the newest. With a `limit`, no page more is fetched
than it takes to reach it, and no sitemap of an index is read whose articles are not wanted. An article over several
numbered pages is one item: its next pages are fetched as soon as the page before is read.

What happens is counted in the crawl's stats under `ghirbal/`, see `crawlers.summary`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
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
from sqlalchemy import Connection
from twisted.python.failure import Failure

from cleaners import __version__, outlets
from crawlers import discovery, watch, workers
from crawlers.archive import ArchiveError, Page, new_record
from crawlers.connections import Refused
from crawlers.discovery import Entry
from crawlers.middlewares import AlreadyRead, HostAsksToWait, RobotsUnreachable
from crawlers.store import StoreError, addresses, articles, leases, open_store, runs
from crawlers.store.addresses import Validators, key_of
from crawlers.work import Done, Job
from crawlers.workers import CrashError, DeadlineError, Workers

P = ParamSpec("P")
T = TypeVar("T")

_BATCH = 500  # addresses that are taken from the store at a time
# What is fetched ahead of the workers, for each of them: enough that none waits.
_AHEAD = 4


class OutletSpider(Spider):
    """The spider of one outlet; `outlet` and `own` are set by its subclasses, see `crawlers.spider_loader`.

    The arguments, as they come from a command line: `limit` ends the crawl after so many articles; `since` and `until`
    (ISO 8601; `until` is not included) bound the day that lists name; `full` fetches again what is stored; `wait` is
    for how many seconds an outlet that another process crawls is waited for.

    An item is a new or edited article: `Article.as_dict()` with `url` the address that was listed, and with
    `fetched_at` (ISO 8601, UTC), `status`, and `final_url`, the address that answered. Why the spider closes, beside
    Scrapy's own reasons: `held` (by another process), `store` (it cannot be written to), `output` (nor can the file of
    `-o`), `lease-lost`.
    """

    outlet: outlets.Outlet
    own: Path | None = None  # the folder of outlet files that are not shipped

    def __init__(
        self,
        limit: str | int | None = None,
        since: str | datetime | None = None,
        until: str | datetime | None = None,
        full: str | bool = False,
        wait: str | float = 0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        # Feeds may lie elsewhere than the articles.
        lists = (*self.outlet.feeds, *self.outlet.sitemaps, *self.outlet.sections)
        hosts = [host.partition("/")[0] for host in self.outlet.hosts] + [urlsplit(url).hostname or "" for url in lists]
        self.allowed_domains = list(dict.fromkeys(hosts))
        self.limit = _whole(limit)
        self.since, self.until = _day("since", since), _day("until", until)
        self.full = str(full).lower() in ("1", "true", "yes")
        self.wait = float(wait)
        self.articles = 0
        self.named = 0  # addresses of articles that lists named, known ones included
        self.lists_asked = self.lists_read = 0
        self.unchanged_lists = 0
        # Of the batch at hand; of those before it the store knows.
        self.asked: set[str] = set()  # keys of the addresses that were asked for
        self.read: set[str] = set()  # and of those that answered
        self.sitemaps: list[Entry] = []  # of indexes, not asked for yet
        self.outstanding = 0  # requests whose answer has not been dealt with
        self.moved = asyncio.Condition()
        self.run: int | None = None
        self.workers: Workers | None = None  # from the beginning of the run

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        contact = settings.get("CONTACT")
        agent = f"Ghirbal/{__version__}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> OutletSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.end, signal=signals.spider_closed)
        return spider

    # --- the crawl ----------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        await self.begin()
        for url in self.outlet.feeds:
            yield self.ask_list(Entry(url), "feed")
        for url in self.outlet.sitemaps:
            yield self.ask_list(Entry(url), "sitemap")
        await self.settled()
        self.say_what_is_listed()
        sitemaps_left = None if self.since else self.settings.getint("MAX_SITEMAPS")
        sections = self.outlet.sections
        while (wanted := _BATCH if self.limit is None else min(_BATCH, self.limit - self.articles)) > 0:
            batch = await self.call(
                self.store.read,
                addresses.waiting,
                self.name,
                self.run,
                limit=wanted,
                since=self.since,
                until=self.until,
            )
            if self.sitemaps and sitemaps_left != 0 and (self.limit is None or len(batch) < wanted):
                self.sitemaps.sort(key=lambda entry: entry.newest)
                if self.is_unread(entry := self.sitemaps.pop()):
                    sitemaps_left = sitemaps_left and sitemaps_left - 1
                    yield self.ask_list(entry, "sitemap")
            elif batch:
                for waiting in batch:
                    await self.settled(self.window)
                    key = waiting.key
                    # Another address may have led there meanwhile.
                    if key not in self.read and key not in self.asked:
                        self.asked.add(key)
                        yield self.ask(waiting.url, "page", self.parse_article, is_new=waiting.is_new, key=key)
            elif sections and not self.named and not self.unchanged_lists:
                # Where the form of an article's address is not known, every link of a section would pass for one.
                if self.outlet.article is not None:
                    for url in sections:
                        yield self.ask_list(Entry(url), "section")
                    await self.settled()
                    self.say_what_is_listed()
                sections = ()
            else:
                return
            await self.settled()
            self.asked.clear()
            self.read.clear()

    async def begin(self) -> None:
        """Takes the outlet and begins a run. Raises `CloseSpider`."""
        if not self.settings["CONTACT"]:
            self.logger.warning("set GHIRBAL_CONTACT, or CONTACT, to an address or mail: outlets need to reach you")
        self.holder = leases.holder()
        self.lease = self.settings.getfloat("LEASE_SECONDS")
        said = {"limit": self.limit, "since": self.since, "until": self.until, "full": self.full or None}
        arguments = {name: str(value) for name, value in said.items() if value is not None}
        give_up = datetime.now(UTC) + timedelta(seconds=self.wait)
        self.store = await self.call(
            open_store, self.settings["STORE"], patience=self.settings.getfloat("STORE_PATIENCE")
        )
        while self.run is None:
            now = datetime.now(UTC)
            try:
                self.run = await self.call(
                    self.store.write, runs.begin, self.name, self.holder, arguments, now, self.lease
                )
            except runs.Held as error:
                if now >= give_up:
                    self.logger.warning("%s is being crawled by %s", self.name, error)
                    raise CloseSpider("held") from None
                await asyncio.sleep(1)
        self.lists = await self.call(self.store.read, addresses.validators, self.name)
        self.workers = workers.hire(self.settings)
        self.window = self.settings.getint("CONCURRENT_REQUESTS") + _AHEAD * self.workers.number
        self.renewing = asyncio.ensure_future(self.renew())

    async def renew(self) -> None:
        """Keeps the lease for as long as the run lasts."""
        while True:
            await asyncio.sleep(self.lease / 3)
            by = await self.call(self.store.write, leases.take, self.name, self.holder, self.lease)
            if by is not None:  # this process, or its store, was away for longer than the lease
                self.logger.error("%s was taken over by %s", self.name, by)
                self.stop("lease-lost")
                return

    async def end(self, reason: str) -> None:
        """Writes down how the run ended, and frees the outlet."""
        if self.workers is not None:
            self.renewing.cancel()
            await asyncio.to_thread(self.workers.release)
        if self.run is not None:
            if reason == "finished" and not self.lists_read and (self.lists_asked or not self.outlet.has_lists):
                self.count("no-list")
                can_be = "could be read" if self.lists_asked else "is known: see docs/add-an-outlet.md"
                self.logger.error("no list of %s %s", self.name, can_be)
            counts = {
                name.removeprefix("ghirbal/"): value
                for name, value in self.crawler.stats.get_stats().items()
                if name.startswith("ghirbal/")
            }
            try:
                await asyncio.to_thread(
                    self.store.write,
                    runs.end,
                    self.run,
                    self.name,
                    self.holder,
                    reason,
                    counts,
                    datetime.now(UTC),
                )
                for alarm in await asyncio.to_thread(watch.after_run, self.store, self.name, self.run):
                    self.count("alarms")
                    self.logger.error("alarm: %s", alarm.line)
            except StoreError as error:
                self.logger.error("%s", error)
            self.store.close()

    def stop(self, reason: str) -> None:
        # Not awaited: closing waits for the answers that are being dealt with, such as the one that stops the crawl.
        self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    # --- asking and waiting -------------------------------------------------------------------------------

    def ask(
        self,
        url: str,
        kind: str,
        parse: Callable[..., Any],
        *,
        headers: dict[str, str] | None = None,
        is_new: bool = False,
        **known: Any,
    ) -> Request:
        self.outstanding += 1
        meta = {"kind": kind, "is_new": is_new, "handle_httpstatus_list": [304] if headers else []}
        if kind in ("feed", "sitemap"):
            meta["download_maxsize"] = discovery.MAX_BYTES  # more than a page may have
        return Request(
            url,
            partial(self.dealt_with, parse, known),
            headers=headers,
            errback=partial(self.dealt_with, self.failed, known),
            meta=meta,
        )

    async def dealt_with(
        self, parse: Callable[..., AsyncIterator[Any]], known: dict[str, Any], answer: Any
    ) -> AsyncIterator[Any]:
        """What `parse` makes of an answer; then there is room for another request."""
        try:
            async for result in parse(answer, **known):
                yield result
        except (StoreError, ArchiveError) as error:
            self.logger.error("%s", error)
            self.stop("store")
        finally:
            self.outstanding -= 1
            async with self.moved:
                self.moved.notify_all()

    async def settled(self, fewer_than: int = 1) -> None:
        """Waits until fewer than so many requests are on their way."""
        async with self.moved:
            await self.moved.wait_for(lambda: self.outstanding < fewer_than)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function gives, run beside the reactor. Raises `CloseSpider` when the store cannot be used."""
        try:
            return await asyncio.to_thread(function, *args, **kwargs)
        except StoreError as error:
            self.logger.error("%s", error)
            raise CloseSpider("store") from None

    async def note(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of the store gives, written beside the reactor. Raises `StoreError`."""
        return await asyncio.to_thread(self.store.write, function, *args, **kwargs)

    # --- lists --------------------------------------------------------------------------------------------

    def ask_list(self, entry: Entry, kind: str) -> Request:
        self.lists_asked += 1
        known = self.lists.get(entry.url)
        headers = {}
        if known is not None and not self.full:
            said = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            headers = {name: value for name, value in said.items() if value}
        return self.ask(entry.url, kind, self.parse_list, headers=headers, listed=entry)

    def say_what_is_listed(self) -> None:
        if self.lists_asked:
            counts = [self.crawler.stats.get_value(f"ghirbal/{name}", 0) for name in ("found", "edits-listed")]
            self.logger.info("articles that the lists name: %d, new %d, edited %d", self.named, *counts)

    def is_unread(self, sitemap: Entry) -> bool:
        """Whether a sitemap of an index may name what is not known yet."""
        if not self.is_own(sitemap.url) or sitemap.newest == discovery.NEVER:
            return self.is_own(sitemap.url)
        if self.since is not None and sitemap.newest < self.since - timedelta(days=1):
            return False
        known = self.lists.get(sitemap.url)
        # A day, because many say only the day on which a sitemap was written.
        return known is None or self.full or sitemap.newest > min(known.dated, known.read_at - timedelta(days=1))

    async def parse_list(self, response: Response, listed: Entry) -> AsyncIterator[Any]:
        if response.status == 304:
            self.lists_read += 1
            self.count("list/unchanged")
            self.unchanged_lists += 1
            return
        now = datetime.now(UTC)
        kind = response.meta["kind"]
        found, entries = await asyncio.to_thread(self.entries, response)
        self.lists_read += "not-a-list" not in found.warnings
        for warning in found.warnings:
            self.count(f"list/{warning}")
            self.logger.warning("%s: %s", warning, response.url)
        if found.lost:
            self.count("list/lost-entries", found.lost)
            self.logger.warning("lost-entries (%d): %s", found.lost, response.url)
        known = {entry.url for entry in self.sitemaps}
        self.sitemaps += [entry for entry in found.sitemaps if entry.url not in known]
        header = response.headers
        # What could not be read whole is asked for again; so is an index, not all of which may be read now, and
        # a section, which may change without its headers saying so.
        is_settled = not found.warnings and not found.sitemaps and kind != "section"
        said = Validators(_text(header.get("ETag")), _text(header.get("Last-Modified")), listed.newest, now)
        new, edited = await self.note(
            addresses.listed,
            self.name,
            entries,
            now=now,
            read=(listed.url, said) if is_settled else None,
            again=self.run if self.full else None,
        )
        self.named += len(entries)
        self.count("found", new)
        if edited:
            self.count("edits-listed", edited)
        return
        yield

    def entries(self, response: Response) -> tuple[discovery.Found, list[Entry]]:
        """What a list names, and of its entries those with the form of this outlet's articles."""
        if response.meta["kind"] == "section":
            found = discovery.Found()
            if isinstance(response, TextResponse):
                found.entries = discovery.links(response.body, response.url, response.encoding)
        else:
            found = discovery.read(response.body, response.url)
        own = (entry._replace(url=discovery.address(entry.url)) for entry in found.entries if self.is_own(entry.url))
        return found, [entry for entry in own if self.outlet.is_article(entry.url)]

    def is_own(self, url: str) -> bool:
        owner = outlets.of_url(url, self.own)
        return owner is not None and owner.id == self.outlet.id

    # --- articles -----------------------------------------------------------------------------------------

    async def parse_article(self, response: Response, key: str) -> AsyncIterator[dict[str, Any]]:
        now = datetime.now(UTC)
        self.count("pages")
        url = response.meta.get("redirect_urls", [response.url])[0]
        self.read |= {key, key_of(response.url)}
        if not isinstance(response, TextResponse):
            where = (self.run, self.name, url, response.url, "not-text")
            await self.note(articles.no_article, *where, status=response.status, now=now)
            self.count("no-article/not-text")
            return
        pages = [_page(response, now)]
        try:
            done = await self.read_pages(url, pages)
        except (DeadlineError, CrashError) as error:
            cause = "deadline" if isinstance(error, DeadlineError) else "crash"
            self.count(f"failed/page/{cause}")
            self.logger.error("page not read: %s: %s", url, error)
            records = [page.record for page in pages]
            await self.note(
                addresses.failed, self.run, key, url, cause, status=response.status, now=now, records=records
            )
            return
        if done.canonical:
            self.read.add(key_of(done.canonical))
        for name, number in (done.counts or {}).items():
            self.count(name, number)
        if done.outcome in ("new", "edited", "unchanged"):
            self.articles += 1
            self.count("articles")
            self.count(done.outcome)
        else:
            self.count(f"no-article/{done.outcome}")
        if done.item is not None:
            yield dict(done.item)

    async def read_pages(self, url: str, pages: list[Page]) -> Done:
        """What the workers make of an article. Its next pages, each fetched once, are added to `pages`.

        A next page that cannot be had is missing, with a warning. Raises `DeadlineError` and `CrashError`.
        """
        archived, is_cut = 0, False
        wants_removed = bool(self.settings.getdict("FEEDS"))
        while True:
            job = Job(self.name, self.run or 0, url, tuple(pages), archived, is_cut, wants_removed)
            done = await self.workers.do(job)
            if done.next_page is None:
                return done
            archived = len(pages)
            if (page := await self.next_page(done.next_page, len(pages))) is None:
                is_cut = True
            else:
                pages.append(page)

    async def next_page(self, url: str, number: int) -> Page | None:
        """Fetches a next page of an article, of which `number` were fetched before; None when it cannot be had.

        Not over the scheduler: a crawl that is interrupted then ends with the article whole. The downloader keeps the
        pace, and what binds it (robots.txt, Retry-After, redirects to other hosts) binds this request too.
        """
        if number >= self.settings.getint("MAX_ARTICLE_PAGES"):
            self.count("failed/next-page/too-many")
            return None
        if not await self.is_first_visit(url):
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
        if key_of(response.url) != key_of(url) and not await self.is_first_visit(response.url):
            return None
        self.count("next-pages")
        return _page(response, datetime.now(UTC))

    async def is_read(self, url: str, *, is_new: bool) -> bool:
        """Whether an address that another leads to was asked for in this run or, if the other is new, in one before."""
        key = key_of(url)
        if key in self.asked:
            return True
        self.asked.add(key)
        before = is_new and not self.full
        return await self.call(self.store.read, addresses.is_done, url, self.run, before=before)

    async def is_first_visit(self, url: str) -> bool:
        """Notes that a next page is read, as no article of its own; whether that is new."""
        key = key_of(url)
        if key in self.read or await self.call(self.store.read, addresses.is_done, url, self.run, before=False):
            self.count("failed/next-page/duplicate")
            return False
        self.read.add(key)
        return True

    # --- failures -----------------------------------------------------------------------------------------

    async def failed(self, failure: Failure, key: str | None = None, listed: Entry | None = None) -> AsyncIterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        now = datetime.now(UTC)
        url = request.meta.get("redirect_urls", [request.url])[0]
        if isinstance(failure.value, AlreadyRead):
            self.count("no-article/duplicate")
            where = (self.run, self.name, url, failure.value.url)
            await self.note(articles.duplicate, *where, status=request.meta["redirect_reasons"][0], now=now)
            return
        cause = self.missing(request, failure.value)
        if key is not None:
            response = getattr(failure.value, "response", None)
            status = response.status if response is not None else None
            await self.note(addresses.failed, self.run, key, url, cause, status=status, now=now)
        return
        yield

    def missing(self, request: Request, error: BaseException) -> str:
        cause = _cause(error)
        self.count(f"failed/{request.meta['kind']}/{cause}")
        self.logger.warning("%s not read: %s: %s", request.meta["kind"], cause, request.url)
        return cause

    def count(self, what: str, number: int = 1) -> None:
        self.crawler.stats.inc_value(f"ghirbal/{what}", number)


def _page(response: Response, now: datetime) -> Page:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    ip = str(response.ip_address) if response.ip_address else None
    return Page(new_record(), response.url, response.status, headers, response.body, now, ip)


def _text(header: bytes | None) -> str | None:
    return header.decode("latin-1") if header else None


def _whole(limit: str | int | None) -> int | None:
    if limit is None:
        return None
    if not str(limit).isdecimal() or int(limit) < 1:
        raise ValueError(f"limit must be a whole number from 1, not {limit!r}")
    return int(limit)


def _day(name: str, day: str | datetime | None) -> datetime | None:
    """A day of the arguments; in UTC where it names no zone."""
    if isinstance(day, str):
        try:
            day = datetime.fromisoformat(day)
        except ValueError:
            raise ValueError(f"{name} must be a day such as 2026-01-31, not {day!r}") from None
    return day if day is None or day.tzinfo else day.replace(tzinfo=UTC)


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
