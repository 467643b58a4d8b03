"""Watching: runs in figures, what is out of the usual, and the report, from stores in SQLite and PostgreSQL."""

import json
import math
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from benchmarks import alarms as simulation
from cleaners import outlets
from crawlers.cli import main
from crawlers.store import Store, addresses, articles, open_store, runs
from crawlers.store.addresses import key_of
from crawlers.watch import Alarm, after_run, history, page, terminal, usual
from crawlers.watch.alarms import KINDS
from crawlers.watch.history import RUNS
from crawlers.watch.report import report
from crawlers.watch.sparkline import sparkline

ROOT = Path(__file__).parent.parent
START = datetime(2026, 3, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
numbers = count()


class Page(NamedTuple):
    """A page to be crawled: an article, or what else came of it."""

    outcome: str = "article"
    url: str = ""
    letters: int = 1500
    authors: list[str] = ["ليلى حداد"]  # noqa: RUF012
    warnings: list[str] = []  # noqa: RUF012
    method: str = "generic"
    status: int | None = 200


def crawl(
    store: Store,
    pages: list[Page],
    began: datetime = START,
    *,
    outlet: str = "aawsat",
    reason: str = "finished",
    counts: dict[str, Any] | None = None,
    arguments: dict[str, Any] | None = None,
) -> int:
    """A run that asks for pages and ends after ten minutes."""
    holder = "elsewhere:1:0"
    run = store.write(runs.begin, outlet, holder, arguments or {}, began, 60)
    for wanted in pages:
        url = wanted.url or f"https://{outlet}.example/{next(numbers)}"
        if wanted.outcome == "article":
            store.write(articles.save, run, read(wanted, outlet, url, began))
        elif wanted.outcome in ("listing", "needs-script", "not-text", "duplicate"):
            store.write(articles.no_article, run, outlet, url, url, wanted.outcome, status=200, now=began)
        else:
            store.write(addresses.failed, run, key_of(url), url, wanted.outcome, status=wanted.status, now=began)
    store.write(runs.end, run, outlet, holder, reason, counts or {"found": len(pages)}, began + HOUR / 6)
    return run


def read(wanted: Page, outlet: str, url: str, now: datetime) -> articles.Read:
    empty = dict.fromkeys(("standfirst", "modified", "section", "dateline"))
    content = empty | {
        "url": url,
        "title": "حصاد القمح يبدأ قبل موعده",
        "authors": wanted.authors,
        "published": "2026-03-01",
        "tags": [],
        "captions": [],
        "paragraphs": ["ق" * wanted.letters],
        "text": "ق" * wanted.letters,
        "warnings": wanted.warnings,
        "method": wanted.method,
    }
    return articles.Read(outlet, url, url, 200, now, "1", content)


def ordinary(n: int) -> list[Page]:
    """The pages of an ordinary run: one of ten without an author, lengths about 1500."""
    return [
        Page(letters=1000 + 50 * ((7 * k + n) % 21), authors=[] if (k + n) % 10 == 0 else ["سعاد"]) for k in range(20)
    ]


def ordinary_runs(store: Store, number: int = RUNS) -> datetime:
    """Crawls an outlet every day; when the next run begins."""
    for n in range(number):
        crawl(store, ordinary(n), START + n * DAY)
    return START + number * DAY


def lines(store: Store, run: int, outlet: str = "aawsat") -> list[str]:
    return [alarm.line for alarm in after_run(store, outlet, run)]


# --- figures ----------------------------------------------------------------------------------------------


def test_a_run_in_figures(store: Store) -> None:
    old, again = "https://aawsat.example/old", "https://aawsat.example/again"
    crawl(store, [Page(url=old), Page("http-500", again, status=500)], START - DAY)
    run = crawl(
        store,
        [
            Page(letters=100, warnings=["rule-not-obeyed", "short-body"]),
            Page(letters=900, authors=[], method="generic+opinions"),
            Page(url=old, letters=300),
            Page("listing"),
            Page("needs-script"),
            Page("needs-script"),
            Page("duplicate"),
            Page("timeout", status=None),
            Page("http-500", again, status=500),
            Page("http-500", "https://aawsat.example/500", status=500),
        ],
        counts={"found": 9, "failed/feed/http-403": 2, "failed/sitemap/timeout": 1, "failed/page/timeout": 1},
        reason="shutdown",
    )
    found = store.read(history.read, "aawsat")
    assert found is not None
    now = found.recent[-1]
    assert (now.run.id, now.run.reason, now.seconds) == (run, "shutdown", 600)
    assert (now.fetched, now.articles, now.new, now.edited, now.unchanged) == (10, 3, 2, 1, 0)
    assert (now.duplicate, now.forgotten, now.no_article) == (1, 0, {"listing": 1, "needs-script": 2})
    assert (now.failed, now.failures, now.failed_again) == (
        {"http-500": 2, "timeout": 1},
        3,
        {"http-500": 1},
    )
    assert now.lists_failed == {"feed http-403": 2, "sitemap timeout": 1}
    assert now.fields == {"title": 3, "authors": 2, "published": 3}
    assert (now.median_length, now.length_spread) == (300, pytest.approx(math.log(3)))
    assert (now.not_obeyed, now.rule_missing, now.opinions) == (1, 0, 1)
    assert now.examples["http-500"] == again
    assert now.examples.keys() == {"listing", "needs-script", "timeout", "http-500", "rule-not-obeyed"}
    assert now.fetched == now.articles + now.duplicate + sum(now.no_article.values()) + now.failures


def test_a_run_without_pages_in_figures(store: Store) -> None:
    run = crawl(store, [])
    found = store.read(history.read, "aawsat")
    assert found is not None
    assert (found.judged.run.id, found.judged.fetched, found.judged.median_length) == (run, 0, None)
    assert after_run(store, "aawsat", run) == []


def test_which_runs_are_compared(store: Store) -> None:
    assert store.read(history.read, "aawsat") is None
    for n in range(4):
        crawl(store, [Page()], START + n * DAY)
    crawl(store, [Page()], START + 4 * DAY, arguments={"until": "2018-12-31"})
    crawl(store, [Page("timeout", status=None)], START + 5 * DAY)
    crawl(store, [Page()], START, outlet="hespress")
    last = crawl(store, [Page()], START + 6 * DAY)
    quiet = crawl(store, [], START + 7 * DAY)
    store.write(runs.begin, "aawsat", "elsewhere:1:0", {}, START + 8 * DAY, 60)  # has not ended
    assert store.read(history.outlets) == ["aawsat", "hespress"]
    found = store.read(history.read, "aawsat", number=3)
    assert found is not None
    days = [run.run.started_at for run in found.before]
    assert days == [START + n * DAY for n in (1, 2, 3)]
    assert [run.run.started_at for run in found.barren] == [START + 5 * DAY]
    assert (found.judged.run.id, found.recent[-1].run.id, len(found.recent)) == (last, quiet, 3)
    assert found.empty == 1
    assert found.fruitful == [START + n * DAY for n in (0, 1, 2, 3, 6)]
    assert store.read(history.read, "aawsat", until=quiet + 1) is None


# --- alarms -----------------------------------------------------------------------------------------------


def test_an_ordinary_run_is_no_alarm(store: Store) -> None:
    now = ordinary_runs(store)
    assert lines(store, crawl(store, ordinary(3), now)) == []
    assert lines(store, crawl(store, [], now + DAY)) == []
    assert lines(store, crawl(store, ordinary(4)[:2], now + 2 * DAY)) == []


@pytest.mark.parametrize(
    ("pages", "kind", "line"),
    [
        (
            [Page(authors=[]) for _ in range(20)],
            "coverage",
            r"aawsat: articles with authors 0 % \(0 of 20\), usual of 20 runs: \d\d % or more",
        ),
        (
            [Page(letters=700)] * 20,
            "length",
            r"aawsat: median length 700 characters \(40 articles in 2 runs\), usual of 19 runs: 1,\d\d\d to 2,\d\d\d "
            "characters",
        ),
        ([Page(letters=3900)] * 40, "length", r"aawsat: median length 3,900 characters \(40 articles\), .*"),
        (
            [Page(warnings=["rule-not-obeyed"] if n < 8 else []) for n in range(20)],
            "rules",
            r"aawsat: articles whose rules were not obeyed 40 % \(8 of 20\), usual of 20 runs: up to \d\d %",
        ),
        (
            [Page(method="generic+opinions") for _ in range(20)],
            "opinions",
            r"aawsat: articles with second opinions asked 100 % \(20 of 20\), .*",
        ),
        (
            [Page()] * 5 + [Page("http-403", status=403)] * 12 + [Page("timeout", status=None)] * 3,
            "failures",
            r"aawsat: pages that failed 75 % \(15 of 20: http-403 12, timeout 3\), usual of 20 runs: up to \d\d %",
        ),
        (
            [Page()] * 8 + [Page("needs-script")] * 12,
            "no-article",
            r"aawsat: pages without an article 60 % \(12 of 20: needs-script 12\), .*",
        ),
    ],
)
def test_what_is_out_of_the_usual_is_an_alarm(store: Store, pages: list[Page], kind: str, line: str) -> None:
    now = ordinary_runs(store)
    if kind == "length" and len(pages) == 20:  # takes two runs to be certain
        crawl(store, pages, now)
    run = crawl(store, pages, now + DAY)
    [alarm] = after_run(store, "aawsat", run)
    assert (alarm.outlet, alarm.run, alarm.kind) == ("aawsat", run, kind)
    assert re.fullmatch(line, alarm.line)
    assert not alarm.low <= alarm.now <= alarm.high
    # It was the run's, and is not said again after a quiet one; the report goes on to say it.
    quiet = crawl(store, [], now + 2 * DAY)
    assert lines(store, quiet) == []


def test_a_single_bad_page_is_no_alarm(store: Store) -> None:
    now = ordinary_runs(store)
    for page_ in (Page(authors=[]), Page(warnings=["rule-not-obeyed"]), Page(letters=20), Page("timeout", status=None)):
        assert lines(store, crawl(store, [page_], now)) == []


def test_with_few_runs_nothing_is_judged(store: Store) -> None:
    now = ordinary_runs(store, 4)
    assert lines(store, crawl(store, [Page(authors=[], letters=10)] * 20, now)) == []


def test_what_was_never_there_is_not_missed(store: Store) -> None:
    for n in range(8):
        crawl(store, [Page(authors=[]) for _ in range(10)], START + n * DAY)
    assert lines(store, crawl(store, [Page(authors=[]) for _ in range(10)], START + 8 * DAY)) == []
    # That there are authors now is good news.
    assert lines(store, crawl(store, [Page() for _ in range(10)], START + 9 * DAY)) == []


def test_what_failed_before_and_fails_again_is_no_news(store: Store) -> None:
    now = ordinary_runs(store)
    broken = [Page("http-500", f"https://aawsat.example/broken/{n}", status=500) for n in range(3)]
    crawl(store, [*ordinary(0), *broken], now)
    for n in range(1, 4):  # nights with nothing new, in which the broken ones are tried again
        assert lines(store, crawl(store, broken, now + n * HOUR)) == []


def small_runs(number: int, began: datetime, **values: Any) -> Iterator[tuple[datetime, list[Page]]]:
    for n in range(number):
        yield began + n * HOUR, [Page(**values) for _ in range(3)]


def test_small_runs_are_judged_together(store: Store) -> None:
    for began, pages in small_runs(20, START):
        crawl(store, pages, began)
    said = [lines(store, crawl(store, pages, began)) for began, pages in small_runs(6, START + DAY, authors=[])]
    assert said[0] == []
    assert re.fullmatch(
        r"aawsat: articles with authors \d+ % \(\d+ of 21 in 7 runs\), usual of 1\d runs: .*", said[-1][0]
    )


@pytest.mark.parametrize("outcome", ["needs-script", "http-403"])
def test_an_outlet_that_gives_no_article_any_more(store: Store, outcome: str) -> None:
    """However few pages its runs have, and for as long as it does."""
    for began, pages in small_runs(20, START):
        crawl(store, pages, began)
    said = [lines(store, crawl(store, pages, began)) for began, pages in small_runs(30, START + DAY, outcome=outcome)]
    assert all(said[2:])
    what = "pages that failed" if outcome == "http-403" else "pages without an article"
    assert re.fullmatch(
        rf"aawsat: {what} 100 % \(21 of 21 in 7 runs: {outcome} 21\), usual of 20 runs: up to \d\d %", said[6][0]
    )
    assert lines(store, crawl(store, [Page()] * 3, START + 3 * DAY)) == []


def test_a_drift_stays_an_alarm_until_it_is_the_usual() -> None:
    first, alarmed = simulation.noticed(simulation.Outlet(), simulation.HAPPENINGS["no author any more"], seed=1)
    assert first in (1, 2)
    assert 6 <= alarmed <= 14


def test_fridays_edition_is_usual(store: Store) -> None:
    def pages(day: int) -> list[Page]:
        return [Page(authors=[]) for _ in range(20)] if day % 7 == 5 else [Page() for _ in range(20)]

    said = {day: lines(store, crawl(store, pages(day), START + day * DAY)) for day in range(34)}
    assert said[12]  # the first one that could be compared
    assert [day for day in range(20, 34) if said[day]] == []


def test_an_outlet_that_falls_silent(store: Store) -> None:
    now = ordinary_runs(store, 10)
    said = [lines(store, crawl(store, [], now + n * DAY)) for n in range(3)]
    assert said[:2] == [[], []]
    assert said[2] == ["aawsat: nothing new for 3.0 days (3 runs), usual of 10 runs: up to 2.0 days"]
    assert lines(store, crawl(store, ordinary(0), now + 3 * DAY)) == []


def test_a_quiet_night_is_no_silence(store: Store) -> None:
    for n in range(12):
        crawl(store, [Page()], START + n * HOUR)
    for n in range(12, 24):
        assert lines(store, crawl(store, [], START + n * HOUR)) == []


def test_lists_that_cannot_be_read(store: Store) -> None:
    now, one, all_ = START + 6 * HOUR, {"failed/feed/http-404": 1}, {"failed/feed/http-404": 3}
    for n in range(6):  # one of three lists was never there
        crawl(store, [Page()], START + n * HOUR, counts={"found": 1} | one)
    for n in range(4):
        assert lines(store, crawl(store, [], now + n * HOUR, counts=one)) == []
    said = [lines(store, crawl(store, [], now + n * HOUR, counts=all_)) for n in range(4, 7)]
    assert said == [
        [],
        [],
        ["aawsat: no list could be read for 3 runs (feed http-404 3), usual of 10 runs: up to 0 runs"],
    ]


def test_an_expedition_into_the_past_is_not_judged(store: Store) -> None:
    now = ordinary_runs(store)
    old = [Page(authors=[], letters=200) for _ in range(20)]
    assert lines(store, crawl(store, old, now, arguments={"until": "2012-01-01"})) == []


# --- the usual range --------------------------------------------------------------------------------------


@given(number=st.integers(1, 60), alpha=st.integers(1, 40), beta=st.integers(1, 40))
def test_the_tail_of_the_distribution_is_exact(number: int, alpha: int, beta: int) -> None:
    ways = [math.comb(k + alpha - 1, k) * math.comb(number - k + beta - 1, number - k) for k in range(number + 1)]
    all_ways = math.comb(number + alpha + beta - 1, number)
    assert sum(ways) == all_ways
    tails = [Fraction(sum(ways[: k + 1]), all_ways) for k in range(number + 1)]
    if min(abs(float(tail) / usual.ODDS - 1) for tail in tails) > 1e-9:
        assert usual._least(number, alpha, beta) == next(k for k, tail in enumerate(tails) if tail > usual.ODDS)


@given(
    before=st.lists(
        st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=5, max_size=20
    ),
    whole=st.integers(1, 300),
)
def test_the_range_of_a_share(before: list[tuple[int, int]], whole: int) -> None:
    low, centre, high = usual.of_share(before, whole)
    assert 0 <= low <= centre <= high <= 1
    assert low <= max(0, centre - usual.POINTS)
    assert high >= min(1, centre + usual.POINTS)


@given(
    before=st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 3), st.integers(1, 500)), min_size=5, max_size=20),
    articles=st.integers(1, 500),
)
def test_the_range_of_a_length(before: list[tuple[float, float, int]], articles: int) -> None:
    low, centre, high = usual.of_length(before, articles, 1)
    assert low * usual.FACTOR <= centre * 1.0001 <= high / usual.FACTOR * 1.0002
    assert usual.of_length(before, 4 * articles, 1).low >= low


