"""What is out of the usual in a run, against the runs of the same outlet before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from crawlers.render import counted
from crawlers.store.articles import WATCHED
from crawlers.watch import usual
from crawlers.watch.measures import Measures

#: With fewer runs before it, a run is not judged.
FEWEST_RUNS = 5
#: A run of fewer pages is judged together with those before it; of fewer articles, where lengths are compared.
ENOUGH = 20
ENOUGH_LENGTHS = 40
#: So many runs without anything, one after the other, before an outlet counts as silent, or its lists as lost.
EMPTY_RUNS = 3
_SHORTEST_SILENCE = timedelta(days=1)  # a night is none, and what was seen of a new outlet may hold no night yet
_LONGER = 2  # than the longest silence before


class Alarm(NamedTuple):
    """What is wrong with an outlet, where it lies, and where it usually does.

    `now`, `low` and `high` are in `unit`: `share` (0 to 1), `characters`, `runs` or `days`. `low` and `high` bound what
    is usual, and `runs` is in how many runs. `detail` is what `now` is made of.
    """

    outlet: str
    run: int
    kind: str  # one of KINDS
    what: str  # in words
    now: float
    low: float
    high: float
    unit: str
    runs: int
    detail: str

    @property
    def line(self) -> str:
        """The alarm in one line."""
        now = f"{self.outlet}: {self.what} {self.value(self.now)} ({self.detail})"
        return f"{now}, usual of {self.runs} runs: {self.usual}"

    @property
    def usual(self) -> str:
        """The usual range, in words."""
        if self.low <= 0:
            return f"up to {self.value(self.high)}"
        if self.unit == "share" and self.high >= 1:
            return f"{self.value(self.low)} or more"
        return f"{self.low:,.0f} to {self.value(self.high)}"

    def value(self, number: float) -> str:
        match self.unit:
            case "share":
                return f"{100 * number:.0f} %"
            case "days":
                return f"{number:.1f} days"
        return f"{number:,.0f} {self.unit}"


class _Share(NamedTuple):
    """A share that is watched: `part` of `whole`, and whether it is worse when it rises."""

    kind: str
    what: str
    rises: bool
    part: Callable[[Measures], int]
    whole: Callable[[Measures], int]
    causes: Callable[[Measures], Mapping[str, int]] = lambda _: {}  # what the part is made of


def _articles(run: Measures) -> int:
    return run.articles


def _failed_anew(run: Measures) -> Counter[str]:
    """By cause: what failed before and is only asked for again says nothing new of the outlet."""
    return Counter(run.failed) - Counter(run.failed_again)


def _covered(name: str) -> _Share:
    return _Share("coverage", name, False, lambda run: run.fields.get(name, 0), _articles)


_SHARES = (
    _Share(
        "failures",
        "pages that failed",
        True,
        lambda run: _failed_anew(run).total(),
        lambda run: run.fetched - sum(run.failed_again.values()),
        lambda run: _failed_anew(run),
    ),
    _Share(
        "no-article",
        "pages without an article",
        True,
        lambda run: sum(run.no_article.values()),
        lambda run: sum(run.no_article.values()) + run.articles,
        lambda run: run.no_article,
    ),
    _Share("rules", "articles whose rules were not obeyed", True, lambda run: run.not_obeyed, _articles),
    _Share("opinions", "articles with second opinions asked", True, lambda run: run.opinions, _articles),
    *map(_covered, WATCHED),
)
#: What an alarm may be of: lists that cannot be read, nothing new any more, a share or a length out of its range.
KINDS = ("lists", "silence", *dict.fromkeys(share.kind for share in _SHARES), "length")


def judge(now: Measures, before: Sequence[Measures], barren: Sequence[Measures] = ()) -> list[Alarm]:
    """What is out of the usual in the pages of a run; `before` are the comparable runs before it that had articles,
    `barren` those since then that had pages and no article, oldest first.

    Empty where there are too few of them to say what is usual.
    """
    if len(before) < FEWEST_RUNS:
        return []
    alarms = [alarm for share in _SHARES if (alarm := _judge_share(share, now, before, barren))]
    if alarm := _judge_length(now, before):
        alarms.append(alarm)
    return alarms


def _judge_share(share: _Share, now: Measures, before: Sequence[Measures], barren: Sequence[Measures]) -> Alarm | None:
    latest, earlier = _together(now, before, barren, share.whole, ENOUGH)
    if len(earlier) < FEWEST_RUNS:
        return None
    part, whole = sum(map(share.part, latest)), sum(map(share.whole, latest))
    value, runs = part / whole, [(share.part(run), share.whole(run)) for run in earlier]
    low, centre, high = usual.of_share(runs, whole)

    def is_as_bad(share_of_run: float, limit: float) -> bool:
        return share_of_run >= limit if share.rises else share_of_run <= limit

    if low <= value <= high or is_as_bad(centre, value) or is_as_bad(centre, share.part(now) / share.whole(now)):
        return None  # usual, better than usual, or over
    if _was_so([is_as_bad(part / of, value) and 2 * of >= whole for part, of in runs]):
        return None
    # The other end of the range is nobody's business: a field that more articles have than ever is no alarm.
    low, high = (0.0, high) if share.rises else (low, 1.0)
    what = f"articles with {share.what}" if share.kind == "coverage" else share.what
    causes = sum((Counter(share.causes(run)) for run in latest), Counter())
    detail = f"{part} of {whole}{_in(latest)}" + (f": {_said(dict(causes.most_common()))}" if causes else "")
    return Alarm(now.run.outlet, now.run.id, share.kind, what, value, low, high, "share", len(runs), detail)


def _judge_length(now: Measures, before: Sequence[Measures]) -> Alarm | None:
    latest, earlier = _together(now, before, (), _articles, ENOUGH_LENGTHS)
    lengths = [length for run in latest for length in run.lengths]
    if len(earlier) < FEWEST_RUNS or len(lengths) <= usual.PAGES:
        return None
    value = median(lengths)
    runs = [(run.median_length or 0.0, run.length_spread or 0.0, run.articles) for run in earlier]
    low, centre, high = usual.of_length(runs, len(lengths), len(latest))

    def is_as_far(length: float, limit: float) -> bool:
        return length <= limit if value < centre else length >= limit

    if low <= value <= high or not is_as_far(now.median_length or 0.0, centre):
        return None
    if _was_so([is_as_far(length, value) and 2 * articles >= len(lengths) for length, _, articles in runs]):
        return None
    detail = f"{counted(len(lengths), 'article')}{_in(latest)}"
    return Alarm(
        now.run.outlet, now.run.id, "length", "median length", value, low, high, "characters", len(earlier), detail
    )


def _together(
    now: Measures,
    before: Sequence[Measures],
    barren: Sequence[Measures],
    whole: Callable[[Measures], int],
    enough: int,
) -> tuple[list[Measures], list[Measures]]:
    """A run, with as many before it as it takes to have `enough` pages, and the earlier runs, oldest first.

    Of `before` no more than a third of the runs: what is usual has to be said by those that are left.
    """
    if not whole(now):
        return [], []
    earlier = [run for run in before if whole(run)]
    kept = len(earlier) - len(earlier) // 3
    nearest = [*earlier[kept:], *filter(whole, barren)]
    latest = [now]
    while nearest and sum(map(whole, latest)) < enough:
        latest.insert(0, nearest.pop())
    return latest, earlier[: max(kept, kept + len(nearest))]


def _in(latest: Sequence[Measures]) -> str:
    return f" in {len(latest)} runs" if len(latest) > 1 else ""


def _was_so(runs: Sequence[bool]) -> bool:
    """Whether it has been so twice, the last quarter of the runs aside: of an outlet that is crawled once a day, that
    takes in the last two Fridays."""
    return sum(runs[: 3 * len(runs) // 4]) >= 2


def silence(now: Measures, fruitful: Sequence[datetime], empty: int) -> Alarm | None:
    """Whether an outlet where there always was something new has none any more.

    `fruitful` is when the runs that found something new began, oldest first, `now` not among them; `empty` is how many
    runs have found nothing new since, `now` included.
    """
    if len(fruitful) <= FEWEST_RUNS or empty < EMPTY_RUNS:
        return None
    passed = now.run.started_at - fruitful[-1]
    longest = max(after - earlier for earlier, after in pairwise(fruitful))
    limit = max(_LONGER * longest, _SHORTEST_SILENCE)
    if passed <= limit:
        return None
    day = timedelta(days=1)
    detail = f"{empty} runs"
    return Alarm(
        now.run.outlet,
        now.run.id,
        "silence",
        "nothing new for",
        passed / day,
        0,
        limit / day,
        "days",
        len(fruitful),
        detail,
    )


def lost_lists(recent: Sequence[Measures]) -> Alarm | None:
    """Whether the last of some runs, oldest first, and those before it could read no list, and earlier ones could.

    A run that found nothing and saw more lists fail than any run that found something.
    """
    always = max((sum(run.lists_failed.values()) for run in recent if run.fetched), default=0)
    lost = [not run.fetched and not _found(run) and sum(run.lists_failed.values()) > always for run in recent]
    if all(lost) or not lost[-1]:
        return None
    *earlier, running = (len(list(group)) for was, group in groupby(lost) if was)
    longest = max(earlier, default=0)
    if running < EMPTY_RUNS or running <= longest:
        return None
    now, detail = recent[-1].run, _said(recent[-1].lists_failed)
    what, before = "no list could be read for", len(recent) - running
    return Alarm(now.outlet, now.id, "lists", what, running, 0, longest, "runs", before, detail)


def _found(run: Measures) -> int:
    return next((n for key, n in (run.run.counts or {}).items() if key.rpartition("/")[2] == "found"), 0)


def _said(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items())
