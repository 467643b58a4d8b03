"""Fetched pages to the article of them, and to what is stored of it: the same in a crawl and from the archive."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from cleaners import Article, __version__, clean_html, outlets
from cleaners.joining import join
from cleaners.outlets import Outlet
from crawlers.archive import Page
from crawlers.discovery import key
from crawlers.store.articles import Read


def clean(pages: Sequence[Page], outlet: Outlet) -> tuple[Article, str | None]:
    """The article of some pages in their order, and the address of the page that it goes on at and that is not among
    them. Without that page it has the warning `text-lost`; without paragraphs it is none."""
    read = [
        clean_html(page.body, url=page.url, outlet=outlet, charset=_charset(page), now=page.fetched_at)
        for page in pages
    ]
    next_page = read[-1].next_page if read[-1].paragraphs else None
    if next_page is not None:
        read.append(Article())
    return join(read[0], read[1:]), next_page


def content_of(article: Article, url: str, pages: Sequence[Page], *, removed: bool) -> dict[str, Any]:
    """An item: the article as `as_dict` has it, with `url` the address that was listed and how it was fetched."""
    first = pages[0]
    return article.as_dict(removed=removed) | {
        "url": url,
        "final_url": first.url,
        "status": first.status,
        "fetched_at": first.fetched_at.isoformat(timespec="seconds"),
    }


def read_of(article: Article, url: str, pages: Sequence[Page], outlet: Outlet, own: Path | None, *records: str) -> Read:
    """What the store is given of an article. `own` is the folder of outlet files that are not shipped, `records` are
    those of the archive that are not known to the store."""
    first = pages[0]
    return Read(
        outlet=outlet.id,
        url=url,
        final_url=first.url,
        status=first.status,
        fetched_at=first.fetched_at,
        cleaner=__version__,
        content=content_of(article, url, pages, removed=False),
        canonical=_canonical(article, first.url, outlet, own),
        records=records,
        next_pages=[page.url for page in pages[1:]],
    )


def _canonical(article: Article, url: str, outlet: Outlet, own: Path | None) -> str | None:
    """The address that a page calls its own, where it has the form of the outlet's articles.

    Where no form is known, it may differ in its host alone: there are outlets whose every page names the home page.
    """
    if article.canonical is None:
        return None
    with suppress(ValueError):
        named = urljoin(url, article.canonical)
        owner = outlets.of_url(named, own)
        if owner is None or owner.id != outlet.id:
            return None
        if outlet.article is None:
            return named if urlsplit(key(named))[2:] == urlsplit(key(url))[2:] else None
        if outlet.is_article(named):
            return named
    return None


def _charset(page: Page) -> str | None:
    """The charset that the Content-Type header names, as it is written there."""
    header = Message()
    header["Content-Type"] = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    return header.get_content_charset() or None
