"""What the sieves share: the blocks of one page or text, and what is known of it so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaners.blocks import Walked
from cleaners.metadata import Metadata
from cleaners.normal import match_form
from cleaners.places import Block

_NO_LETTER = re.compile(r"[\W_]+")
_NO_ASCII_LETTER = {code: None for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """The match form without spaces and punctuation: equal for texts that differ in nothing a reader would name."""
    text = match_form(text)
    return text.translate(_NO_ASCII_LETTER) if text.isascii() else _NO_LETTER.sub("", text)


@dataclass(slots=True)
class Reading:
    """One page or text while it is read.

    `first` and `last` bound the article in `blocks` (`last` excluded); within them `inside` says of each block
    whether it stands in the body. What does and stays open becomes a paragraph.
    """

    blocks: list[Block]
    meta: Metadata
    walked: Walked = field(default_factory=Walked)
    extracted: bool = False  # a text without its structure
    host: str | None = None
    brands: frozenset[str] = frozenset()  # the outlet's names, folded
    title: str | None = None
    standfirst: int | None = None  # its number in `blocks`
    dateline: str | None = None
    section: str | None = None
    captions: dict[str, str] = field(default_factory=dict)  # as published, by their folded text
    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)  # printed date lines, in page order
    tags: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    inside: list[bool] = field(default_factory=list)
    first: int = 0
    last: int = 0
    ruled: bool = False  # an outlet's rule found the body

    def title_at(self) -> int:
        """The place in `blocks` of the headline; where none is shown, that of the article's first block."""
        return next((n for n, b in enumerate(self.blocks) if b.field == "title"), self.first)

    def body(self) -> Iterator[Block]:
        """The open blocks of the article, in order."""
        return (self.blocks[n] for n in self.numbers())

    def numbers(self) -> Iterator[int]:
        """The places in `blocks` of the open blocks of the article, in order."""
        blocks, inside = self.blocks, self.inside
        return (n for n in range(self.first, self.last) if inside[n] and blocks[n].open)

    def warn(self, warning: str) -> None:
        """Adds a warning once."""
        if warning not in self.warnings:
            self.warnings.append(warning)
