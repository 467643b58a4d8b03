"""What stands between headline and story, and behind the story: bylines, dates, datelines."""

from __future__ import annotations

import re

from cleaners import cues, datelines
from cleaners.article import Block
from cleaners.dates import is_date_line
from cleaners.prose import ends_sentence, is_prose
from cleaners.reading import Reading, fold

#: Bylines and dates stand within this many blocks before the headline.
REACH = 12
_AUTHOR_NAMES = re.compile(r"author|byline|by-line|writer|reporter|editor|journalist|creator|vcard")
_LABEL = re.compile(
    r"^(?:بقلم|كتبت|كتب|كتبه|كتبها|كتابة|تحرير|إعداد|اعداد|ترجمة|تقرير|حوار|متابعة|تحقيق|الكاتب|الكاتبة|المحرر|المؤلف|"
    r"نشر بواسطة|بواسطة|كاتب|written by|posted by|published by|by)\s*[:ـ–—_/\-]*\s*",
    re.IGNORECASE,
)
_NAME = re.compile(r"^[^\d،؛.!؟:|»«()]{3,60}$")


def sieve(reading: Reading) -> None:
    """Takes bylines and dates around the headline into their fields, and marks those inside the body."""
    title_at = reading.title_at()
    numbers = list(reading.numbers())
    first_prose = next((n for n in numbers if is_prose(reading.blocks[n])), reading.first)
    for n in range(max(0, title_at - REACH), min(len(reading.blocks), first_prose)):
        _edge(reading, reading.blocks[n])
    for n in reversed(numbers):
        block = reading.blocks[n]
        if block.open and (is_prose(block) or not _edge(reading, block)):
            break


def _edge(reading: Reading, block: Block) -> bool:
    """Takes one block at the edge of the story; says whether it was a byline or a date."""
    if not block.open or block.words > 16:
        return False
    if is_date_line(block.text):
        reading.dates.append(block.text)
        block.mark("date", "a date line")
        return True
    if take_byline(reading, block):
        return True
    if line := datelines.read(block.text):
        if line.author:
            add_author(reading, line.author)
            block.mark("byline", "place and name")
        elif line.brand and _is_credited(block):
            add_author(reading, line.brand)
            block.mark("byline", "an author's place")
        elif reading.dateline is None:
            reading.dateline = block.text
            block.field = "dateline"
        else:
            return False
        return True
    place = block.place
    for _ in range(3):
        if _AUTHOR_NAMES.search(place.names) and block.words <= 6 and not ends_sentence(block.text):
            add_author(reading, name_in(block.text))
            block.mark("byline", "an author's place")
            return True
        if place.parent is None:
            break
        place = place.parent
    return False


def _is_credited(block: Block) -> bool:
    """Whether the block stands where a page names its author or source."""
    place = block.place
    for _ in range(3):
        if _AUTHOR_NAMES.search(place.names) or "source" in place.names:
            return True
        if place.parent is None:
            break
        place = place.parent
    return False


def take_byline(reading: Reading, block: Block) -> bool:
    """Takes a line such as «بقلم: فلان» into the authors; says whether it was one."""
    cue = cues.find(block)
    if cue is None or cue.group.reason != "byline" or ends_sentence(block.text):
        return False
    add_author(reading, name_in(block.text))
    block.mark("byline", f"cue «{cue.phrase}»")
    return True


def name_in(text: str) -> str:
    """The name in a byline, without its label; empty when what is left is no name."""
    name = _LABEL.sub("", text).strip(" :-–|,،")
    return name if _NAME.match(name) else ""


def add_author(reading: Reading, name: str) -> None:
    """Adds an author once."""
    if name and all(fold(name) != fold(a) for a in reading.authors):
        reading.authors.append(name)
