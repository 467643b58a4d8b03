"""Second opinions: trafilatura and readability-lxml vote on our blocks when the own reading is unsure.

Both are imported only when they are asked; they cost several times as much as the own reading.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Set
from functools import partial
from itertools import pairwise

from cleaners.blocks import walk
from cleaners.normal import stream_safe
from cleaners.page import parse
from cleaners.places import Block
from cleaners.prose import is_prose
from cleaners.reading import Reading, fold
from cleaners.titles import SUBHEADINGS, heading_of

#: On larger pages than this nobody is asked: what the readers take grows faster than the page.
_CHARACTERS, _TAGS = 1_000_000, 20_000
# A cell that spans 65,534 columns is as many cells for trafilatura.
_SPAN = re.compile(r"\b(?=(?:col|row)span\b)", re.IGNORECASE)


def vote(reading: Reading, html: str) -> bool:
    """Lets two more readers say which blocks are the article; bounds the body anew when both speak against the own
    reading. Returns whether it changed. `html` is the decoded page."""
    if len(html) > _CHARACTERS or html.count("<") > _TAGS:
        return False
    chosen = {n: folded for n, b in enumerate(reading.blocks) if b.open and len(folded := fold(b.text)) >= 12}
    html = _SPAN.sub("no-", stream_safe(_pruned(html, deferred=bool(reading.walked.deferred))))
    # The dearer one is not asked when the other has found nothing.
    for ask in (partial(ask_trafilatura, fast=True), ask_readability):
        opinion = fold(ask(html))
        chosen = {n: folded for n, folded in chosen.items() if folded in opinion}
        if not any(is_prose(reading.blocks[n]) for n in chosen):
            return False
    own = {n for n in reading.numbers() if len(reading.blocks[n].text) >= 20}
    if own and len(own & chosen.keys()) >= 0.6 * max(len(own), len(chosen)):
        return False
    taken = chosen.keys() | _left_out(reading, chosen.keys())
    reading.first, reading.last = min(taken), max(taken) + 1
    reading.inside = [n in taken for n in range(len(reading.blocks))]
    return True


def _left_out(reading: Reading, chosen: Set[int]) -> set[int]:
    """The paragraphs of the own reading that are like the chosen ones, and their subheadings: other readers leave out
    what holds a link, or is short."""
    blocks, numbers = reading.blocks, list(reading.numbers())
    like = {_kind(blocks[n]) for n in chosen if is_prose(blocks[n])}
    found = {n for n in numbers if is_prose(blocks[n]) and _kind(blocks[n]) in like}
    for n, behind in pairwise(numbers):
        if behind in found and heading_of(blocks[n]) in SUBHEADINGS and not blocks[n].linked:
            found.add(n)
    return found


def _kind(block: Block) -> tuple[str, str, str]:
    """What the places of paragraphs that are alike have in common."""
    place = block.place
    return place.tag, place.names, place.parent.names if place.parent is not None else ""


def _pruned(html: str, *, deferred: bool) -> str:
    """The page without what nobody reads and, with `deferred`, without the menus that the walk has left out: for all of
    it the two take twice as long, and say the same."""
    tree = parse(html)[0]
    menus = [node for _, node, _ in walk(tree).deferred] if deferred else []
    for node in [*menus, *tree.css(_UNREAD)]:
        node.decompose()
    return tree.html or ""


_UNREAD = "script:not([type='application/ld+json']), style, svg, noscript, iframe, template"


def ask_trafilatura(html: str, *, precision: bool = True, fast: bool = False) -> str:
    """The text that trafilatura finds in a decoded page, a line a paragraph; empty when it finds or reads none.
    `precision` has it rather leave out what is doubtful, `fast` ask no opinions of its own."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        text = trafilatura.extract(
            html, favor_precision=precision, fast=fast, include_comments=False, deduplicate=False
        )
        return text or ""
    except Exception:  # an opinion that fails is no opinion
        return ""


def ask_readability(html: str) -> str:
    """The text that readability-lxml finds in a decoded page, a line a paragraph; empty when it finds or reads none."""
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        summary = Document(html).summary()
    except Exception:
        return ""
    return "\n".join(block.text for block in walk(parse(summary)[0], defer=False).blocks)
