"""Drafts the outlet file of an outlet that is not known yet, by comparing some of its pages.

What repeats on other pages with the same text is the template; what differs is the content. The generic reading says
of each page which text is the story, its headline and so on; the selectors that hold just that on every page become
the rules, those of names that last (`cleaners.selectors`) before others. Every rule is tried before it is kept: read
with it, the pages must give no less than they do without.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from cleaners.article import Article
from cleaners.drafting import bodies, fields, file, removals
from cleaners.drafting.addresses import generalise
from cleaners.drafting.layout import ENOUGH, Layout, grade
from cleaners.drafting.seen import Page, Seen
from cleaners.outlets import Outlet
from cleaners.reading import fold


class DraftError(ValueError):
    """Pages that no outlet file can be drafted from. The message is one line."""


@dataclass(frozen=True)
class Tried:
    """A page as it is read without rules, and as it is read by the draft."""

    page: Page
    generic: Article
    drafted: Article


@dataclass(frozen=True)
class Draft:
    """An outlet as drafted: its file's text, the outlet itself, what it makes of the pages, and the pages that were
    left out, each with the reason."""

    toml: str
    outlet: Outlet
    tried: list[Tried]
    skipped: list[str]


def draft(host: str, pages: Iterable[Page]) -> Draft:
    """Drafts the outlet file of `host` from two or more of its article pages (better three to ten).

    Pages that hold no article, and pages that tell the story of another one, are left out. Raises `DraftError` when
    fewer than two are left, when a page is of another host, and when `host` is none.
    """
    host = _host_name(host)
    seen, skipped = _look(host, pages)
    _compare(seen)
    for page in [page for page in seen if not page.length]:
        seen.remove(page)
        skipped.append(f"{page.page.name}: no article (all of its text is on other pages, too)")
    if len(seen) < ENOUGH:
        why = f" ({'; '.join(skipped)})" if skipped else ""
        raise DraftError(f"an outlet is drafted from {ENOUGH} pages with an article at least, not {len(seen)}{why}")
    layouts = sorted(bodies.find(seen), key=lambda layout: layout.newest or date.min, reverse=True)
    if layouts:
        placed = {page for layout in layouts for page in layout.pages}
        layouts[0].others = [page for page in seen if page not in placed]
    later: date | None = None
    for layout in layouts:
        _finish(layout, later)
        later = layout.oldest or later
    addresses = [url for page in seen if (url := page.url)]
    links = file.links_of(host, seen)
    outlet = replace(
        file.named(host, seen),
        feeds=file.feeds_of(host, seen),
        article=re.compile(generalise(addresses, links)) if addresses else None,
        article_evidence=grade(addresses) if addresses else "none",
        rules=tuple(layout.rules for layout in layouts),
    )
    tried = [Tried(page.page, page.article, page.read(outlet)) for page in seen]
    return Draft(file.as_toml(outlet, layouts, seen, addresses, links), outlet, tried, skipped)


def _host_name(host: str) -> str:
    name = (urlsplit(host if "//" in host else f"//{host}").hostname or "").strip(".").removeprefix("www.")
    if "." not in name or not re.fullmatch(r"[\w.-]+", name):
        raise DraftError(f"{host}: not a host such as example.com")
    return name


def _look(host: str, pages: Iterable[Page]) -> tuple[list[Seen], list[str]]:
    """Reads the pages; those that are of no use are said and left out."""
    seen: list[Seen] = []
    skipped: list[str] = []
    for page in pages:
        found = Seen(page)
        theirs = urlsplit(page.url or found.article.url or "").hostname
        if theirs and theirs != host and not theirs.endswith("." + host):
            raise DraftError(f"{page.name}: is a page of {theirs}, not of {host}")
        if not found.article.paragraphs or not any(block.open for block in found.blocks):
            why = ", ".join(w for w in found.article.warnings if w != "no-article")
            skipped.append(f"{page.name}: no article" + (f" ({why})" if why else ""))
            continue
        own = {fold(p) for p in found.article.paragraphs}
        twin = next((s for s in seen if len(own & {fold(p) for p in s.article.paragraphs}) > len(own) / 2), None)
        if twin is not None:
            skipped.append(f"{page.name}: tells the story of {twin.page.name}")
            continue
        seen.append(found)
    return seen, skipped


def _compare(seen: list[Seen]) -> None:
    """Tells each page which of its texts stand on other pages, too."""
    pages = Counter(text for page in seen for text in {fold(block.text) for block in page.blocks})
    repeated = frozenset(text for text, count in pages.items() if count > 1)
    everywhere = frozenset(text for text, count in pages.items() if count == len(seen) > 1)
    for page in seen:
        page.compare(repeated, everywhere)


def _finish(layout: Layout, later: date | None) -> None:
    """Finds the rules of a layout beside its body. `later` is the day from which the next layout is known."""
    until = layout.newest if later is not None and layout.newest is not None and layout.newest < later else None
    layout.rules = replace(layout.rules, since=layout.oldest, until=until)
    removals.add(layout, "next-article")
    bodies.judge(layout)
    fields.add(layout)
    for reason in removals.REASONS:
        removals.add(layout, reason)
