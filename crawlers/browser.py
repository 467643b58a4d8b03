"""Pages of outlets that say `render = true` are opened in Chromium, and read as their scripts left them.

    request ──▶ Scrapy ──▶ page ──▶ Chromium: runs its scripts ──▶ the page as it stands then ──▶ spider
                  ▲                     │ asks for scripts and data
                  └─────────────────────┘

The browser has no network of its own: its resolver knows no host, and every request of a page is answered by
`Visit.answer`. What the page needs for its text is fetched by Scrapy as any other request is, one at a time, so that
robots.txt, pace, Retry-After, limits, the host map and what guards addresses hold for it without being written anew.

This is a downloader middleware, the last one to see a response: redirects, retries and errors were dealt with before,
and the downloader is free for what the page asks for. No outlet but those with `render = true` has it, and nothing of
Playwright is imported before one does.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DownloadCancelledError, NotConfigured
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.settings import BaseSettings

from cleaners import charset

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

logger = logging.getLogger(__name__)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Why a crawl ends at once, as Scrapy's `finish_reason`.
MISSING = "no-browser"
KINDS = ("page", "next-page")  # of requests whose responses are rendered

_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the browser reaches no host, nor an address in numbers
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
# Types of requests without which text may be missing; what a worker imports, and data that is loaded ahead, is "other".
_NEEDED = ("script", "xhr", "fetch", "other")
# What Scrapy or this machine decides, or what only a browser that is somebody's would send.
_NOT_ASKED = ("accept-encoding", "accept-language", "cookie", "host", "user-agent")
# What was true on the way here only, or would be remembered for the next page.
_NOT_ANSWERED = ("content-encoding", "content-length", "set-cookie", "strict-transport-security", "transfer-encoding")
_SCRIPTS_KEPT = 64 * 2**20  # bytes
_GRACE = 10.0  # seconds that a page has to be opened and read out, beside RENDER_TIMEOUT


def executable(settings: BaseSettings) -> str | None:
    """The path of Chromium: the program that the setting CHROMIUM names, else the first that the system has."""
    named = settings["CHROMIUM"]
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


def missing(settings: BaseSettings) -> str | None:
    """What has to be installed before a page can be rendered, as the end of a sentence; None when all is there."""
    if find_spec("scrapy_playwright") is None:
        return "the extra render is not installed: pip install 'ghirbal[render]'"
    if executable(settings) is None:
        named = settings["CHROMIUM"]
        return f"CHROMIUM names no program: {named}" if named else "Chromium is not installed: apt-get install chromium"
    return None


class RenderMiddleware:
    """Renders the articles' pages of an outlet with `render = true`; other outlets' crawls are without it.

    A page that cannot be rendered stays as it was fetched, and is counted under `ghirbal/failed/render/`.
    Where something has to be installed first, the crawl says so and ends before its first request.
    """

    def __init__(self, crawler: Crawler):
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # what goes wrong is said here, in a line
        self.crawler = crawler
        self.timeout = crawler.settings.getfloat("RENDER_TIMEOUT")
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.scripts = Scripts()
        self.browser = ScrapyPlaywrightDownloadHandler.from_crawler(crawler)
        self.browser.config.launch_options = {
            "executable_path": executable(crawler.settings),
            "args": list(_FLAGS),
            "chromium_sandbox": os.geteuid() != 0,  # root has none
            # Ctrl-C is for Scrapy, which ends the pages that it has begun.
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        }
        crawler.signals.connect(self.browser.close, signal=signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RenderMiddleware:
        outlet = getattr(crawler.spidercls, "outlet", None)
        if outlet is None or not outlet.render:
            raise NotConfigured
        if (what := missing(crawler.settings)) is None:
            return cls(crawler)

        def end(spider: Spider) -> None:
            logger.error("%s is not crawled: it says render = true, and %s", spider.name, what)
            raise CloseSpider(MISSING)

        crawler.signals.connect(end, signal=signals.spider_opened, weak=False)
        raise NotConfigured

    async def process_response(self, request: Request, response: Response) -> Response:
        is_page = request.meta.get("kind") in KINDS and response.status == 200 and isinstance(response, HtmlResponse)
        if not is_page:
            return response
        try:
            html = await self.render(response)
            if len(html) > self.largest:
                raise DownloadCancelledError(f"larger than {self.largest} bytes")
        except Exception as error:
            cause = _cause(error)
            self.crawler.stats.inc_value(f"ghirbal/failed/render/{cause}")
            logger.warning("not rendered: %s: %s (%s)", cause, response.url, _first_line(error))
            return response
        self.crawler.stats.inc_value("ghirbal/rendered")
        headers = Headers(response.headers)
        headers["Content-Type"] = "text/html; charset=utf-8"
        return response.replace(body=html, headers=headers, encoding="utf-8")

    async def render(self, response: Response) -> bytes:
        """The page as its scripts left it, in UTF-8: when it asks for nothing more, at the latest after RENDER_TIMEOUT.

        Raises `TimeoutError` when the page does not answer even then, and what Playwright raises.
        """
        from playwright.async_api import TimeoutError as StillBusy

        visit = Visit(self, response)
        opening = {
            "playwright": True,
            "playwright_include_page": True,  # it is closed below, whatever comes
            "playwright_page_init_callback": visit.begin,
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
            "playwright_context_kwargs": {
                "user_agent": self.crawler.settings["USER_AGENT"],
                "locale": "ar",
                "service_workers": "block",  # their requests could not be answered
                "accept_downloads": False,
            },
        }
        request = Request(response.url, meta=opening)
        try:
            async with asyncio.timeout(self.timeout + _GRACE):
                await self.browser.download_request(request)
                page = request.meta["playwright_page"]
                try:
                    await page.wait_for_load_state("networkidle", timeout=self.timeout * 1000)
                except StillBusy:
                    logger.info("still busy after %g s, read as it stands: %s", self.timeout, response.url)
                return (await page.content()).encode("utf-8", "replace")
        finally:
            await visit.end()


class Visit:
    """One page while it is open: answers what it asks for."""

    def __init__(self, middleware: RenderMiddleware, response: Response):
        self.crawler = middleware.crawler
        self.scripts = middleware.scripts
        self.response = response
        self.hosts = {host.partition("/")[0] for host in self.crawler.spidercls.outlet.hosts}
        self.turn = asyncio.Lock()
        self.page: Page | None = None
        self.address: str | None = None  # of the page, in the browser's spelling
        self.is_over = False

    async def begin(self, page: Page, request: Request) -> None:
        self.page = page
        await page.route("**", self.answer)
        await page.route_web_socket("**", lambda opened: opened.close())
        page.on("popup", lambda popup: popup.close())

    async def end(self) -> None:
        self.is_over = True
        if self.page is not None and not self.page.is_closed():
            await self.page.close()

    async def answer(self, route: Route) -> None:
        """Answers a request with the page itself, with a part that its text may need, or not at all."""
        from playwright.async_api import Error as PlaywrightError

        try:
            asked = route.request
            if asked.is_navigation_request():
                await self.answer_document(route)
            elif asked.resource_type == "stylesheet":
                # Nobody looks at the page; but there are scripts that wait for their style, and give up without it.
                await route.fulfill(status=200, content_type="text/css", body="")
            elif self.is_needed(asked) and (part := await self.part(asked)):
                await route.fulfill(status=part.status, headers=_answered(part.headers), body=part.body)
            else:
                await route.abort()
        except PlaywrightError as error:
            if not self.is_over:
                logger.debug("%s: %s", route.request.url, _first_line(error))

    async def answer_document(self, route: Route) -> None:
        """The page, also when it loads itself anew. No other: neither in a frame nor in its place."""
        asked = route.request
        if asked.frame.parent_frame is None and self.address in (None, asked.url):
            self.address = asked.url
            text, _ = charset.decode(
                self.response.body, (self.response.headers.get("Content-Type") or b"").decode("latin-1")
            )
            html = text.encode("utf-8", "replace")
            await route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html)
        else:
            await route.fulfill(status=204)  # the page before stays; an error would be shown instead of it

    async def part(self, asked: Any) -> Response | None:
        """What a page asks for, as Scrapy gets it, scripts once a crawl; None when it cannot be had."""
        async with self.turn:  # one at a time, so that none is on its way when the visit is over
            if asked.url in self.scripts:
                return self.scripts[asked.url]
            if self.is_over:
                return None
            headers = {
                name: value
                for name, value in asked.headers.items()
                if name not in _NOT_ASKED and not name.startswith("sec-")
            }
            request = Request(
                asked.url, method=asked.method, headers=headers, body=asked.post_data_buffer, meta={"kind": "part"}
            )
            try:
                response = await self.crawler.engine.download_async(request)
            except Exception as error:
                self.crawler.spider.missing(request, error)
                return None
            if asked.resource_type == "script":
                self.scripts.keep(asked.url, response)
            return response

    def is_needed(self, asked: Any) -> bool:
        """Whether a request may bring text: of the outlet's hosts, for a script or for data of this page."""
        parts = urlsplit(asked.url)
        if parts.scheme not in ("http", "https") or asked.resource_type not in _NEEDED:
            return False
        for_later = "prefetch" in asked.headers.get("sec-purpose", asked.headers.get("purpose", ""))
        icon = asked.headers.get("accept", "").startswith("image/")
        return any(f".{parts.hostname}".endswith(f".{own}") for own in self.hosts) and not for_later and not icon


class Scripts(dict[str, Response]):
    """The scripts of a crawl by address: pages share them, and the browser keeps none that it did not fetch itself."""

    room = _SCRIPTS_KEPT

    def keep(self, url: str, script: Response) -> None:
        if script.status == 200 and len(script.body) <= self.room:
            self[url] = script
            self.room -= len(script.body)


def _answered(headers: Headers) -> dict[str, str]:
    return {name: value for name, value in headers.to_unicode_dict().items() if name.lower() not in _NOT_ANSWERED}


def _cause(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    return "too-large" if isinstance(error, DownloadCancelledError) else "browser"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