@pytest.mark.parametrize("number", [5, 8, 9, 20])
def test_the_spread_of_what_is_normal_is_its_standard_deviation(number: int) -> None:
    chance = random.Random(number)  # noqa: S311
    samples = [[chance.gauss(7, 3) for _ in range(number)] for _ in range(2000)]
    assert fmean(map(usual._spread, samples)) == pytest.approx(3, rel=0.08)


def test_the_runs_after_a_redesign_do_not_make_it_usual_at_once() -> None:
    before = [(18, 20)] * 12
    assert usual.of_share([*before, *[(0, 20)] * 8], 20).low > 0.4
    assert usual.of_share([*before[:4], *[(0, 20)] * 16], 20).low == 0


def test_how_often_the_watch_cries_wolf_and_how_soon_it_notices_one() -> None:
    wrong, _ = simulation.ordinary(simulation.Outlet(), seed=7, runs=400)
    assert wrong <= 4
    for happening in ("no author any more", "rules not obeyed in 30 %", "half of the pages come by script"):
        first, _ = simulation.noticed(simulation.Outlet(articles=30), simulation.HAPPENINGS[happening], seed=7)
        assert first is not None
        assert first <= 3


# --- the report -------------------------------------------------------------------------------------------


@pytest.fixture
def crawled(store: Store) -> str:
    """The address of a store in which hespress has lost its authors and aawsat is as usual."""
    now = ordinary_runs(store, 8)
    crawl(store, ordinary(9), now)
    for n in range(8):
        crawl(store, ordinary(n), START + n * DAY, outlet="hespress")
    crawl(store, [Page(authors=[]) for _ in range(20)], now, outlet="hespress")
    crawl(store, [], now + DAY, outlet="hespress")
    return store.address


