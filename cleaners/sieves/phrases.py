"""Lines that are boilerplate by what they say: controls, prompts, sources, tags, comments, consent."""

from __future__ import annotations

import re

from cleaners import cues
from cleaners.article import Block
from cleaners.prose import ends_sentence
from cleaners.reading import Reading
from cleaners.sieves.related import is_teaser

_HASHTAG = re.compile(r"#(\w+)")
_HASHTAGS = re.compile(r"^(?:#\w+[\s،,|]*)+$")


def sieve(reading: Reading) -> None:
    """Marks the lines of the body that a cue betrays; a heading of comments ends the article."""
    numbers = list(reading.numbers())
    size = len(numbers)
    for at, n in enumerate(numbers):
        block = reading.blocks[n]
        if not block.open:
            continue
        if block.text[0] == "#" and _HASHTAGS.match(block.text):
            reading.tags += _HASHTAG.findall(block.text)
            block.mark("tags", "nothing but hashtags")
            continue
        cue = cues.find(block)
        if cue is None or cue.group.follow in ("list", "title") or cue.group.reason == "byline":
            continue
        if cue.group.match == "start" and cue.rest and not believed(block, cue, at, size):
            continue
        block.mark(cue.group.reason, f"cue «{cue.phrase[:40]}»")
        behind = [reading.blocks[m] for m in numbers[at + 1 :]]
        if cue.group.follow == "end" and _is_end(numbers, at, reading):
            _mark_source(reading, numbers[:at])
            for other in behind:
                other.mark(cue.group.reason, f"behind «{cue.phrase[:40]}»")
            break
        if cue.group.follow == "tags" and reading.extracted and _is_end(numbers, at, reading):
            # In a text nothing but the tags tells that the story is over.
            _mark_source(reading, numbers[:at])
            for other in behind:
                other.mark("tags" if other.words <= 4 else "next-article", f"behind «{cue.phrase}»")
            break
        if cue.group.follow == "tags" and not cue.rest:
            for other in behind:
                if not is_teaser(other) or other.words > 6:
                    break
                reading.tags.append(other.text)
                other.mark("tags", f"behind «{cue.phrase}»")


def believed(block: Block, cue: cues.Cue, at: int, size: int) -> bool:
    """Whether a block that begins with a cue and goes on is what the cue says."""
    if cue.group.reason == "tags":
        return not ends_sentence(block.text) and ":" in block.text[: len(cue.phrase) + 8]
    if cue.group.reason == "breadcrumb":
        return at < 4 and not ends_sentence(block.text)
    if cue.group.reason in ("source", "copyright", "comments"):
        return at >= size // 2 or block.words <= 12
    return True


def _is_end(numbers: list[int], at: int, reading: Reading) -> bool:
    """Whether what a heading ends is behind it: most of the body's text stands before."""
    before = sum(len(reading.blocks[n].text) for n in numbers[:at])
    after = sum(len(reading.blocks[n].text) for n in numbers[at + 1 :])
    return before >= after * 0.5 and before > 0


def _mark_source(reading: Reading, numbers: list[int]) -> None:
    """Marks a word or two at the very end of the story, without a full stop: the name of who it is from."""
    for n in reversed(numbers):
        block = reading.blocks[n]
        if not block.open:
            continue
        if block.words <= 3 and not ends_sentence(block.text) and not block.text.endswith((":", "،")):
            block.mark("source", "a name behind the story")
        break
