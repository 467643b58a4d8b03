"""The report: what every outlet's runs did, as plain JSON types. The terminal and the page are drawn from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any, TextIO

from cleaners.outlets import Outlet
from crawlers.render import counted
from crawlers.store.articles import WATCHED
from crawlers.watch import alarms_of
from crawlers.watch.alarms import FEWEST_RUNS, Alarm
from crawlers.watch.history import History
from crawlers.watch.measures import Measures

Report = dict[str, Any]


def report(histories: Iterable[History], known: Mapping[str, Outlet], now: datetime) -> Report:
    """The report of some outlets, see docs/watching.md for its keys. Outlets with alarms come first.

    `known` are the outlet files, for names and hosts; `now` is an aware time.
    """
    judged = [(alarms_of(history), history) for history in histories]
    judged.sort(key=lambda pair: (not pair[0], pair[1].recent[-1].run.outlet))
    return {
        "alarms": [_alarm(alarm) for alarms, _ in judged for alarm in alarms],
        "written_at": now.isoformat(timespec="seconds"),
        "ghirbal": version("ghirbal"),
        "outlets": [_outlet(history, alarms, known) for alarms, history in judged],
    }


def verdict(report: Report) -> str:
    """The report in a line. Of what was not judged it does not say that it is well."""
    outlets, alarms = report["outlets"], report["alarms"]
    wrong, judged = (sum(bool(outlet[key]) for outlet in outlets) for key in ("alarms", "judged"))
    if not outlets:
        return "No run has ended yet"
    if not alarms and not judged:
        return f"No outlet is judged yet: that takes {FEWEST_RUNS} runs before"
    said = f"{counted(len(alarms), 'alarm')} in {wrong} of" if alarms else "No alarm in"
    few = f", {len(outlets) - judged} not judged yet: that takes {FEWEST_RUNS} runs before"
    return f"{said} {counted(len(outlets), 'outlet')}" + (few if judged < len(outlets) else "")


def write_json(report: Report, file: TextIO) -> None:
    json.dump(report, file, ensure_ascii=False, indent=1)
    file.write("\n")


def mean_coverage(runs: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """Of each of a report's runs the mean over the fields that an article of any holds; None without articles."""
    held = {field for run in runs for field, share in run["coverage"].items() if share}
    return [sum(run["coverage"][f] for f in held) / len(held) if run["articles"] and held else None for run in runs]


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {"line": alarm.line} | alarm._asdict()


def _outlet(history: History, alarms: list[Alarm], known: Mapping[str, Outlet]) -> dict[str, Any]:
    name = history.recent[-1].run.outlet
    outlet = known.get(name)
    return {
        "outlet": name,
        "name": outlet.name if outlet else None,
        "host": outlet.hosts[0] if outlet else None,
        "alarms": len(alarms),
        "judged": len(history.before) >= FEWEST_RUNS,
        "compared_with": len(history.before),
        "runs": [_run(run) for run in history.recent],
    }


def _run(run: Measures) -> dict[str, Any]:
    return {
        "run": run.run.id,
        "started_at": run.run.started_at.isoformat(timespec="seconds"),
        "ended_at": run.run.ended_at.isoformat(timespec="seconds") if run.run.ended_at else None,
        "seconds": run.seconds,
        "reason": run.run.reason,
        "arguments": dict(run.run.arguments),
        "fetched": run.fetched,
        "articles": run.articles,
        "new": run.new,
        "edited": run.edited,
        "unchanged": run.unchanged,
        "duplicate": run.duplicate,
        "forgotten": run.forgotten,
        "no_article": dict(run.no_article),
        "failed": dict(run.failed),
        "failed_again": dict(run.failed_again),
        "lists_failed": dict(run.lists_failed),
        "coverage": {name: _share(run, run.fields.get(name, 0)) for name in WATCHED},
        "median_length": run.median_length,
        "not_obeyed": _share(run, run.not_obeyed),
        "rule_missing": _share(run, run.rule_missing),
        "opinions": _share(run, run.opinions),
        "examples": dict(run.examples),
    }


def _share(run: Measures, articles: int) -> float | None:
    return round(articles / run.articles, 4) if run.articles else None
