"""Second opinions: trafilatura and readability-lxml vote on our blocks when the own reading is unsure.

Both are imported only when they are asked; they cost ten to twenty times as much as the own reading.
"""

from __future__ import annotations

import logging
import re

from cleaners.blocks import walk
from cleaners.normal import stream_safe
from cleaners.page import parse
from cleaners.prose import is_prose
from cleaners.reading import Reading, fold

#: On larger pages than this nobody is asked: what the readers take grows faster than the page.
_CHARACTERS, _TAGS = 1_000_000, 20_000
# A cell that spans 65,534 columns is as many cells for trafilatura.
_SPAN = re.compile(r"\b(?=(?:col|row)span\b)", re.IGNORECASE)


def vote(reading: Reading, html: str) -> bool:
    """Lets two more readers say which blocks are the article; bounds the body anew when both speak against the own
    reading. Returns whether it changed. `html` is the decoded page."""
    if len(html) > _CHARACTERS or html.count("<") > _TAGS:
        return False
    html = _SPAN.sub("no-", stream_safe(html))
    votes = [text for text in (ask_trafilatura(html), ask_readability(html)) if text]
    if len(votes) < 2:
        return False
    folded = [fold(text) for text in votes]
    chosen = [
        n
        for n, block in enumerate(reading.blocks)
        if block.open and len(words := fold(block.text)) >= 12 and all(words in text for text in folded)
    ]
    if not any(is_prose(reading.blocks[n]) for n in chosen):
        return False
    own = {n for n in reading.numbers() if len(reading.blocks[n].text) >= 20}
    if own and len(own & set(chosen)) >= 0.6 * max(len(own), len(chosen)):
        return False
    reading.first, reading.last = chosen[0], chosen[-1] + 1
    members = set(chosen)
    reading.inside = [n in members for n in range(len(reading.blocks))]
    return True


def ask_trafilatura(html: str, *, precision: bool = True) -> str:
    """The text that trafilatura finds in a decoded page, a line a paragraph; empty when it finds or reads none.
    `precision` has it rather leave out what is doubtful."""
    import trafilatura
    from trafilatura.meta import reset_caches

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract(html, favor_precision=precision, include_comments=False, deduplicate=False) or ""
    except Exception:  # an opinion that fails is no opinion
        return ""
    finally:
        reset_caches()  # it remembers what it has read, and grows


def ask_readability(html: str) -> str:
    """The text that readability-lxml finds in a decoded page, a line a paragraph; empty when it finds or reads none."""
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        summary = Document(html).summary()
    except Exception:
        return ""
    return "\n".join(block.text for block in walk(parse(summary)[0], defer=False).blocks)
