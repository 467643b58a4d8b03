"""What a host asks for is done: Retry-After, Crawl-delay, and pauses that grow with its failures."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.connections import PrivateAddress
from crawlers.discovery import key

logger = logging.getLogger(__name__)

_REFRESH = 4 * 4096  # bytes of the letters in which Scrapy looks for it


class HostAsksToWait(IgnoreRequest):
    """A request is given up: its host asked to be left alone for longer than RETRY_AFTER_MAX seconds."""


class RobotsUnreachable(IgnoreRequest):
    """A request is not made: the rules of its host are not known and cannot be had."""


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's retries, with pauses in which every request leaves the host alone, not only the failed one.

    A retry for a status of RETRY_HTTP_CODES waits as long as the response's Retry-After asks for
    (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after); without it, and after a broken connection,
    RETRY_BACKOFF seconds, doubled with each retry of the request. The pause is taken where requests set out,
    by a coroutine, so that the reactor and other outlets' spiders go on. A host that asks for more than
    RETRY_AFTER_MAX seconds gets no further request until then: they fail at once with `HostAsksToWait`.
    """

    def __init__(self, crawler: Crawler):
        super().__init__(crawler.settings)
        self.crawler = crawler
        self.backoff = crawler.settings.getfloat("RETRY_BACKOFF")
        self.longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self.not_before: dict[str, float] = {}  # host → monotonic seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRetryMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = host_of(request)
        while (left := self.not_before.get(host, 0) - monotonic()) > 0:
            if left > self.longest:
                raise HostAsksToWait(f"{host} asks to be left alone for {left:.0f} s")
            if not self.crawler.crawling:  # Ctrl-C
                raise IgnoreRequest("the crawl was stopped")
            await asyncio.sleep(min(left, 0.5))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        result = super().process_response(request, response)
        if result is response and response.status >= 500 and is_for_robots(request):
            raise RobotsUnreachable(f"{request.url} answers {response.status}")
        if response.status in self.retry_http_codes:
            asked = retry_after(response.headers.get("Retry-After"))
            self.pause(request, asked if asked is not None else self.pause_of(request))
        return result

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:
        result = super().process_exception(request, exception)
        if result is not None:
            self.pause(request, self.pause_of(request))
        elif is_for_robots(request) and not isinstance(exception, IgnoreRequest):
            raise RobotsUnreachable(f"{request.url}: {exception}") from exception
        return result

    def pause_of(self, request: Request) -> float:
        return min(self.backoff * 2 ** request.meta.get("retry_times", 0), self.longest)

    def pause(self, request: Request, seconds: float) -> None:
        host = host_of(request)
        self.not_before[host] = max(self.not_before.get(host, 0), monotonic() + seconds)
        if seconds:
            logger.info("%s is left alone for %g s", host, seconds)


class AlreadyRead(IgnoreRequest):
    """A request is not made: its address was read already, in this run or before."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class ReadOnce:
    """An address that redirects to one that was read is not followed there."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadOnce:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        led_here = request.meta.get("redirect_urls")
        if not led_here or request.meta.get("kind") != "page" or request.meta.get("retry_times"):
            return
        if key(request.url) in map(key, led_here):  # from http to https, say
            return
        if await self.crawler.spider.is_read(request.url, is_new=request.meta["is_new"]):
            raise AlreadyRead(request.url)


class RefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's redirects by meta elements. Scrapy decodes each page to look for one; here only such as may have it."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if b"refresh" not in response.body[:_REFRESH].lower():
            return response
        return super().process_response(request, response)


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt, except that a host whose rules cannot be had forbids everything.

    So https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.4 has it: a server that fails has not consented. One that
    may not be asked at all is told apart.
    """

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self.private: dict[str, PrivateAddress] = {}  # host → why it is not asked
        self.asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        # One at a time: of several requests that wait for the same rules, Scrapy gives them to the first alone.
        async with self.asking[host_of(request)]:
            parser = await self.robot_parser(request)
        if parser is None:
            if refusal := self.private.get(host_of(request)):
                raise refusal
            raise RobotsUnreachable(f"robots.txt of {host_of(request)} cannot be had")
        await super().process_request(request)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if is_for_robots(request) and isinstance(exception, PrivateAddress):
            self.private[host_of(request)] = exception


class PoliteThrottle(AutoThrottle):
    """Scrapy's AutoThrottle, never below the Crawl-delay that robots.txt asks for, up to its own maximum."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)

    def robots_parsed(self, robotparser: RobotParser) -> None:
        asked = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"])
        if asked and asked > self.mindelay:
            self.mindelay = min(asked, self.maxdelay)
            for slot in self.crawler.engine.downloader.slots.values():
                slot.delay = max(slot.delay, self.mindelay)


def host_of(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def is_for_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt")) and urlsplit(request.url).path == "/robots.txt"


def retry_after(value: bytes | None) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or a date; None when it says neither."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year or a zone of many digits
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
