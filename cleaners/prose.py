"""Whether a block reads like running text: the features that body and sieves decide by."""

from __future__ import annotations

from cleaners.places import Block

#: What ends a sentence, with what may close behind it.
ENDS = frozenset(".!?؟۔。")
_CLOSERS = "»\"”'’)]}›"


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does («…» ends a cut title, not a sentence)."""
    text = text.rstrip(_CLOSERS + " ")
    return bool(text) and text[-1] in ENDS and not text.endswith(("...", ".."))


def is_cut(text: str) -> bool:
    """Whether the text was cut short, as teasers are."""
    return text.rstrip(' »"”)]').endswith(("…", "..."))


def commas(text: str) -> int:
    """Commas and semicolons, Arabic and ASCII."""
    return text.count("،") + text.count(",") + text.count("؛") + text.count(";")


def is_prose(block: Block) -> bool:
    """Whether the block reads like a paragraph of running text rather than a headline, label or list entry."""
    if block.linked > 0.5:
        return False
    words = block.words
    if words >= 25:
        return True
    text = block.text
    if ends_sentence(text):
        return words >= 6
    return words >= 12 and commas(text) > 0


def weight(block: Block) -> float:
    """How much the block speaks for running text, in characters of prose; reckoned once a block."""
    if block.prose is None:
        block.prose = _weight(block)
    return block.prose


def _weight(block: Block) -> float:
    if block.linked > 0.5 or len(block.text) < 25:
        return 0.0
    size = min(len(block.text), 1200)
    if is_prose(block):
        return size * (1.0 - block.linked)
    return size * (0.25 if block.words >= 8 else 0.1)
