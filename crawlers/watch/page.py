"""The report as one page of HTML that needs nothing beside it.

Whatever comes from outside (names, addresses, causes) goes through `shown`: markup becomes text, and nothing in it can
turn the direction of what stands around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from importlib.resources import files
from typing import Any, TextIO
from urllib.parse import quote

from cleaners.normal import normal_form
from crawlers.render import counted
from crawlers.safe import link as safe_link
from crawlers.safe import readable
from crawlers.watch.alarms import FEWEST_RUNS
from crawlers.watch.report import Report, mean_coverage, verdict
from crawlers.watch.sparkline import sparkline

_NONE = "–"


def write(report: Report, file: TextIO) -> None:
    """Writes a report as a page."""
    file.writelines(f"{line}\n" for line in _page(report))


def shown(text: object) -> str:
    """A text from outside as HTML, in a direction of its own."""
    return f'<bdi dir="auto">{escape(normal_form(str(text)))}</bdi>'


def link(address: str, text: str | None = None) -> str:
    """An address as a link if it is one that may be followed, else as text."""
    said, target = shown(text or readable(address)), safe_link(address)
    return f'<a rel="noreferrer" href="{escape(target)}">{said}</a>' if target else said


def _page(report: Report) -> Iterator[str]:
    alarms, outlets = report["alarms"], report["outlets"]
    said, style = verdict(report), files("crawlers.watch").joinpath("page.css").read_text("utf-8")
    yield '<!doctype html>\n<html lang="en" dir="ltr">\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    # Nothing is loaded, whatever should have slipped in.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{said} · Ghirbal</title>\n<style>\n{style}</style>"
    yield f"<header>\n<h1>{said}</h1>"
    about = f"Written by Ghirbal {escape(report['ghirbal'])}, {_time(report['written_at'])}. All times are UTC."
    yield f'<p class="soft">{about}</p>\n</header>\n<main>'
    if alarms:
        yield '<ul class="alarms">'
        for alarm in alarms:
            yield f"<li>{_alarm(alarm)}</li>"
        yield "</ul>"
    elif outlets and all(outlet["judged"] for outlet in outlets):
        yield '<p class="good">Every outlet is as usual.</p>'
    if outlets:
        yield "<h2>Outlets</h2>"
        yield from _table(outlets, alarms)
        yield "<h2>In detail</h2>"
        for outlet in outlets:
            yield from _details(outlet, _of(alarms, outlet))
    yield "</main>\n</html>"


def _alarm(alarm: Mapping[str, Any]) -> str:
    outlet = alarm["outlet"]
    said = normal_form(alarm["line"].removeprefix(outlet))
    return f'<a class="name" href="#{_anchor(outlet)}">{shown(outlet)}</a>{escape(said)}'


def _anchor(outlet: str) -> str:
    return quote(outlet, safe="", errors="replace")


def _of(alarms: Iterable[Mapping[str, Any]], outlet: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [alarm for alarm in alarms if alarm["outlet"] == outlet["outlet"]]


# --- the table --------------------------------------------------------------------------------------------


def _table(outlets: Iterable[Mapping[str, Any]], alarms: list[Mapping[str, Any]]) -> Iterator[str]:
    yield '<table class="outlets">\n<thead><tr><th scope="col">Outlet</th><th scope="col">Last run</th>'
    yield "".join(f'<th scope="col">{name}</th>' for name in ("Articles", "Median length", "Coverage", "Failed"))
    yield "</tr></thead>\n<tbody>"
    for outlet in outlets:
        runs, kinds = outlet["runs"], {alarm["kind"] for alarm in _of(alarms, outlet)}
        last = runs[-1]
        yield f'<tr><th scope="row"><a class="name" href="#{_anchor(outlet["outlet"])}">{shown(outlet["outlet"])}</a>'
        if outlet["name"]:
            yield f' <span class="soft">{shown(outlet["name"])}</span>'
        yield f'</th><td data-label="Last run">{_time(last["started_at"])}</td>'
        yield _cell("Articles", [run["articles"] for run in runs], kinds & {"lists", "silence", "no-article"})
        yield _cell("Median length", [run["median_length"] for run in runs], kinds & {"length"})
        yield _cell("Coverage", mean_coverage(runs), kinds & {"coverage"}, top=1)
        yield _cell("Failed", [sum(run["failed"].values()) for run in runs], kinds & {"failures", "lists"})
        yield "</tr>"
    yield "</tbody>\n</table>"
    yield '<p class="soft">Coverage is the mean of the fields that any of these articles holds.</p>'


def _cell(label: str, values: list[float | None], alarms: Iterable[str], top: float | None = None) -> str:
    wrong = ' class="wrong"' if alarms else ""
    return f'<td data-label="{label}"{wrong}><span>{_chart(label, values, top)}</span></td>'


def _chart(label: str, values: list[float | None], top: float | None = None) -> str:
    """The last value, and the line of all."""
    say = _percent if top == 1 else _count
    known = [value for value in values if value is not None]
    told = f"now {say(values[-1])}"
    if known:
        told += f", from {say(min(known))} to {say(max(known))} in {counted(len(values), 'run')}"
    return f'<span class="figure">{say(values[-1])}</span>{sparkline(values, label, told, top=top)}'


# --- the details ------------------------------------------------------------------------------------------


def _details(outlet: Mapping[str, Any], alarms: list[Mapping[str, Any]]) -> Iterator[str]:
    runs, last = outlet["runs"], outlet["runs"][-1]
    wrong = f' · <span class="now">{counted(len(alarms), "alarm")}</span>' if alarms else ""
    name = f' <span class="soft">{shown(outlet["name"])}</span>' if outlet["name"] else ""
    yield f'<details id="{_anchor(outlet["outlet"])}"{" open" if alarms else ""}>'
    yield f'<summary><span class="name">{shown(outlet["outlet"])}</span>{name}{wrong}</summary>\n<div class="inside">'
    yield "<section><h3>The last run</h3>"
    if outlet["host"]:
        yield f"<p>{link('https://' + outlet['host'], outlet['host'])}</p>"
    yield "<dl>"
    for term, said in _facts(outlet, last):
        yield f"<dt>{term}</dt><dd>{said}</dd>"
    yield "</dl></section>"
    yield "<section><h3>Of the articles, in the last runs</h3>\n<table><tbody>"
    of_kind = {alarm["kind"]: alarm for alarm in alarms if alarm["kind"] != "coverage"}
    missed = {alarm["what"] for alarm in alarms if alarm["kind"] == "coverage"}
    for field in last["coverage"]:
        yield _row(field, [run["coverage"][field] for run in runs], f"articles with {field}" in missed)
    yield _row("rules not obeyed", [run["not_obeyed"] for run in runs], "rules" in of_kind)
    yield _row("no rules for the day", [run["rule_missing"] for run in runs], False)
    yield _row("second opinions", [run["opinions"] for run in runs], "opinions" in of_kind)
    yield "</tbody></table></section>"
    yield "<section><h3>What gave no article</h3>"
    yield from _troubles(runs)
    yield "</section>\n</div></details>"


def _facts(outlet: Mapping[str, Any], run: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "started", _time(run["started_at"])
    if run["seconds"] is not None:
        yield "took", _duration(run["seconds"])
    yield "ended", shown(run["reason"] or _NONE)
    if run["arguments"]:
        yield "asked for", shown(", ".join(f"{name} {value}" for name, value in run["arguments"].items()))
    yield "fetched", counted(run["fetched"], "page")
    yield "articles", f"{run['articles']}: {run['new']} new, {run['edited']} edited, {run['unchanged']} unchanged"
    if run["duplicate"] or run["forgotten"]:
        yield "passed over", f"{run['duplicate']} duplicate, {run['forgotten']} forgotten"
    yield "median length", f"{_count(run['median_length'])} characters" if run["articles"] else _NONE
    compared = counted(outlet["compared_with"], "run")
    few = "" if outlet["judged"] else f": not judged, which takes {FEWEST_RUNS}"
    yield "compared with", f"{compared} before it{few}"


def _row(label: str, values: list[float | None], wrong: bool) -> str:
    mark = ' class="wrong"' if wrong else ""
    return f'<tr{mark}><th scope="row">{label}</th><td>{_chart(label, values, 1)}</td></tr>'


def _troubles(runs: list[Mapping[str, Any]]) -> Iterator[str]:
    last, kinds = runs[-1], ("failed", "no_article", "lists_failed")
    causes = dict.fromkeys(cause for kind in kinds for run in reversed(runs) for cause in run[kind])
    if not causes:
        yield '<p class="soft">Nothing failed, every page held an article.</p>'
        return
    yield "<dl>"
    for cause in causes:
        now, ever = (sum(run[kind].get(cause, 0) for kind in kinds for run in some) for some in ([last], runs))
        yield f"<dt>{shown(cause)}</dt><dd>{now} now, {ever} in {counted(len(runs), 'run')}"
        if cause in last["examples"]:
            yield f"<br>{link(last['examples'][cause])}"
        yield "</dd>"
    if example := last["examples"].get("rule-not-obeyed"):
        yield f"<dt>rules not obeyed</dt><dd>{link(example)}</dd>"
    yield "</dl>"


# --- figures ----------------------------------------------------------------------------------------------


def _count(value: float | None) -> str:
    return _NONE if value is None else f"{value:,.0f}"


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{100 * share:.0f} %"


def _time(iso: str) -> str:
    return f'<time datetime="{escape(iso)}">{datetime.fromisoformat(iso):%Y-%m-%d %H:%M}</time>'


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
