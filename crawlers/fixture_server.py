"""A local web server that stands in for outlets, with their fixture pages and lists made for these.

Every page `<outlet>/<slug>/page.html` (or `page.html.gz`) of a folder answers at the host and path of the
address in its `meta.json`, and the article's further pages, `page-2.html` and so on, at the addresses listed there
under `next_pages`. At the addresses that the outlet file names for discovery stand lists made for
these pages: RSS at the feeds; at the sitemaps a news sitemap where the address says "news", else an index of
one gzipped sitemap; links at the sections. An outlet's pages are dealt out over its lists in turn, so that
none is found without reading all of them; the first page stands in every list, with a tracking parameter, as
real feeds have it. One list also names an address which robots.txt forbids and where nothing is. All else is
404.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from w3lib.url import safe_url_string

from cleaners import outlets
from cleaners.outlets import Outlet, path_of


@dataclass(frozen=True)
class Answer:
    """What the server says at an address."""

    body: bytes
    content_type: str
    status: int = 200
    gzipped: bool = False


@dataclass(frozen=True)
class Page:
    """A fixture: its address, when it was fetched, what is answered there, and at the article's further pages."""

    url: str
    fetched_at: datetime
    answer: Answer
    next_pages: Mapping[str, Answer]


def pages(folder: Path) -> dict[str, list[Page]]:
    """The fixtures of a folder by outlet id. Raises `OSError` or `ValueError`, naming the broken file."""
    found: dict[str, list[Page]] = {}
    for meta_path in sorted(folder.glob("*/*/meta.json")):
        try:
            meta = json.loads(meta_path.read_text(encoding="utf-8"))
            packed = meta_path.with_name("page.html.gz")
            body = (packed if packed.exists() else meta_path.with_name("page.html")).read_bytes()
            answer = Answer(body, meta["content_type"], meta["status"] or 200, gzipped=packed.exists())
            next_pages = {
                safe_url_string(url): replace(answer, body=meta_path.with_name(f"page-{n}.html").read_bytes())
                for n, url in enumerate(meta.get("next_pages", ()), start=2)
            }
            page = Page(safe_url_string(meta["url"]), datetime.fromisoformat(meta["fetched_at"]), answer, next_pages)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{meta_path}: {error!r}") from None
        found.setdefault(meta_path.parts[-3], []).append(page)
    return found


def site(folder: Path) -> dict[tuple[str, str], Answer]:
    """All answers by host and decoded path, as `place` gives them."""
    answers: dict[tuple[str, str], Answer] = {}
    for outlet_id, own in pages(folder).items():
        outlet = outlets.get(outlet_id)
        here = {place(page.url): page.answer for page in own}
        here |= {place(url): answer for page in own for url, answer in page.next_pages.items()}
        here |= {place(url): answer for url, answer in _lists(outlet, own)}
        forbidden = forbidden_address(outlet, own)
        rule = f"Disallow: {urlsplit(forbidden).path}\n" if forbidden else ""
        robots = Answer(f"User-agent: *\nDisallow: /search\n{rule}".encode(), "text/plain")
        answers |= here | {(host, "/robots.txt"): robots for host, _ in here}
    return answers


def place(url: str) -> tuple[str, str]:
    """Where an address is looked up: its host without `www.`, its path and query percent-decoded."""
    return (urlsplit(url).hostname or "").removeprefix("www."), path_of(url)


def forbidden_address(outlet: Outlet, own: list[Page]) -> str | None:
    """An address with the form of the outlet's articles at which nothing is; None if none could be made."""
    taken = {place(page.url) for page in own}
    for page in own:
        own_path = urlsplit(page.url).path
        path = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), own_path)
        url = urljoin(page.url, path)
        # A page that only its query tells from others would be forbidden with its path.
        if path != own_path and outlet.is_article(url) and place(url) not in taken:
            return url
    return None


def _lists(outlet: Outlet, own: list[Page]) -> Iterator[tuple[str, Answer]]:
    """The outlet's feeds, sitemaps and sections, each with its share of the pages."""
    addresses = [*outlet.feeds, *outlet.sitemaps] or list(outlet.sections)
    forbidden = forbidden_address(outlet, own)
    for n, url in enumerate(addresses):
        share = own[n :: len(addresses)]
        entries = [(page.url, page.fetched_at) for page in share]
        if n and "?" not in own[0].url:
            entries.append((f"{own[0].url}?utm_source=list", own[0].fetched_at))
        if not n and forbidden:
            entries.append((forbidden, own[0].fetched_at))
        if url in outlet.feeds:
            yield url, _feed(outlet, entries)
        elif url in outlet.sections:
            yield url, _section(entries)
        elif "news" in url.rpartition("/")[2]:
            yield url, _sitemap(outlet, entries)
        else:
            child = urljoin(url, f"/fixtures-{n}.xml.gz")
            yield url, _xml(f"<sitemapindex {_SITEMAP}><sitemap><loc>{child}</loc></sitemap></sitemapindex>")
            packed = gzip.compress(_sitemap(outlet, entries).body, mtime=0)
            yield child, Answer(packed, "application/gzip")


_SITEMAP = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)
Entries = list[tuple[str, datetime]]


def _xml(text: str) -> Answer:
    return Answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode(), "application/xml")


def _feed(outlet: Outlet, entries: Entries) -> Answer:
    items = "".join(
        f"<item><link>{escape(url)}</link><pubDate>{format_datetime(day)}</pubDate></item>\n" for url, day in entries
    )
    return _xml(f'<rss version="2.0"><channel><title>{escape(outlet.name)}</title>\n{items}</channel></rss>')


def _sitemap(outlet: Outlet, entries: Entries) -> Answer:
    urls = "".join(
        f"<url><loc>{escape(url)}</loc><news:news><news:publication><news:name>{escape(outlet.name)}"
        f"</news:name><news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{day.isoformat()}</news:publication_date></news:news></url>\n"
        for url, day in entries
    )
    return _xml(f"<urlset {_SITEMAP}>\n{urls}</urlset>")


def _section(entries: Entries) -> Answer:
    links = "".join(f'<li><a href="{escape(url)}">…</a></li>\n' for url, _ in entries)
    return Answer(f"<!doctype html><ul>\n{links}</ul>".encode(), "text/html; charset=utf-8")


# --- the server ---------------------------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answers: dict[tuple[str, str], Answer]
    asked: list[str]

    def do_GET(self) -> None:
        url = f"http://{self.headers.get('Host', '')}{self.path}"
        self.asked.append(url)
        answer = self.answers.get(place(url)) or Answer(b"not found\n", "text/plain", 404)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.gzipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with suppress(ConnectionError):  # the crawl was stopped
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the server silent: the crawl says what it does."""


@contextmanager
def serving(answers: dict[tuple[str, str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """Serves the answers on a free loopback port while the context lasts.

    Gives HOST:PORT, as HOST_MAP takes it, and the list of the addresses asked for so far, by their outlets'
    hosts.
    """
    asked: list[str] = []
    handler = type("Handler", (_Handler,), {"answers": answers, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()
