"""What a run did, in figures: a pure function of the pages that it asked for."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

#: Why a page that answered gave no article. Every other outcome that is not below is the cause of a failure.
NO_ARTICLE = ("listing", "needs-script", "paywall", "error-page", "no-article", "not-text")
ARTICLE = ("new", "edited", "unchanged")
_NEITHER = ("duplicate", "forgotten")


class Run(NamedTuple):
    """A row of the table `runs`; days are aware."""

    id: int
    outlet: str
    started_at: datetime
    ended_at: datetime | None
    reason: str | None
    arguments: Mapping[str, Any]
    counts: Mapping[str, Any] | None


class Page(NamedTuple):
    """A row of the table `fetches`: a page that was asked for, and what came of it."""

    run: int
    url: str
    outcome: str
    method: str | None = None
    length: int | None = None  # characters of the paragraphs
    fields: Iterable[str] | None = None
    warnings: Iterable[str] | None = None


@dataclass(frozen=True)
class Measures:
    """One run. Counts are of pages, lengths in characters.

    `fetched` = `articles` + `duplicate` + `forgotten` + all of `no_article` + all of `failed`. What is said of
    articles is said of those that are `new`, `edited` or `unchanged`: a `duplicate` is another copy of one of them.
    """

    run: Run
    fetched: int  # pages asked for
    new: int
    edited: int
    unchanged: int
    duplicate: int
    forgotten: int
    no_article: Mapping[str, int]  # by kind
    failed: Mapping[str, int]  # by cause
    failed_again: Mapping[str, int]  # of these, the addresses that had failed in a run before
    lists_failed: Mapping[str, int]  # by kind and cause, such as «feed http-403»
    fields: Mapping[str, int]  # articles in which a field holds something
    lengths: Sequence[int]  # of the articles
    not_obeyed: int  # articles with the warning rule-not-obeyed
    rule_missing: int
    opinions: int  # articles with the method generic+opinions: the two other readers were asked
    examples: Mapping[str, str]  # by kind of no article, cause of failure, or rule-not-obeyed: an address

    @property
    def articles(self) -> int:
        return self.new + self.edited + self.unchanged

    @property
    def failures(self) -> int:
        return sum(self.failed.values())

    @cached_property
    def median_length(self) -> float | None:
        """Of the articles; None without articles."""
        return median(self.lengths) if self.lengths else None

    @cached_property
    def length_spread(self) -> float | None:
        """The median distance of the lengths' natural logarithms from that of their median; None without articles."""
        if self.median_length is None:
            return None
        return median(abs(math.log(max(length, 1) / max(self.median_length, 1))) for length in self.lengths)

    @property
    def seconds(self) -> float | None:
        """How long the run took; None while it runs."""
        return (self.run.ended_at - self.run.started_at).total_seconds() if self.run.ended_at else None


@dataclass
class _Tally:
    """What is counted of a run, page by page: a run may have a million."""

    fetched: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    lengths: array[int] = field(default_factory=lambda: array("q"))
    opinions: int = 0
    examples: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)  # addresses, with the cause
    healed: set[str] = field(default_factory=set)  # addresses that had failed before and answered

    def add(self, page: Page, ever_failed: set[str]) -> None:
        self.fetched += 1
        self.outcomes[page.outcome] += 1
        if why := _trouble(page):
            self.examples.setdefault(why, page.url)
        if _is_failure(page):
            self.failed[page.url] = page.outcome
            ever_failed.add(page.url)
        elif page.url in ever_failed:
            self.healed.add(page.url)
        if page.outcome in ARTICLE:
            self.fields.update(page.fields or ())
            self.warnings.update(page.warnings or ())
            self.lengths.append(page.length or 0)
            self.opinions += page.method == "generic+opinions"


def measure(runs: Iterable[Run], pages: Iterable[Page]) -> list[Measures]:
    """The measures of some runs of one outlet, oldest first, from the pages that they asked for, in that order."""
    tallies: dict[int, _Tally] = {}
    ever_failed: set[str] = set()
    for page in pages:
        tallies.setdefault(page.run, _Tally()).add(page, ever_failed)
    failing: set[str] = set()
    measured = []
    for run in runs:
        tally = tallies.get(run.id) or _Tally()
        measured.append(_measured(run, tally, failing))
        failing -= tally.healed
        failing.update(tally.failed)
    return measured


def _measured(run: Run, tally: _Tally, failing: set[str]) -> Measures:
    outcomes, failed = tally.outcomes, Counter(tally.failed.values())
    return Measures(
        run=run,
        fetched=tally.fetched,
        **{name: outcomes[name] for name in (*ARTICLE, *_NEITHER)},
        no_article={name: outcomes[name] for name in NO_ARTICLE if outcomes[name]},
        failed=_largest_first(failed),
        failed_again=_largest_first(Counter(cause for url, cause in tally.failed.items() if url in failing)),
        lists_failed=_largest_first(_lists_failed(run.counts or {})),
        fields=dict(tally.fields),
        lengths=tally.lengths,
        not_obeyed=tally.warnings["rule-not-obeyed"],
        rule_missing=tally.warnings["rule-missing"],
        opinions=tally.opinions,
        examples=tally.examples,
    )


def _is_failure(page: Page) -> bool:
    return page.outcome not in (*ARTICLE, *_NEITHER, *NO_ARTICLE)


def _trouble(page: Page) -> str | None:
    if page.outcome in (*ARTICLE, *_NEITHER):
        return "rule-not-obeyed" if "rule-not-obeyed" in (page.warnings or ()) else None
    return page.outcome


def _lists_failed(counts: Mapping[str, Any]) -> Counter[str]:
    """What `crawlers.summary` counts as `failed/KIND/CAUSE`, for the kinds that are lists."""
    found: Counter[str] = Counter()
    for key, number in counts.items():
        match key.split("/"):
            case [*_, "failed", "feed" | "sitemap" | "section" as kind, cause]:
                found[f"{kind} {cause}"] += number
    return found


def _largest_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
