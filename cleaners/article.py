"""The words of the whole project as types: `Block`, `Place`, `Removal`, `Article`, and the closed lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

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


HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class Place:
    """An element that holds blocks: its tag, its class and id names in lower case, and what it stands in.

    `hint` is what the tag or a name says of the content: a reason, `caption`, or None. `inside` is the nearest
    hint of the place and its ancestors.
    """

    heading: str | None = None  # the heading element that it is, or stands in
    hidden = False
    mark: str | None = None  # what an outlet's rule selected it for
    # What the reading of the body adds up here: its own score; characters, linked characters and running text of
    # all blocks within.
    score: float = 0.0
    chars: float = 0.0
    linked: float = 0.0
    prose: float = 0.0
    plain: dict[str, Place] | None = None

    def __init__(self, tag: str, names: str, parent: Place | None, hint: str | None = None) -> None:
        self.tag = tag
        self.names = names
        self.parent = parent
        self.hint = hint
        if tag in HEADINGS:
            self.heading = tag
        if parent is None:
            self.depth = 0
            self.inside: Place | None = self if hint else None
        else:
            self.depth = parent.depth + 1
            self.inside = self if hint else parent.inside
            if parent.heading:
                self.heading = parent.heading
            if parent.hidden:
                self.hidden = True
            if parent.mark:
                self.mark = parent.mark

    def stands_in(self, around: Place) -> bool:
        """Whether this is `around`, or lies in it."""
        place: Place | None = self
        while place is not None and place.depth >= around.depth:
            if place is around:
                return True
            place = place.parent
        return False

    def plain_child(self, tag: str) -> tuple[Place, bool]:
        """The place of this element's children of a tag that have no attributes: one for all of them, since nothing
        tells them apart. Also says whether it is new."""
        if self.plain is None:
            self.plain = {}
        elif (place := self.plain.get(tag)) is not None:
            return place, False
        place = self.plain[tag] = Place(tag, "", self)
        return place, True


class Block:
    """One visual paragraph of a page, or one line of a text, with its place and its features.

    A sieve marks it with `reason` and `rule`; what became a field of the article has `field`. A block with neither
    is a paragraph of the article.
    """

    __slots__ = ("cue", "field", "gap", "key", "linked", "links", "place", "prose", "reason", "rule", "text", "words")

    def __init__(self, text: str, place: Place, *, linked: float = 0.0, links: int = 0, gap: bool = True) -> None:
        self.text = text
        self.place = place
        self.linked = linked  # the share of the text that stands in links, 0 to 1
        self.links = links
        self.gap = gap  # begins a paragraph; False after a <br> or a single line end
        self.words: int = text.count(" ") + 1
        self.prose: float | None = None  # see `cleaners.prose.weight`
        self.cue: Any = False  # what `cleaners.cues.find` found, False before it has looked
        self.key = ""  # the copy that is matched on, made when a sieve first asks (`cleaners.cues.key`)
        self.reason: str | None = None
        self.rule: str | None = None
        self.field: str | None = None

    @property
    def open(self) -> bool:
        """Whether no sieve has marked the block and no field has taken it."""
        return self.reason is None and self.field is None

    def mark(self, reason: str, rule: str) -> None:
        """Removes the block from the article, unless a sieve or a field has it already."""
        if self.reason is None and self.field is None:
            self.reason = reason
            self.rule = rule


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


@dataclass
class Article:
    """What `clean_html` and `clean_text` return. Missing is None or an empty list, never a guess.

    All text is in normal form (`cleaners.normal.normal_form`).

    `published` and `modified` are a `datetime` (naive where the page names no zone), a `date` where it names
    no time, or None. `authors` are persons and agencies. `captions` holds each caption once, with its credit.
    `paragraphs` holds the article's own running text, an entry a visual paragraph, in page order.
    `charset` is the codec that the bytes were read with, None for text. `method` says what found the body:
    `rules:OUTLET`, `generic`, `generic+opinions`, `json-ld`, `text`, or `none`. `confidence` is from 0 to 1.
    `warnings` are of `WARNINGS`.
    """

    url: str | None = None
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
    page_blocks: Sequence[Block] = field(default=(), repr=False)
    #: Gives each block outside of the article its reason; run once, when somebody asks.
    explain: Callable[[], None] | None = field(default=None, repr=False)

    @property
    def blocks(self) -> Sequence[Block]:
        """Every block of the page in page order, kept and marked: what `--explain` shows."""
        if self.explain is not None:
            explain, self.explain = self.explain, None
            explain()
        return self.page_blocks

    @property
    def text(self) -> str:
        """The paragraphs, joined by a blank line."""
        return "\n\n".join(self.paragraphs)

    @cached_property
    def removed(self) -> list[Removal]:
        """What was sieved off, in page order. Built when it is first read."""
        return [Removal(b.text, b.reason, b.rule or "") for b in self.blocks if b.reason]

    def as_dict(self, *, removed: bool = True) -> dict[str, Any]:
        """The article as plain JSON types; dates in ISO 8601. `removed=False` leaves that key out."""
        out: dict[str, Any] = {
            "url": self.url,
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
