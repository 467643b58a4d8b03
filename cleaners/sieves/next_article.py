"""A second article behind the first one, as infinite scroll appends it."""

from __future__ import annotations

from cleaners import cues, datelines
from cleaners.dates import is_date_line
from cleaners.places import Block
from cleaners.prose import ends_sentence, goes_on, is_prose
from cleaners.reading import Reading, fold
from cleaners.sieves.phrases import mark_source
from cleaners.sieves.related import is_card_byline

_REACH = 9


def sieve(reading: Reading) -> None:
    """Marks what follows the article when another one begins: a headline that is shown again behind a control, or
    a paragraph that opens with the dateline the article opened with."""
    blocks = reading.blocks
    numbers = list(reading.numbers())
    prose = 0
    listed = False  # behind a heading such as «أخبار ذات صلة», whose cards show captions too
    for at, n in enumerate(numbers):
        block = blocks[n]
        cue = cues.find(block) if reading.extracted else None
        listed = listed and (not is_prose(block) or any(is_card_byline(blocks[m]) for m in numbers[at + 1 : at + 3]))
        listed = listed or (cue is not None and cue.group.follow == "list")
        if prose >= 1 and (
            is_headline(blocks, n)
            or _opens_again(reading, block)
            or (reading.extracted and not listed and _is_head(blocks, numbers[at : at + 3], prose))
        ):
            for m in range(n, reading.last):
                if reading.inside[m]:
                    if not blocks[m].open and blocks[m].reason:
                        blocks[m].reason = None
                    blocks[m].mark("next-article", "another article begins")
            if reading.extracted and not listed:
                mark_source([blocks[m] for m in numbers], at)
            return
        prose += is_prose(block) or (reading.extracted and goes_on(block))


def is_headline(blocks: list[Block], n: int) -> bool:
    """Whether the block comes again within a few blocks, a control between: the head of another article."""
    block = blocks[n]
    if block.words < 3 or (is_prose(block) and block.words > 30):
        return False
    behind = blocks[n + 1 : n + 1 + _REACH]
    control = next((m for m, other in enumerate(behind) if other.reason == "control"), None)
    if control is None:
        return False
    folded = fold(block.text)
    return any(fold(other.text) == folded for other in behind[control:])


def _is_head(blocks: list[Block], numbers: list[int], prose: int) -> bool:
    """Whether the lines read like the head of another story in a text."""
    if prose >= 3 and _is_caption_and_title(blocks, numbers):
        return True
    if prose < 2 or len(numbers) < 3:
        return False
    title, stamp, lead = (blocks[n] for n in numbers)
    return _is_title(title) and (is_prose(lead) or lead.words >= _LEAD) and is_date_line(stamp.text)


#: A line of so many words behind a headline and its day is a lead, also without its full stop.
_LEAD = 14


def _is_title(block: Block) -> bool:
    return (
        4 <= block.words <= 20
        and not is_prose(block)
        and not ends_sentence(block.text)
        and not block.text.endswith((":", "،"))
    )


def _is_caption_and_title(blocks: list[Block], numbers: list[int]) -> bool:
    """Whether a caption with its credit and a headline stand before prose: in a text, another story's head."""
    if len(numbers) < 2:
        return False
    caption, title = blocks[numbers[0]], blocks[numbers[1]]
    if len(numbers) > 2 and goes_on(blocks[numbers[2]]):
        return False  # a subheading behind a picture
    return datelines.is_credited(caption.text) and not is_prose(caption) and _is_title(title) and title.words >= 6


def _opens_again(reading: Reading, block: Block) -> bool:
    """Whether a paragraph opens with the outlet's name that the article's own dateline has."""
    line = datelines.read(reading.dateline) if reading.dateline else None
    if line is None or not line.brand or block.words < 4:
        return False
    opening = block.text[: len(line.brand) + 14]
    return fold(opening).startswith(fold(line.brand)) and any(d in opening for d in "-–—_/:")
