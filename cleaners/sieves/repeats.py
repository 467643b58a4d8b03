"""Paragraphs that stand twice: copies for mobile, pull quotes of nothing new."""

from __future__ import annotations

from cleaners.reading import Reading


def sieve(reading: Reading) -> None:
    """Marks a paragraph that came before; a short refrain stays."""
    seen: set[str] = set()
    for block in reading.body():
        if block.words < 8:
            continue
        if block.text in seen:
            block.mark("repeated-text", "a paragraph that came before")
        seen.add(block.text)
