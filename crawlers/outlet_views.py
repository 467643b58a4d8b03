"""The outlets as they are shown: a table for the terminal, docs/outlets.md, and all that is known of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from cleaners.outlets import Outlet, Rules, countries
from crawlers.render import counted, markdown_text
from crawlers.safe import plain

LISTS = ("feeds", "sitemaps", "sections")
_FIELDS = ("title", "standfirst", "body", "author", "date", "caption", "section", "tags")


def table(outlets: Iterable[Outlet], *, terminal: bool) -> str:
    """A table of outlets; a few lines for each on a terminal that has no room for it. Where it goes on to other
    programs, an outlet is a line."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = StringIO()
    console = Console(
        file=drawn, force_terminal=terminal, width=None if terminal else 10_000, markup=False, highlight=False
    )
    outlets = list(outlets)
    rows = [
        (
            outlet.id,
            outlet.country or "-",
            ("\n" if terminal else ", ").join(outlet.hosts),
            _discovery(outlet),
            _reading(outlet),
            plain(outlet.name),
        )
        for outlet in outlets
    ]
    columns = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
    # The Arabic name stands last: next to it a terminal that orders Arabic would move the other columns.
    for n, heading in enumerate(("OUTLET", "COUNTRY", "HOSTS", "DISCOVERED BY", "READ BY", "NAME")):
        if heading.endswith(" BY"):
            columns.add_column(heading)
        else:
            width = max(console.measure(cell).maximum for cell in (heading, *(row[n] for row in rows)))
            columns.add_column(heading, no_wrap=True, min_width=width)
    for row in rows:
        columns.add_row(*row)
    needed = console.measure(columns, options=console.options.update(width=10_000)).minimum
    if terminal and console.width < needed:
        return "\n".join(map(_narrow, outlets))
    console.print(columns)
    return drawn.getvalue()


def _narrow(outlet: Outlet) -> str:
    head = "  ".join((outlet.id, outlet.country or "-", ", ".join(outlet.hosts)))
    return f"{head}\n{_discovery(outlet)}; {_reading(outlet)}\n{plain(outlet.name)}\n"


def _discovery(outlet: Outlet) -> str:
    return ", ".join(f"{kind} {len(urls)}" for kind in LISTS if (urls := getattr(outlet, kind))) or "nothing"


def _reading(outlet: Outlet) -> str:
    rendered = ", rendered" if outlet.render else ""
    if not outlet.rules:
        return f"generic{rendered}"
    evidence = ", ".join(rules.evidence for rules in outlet.rules)
    return f"rules {len(outlet.rules)} ({evidence})" + (f" of {outlet.system}" if outlet.system else "") + rendered


def markdown(outlets: Iterable[Outlet]) -> str:
    """docs/outlets.md: the outlets by country."""
    names = countries()
    by_country = sorted(outlets, key=lambda o: (o.country is None, names.get(o.country or ""), o.id))
    of_countries = {outlet.country for outlet in by_country} - {None}
    with_rules = sum(bool(outlet.rules) for outlet in by_country)
    lines = [
        "# The outlets",
        "",
        "<!-- written by: ghirbal outlets --format markdown -o docs/outlets.md -->",
        "",
        f"{counted(len(by_country), 'outlet')} of {counted(len(of_countries), 'country', 'countries')}, "
        f"{with_rules} of them with rules for reading; the others are read without.",
        "The grades say how well each thing is known, see [outlet-files.md](outlet-files.md#evidence).",
        "",
        "| country | outlet | name | discovered by | form of addresses | read by |",
        "|---|---|---|---|---|---|",
    ]
    for outlet in by_country:
        discovery = _discovery(outlet)
        cells = (
            names.get(outlet.country or "", "—"),
            f"`{outlet.id}`",
            markdown_text(f"{outlet.name} · {outlet.name_en}", within=True),
            f"{discovery}, {outlet.discovery_evidence}" if discovery != "nothing" else "—",
            outlet.article_evidence if outlet.article else "—",
            "<br>".join(f"{_days(rules)}, {rules.evidence}" for rules in outlet.rules) or "—",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _days(rules: Rules) -> str:
    """The days between which rules hold, as years where these are whole."""
    first, last = (
        str(day.year if day and (day.month, day.day) == whole else day or "")
        for day, whole in ((rules.since, (1, 1)), (rules.until, (12, 31)))
    )
    return first if first == last else f"{first}–{last}"


def interval(outlet: Outlet) -> str:
    """From one crawl of an outlet to the next, as its file would say it: `15m`, `6h`, `1d`."""
    minutes = int(outlet.interval.total_seconds()) // 60
    hours, days = minutes / 60, minutes / 1440
    return f"{days:.0f}d" if days.is_integer() else f"{hours:.0f}h" if hours.is_integer() else f"{minutes}m"


def everything(outlet: Outlet, today: date) -> str:
    """All that is known of an outlet. Rules that are known to hold `today` are marked."""
    return "\n".join(map(plain, _known(outlet, today))) + "\n"


def _known(outlet: Outlet, today: date) -> Iterator[str]:
    yield f"{outlet.id}  {outlet.name_en}"
    yield outlet.name
    yield ""
    if outlet.country:
        yield f"country    {outlet.country} ({countries()[outlet.country]})"
    yield f"hosts      {', '.join(outlet.hosts)}"
    if outlet.timezone:
        yield f"time zone  {outlet.timezone}"
    if outlet.system:
        yield f"system     {outlet.system}"
    if outlet.render:
        yield "pages      come by script, rendered in a browser"
    yield f"crawled    every {interval(outlet)}"
    yield ""
    yield f"discovered by ({outlet.discovery_evidence})" if _discovery(outlet) != "nothing" else "no list is known"
    for kind in LISTS:
        yield from (f"  {kind[:-1]:9}{url}" for url in getattr(outlet, kind))
    yield ""
    if outlet.article:
        yield f"addresses of articles ({outlet.article_evidence})"
        yield f"  {outlet.article.pattern}"
    else:
        yield "the form of articles' addresses is not known"
    if not outlet.rules:
        yield ""
        yield "read without rules"
    for rules in outlet.rules:
        holds = " holds" if rules.holds_on(today) else ""
        yield ""
        yield f"read by rules of {_days(rules) or 'days not known'} ({rules.evidence}){holds}"
        for key in _FIELDS:
            yield from (f"  {key:16}{selector}" for selector in getattr(rules, key))
        for reason, selectors in rules.remove.items():
            yield from (f"  - {reason:14}{selector}" for selector in selectors)
