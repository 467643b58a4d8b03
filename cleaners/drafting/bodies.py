"""The body selectors that hold the stories of all pages, and with them the layouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from cleaners.drafting.layout import TRIED, Layout, grade
from cleaners.drafting.seen import Seen
from cleaners.drafting.selectors import COST, UNNAMED, gather
from cleaners.normal import words
from cleaners.outlets import Rules
from cleaners.reading import fold

#: An element that fits the story worse is not its own.
_FITS = 0.5
_SLACK = 0.15  # nor one that fits so much worse than the best
_SEVERAL = 0.02  # what it weighs that a selector selects several elements, of which the first counts


def find(seen: list[Seen]) -> list[Layout]:
    """The fewest body selectors that hold the stories of all pages, each with its pages."""
    pool: dict[str, float] = {}
    best: dict[Seen, float] = {}
    for page in seen:
        best[page] = max(map(page.fit, page.nodes), default=0.0)
        for node in _bodies(page, best[page]):
            gather(pool, node, "body")
    values: dict[str, dict[Seen, float]] = {}
    for selector, cost in pool.items():
        values[selector] = {}
        for page in seen:
            spans = page.selected(selector)
            if spans and (fit := page.fit(spans[0])) > _least(best[page]):
                values[selector][page] = fit - COST * cost - _SEVERAL * (len(spans) > 1)
    layouts: list[Layout] = []
    waiting = list(seen)
    for unnamed in (False, True):
        usable = [selector for selector in pool if unnamed or pool[selector] < UNNAMED]
        while ranked := _ranked(usable, values, waiting):
            pages = [page for page in waiting if page in values[ranked[0]]]
            ranked = [selector for selector in ranked if values[selector].keys() >= set(pages)]
            chosen = min(ranked, key=lambda s: round(_loss(pages, Rules(body=(s,))), 2))
            layouts.append(Layout(pages, Rules(body=(chosen,), evidence=grade(pages)), len(seen)))
            waiting = [page for page in waiting if page not in pages]
    return layouts


def _ranked(usable: list[str], values: dict[str, dict[Seen, float]], pages: list[Seen]) -> list[str]:
    """The best of the selectors that fit one of the pages at least, the best first."""

    def rank(selector: str) -> tuple[float, int, str]:
        total = sum(values[selector].get(page, _FITS) - _FITS for page in pages)
        return -round(total, 3), len(selector), selector

    return sorted((s for s in usable if any(page in values[s] for page in pages)), key=rank)[:TRIED]


def _least(best: float) -> float:
    """How well an element must fit where the best does so."""
    return max(_FITS, best - _SLACK)


def _bodies(page: Seen, best: float) -> list[LexborNode]:
    """The elements that fit the page's story best, the best first."""
    fits = sorted(page.nodes, key=page.fit, reverse=True)[:3]
    return [node for span in fits if page.fit(span) > _least(best) for node in page.nodes[span]]


def _loss(pages: Sequence[Seen], rules: Rules) -> float:
    """How far the paragraphs that rules give are from those of the generic reading, by the share of characters: lost
    ones but for those that stand on other pages, too, and further ones."""
    off = total = 0
    for page in pages:
        generic = page.article.paragraphs
        drafted = page.read_by(rules).paragraphs
        ours, theirs = Counter(drafted), Counter(generic)
        lost = [p for p in (theirs - ours).elements() if fold(p) not in page.repeated]
        off += sum(map(len, lost)) + sum(map(len, (ours - theirs).elements()))
        total += sum(map(len, generic))
    return off / max(total, 1)


def judge(layout: Layout) -> None:
    """Says what speaks for the body's rule. Where the generic reading finds other paragraphs on half of the pages, the
    rule is left out."""
    body = layout.rules.body[0]
    held = f"{len(layout.pages)} of {layout.of}: {_share(layout.pages, body)} % of the story's words"
    other = [p for p in layout.pages if not p.as_well(layout.read[p].paragraphs, p.article.paragraphs)]
    layout.evidence["body"] = f"on {held}"
    if other:
        names = ", ".join(page.page.name for page in other)
        layout.evidence["body"] += f"; it gives other paragraphs than the generic reading on {names}"
    if 2 * len(other) > len(layout.pages):
        layout.doubted = body
        layout.take(replace(layout.rules, body=()))


def _share(pages: Sequence[Seen], selector: str) -> int:
    """How much of the words of the pages' stories stands in the element that is selected, in per cent."""
    held = total = 0
    for page in pages:
        inside = page.within(page.selected(selector)[0])
        for n, block in enumerate(page.blocks):
            if page.is_story[n]:
                count = len(words(block.text))
                total += count
                held += count if n in inside else 0
    return 100 * held // max(total, 1)
