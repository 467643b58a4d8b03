"""The selectors of what is not the story, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from cleaners.drafting.layout import ENOUGH, Layout, pages_of
from cleaners.drafting.seen import Seen, Span
from cleaners.drafting.selectors import COST, UNNAMED, candidates, gather
from cleaners.reading import fold

# Reasons whose elements are named wherever they stand, and those that only matter inside of the body's element.
_OTHER_STORIES = ("related", "read-also")  # not the same ones on every page
_ANYWHERE = ("related", "read-also", "comments")
_INSIDE = (
    "prompt", "tags", "control", "advertisement", "source", "copyright", "byline", "date", "embed", "navigation",
    "template",
)  # fmt: skip
REASONS = _ANYWHERE + _INSIDE
_OF_ONE_REASON = 0.6  # the share of an element's text that has its reason
_SELECTORS = 3  # of one reason, at most
_WORTH = 0.1  # of the text of a reason, that a selector must select


def add(layout: Layout, reason: str) -> None:
    """Adds selectors of what was removed for a reason: those that select it on two pages or more; of the next
    article, which is not loaded on every page, on one."""
    chosen = _removals(layout, reason, 1 if reason == "next-article" else ENOUGH)
    if chosen and layout.takes(replace(layout.rules, remove={**layout.rules.remove, reason: tuple(chosen)})):
        for selector, on in chosen.items():
            layout.evidence[f"{reason} {selector}"] = f"on {on} of {pages_of(len(layout.pages))}"


def _removals(layout: Layout, reason: str, enough: int) -> dict[str, int]:
    """Selectors that together select most of what was removed for a reason, each with the number of pages."""
    body = layout.rules.body[0] if layout.rules.body else layout.doubted or ""
    pool: dict[str, float] = {}
    waiting: dict[tuple[Seen, int], int] = {}  # blocks with their length
    for page in layout.pages:
        scope = page.within(page.selected(body)[0]) if reason in _INSIDE else range(len(page.blocks))
        numbers = [n for n in scope if page.reason(n) == reason]
        if reason in _OTHER_STORIES:
            numbers = [n for n in numbers if fold(page.blocks[n].text) not in page.everywhere]
        waiting.update({(page, n): len(page.blocks[n].text) for n in numbers})
        for node in {node.mem_id: node for n in numbers for node in _around(page, n, reason)}.values():
            gather(pool, node, reason, below=UNNAMED)
            if reason == "next-article":
                for selector, cost in candidates(node, reason).items():
                    if cost < UNNAMED and " " not in selector:
                        pool[f"{selector} ~ {selector}"] = cost + 1  # the second of them
    covers: dict[str, set[tuple[Seen, int]]] = {}
    for selector in pool:
        covered: set[tuple[Seen, int]] = set()
        for page in layout.pages:
            spans = page.selected(selector)
            if not all(_is_of(page, span, reason) for span in spans):
                break
            covered.update((page, n) for span in spans for n in page.within(span))
        else:
            covers[selector] = covered & waiting.keys()
    chosen: dict[str, int] = {}
    total = sum(waiting.values())
    while len(chosen) < _SELECTORS and covers:

        def rank(selector: str, waiting: dict[tuple[Seen, int], int] = waiting) -> tuple[float, int, str]:
            share = sum(waiting.get(block, 0) for block in covers[selector]) / max(total, 1)
            return pool[selector] * COST - share, len(selector), selector

        best = min(covers, key=rank)
        found = covers.pop(best) & waiting.keys()
        on = len({page for page, _ in found})
        if on < enough or sum(waiting[block] for block in found) < _WORTH * total:
            break
        chosen[best] = on
        waiting = {block: size for block, size in waiting.items() if block not in found}
    return chosen


def _around(page: Seen, n: int, reason: str) -> Iterator[LexborNode]:
    """The elements that hold a block and others of its reason, and nothing of the article."""
    node: LexborNode | None = next(iter(page.nodes.get(page.places[n], ())), None)
    while node is not None and node.tag not in ("body", "html"):
        span = page.spans.get(node.mem_id)
        if span is None or not _is_of(page, span, reason):
            return
        yield node
        node = node.parent


def _is_of(page: Seen, span: Span, reason: str) -> bool:
    """Whether what stands in a span was removed, most of it for the reason."""
    size: Counter[str | None] = Counter()
    for n in page.within(span):
        size[page.reason(n)] += len(page.blocks[n].text)
    return bool(size) and None not in size and size[reason] >= _OF_ONE_REASON * size.total()
