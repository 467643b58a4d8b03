"""What comes out: `Article` with its `Removal`s, and the closed lists of reasons and warnings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from cleaners.places import Block

#: Why a block was removed. A closed list: a new reason is added here, with its test, or not used.
REASONS = (
    "navigation",
    "breadcrumb",
    "control",
    "repeated-title",
    "repeated-caption",
    "repeated-text",
    "byline",
    "date",
    "related",
    "read-also",
    "tags",
    "prompt",
    "comments",
    "advertisement",
    "source",
    "copyright",
    "next-article",
    "embed",
    "template",
)

#: What a reader of an article should know before he trusts it. A closed list.
WARNINGS = (
    "no-article",
    "needs-script",
    "paywall",
    "listing",
    "error-page",
    "text-lost",
    "short-body",
    "rule-not-obeyed",
    "rule-missing",
    "charset-doubtful",
    "date-ambiguous",
)


class Removal(NamedTuple):
    """A block that was sieved off: its text in normal form, one of `REASONS`, and the rule that marked it."""

    text: str
    reason: str
    rule: str


@dataclass(slots=True)
class Charset:
    """How the bytes of a page were read: the codec's name, and what spoke for it."""

    name: str
    reason: str
    doubtful: bool = False


class Later:
    """Work on the page that is put off until somebody asks. Copies go without: the page's tree cannot be copied."""

    __slots__ = ("work",)

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work

    def __deepcopy__(self, _: dict[int, Any]) -> None:
        return None


@dataclass
class Article:
    """What `clean_html` and `clean_text` return. Missing is None or an empty list, never a guess.

    All text is in normal form (`cleaners.normal.normal_form`).

    `canonical` is what the page calls its own address, as written there. `published` and `modified` are a `datetime`
    (naive where the page names no zone), a `date` where it names no time, or None. `authors` are persons and agencies.
    `captions` holds each caption once, with its credit. `paragraphs` holds the article's own running text, an entry a
    visual paragraph, in page order.
    `charset` is the codec that the bytes were read with, None for text. `method` says what found the body:
    `rules:OUTLET`, `generic`, `generic+opinions`, `json-ld`, `text`, or `none`. `confidence` is from 0 to 1.
    `warnings` are of `WARNINGS`. The fields below it are what `blocks`, `removed` and `next_page` are made from when
    they are asked for.
    """

    url: str | None = None
    canonical: str | None = None
    outlet: str | None = None
    title: str | None = None
    standfirst: str | None = None
    authors: list[str] = field(default_factory=list)
    published: datetime | date | None = None
    modified: datetime | date | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    language: str | None = None
    dateline: str | None = None
    captions: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    charset: Charset | None = None
    method: str = "none"
    confidence: float = 0.0
    warnings: list[str] = field(default_factory=list)
    page_blocks: Sequence[Block] = field(default=(), repr=False, compare=False)
    #: Gives each block outside of the article its reason; done once.
    explain: Later | None = field(default=None, repr=False, compare=False)
    #: Looks for the page on which the article goes on; done once.
    page_on: Later | None = field(default=None, repr=False, compare=False)

    @property
    def blocks(self) -> Sequence[Block]:
        """Every block of the page in page order, kept and marked: what `--explain` shows."""
        if self.explain is not None:
            explain, self.explain = self.explain, None
            explain.work()
        return self.page_blocks

    @property
    def text(self) -> str:
        """The paragraphs, joined by a blank line."""
        return "\n\n".join(self.paragraphs)

    @cached_property
    def removed(self) -> list[Removal]:
        """What was sieved off, in page order. Built when it is first read."""
        return [Removal(b.text, b.reason, b.rule or "") for b in self.blocks if b.reason]

    @cached_property
    def next_page(self) -> str | None:
        """The absolute address of the page on which the article goes on, see `cleaners.next_page`. Looked for when it
        is first read; None where the article was read without its address."""
        page_on, self.page_on = self.page_on, None
        return page_on.work() if page_on is not None else None

    def __getstate__(self) -> dict[str, Any]:
        _ = self.blocks, self.next_page  # what a copy could not find out
        return self.__dict__

    def as_dict(self, *, removed: bool = True) -> dict[str, Any]:
        """The article as plain JSON types; dates in ISO 8601. `removed=False` leaves that key out."""
        out: dict[str, Any] = {
            "url": self.url,
            "canonical": self.canonical,
            "outlet": self.outlet,
            "title": self.title,
            "standfirst": self.standfirst,
            "authors": list(self.authors),
            "published": self.published.isoformat() if self.published else None,
            "modified": self.modified.isoformat() if self.modified else None,
            "section": self.section,
            "tags": list(self.tags),
            "language": self.language,
            "dateline": self.dateline,
            "captions": list(self.captions),
            "paragraphs": list(self.paragraphs),
            "text": self.text,
        }
        if removed:
            out["removed"] = [r._asdict() for r in self.removed]
        return out | {
            "charset": self.charset.name if self.charset else None,
            "method": self.method,
            "confidence": round(self.confidence, 3),
            "warnings": list(self.warnings),
        }
