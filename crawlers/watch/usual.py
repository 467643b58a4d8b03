"""The usual range of a figure, from the runs before: robust, and fair to runs of few articles.

A share (of articles that hold a field, of pages that failed) is a matter of counts, so that what is usual depends on
how many there are: none of three articles with an author says less than none of thirty. The count is expected to follow
a beta-binomial distribution (Skellam, JRSS B 10, 1948): a binomial one whose probability differs from run to run, as
in Laney's p′ chart (Quality Engineering 14, 2002), here with exact tails, as counts are small. Its centre is a median
of means (Lugosi and Mendelson, Foundations of Computational Mathematics 19, 2019), its spread that of most runs (Qn of
Rousseeuw and Croux, JASA 88, 1993): the runs after a redesign do not become what is usual before they are half of all.

The median length is compared by its logarithm: what chance does to the median of so many articles, and what the outlet
does to it from run to run, are told apart as in any analysis of variance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise
from statistics import NormalDist, median
from typing import NamedTuple

#: How rarely an ordinary figure may lie beyond one end of its range, were the model right; an outlet has some twenty
#: such ends at every run. `python -m benchmarks.alarms` counts what comes of it.
ODDS = 1e-4
#: No range is narrower to either side: what is within is of no interest, however certain. A share in points of 0 to 1,
#: a length as a factor.
POINTS = 0.1
FACTOR = 4 / 3
#: Nor does a share leave its range by so few pages.
PAGES = 2

_STRETCHES = 5
_MOST_ARTICLES = 100  # that the history of a share counts for: no two weeks are alike enough to be surer
_NORMAL_MAD = 1.4826  # a normal distribution's standard deviation, in median absolute deviations
_MEDIAN_ERROR = math.sqrt(math.pi / 2)  # the standard error of a median, in those of a mean
_Z = NormalDist().inv_cdf(1 - ODDS)


class Range(NamedTuple):
    low: float
    centre: float
    high: float


def of_share(before: Sequence[tuple[int, int]], whole: int) -> Range:
    """The usual range of a share of `whole` pages, from those of earlier runs, `(part, whole)`, oldest first, none of
    them empty."""
    stretches = [_pooled(stretch) for stretch in _cut(before)]
    centre = median(stretches)
    alpha, beta = _beta(before, centre)
    below, above = _least(whole, alpha, beta), whole - _least(whole, beta, alpha)
    room = max(POINTS, PAGES / whole)
    return Range(max(0.0, min(below / whole, centre - room)), centre, min(1.0, max(above / whole, centre + room)))


def of_length(before: Sequence[tuple[float, float, int]], articles: int, runs: int) -> Range:
    """The usual range of the median length of `articles` articles of `runs` runs.

    `before` are the earlier runs: the median length of each, the spread (`Measures.length_spread`), and of how many
    articles, one at least.
    """
    logs = [math.log(max(length, 1.0)) for length, _, _ in before]
    centre, of_runs = median(logs), _spread(logs) ** 2
    within = (_MEDIAN_ERROR * _NORMAL_MAD * median(spread for _, spread, _ in before)) ** 2
    # What chance leaves of the difference between runs is the outlet's own.
    between = max(0.0, of_runs - median(within / number for _, _, number in before))
    error = _MEDIAN_ERROR**2 * of_runs / len(before)
    room = max(_Z * math.sqrt(within / articles + between / runs + error), math.log(FACTOR))
    return Range(math.exp(centre - room), math.exp(centre), math.exp(centre + room))


def _cut(runs: Sequence[tuple[int, int]]) -> list[Sequence[tuple[int, int]]]:
    """At most `_STRETCHES` stretches of runs, of as even length as may be."""
    number = min(_STRETCHES, len(runs))
    ends = [round(n * len(runs) / number) for n in range(number + 1)]
    return [runs[begin:end] for begin, end in pairwise(ends)]


def _pooled(runs: Sequence[tuple[int, int]]) -> float:
    return sum(part for part, _ in runs) / sum(whole for _, whole in runs)


def _beta(runs: Sequence[tuple[int, int]], centre: float) -> tuple[float, float]:
    """The parameters of the beta distribution that a run's share is drawn from, ½ added to each for what history
    cannot tell (Jeffreys)."""
    articles = sum(whole for _, whole in runs)
    likely = (centre * articles + 0.5) / (articles + 1)
    by_chance = [(part - whole * likely) / math.sqrt(whole * likely * (1 - likely)) for part, whole in runs]
    excess = _spread(by_chance) ** 2  # 1 where chance alone is at work
    size = median(whole for _, whole in runs)
    certain = max(1.0, (size - excess) / (excess - 1)) if excess > 1 else math.inf
    certain = min(certain, articles, _MOST_ARTICLES)
    return certain * centre + 0.5, certain * (1 - centre) + 0.5


def _least(number: int, alpha: float, beta: float) -> int:
    """The least count of `number` that, with all below it, is not rarer than `ODDS`."""
    log = (
        math.lgamma(alpha + beta) - math.lgamma(beta) + math.lgamma(number + beta) - math.lgamma(number + alpha + beta)
    )
    count, rarer = 0, math.exp(log)
    while rarer <= ODDS and count < number:
        log += math.log((number - count) / (count + 1) * (alpha + count) / (beta + number - count - 1))
        count += 1
        rarer += math.exp(log)
    return count


def _spread(values: Sequence[float]) -> float:
    """The standard deviation that most of some values speak for: Qn of Rousseeuw and Croux."""
    number = len(values)
    apart = sorted(abs(a - b) for a, b in combinations(values, 2))
    half = number // 2 + 1
    # For few values: their correction, rounded.
    few = number / (number + (1.4 if number % 2 else 3.8))
    return 2.2219 * few * apart[half * (half - 1) // 2 - 1]