def ghirbal(*arguments: object, **env: str) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)], env=env)


def test_the_command_says_the_alarms_first(crawled: str, tmp_path: Path) -> None:
    html, as_json = tmp_path / "report.html", tmp_path / "report.json"
    ran = ghirbal("--store", crawled, "--html", html, "--json", as_json)
    assert ran.exit_code == 4
    said = ran.stdout.splitlines()
    assert said[0].startswith("ALARM hespress: articles with authors 0 % (0 of 20), usual of 8 runs: ")
    assert said[1] == "1 alarm in 1 of 2 outlets"
    assert said[3].split()[:3] == ["OUTLET", "BEGAN", "FETCHED"]
    assert said[4].split() == ["hespress", "03-10", "06:00", *"0 0 0 0 0 0 0 - - - -".split()]
    assert said[5].split() == ["aawsat", "03-09", "06:00", *"20 20 20 0 0 0 0 1450 97 0 0".split()]
    text = as_json.read_text(encoding="utf-8")
    data = json.loads(text)
    assert next(iter(data)) == "alarms"
    assert "ALARM " + data["alarms"][0]["line"] == said[0]
    assert "هسبريس" in text
    assert [(outlet["outlet"], outlet["alarms"], outlet["judged"]) for outlet in data["outlets"]] == [
        ("hespress", 1, True),
        ("aawsat", 0, True),
    ]
    run = data["outlets"][0]["runs"][-2]
    assert (run["articles"], run["coverage"]["authors"], run["coverage"]["title"]) == (20, 0.0, 1.0)
    assert data["outlets"][0]["runs"][-1]["coverage"]["title"] is None
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_command_without_alarms(crawled: str) -> None:
    ran = ghirbal("aawsat", GHIRBAL_STORE=crawled)
    assert (ran.exit_code, ran.stdout.splitlines()[0]) == (0, "No alarm in 1 outlet")
    assert "hespress" not in ran.stdout


