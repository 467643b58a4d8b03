"""Paragraphs that stand twice: copies for mobile, pull quotes of nothing new."""

from __future__ import annotations

from cleaners.reading import Reading, fold


def sieve(reading: Reading) -> None:
    """Marks a paragraph that came before; a short refrain stays."""
    seen: dict[str, int] = {}
    for block in reading.body():
        if block.words < 8:
            continue
        folded = fold(block.text)
        if folded in seen:
            block.mark("repeated-text", "a paragraph that came before")
        else:
            seen[folded] = 1
