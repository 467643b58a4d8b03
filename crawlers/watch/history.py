"""The runs of an outlet, read from the store with their measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, exists, select

from crawlers.store import Store
from crawlers.store.tables import fetches, runs
from crawlers.watch.measures import ARTICLE, Measures, Page, Run, measure

#: With how many runs a run is compared.
RUNS = 20
_REACH = timedelta(days=30)  # how far back from the last new article silences are looked for
_MOST = 1000  # runs: those of such a time, crawled more often than every hour


class History(NamedTuple):
    """An outlet's runs until one of them, oldest first.

    `recent` are the last runs that ended, the one in question the last of them. `judged` is the last run that asked for
    pages: the same one, unless there was nothing to fetch in it. `before` are the runs that `judged` is compared with:
    the last comparable ones that fetched articles; `barren` those since then that fetched pages, and no article.
    `fruitful` is when those runs before the last began that found a new article, within 30 days; `empty` counts the
    runs after these, the last included.
    """

    recent: list[Measures]
    judged: Measures
    before: list[Measures]
    barren: list[Measures]
    fruitful: list[datetime]
    empty: int


def outlets(connection: Connection) -> list[str]:
    """The outlets of which a run has ended, by name."""
    ended = select(runs.c.outlet).where(runs.c.ended_at.is_not(None)).distinct()
    return sorted(connection.execute(ended).scalars())


def read(connection: Connection, outlet: str, *, until: int | None = None, number: int = RUNS) -> History | None:
    """The history of an outlet up to its run `until`, by default its last one that ended; None without such a run.

    `number` bounds `recent`, `before` and `barren`.
    """
    ended = _runs(outlet).where(runs.c.ended_at.is_not(None))
    if until is not None:
        ended = ended.where(runs.c.id <= until)
    recent = [Run(*row) for row in connection.execute(ended.limit(number))]
    if not recent or until not in (None, recent[0].id):
        return None
    last = recent[0]
    judged = next((Run(*row) for row in connection.execute(ended.where(_fetched()).limit(1))), last)
    with_articles = ended.where(runs.c.id < judged.id, _fetched(fetches.c.outcome.in_(ARTICLE)))
    before = _comparable(connection, with_articles, 5 * number)[:number]
    between = ended.where(runs.c.id > (before[0].id if before else 0), runs.c.id < judged.id, _fetched())
    barren = _comparable(connection, between, number)
    fruitful = _comparable(connection, ended.where(runs.c.id < last.id, _fetched(fetches.c.outcome == "new")), _MOST)
    since = _comparable(connection, ended.where(runs.c.id > (fruitful[0].id if fruitful else 0)), _MOST)
    measured = _measured(connection, {run.id: run for run in (*recent, judged, *before, *barren)})
    return History(
        recent=[measured[run.id] for run in reversed(recent)],
        judged=measured[judged.id],
        before=[measured[run.id] for run in reversed(before)],
        barren=[measured[run.id] for run in reversed(barren)],
        fruitful=[run.started_at for run in reversed(fruitful) if run.started_at > fruitful[0].started_at - _REACH],
        empty=0 if measured[last.id].new else len(since),
    )


def read_all(store: Store, names: Iterable[str] | None = None, *, number: int = RUNS) -> list[History]:
    """The histories of outlets, by default of all of which a run has ended. Raises `StoreError`."""
    wanted = store.read(outlets) if names is None else names
    return [found for name in wanted if (found := store.read(read, name, number=number))]


def _runs(outlet: str) -> Select[Any]:
    """The runs of an outlet, the newest first."""
    return select(*(runs.c[name] for name in Run._fields)).where(runs.c.outlet == outlet).order_by(runs.c.id.desc())


def _fetched(*conditions: Any) -> ColumnElement[bool]:
    """Whether a run asked for a page of which something holds."""
    return exists().where(fetches.c.run_id == runs.c.id, *conditions)


def is_comparable(run: Run) -> bool:
    """Whether a run asked for the newest articles: those of years ago had other layouts, fields and lengths."""
    return not run.arguments.get("until")


def _comparable(connection: Connection, statement: Select[Any], most: int) -> list[Run]:
    return [run for row in connection.execute(statement.limit(most)) if is_comparable(run := Run(*row))]


def _measured(connection: Connection, wanted: Mapping[int, Run]) -> dict[int, Measures]:
    """The measures of runs, by their numbers."""
    ordered = [wanted[number] for number in sorted(wanted)]
    f = fetches.c
    columns = (f.run_id, f.url, f.outcome, f.method, f.length, f.fields, f.warnings)
    pages = connection.execute(
        select(*columns).where(f.run_id.in_(wanted)).order_by(f.id).execution_options(yield_per=1000)
    )
    return {run.run.id: run for run in measure(ordered, (Page(*row) for row in pages))}