def test_what_is_not_judged_is_not_called_well(store: Store) -> None:
    def said() -> list[str]:
        found = report(history.read_all(store), outlets.load(), START)
        assert "as usual" not in "".join(page._page(found))
        return terminal.lines(found, terminal=False).splitlines()

    crawl(store, [Page("http-403", status=403)], outlet="hespress", counts={"found": 1, "failed/feed/http-404": 2})
    first, _, headings, row = said()
    assert first == "No outlet is judged yet: that takes 5 runs before"
    assert dict(zip(headings.split(), row.split()[:1] + row.split()[2:], strict=False))["LISTS"] == "2"
    ordinary_runs(store, 8)
    assert said()[0] == "No alarm in 2 outlets, 1 not judged yet: that takes 5 runs before"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--store", "nowhere.db"), 1, "nowhere.db: no such store; --store names another one"),
        (("--store", "postgresql://nobody@127.0.0.1:1/x"), 1, "postgresql://nobody@127.0.0.1:1/x: "),
        (("--html", "/nowhere/report.html"), 1, "/nowhere/report.html: no such file or directory"),
        (("almithal",), 2, "no run of almithal has ended in "),
    ],
)
def test_what_the_command_cannot_do(
    crawled: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, message: str
) -> None:
    given_ = arguments if "--store" in arguments else ("--store", crawled, *arguments)
    with pytest.raises(SystemExit) as ended:
        main(["report", *given_])
    assert ended.value.code == status
    err = capsys.readouterr().err
    assert err.startswith(f"ghirbal: {message}")
    assert err.count("\n") == 1


