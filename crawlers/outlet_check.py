"""Whether what an outlet file says still holds: its lists are fetched, and one of the articles that they name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from cleaners import clean_html
from cleaners.outlets import Outlet, Rules, of_url
from cleaners.page import parse
from crawlers import discovery
from crawlers.discovery import Entry
from crawlers.fetch import FetchError, Page, fetch
from crawlers.render import counted

PAUSE = 1.0  # seconds between two requests
#: So many of the newest addresses are tried: one of them may be a film or a gallery.
TRIED = 3


def faults(outlet: Outlet, *, own: Path | None = None, allow_private: bool = False) -> Iterator[str]:
    """What of an outlet file no longer holds, a line each: the key, and what was found.

    `own` is a folder as for `cleaners.outlets.load`; `allow_private` is as for `fetch`.
    """
    web = _Web(allow_private)
    entries: list[Entry] = []
    for kind in ("feeds", "sitemaps", "sections"):
        if kind == "sections" and entries:
            break  # they serve where the lists name nothing
        for url in getattr(outlet, kind):
            try:
                entries += _listed(web, kind, url)
            except FetchError as error:
                yield f"discovery.{kind}: {error}"
    entries = [entry for entry in entries if (owner := of_url(entry.url, own)) and owner.id == outlet.id]
    if not entries:
        yield "discovery: no list names an address of the outlet"
        return
    articles = [entry for entry in entries if outlet.is_article(entry.url)]
    if not articles:
        of_them = counted(len(entries), "address", "addresses")
        yield f"article.pattern: matches none of {of_them}, such as {entries[0].url}"
        return
    if outlet.render:
        return  # what comes by script is not in the page that is fetched here
    newest = sorted(articles, key=lambda entry: entry.newest, reverse=True)
    yield from _article_faults(web, outlet, [entry.url for entry in newest[:TRIED]])


class _Web:
    """Fetches, with a pause between two requests."""

    def __init__(self, allow_private: bool) -> None:
        self.allow_private = allow_private
        self.asked = False

    def fetch(self, url: str, *, pages_only: bool) -> Page:
        if self.asked:
            time.sleep(PAUSE)
        self.asked = True
        return fetch(url, allow_private=self.allow_private, pages_only=pages_only, max_bytes=discovery.MAX_BYTES)


def _listed(web: _Web, kind: str, url: str) -> list[Entry]:
    """What a list names; of an index of sitemaps, what the newest of them names. Raises `FetchError`."""
    page = web.fetch(url, pages_only=kind == "sections")
    if kind == "sections":
        return discovery.links(page.body, page.final_url, page.charset or "utf-8")
    found = discovery.read(page.body, page.final_url)
    if found.sitemaps and not found.entries:
        newest = max(found.sitemaps, key=lambda entry: entry.newest)
        page = web.fetch(newest.url, pages_only=False)
        found = discovery.read(page.body, page.final_url)
    if not found.entries:
        raise FetchError(f"{url}: names no address" + "".join(f" ({warning})" for warning in found.warnings))
    return found.entries


def _article_faults(web: _Web, outlet: Outlet, urls: list[str]) -> Iterator[str]:
    said = []
    for url in urls:
        try:
            page = web.fetch(url, pages_only=True)
        except FetchError as error:
            said.append(f"page: {error}")
            continue
        article = clean_html(page.body, page.final_url, outlet, page.charset, datetime.now(UTC))
        if not article.paragraphs:
            said.append(f"page: {url}: no article ({', '.join(article.warnings)})")
            continue
        if any(rules.body for rules in outlet.rules) and not article.method.startswith("rules:"):
            yield f"rules: no body rule selects the story of {url}"
        elif outlet.rules:
            yield from _idle_selectors(parse(page.body, page.charset)[0], outlet, url)
        if article.published is None:
            yield f"page: {url}: no date was found"
        return
    yield from said


def _idle_selectors(tree: LexborHTMLParser, outlet: Outlet, url: str) -> Iterator[str]:
    """The fields that every article has and that the rules in use select nothing for."""

    def selects(rules: Rules, key: str) -> bool:
        return any(tree.css_first(selector) is not None for selector in getattr(rules, key))

    in_use = next((rules for rules in outlet.rules if selects(rules, "body")), outlet.rules[0])
    for key in ("title", "date"):
        if getattr(in_use, key) and not selects(in_use, key):
            yield f"rules[{outlet.rules.index(in_use)}].{key}: selects nothing on {url}"
