"""Second opinions: trafilatura and readability-lxml vote on our blocks when the own reading is unsure.

Both are imported only when they are asked; they cost ten to twenty times as much as the own reading.
"""

from __future__ import annotations

import logging

from cleaners.prose import is_prose
from cleaners.reading import Reading, fold

#: A reading below this confidence asks. On the measured pages one in fifty does (`make bench`).
UNSURE = 0.06


def vote(reading: Reading, html: str) -> bool:
    """Lets two more readers say which blocks are the article; bounds the body anew when both speak against the own
    reading. Returns whether it changed. `html` is the decoded page."""
    votes = [text for text in (_trafilatura(html), _readability(html)) if text]
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


def _trafilatura(html: str) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract(html, favor_precision=True, include_comments=False, deduplicate=False) or ""
    except Exception:  # an opinion that fails is no opinion
        return ""


def _readability(html: str) -> str:
    from lxml.html import fromstring
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        return fromstring(Document(html).summary()).text_content()
    except Exception:
        return ""
