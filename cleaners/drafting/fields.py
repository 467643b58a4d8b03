"""The selectors of title, standfirst, author, date, captions and tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cleaners import dates
from cleaners.drafting.layout import ENOUGH, TRIED, Layout, pages_of
from cleaners.drafting.seen import Seen, Span
from cleaners.drafting.selectors import UNNAMED, gather
from cleaners.outlets import Rules
from cleaners.reading import fold


def _title(page: Seen) -> list[int]:
    return [n for n, block in enumerate(page.blocks) if block.field == "title"]


def _standfirst(page: Seen) -> list[int]:
    return [n for n, block in enumerate(page.blocks) if block.field == "standfirst"]


def _captions(page: Seen) -> list[int]:
    return [n for n, block in enumerate(page.blocks) if block.field == "captions"]


def _authors(page: Seen) -> list[int]:
    names = [fold(name) for name in page.article.authors]
    bylines = [n for n, block in enumerate(page.blocks) if block.reason == "byline"]
    return [n for n in bylines if any(name in fold(page.blocks[n].text) for name in names)][:1]


def _dates(page: Seen) -> list[int]:
    found = [n for n, block in enumerate(page.blocks) if block.reason == "date" and _day_of(block.text) == page.day]
    title = next(iter(_title(page)), 0)
    return sorted(found, key=lambda n: abs(n - title))[:1] if page.day else []


def _day_of(text: str) -> date | None:
    found = dates.parse(text)
    return found.date() if isinstance(found, datetime) else found


def _tags(page: Seen) -> list[int]:
    known = {fold(tag) for tag in page.article.tags}
    return [n for n, block in enumerate(page.blocks) if block.reason == "tags" and fold(block.text) in known]


# By the rule's key: the blocks that hold the field, the reason for which others may be selected along with them, and
# the field of the article that must not change.
_Field = tuple[Callable[[Seen], list[int]], str | None, str]
_FIELDS: dict[str, _Field] = {
    "title": (_title, None, "title"),
    "standfirst": (_standfirst, None, "standfirst"),
    "author": (_authors, None, "authors"),
    "date": (_dates, None, "published"),
    "caption": (_captions, "repeated-caption", "captions"),
    "tags": (_tags, None, "tags"),
}


def add(layout: Layout) -> None:
    """Adds the rules of the fields that the layout's pages show in the same place."""
    for key, (numbers, harmless, article_field) in _FIELDS.items():
        _add_field(layout, key, numbers, harmless, article_field)


def _add_field(
    layout: Layout, key: str, numbers: Callable[[Seen], list[int]], harmless: str | None, article_field: str
) -> None:
    """Adds the rule of a field where one is found that selects it, and nothing else, on the layout's pages."""
    wanted: dict[Seen, set[Span]] = {}
    allowed: dict[Seen, set[Span]] = {}
    pool: dict[str, float] = {}
    for page in layout.pages:
        found = numbers(page)
        wanted[page] = {page.places[n] for n in found}
        if key == "title" and found:
            wanted[page] = {(page.places[found[0]][0], page.places[found[-1]][1])}
        others = {page.places[n] for n, block in enumerate(page.blocks) if harmless and block.reason == harmless}
        allowed[page] = wanted[page] | others
        for node in (node for span in wanted[page] for node in page.nodes.get(span, ())):
            gather(pool, node, key, below=UNNAMED)
    where = [page for page in layout.pages if wanted[page]]
    ranked: list[tuple[tuple[float, ...], str, int]] = []
    for selector, cost in pool.items():
        hits = 0.0
        on = 0
        for page in layout.pages:
            spans = page.selected(selector)[: 1 if key == "title" else None]
            if not all(span in allowed[page] for span in spans):
                break
            if wanted[page]:
                hits += len(wanted[page] & set(spans)) / len(wanted[page])
                on += bool(spans)
        else:
            if on >= min(ENOUGH, len(layout.pages)):
                ranked.append(((-hits, round(cost, 1), len(selector)), selector, on))
    for _, selector, on in sorted(ranked)[:TRIED]:
        if layout.takes(_changed(layout.rules, key, selector), article_field):
            shown = f" ({len(where)} show it)" if len(where) < len(layout.pages) else ""
            layout.evidence[key] = f"on {on} of {pages_of(len(layout.pages))}{shown}"
            return


def _changed(rules: Rules, key: str, selector: str) -> Rules:
    change: dict[str, Any] = {key: (selector,)}
    return replace(rules, **change)