def test_the_kinds_of_alarms_are_documented() -> None:
    table = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "watching.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(KINDS) <= set(table)


def test_the_keys_of_the_report_are_documented(crawled: str, tmp_path: Path) -> None:
    as_json = tmp_path / "report.json"
    ghirbal("--store", crawled, "--json", as_json)
    data = json.loads(as_json.read_text(encoding="utf-8"))
    documented = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "watching.md").read_text(encoding="utf-8")))
    for keys in (data, data["alarms"][0], data["outlets"][0], data["outlets"][0]["runs"][0]):
        assert keys.keys() - documented == set()


def drawn(store: Store) -> LexborHTMLParser:
    found = [store.read(history.read, name) for name in store.read(history.outlets)]
    text = "".join(page._page(report([one for one in found if one], outlets.load(), START)))
    return LexborHTMLParser(text)


def test_the_page(crawled: str) -> None:
    tree = drawn(open_store(crawled))
    assert tree.css_first("h1").text() == "1 alarm in 1 of 2 outlets"
    [alarm] = tree.css("main > ul li")
    assert alarm.text().startswith("hespress: articles with authors 0 % (0 of 20), usual of 8 runs: ")
    rows = tree.css(".outlets tbody tr")
    assert [row.css_first("a").text() for row in rows] == ["hespress", "aawsat"]
    assert rows[1].css_first(".soft bdi").text() == "الشرق الأوسط"
    assert [
        details.attributes.get("open") is not None or "open" in details.attributes for details in tree.css("details")
    ] == [
        True,
        False,
    ]
    for link in tree.css("a"):
        href = link.attributes["href"] or ""
        assert href.startswith("https://") or tree.css_first(f'[id="{href[1:]}"]') is not None
    charts = tree.css("svg")
    assert len(charts) == 2 * (4 + 10)
    for chart in charts:
        assert chart.css_first("title").text()
        assert chart.css_first("desc").text().startswith("now ")
    assert not tree.css("script, img, iframe, object, embed, link, [style], [src]")
    assert "url(" not in tree.css_first("style").text()


