"""The measures: pure functions from what was read and what is right to figures.

A text is a list of lines, a line an entry of `paragraphs` or of the gold `body`. Words are those of
`cleaners.normal.words`: harakat, tatweel, direction marks and punctuation are not measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cleaners.normal import words

GRAM = 4

Words = tuple[str, ...]


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, from 0 to 1."""

    precision: float
    recall: float
    f1: float


class Body(NamedTuple):
    """How well the paragraphs of one page were read. Lines are as they stand in the output or the gold."""

    score: Score
    exact: bool
    leaked: list[str]
    missed: list[str]
    repeated: list[str]


def body(got: Sequence[str], gold: Sequence[str], alternative: Sequence[str] | None = None) -> Body:
    """All measures of `got` against `gold`, or against `alternative` where exactly that came."""
    if alternative is not None and exactly(got, alternative):
        gold = alternative
    return Body(
        score(got, gold),
        exactly(got, gold),
        absent(got, gold),
        absent(gold, got),
        repeated(got, gold),
    )


def score(got: Sequence[str], gold: Sequence[str]) -> Score:
    """Precision, recall and F1 on word 4-grams as multisets, over the lines run together.

    A text under four words is one gram. Two empty texts score 1, an empty one against a full one 0.
    """
    ours, theirs = grams(_run(got)), grams(_run(gold))
    if not ours and not theirs:
        return Score(1.0, 1.0, 1.0)
    common = (ours & theirs).total()
    if not common:
        return Score(0.0, 0.0, 0.0)
    precision, recall = common / ours.total(), common / theirs.total()
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def exactly(got: Iterable[str], gold: Iterable[str]) -> bool:
    """Whether both hold the same entries in the same order, as words."""
    return _entries(got) == _entries(gold)


def stands(line: str, text: Sequence[str]) -> bool:
    """Whether at least half of a line's 4-grams stand in the text, wherever its lines end.

    A line under four words has no 4-gram: it stands where an entry of the text is, begins or ends with it.
    A line without a word stands everywhere.
    """
    return not absent([line], text)


def absent(lines: Sequence[str], text: Sequence[str]) -> list[str]:
    """The lines that do not stand in the text: against the gold the leaked, against the output the missed."""
    entries, there = _entries(text), grams(_run(text))

    def is_absent(line: str) -> bool:
        own = tuple(words(line))
        if len(own) < GRAM:
            return bool(own) and not any(own in (e, e[: len(own)], e[-len(own) :]) for e in entries)
        here = grams(own)
        return 2 * sum(n for gram, n in here.items() if gram in there) < here.total()

    return [line for line in lines if is_absent(line)]


def repeated(got: Iterable[str], gold: Iterable[str] = ()) -> list[str]:
    """The lines of more than three words that came before, beyond what the gold itself says twice."""
    allowed, seen, found = Counter(_entries(gold)), Counter[Words](), []
    for line in got:
        own = tuple(words(line))
        seen[own] += 1
        if len(own) >= GRAM and seen[own] > max(1, allowed[own]):
            found.append(line)
    return found


def grams(text: Words) -> Counter[Words]:
    """The word 4-grams of a text as a multiset; a text of one to three words is one gram."""
    if not text:
        return Counter()
    return Counter(text[i : i + GRAM] for i in range(max(1, len(text) - GRAM + 1)))


def same(got: str | None, gold: str | None) -> bool:
    """Whether two titles or names are the same, as words."""
    return tuple(words(got or "")) == tuple(words(gold or ""))


def day(got: str | None, gold: str | None, alternatives: Iterable[str] = ()) -> bool | None:
    """Whether an ISO 8601 time names the right calendar date, as written. None: it should have, and does not.

    Raises ValueError where a time is not ISO 8601.
    """
    if got is None:
        return True if gold is None else None
    right = {date.fromisoformat(text[:10]) for text in (gold, *alternatives) if text}
    return date.fromisoformat(got[:10]) in right


def captions(got: Sequence[str], paragraphs: Sequence[str], gold: Sequence[str], text: Sequence[str]) -> bool:
    """Whether each caption of the gold came once and nothing else, and none of them stands in the paragraphs.

    `text` is the gold body: what it says itself is no caption.
    """
    if Counter(_entries(got)) != Counter(_entries(gold)):
        return False
    printed = _entries(gold)
    return not any(_times(c, paragraphs) > _times(c, text) for c in printed)


class Authors(NamedTuple):
    """Whether the authors of a page are right, and the names that are not on it."""

    right: bool
    invented: list[str]


def authors(got: Sequence[str], printed: Sequence[str], meta: Sequence[str] = ()) -> Authors:
    """Right: every printed byline is there, once, and no name that neither print nor metadata has."""
    own, must = _entries(got), set(_entries(printed))
    may = must | set(_entries(meta))
    invented = [name for name in got if tuple(words(name)) not in may]
    return Authors(not invented and must <= set(own) and len(own) == len(set(own)), invented)


class Lines(NamedTuple):
    """What became of the labelled lines of an extracted text. Unscored lines are in none of them."""

    kept: list[str]  # body lines that were kept
    lost: list[str]  # body lines that were not
    leaked: list[tuple[str, str]]  # other lines that were kept: label and line
    altered: list[str]  # paragraphs that are no line of the text

    @property
    def exact(self) -> bool:
        return not (self.lost or self.leaked or self.altered)


UNSCORED = ("standfirst", "unsure")


def lines(got: Sequence[str], labelled: Sequence[tuple[str, str]]) -> Lines:
    """Which of the `(label, line)` pairs of a text came out as paragraphs.

    Every paragraph accounts for one line: a body line before an unscored one, that before any other.
    """
    left = Counter(_entries(got))
    out = Lines([], [], [], [])

    def take(line: str) -> bool:
        own = tuple(words(line))
        if not left[own]:
            return False
        left[own] -= 1
        return True

    for label, line in labelled:
        if label == "body":
            (out.kept if take(line) else out.lost).append(line)
    for label, line in labelled:
        if label in UNSCORED:
            take(line)
    for label, line in labelled:
        if label != "body" and label not in UNSCORED and take(line):
            out.leaked.append((label, line))
    out.altered.extend(line for line in got if take(line))
    return out


def auc(scored: Iterable[tuple[float, bool]]) -> float | None:
    """The area under the ROC curve: how often a right one is scored above a wrong one, ties as half.

    `scored` holds a score and whether it was right. None where all are right or all wrong.
    """
    scored = list(scored)
    right = [s for s, ok in scored if ok]
    wrong = [s for s, ok in scored if not ok]
    if not right or not wrong:
        return None
    above = sum((r > w) + (r == w) / 2 for r in right for w in wrong)
    return above / (len(right) * len(wrong))


def mean(figures: Iterable[float]) -> float:
    """The mean, 0 of nothing."""
    figures = list(figures)
    return sum(figures) / len(figures) if figures else 0.0


def _entries(text: Iterable[str]) -> list[Words]:
    """The lines as words. Lines without a word (rules, bullets) are none."""
    return [own for own in (tuple(words(line)) for line in text) if own]


def _run(text: Iterable[str]) -> Words:
    return tuple(word for entry in _entries(text) for word in entry)


def _times(phrase: Words, text: Iterable[str]) -> int:
    """How often a phrase stands in the text: as an entry, and from four words on anywhere within one."""
    if len(phrase) < GRAM:
        return sum(entry == phrase for entry in _entries(text))
    return sum(
        entry[i : i + len(phrase)] == phrase for entry in _entries(text) for i in range(len(entry) - len(phrase) + 1)
    )
