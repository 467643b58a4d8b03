"""The lists of the press that machines write: feeds, sitemaps and their indexes, and robots.txt."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from benchmarks.press.answers import Answer, Place, Resource, answer
from benchmarks.press.articles import DAY_ZERO
from benchmarks.press.outlets import CRAWL_DELAY, Outlet, hosts

_CHILDREN = 4  # sitemaps of an index


@dataclass(frozen=True)
class Entry:
    url: str
    title: str
    published: datetime
    updated: datetime


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def one(outlet: Outlet, url: str, entries: Sequence[Entry]) -> Resource:
    """The feed or sitemap at an address, of the kind that the address says."""
    if url in outlet.sitemaps:
        return Resource(
            "sitemap", _xml(outlet, _sitemap(outlet, entries, news="news" in url).encode(), newest(entries))
        )
    text = _atom(outlet, entries) if "atom" in url else _rss(outlet, entries, broken=url.endswith("/broken"))
    return Resource("feed", _xml(outlet, text.encode(), newest(entries)))


def _rss(outlet: Outlet, entries: Sequence[Entry], broken: bool = False) -> str:
    items = [
        f"<item><title>{escape(e.title)}</title><link>{escape(e.url)}</link><guid>{escape(e.url)}</guid>"
        f"<pubDate>{format_datetime(e.published)}</pubDate></item>\n"
        for e in entries
    ]
    if broken:  # an ampersand and an entity that XML does not know, and it ends in the middle of an item
        text = "".join(items).replace("</title>", "&nbsp;&hellip;</title>")
        return f'{_XML}<rss version="2.0"><channel><title>{outlet.name} & الأخبار</title>\n{text[:-60]}'
    return f'{_XML}<rss version="2.0"><channel><title>{outlet.name}</title>\n{"".join(items)}</channel></rss>\n'


def _atom(outlet: Outlet, entries: Sequence[Entry]) -> str:
    items = "".join(
        f'<entry><title>{escape(e.title)}</title><link rel="alternate" href="{escape(e.url)}"/><id>{escape(e.url)}</id>'
        f"<published>{e.published.isoformat()}</published><updated>{e.updated.isoformat()}</updated></entry>\n"
        for e in entries
    )
    return f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>{outlet.name}</title>\n{items}</feed>\n'


def _sitemap(outlet: Outlet, entries: Sequence[Entry], news: bool = False) -> str:
    def said(entry: Entry) -> str:
        if not news:
            return ""
        return (
            f"<news:news><news:publication><news:name>{outlet.name}</news:name><news:language>ar</news:language>"
            f"</news:publication><news:publication_date>{entry.published.isoformat()}</news:publication_date>"
            f"<news:title>{escape(entry.title)}</news:title></news:news>"
        )

    urls = "".join(
        f"<url><loc>{escape(e.url)}</loc><lastmod>{e.updated.isoformat()}</lastmod>{said(e)}</url>\n" for e in entries
    )
    return f"{_XML}<urlset {_SITEMAP}>\n{urls}</urlset>\n"


def index(outlet: Outlet, url: str, entries: Sequence[Entry], first: int) -> Iterator[tuple[str, Resource]]:
    """An index, and its gzipped children, the oldest articles in the first; with lastmod but in one plan.

    `first` is how many articles there were at step 0: later ones go into the last child, and none moves.
    """
    size = -(-first // _CHILDREN)
    oldest_first = entries[::-1]
    lines = []
    for n in range(_CHILDREN):
        child, own = f"{outlet.url}/sitemaps/articles-{n + 1}.xml.gz", oldest_first[n * size : (n + 1) * size]
        if n == _CHILDREN - 1:
            own = oldest_first[n * size :]
        lastmod = "" if outlet.plan == "atom and index" else f"<lastmod>{newest(own).isoformat()}</lastmod>"
        lines.append(f"<sitemap><loc>{child}</loc>{lastmod}</sitemap>\n")
        packed = gzip.compress(_sitemap(outlet, own).encode(), mtime=0)
        yield child, Resource("sitemap", _xml(outlet, packed, newest(own), "application/gzip"))
    text = f"{_XML}<sitemapindex {_SITEMAP}>\n{''.join(lines)}</sitemapindex>\n"
    yield url, Resource("sitemap", _xml(outlet, text.encode(), newest(entries)))


def _xml(outlet: Outlet, body: bytes, modified: datetime, type: str = "application/xml") -> Answer:
    return answer(200, body, type=type, modified=modified, validators=outlet.validators)


def newest(entries: Sequence[Entry]) -> datetime:
    return max((entry.updated for entry in entries), default=DAY_ZERO)


def robots(outlet: Outlet, healed: bool) -> dict[Place, Resource]:
    lines = ["User-agent: *", "Disallow: /reserved/", "Disallow: /search"]
    match outlet.robots:
        case "503" if not healed:
            said = answer(503, b"maintenance", type="text/plain")
        case "404":
            said = answer(404, b"not found", type="text/plain")
        case "crawl-delay":
            said = answer(200, "\n".join([*lines, f"Crawl-delay: {CRAWL_DELAY}", ""]).encode(), type="text/plain")
        case "named":
            lines = ["User-agent: *", "Disallow: /", "", "User-agent: Ghirbal", "Disallow: /reserved/", ""]
            said = answer(200, "\n".join(lines).encode(), type="text/plain")
        case _:
            sitemaps = [f"Sitemap: {url}" for url in outlet.sitemaps]
            said = answer(200, "\n".join([*lines, *sitemaps, ""]).encode(), type="text/plain")
    return {(host, "/robots.txt"): Resource("robots", said) for host in hosts(outlet)}
