"""What a run did, in figures: a pure function of the pages that it asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def measure(runs: Iterable[Run], pages: Iterable[Page]) -> list[Measures]:
    """The measures of some runs of one outlet, given oldest first, from the pages that they asked for."""
    asked: dict[int, list[Page]] = {}
    for page in pages:
        asked.setdefault(page.run, []).append(page)
    failing: set[str] = set()
    measured = []
    for run in runs:
        measured.append(_measure(run, asked.get(run.id, []), failing))
        for page in asked.get(run.id, []):
            (failing.add if _is_failure(page) else failing.discard)(page.url)
    return measured


def _measure(run: Run, pages: list[Page], failing: set[str]) -> Measures:
    outcomes = Counter(page.outcome for page in pages)
    failures = [page for page in pages if _is_failure(page)]
    articles = [page for page in pages if page.outcome in ARTICLE]
    warnings = Counter(warning for page in articles for warning in page.warnings or ())
    return Measures(
        run=run,
        fetched=len(pages),
        **{name: outcomes[name] for name in (*ARTICLE, *_NEITHER)},
        no_article={name: outcomes[name] for name in NO_ARTICLE if outcomes[name]},
        failed=_largest_first(Counter(page.outcome for page in failures)),
        failed_again=_largest_first(Counter(page.outcome for page in failures if page.url in failing)),
        lists_failed=_largest_first(_lists_failed(run.counts or {})),
        fields=dict(Counter(name for page in articles for name in page.fields or ())),
        lengths=[page.length or 0 for page in articles],
        not_obeyed=warnings["rule-not-obeyed"],
        rule_missing=warnings["rule-missing"],
        opinions=sum(page.method == "generic+opinions" for page in articles),
        examples={why: page.url for page in reversed(pages) if (why := _trouble(page))},
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
