"""What stands outside of the article, told apart: not needed for the article, and done when somebody asks."""

from __future__ import annotations

from cleaners import cues
from cleaners.blocks import expand, settle
from cleaners.body import OFF
from cleaners.dates import is_date_line
from cleaners.places import Block, Place
from cleaners.prose import is_prose
from cleaners.reading import Reading, fold
from cleaners.sieves.next_article import is_headline
from cleaners.sieves.phrases import believed
from cleaners.titles import heading_of


def sieve(reading: Reading) -> None:
    """Marks every open block that is not in the body with what it says, or with what its place says it is."""
    _take_deferred(reading)
    settle(b for b in reading.blocks if b.open)
    article = set(reading.numbers())
    for n, block in enumerate(reading.blocks):
        if n in article:
            continue
        if block.open and block.words <= 3 and (cue := cues.find(block)) and cue.group.reason == "control":
            block.mark("control", f"cue «{cue.phrase}»")
    known = {fold(p.text): "repeated-text" for p in reading.body()}
    known |= dict.fromkeys(reading.captions, "repeated-caption")
    known[fold(reading.title or "")] = "repeated-title"
    known.pop("", None)
    longest = max((len(b.text) for b in reading.blocks if b.open or b.field), default=0) + 12
    behind: tuple[str, str] | None = None  # the heading that the block stands behind, and what it heads
    following = False
    for n, block in enumerate(reading.blocks):
        inside = reading.first <= n < reading.last and reading.inside[n]
        if inside or not block.open:
            behind = None
            continue
        if n >= reading.last > 0 and not following:
            following = is_headline(reading.blocks, n) or _heads_a_story(reading.blocks, n)
        place = block.place.inside
        if (
            place is not None
            and place.hint == "control"
            and place.parent is not None
            and place.parent.inside is not None
        ):
            place = place.parent.inside  # a button or a label says less than what it stands in
        hint = place.hint if place is not None and place.hint in OFF else None
        cue = cues.find(block)
        if cue is not None and cue.rest and not believed(block, cue, 1, 1):
            cue = None
        if following and hint not in ("template", "navigation", "comments") and not (cue and cue.group.follow):
            block.mark("next-article", "behind another headline")
        elif len(block.text) <= longest and (repeat := known.get(fold(block.text))):
            block.mark(repeat, "also in the article")
        elif cue is not None:
            following = False
            behind = (cue.phrase, _HEADED[cue.group.follow]) if cue.group.follow in _HEADED else None
            reason = (
                hint
                if hint in ("read-also", "breadcrumb") or (hint == "related" and cue.group.follow)
                else cue.group.reason
            )
            block.mark(reason, f"cue «{cue.phrase[:40]}»")
        elif is_date_line(block.text):
            block.mark("date", "a date line")
        elif hint is not None and hint != "template":
            block.mark(hint, _name(place))
        elif behind is not None and (block.words <= 40 or behind[1] == "comments"):
            block.mark(behind[1], f"behind «{behind[0]}»")
        elif block.linked > 0.5:
            is_menu = block.words <= 4 * max(block.links, 1) and (block.links > 1 or block.words < 4)
            block.mark("navigation" if is_menu else "related", "links outside of the article")
        elif hint is not None:
            block.mark(hint, _name(place))
        else:
            block.mark("template", "outside of the article")


# What stands behind a heading, by what its cue says of it.
_HEADED = {"list": "related", "end": "comments"}


def _heads_a_story(blocks: list[Block], n: int) -> bool:
    """Whether a headline and text behind the article are another one."""
    block = blocks[n]
    level = heading_of(block)
    if level == "h1":
        return True
    behind = blocks[n + 1 : n + 5]
    if block.place.inside is not None:
        return False
    return level == "h2" and block.linked < 0.5 and block.words >= 4 and sum(map(is_prose, behind)) >= 2


def _take_deferred(reading: Reading) -> None:
    """Puts the blocks that the walk has left for later in their places."""
    found = expand(reading.walked)
    if not found:
        return
    blocks: list[Block] = []
    inside: list[bool] = []
    first = last = 0
    for n in range(len(reading.blocks) + 1):
        later = found.get(n, [])
        blocks.extend(later)
        inside.extend([False] * len(later))
        if n == reading.first:
            first = len(blocks)
        if n == reading.last - 1:
            last = len(blocks) + 1
        if n < len(reading.blocks):
            blocks.append(reading.blocks[n])
            inside.append(reading.inside[n])
    reading.blocks[:] = blocks
    reading.inside = inside
    reading.first, reading.last = (first, last) if reading.last else (0, 0)


def _name(place: Place | None) -> str:
    """How a rule names an element: `div.related`."""
    if place is None:
        return ""
    return f"{place.tag}.{place.names.split()[0]}" if place.names.strip() else place.tag
