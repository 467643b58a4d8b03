"""Labels and titles behind the story of an extracted text, where no element tells that they are the page's."""

from __future__ import annotations

from cleaners.places import Block
from cleaners.prose import goes_on, states
from cleaners.reading import Reading

#: What is not the story's and stands behind it, seldom within.
_OVER = frozenset(("related", "prompt", "comments", "navigation", "tags", "template", "copyright", "next-article"))
#: So many lines on end that are no sentences are no part of a story; the last line of one may be cut short.
_MANY = 4


def sieve(reading: Reading) -> None:
    """Marks the lines behind the last sentence of a text, from where something of them shows that the story is over."""
    if not reading.extracted:
        return
    blocks = reading.blocks
    last = max((n for n in reading.numbers() if _is_sentence(blocks[n])), default=reading.last)
    over = next((n for n in range(last + 1, reading.last) if blocks[n].reason in _OVER), reading.last)
    behind = [block for block in blocks[over : reading.last] if block.open]
    if len(behind) >= _MANY:
        for block in behind:
            block.mark("template", "behind the story")


def _is_sentence(block: Block) -> bool:
    """Whether a line ends as no title does, or opens as none does."""
    return goes_on(block) or states(block.text)