def test_nothing_from_outside_is_markup(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "ghirbal.db"))
    evil = '"><script>alert(1)</script>\u202e&amp;'
    crawl(
        store,
        [Page(evil, "javascript:alert(1)"), Page(evil + "2", f"https://x.example/{evil}")],
        outlet=evil,
        reason=evil,
    )
    tree = drawn(store)
    assert not tree.css("script")
    assert "\u202e" not in (tree.html or "")
    assert [link for link in tree.css("a") if (link.attributes["href"] or "").startswith("javascript")] == []
    assert [link for link in tree.css("a") if (link.attributes["href"] or "").startswith("https://x.example")]
    assert "<script>alert(1)</script>&amp;" in tree.css_first("summary bdi").text()
    ran = ghirbal("--store", tmp_path / "ghirbal.db")
    assert (ran.exit_code, "\u202e" in ran.stdout) == (0, False)


def test_a_store_without_runs_has_a_report(tmp_path: Path) -> None:
    assert "No run has ended yet" in (drawn(open_store(str(tmp_path / "ghirbal.db"))).html or "")


@pytest.mark.parametrize(
    ("values", "lines_", "dots"),
    [
        ([], 0, 0),
        ([None, None], 0, 0),
        ([3], 0, 1),
        ([0, 0], 1, 1),
        ([1, 2, None, 4, None], 1, 1),
        ([1, 2, None, 4, 5], 2, 1),
    ],
)
def test_sparklines(values: list[float | None], lines_: int, dots: int) -> None:
    drawn_ = sparkline(values, "a < b", "now 5")
    assert (drawn_.count("<polyline"), drawn_.count("<circle")) == (lines_, dots)
    assert "a &lt; b" in drawn_
    assert "nan" not in drawn_


def test_an_alarm_has_one_line() -> None:
    alarm = Alarm("aawsat", 1, "length", "median length", 700.0, 1000.0, 2000.0, "characters", 20, "30 articles")
    assert alarm.line == (
        "aawsat: median length 700 characters (30 articles), usual of 20 runs: 1,000 to 2,000 characters"
    )
