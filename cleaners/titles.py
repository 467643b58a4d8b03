"""The headline: which block shows it, and what the page calls itself where none does."""

from __future__ import annotations

import re

from cleaners.blocks import settle
from cleaners.metadata import without_site_name
from cleaners.places import Block
from cleaners.reading import Reading, fold

_MAX_WORDS = 70
_SURE = 4.5  # an h1 that says the declared headline: no other block can be better, but for a rule
_SHORT = 3  # words
_SHORT_LINE = 40  # characters
_BAR = re.compile(r" (?:[|–—-]|::) ")
_QUOTES = "«»\"“”'‘’()[]:.،\u200b\u200e\u200f\u202a\u202b\u202c\ufeff"


#: Headings within a story; an h1 is a page's, and h5 and h6 are rather labels.
SUBHEADINGS = ("h2", "h3", "h4")


def heading_of(block: Block) -> str | None:
    """The heading element that the block stands in, such as `h2`."""
    return block.place.heading


def find(reading: Reading) -> None:
    """Sets `reading.title`, gives the block that shows it the field, and marks its other copies."""
    names = [*reading.meta.site_names, *reading.meta.sections]
    declared = list(dict.fromkeys(without_site_name(h, names, reading.host) for h in reading.meta.headlines))
    folded = [f for f in map(fold, declared) if len(f) > 3]
    # What stands before a bar in a document's title may be a short headline, and the rest the outlet's name.
    halves = [h.split(bar[0], 1) for h in declared if (bar := _BAR.search(h))]
    before_bar = {fold(said) for said, site in halves if " " in said and site.count(" ") < _SHORT}
    longest = max(map(len, folded), default=0)
    said = " ".join(declared)
    sites = {fold(name) for name in reading.meta.site_names}
    shown: list[Block] = []
    best = 0.0
    seen_prose = 0
    for n, block in enumerate(reading.blocks):
        if not block.open:
            continue
        if block.place.mark == "title":
            if not shown or shown[0].place is not block.place:
                shown = [] if best < 100 else shown
            if best < 100 or shown[-1].place is block.place:
                shown.append(block)
                best = 100.0
            continue
        if best >= _SURE or block.words > _MAX_WORDS:
            continue
        level = heading_of(block)
        if level is None and seen_prose > 400:
            continue
        score = _match(block, folded, longest, said, level) if folded else 0.0
        if (
            before_bar
            and len(block.text) <= _SHORT_LINE
            and score == 0
            and block.words <= _SHORT
            and fold(block.text) in before_bar
        ):
            score = 1.0
        if score == 0 and level == "h1" and block.words >= 3 and fold(block.text) not in sites:
            score = 0.5
        if score and block.place.inside and block.place.inside.hint in ("related", "comments", "navigation"):
            score *= 0.5
        if level == "h1":
            score *= 1.5
        elif level is not None:
            score *= 1.2
        if score > best:
            best = score
            shown = [block, *_same_heading(reading.blocks, n, folded)]
        seen_prose += 1
    if shown:
        settle(shown)
        reading.title = " ".join(b.text for b in shown)
        for block in shown:
            block.field = "title"
    elif declared:
        reading.title = without_site_name(declared[0], _masthead(reading.blocks), reading.host)
    if reading.title:
        mark_repeats(reading)


def _masthead(blocks: list[Block]) -> list[str]:
    """What may be the outlet's name where none is declared: the first words that the page shows."""
    return [b.text for b in blocks[:3] if b.words <= 4]


def _same_heading(blocks: list[Block], n: int, folded: list[str]) -> list[Block]:
    """The further lines of a headline that has line breaks in it."""
    more = []
    for block in blocks[n + 1 : n + 6]:
        if block.place is not blocks[n].place or block.gap:
            break
        if heading_of(block) is None and not any(fold(block.text) in headline for headline in folded):
            break
        more.append(block)
    return more


def _match(block: Block, folded: list[str], longest: int, said: str, level: str | None) -> float:
    """How well a block shows one of the declared headlines (`folded`, and as they are in `said`), 0 to 3."""
    text = block.text
    if len(text) > longest * 2 + 40 or len(text) < 5:
        return 0.0
    if level is None and text.partition(" ")[0].strip(_QUOTES) not in said:
        return 0.0  # folding every block would cost as much as the parse
    own = fold(text)
    if not own:
        return 0.0
    for headline in folded:
        if own == headline:
            return 3.0
    for headline in folded:
        if len(own) >= 12 and own in headline and len(own) > 0.25 * len(headline):
            return 2.0 * len(own) / len(headline)
        if len(headline) >= 12 and own.startswith(headline) and level is not None:
            return 1.5
    return 0.0


def mark_repeats(reading: Reading) -> None:
    """Marks the other blocks that say the title: copies, and teasers of the story itself."""
    title = fold(reading.title or "")
    if len(title) < 6:
        return
    said = reading.title or ""
    size = len(said)
    for block in reading.blocks:
        if (
            abs(len(block.text) - size) <= 12
            and block.open
            and block.text.partition(" ")[0].strip(_QUOTES) in said
            and (fold(block.text) == title)
        ):
            block.mark("repeated-title", "equals the title")
