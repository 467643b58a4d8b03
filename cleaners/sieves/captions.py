"""Captions: each once in its field, every other copy removed."""

from __future__ import annotations

import re

from cleaners.article import Block
from cleaners.body import OFF
from cleaners.normal import normal_form
from cleaners.prose import ends_sentence
from cleaners.reading import Reading, fold

#: «(أ.ف.ب)», «(رويترز)», «(الشرق الأوسط)»: a source in brackets at the end, no full stop behind it.
CREDIT = re.compile(r"\([^()]{2,40}\)$|\((?:[^()]{0,30}\([^()]*\)[^()]{0,30})\)$")
_LABEL = re.compile(r"^(?:شرح|تعليق|وصف) (?:ال)?صور[ةه]\s*[:\-–]|^(?:الصورة|صورة|تصوير)\s*:")
_MAX_WORDS = 60


def sieve(reading: Reading) -> None:
    """Takes the article's captions into their field and marks their repeats."""
    if reading.walked is None or reading.last == 0:
        return
    start = next((n for n, b in enumerate(reading.blocks[: reading.first]) if b.field == "title"), reading.first)
    for image in reading.walked.images:
        if start <= image.at <= reading.last:
            _under_picture(reading, image.at, [fold(normal_form(t)) for t in image.texts])
    for block in reading.blocks[start : reading.last]:
        if block.open and _is_caption(block):
            take(reading, block)
    known = {fold(c) for c in reading.captions}
    known.discard("")
    if known:
        longest = max(map(len, reading.captions)) + 12
        for block in reading.blocks:
            if block.open and len(block.text) <= longest and fold(block.text) in known:
                block.mark("repeated-caption", "equals a caption")


def take(reading: Reading, block: Block) -> None:
    """Makes the block a caption, or marks it when the field has it already."""
    folded = fold(block.text)
    if not folded:
        block.mark("template", "empty caption")
    elif any(folded == fold(c) for c in reading.captions):
        block.mark("repeated-caption", "equals a caption")
    elif folded == fold(reading.title or ""):
        block.mark("repeated-title", "a caption that equals the title")
    else:
        reading.captions.append(block.text)
        block.field = "captions"


def _is_caption(block: Block) -> bool:
    if block.words > _MAX_WORDS:
        return False
    place = block.place.inside
    if place is not None and place.hint == "caption":
        return not _in_off(block)
    return block.place.mark == "caption" or bool(_LABEL.match(block.text))


def _in_off(block: Block) -> bool:
    place = block.place.inside
    while place is not None:
        if place.hint in OFF:
            return True
        place = place.parent.inside if place.parent else None
    return False


def _under_picture(reading: Reading, at: int, texts: list[str]) -> None:
    """A short block right behind a picture that says what its attributes say is its caption."""
    for block in reading.blocks[max(0, at - 1) : at + 2]:
        if block.open and block.words <= _MAX_WORDS and not ends_sentence(block.text) and not _in_off(block):
            own = fold(block.text)
            if own and any(own == t or (len(t) >= 12 and own.startswith(t)) for t in texts):
                take(reading, block)
