"""Watching: what each run did, in figures, and what of it is out of the usual.

    store ──history──▶ Measures of each run ──alarms──▶ [Alarm] ──▶ report: terminal, JSON, HTML

All of it is read from the store, whenever somebody asks: nothing of it is written there.
"""

from __future__ import annotations

from crawlers.store import Store
from crawlers.watch import alarms, history
from crawlers.watch.alarms import Alarm
from crawlers.watch.history import RUNS, History

__all__ = ["Alarm", "after_run", "alarms_of"]


def after_run(store: Store, outlet: str, run: int) -> list[Alarm]:
    """What was out of the usual in a run that has just ended, the gravest first. Raises `StoreError`."""
    found = store.read(history.read, outlet, until=run, number=RUNS)
    # What was wrong with an earlier run was said then.
    return [alarm for alarm in alarms_of(found) if alarm.run == run] if found else []


def alarms_of(found: History) -> list[Alarm]:
    """What is out of the usual: in the last run, and in the pages of the last run that fetched any."""
    last = found.recent[-1]
    wrong = [alarms.lost_lists(found.recent)]
    if history.is_comparable(last.run):
        wrong.append(alarms.silence(last, found.fruitful, found.empty))
    if history.is_comparable(found.judged.run):
        wrong += alarms.judge(found.judged, found.before, found.barren)
    return [alarm for alarm in wrong if alarm]
