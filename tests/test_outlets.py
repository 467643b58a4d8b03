"""Outlet files: those that ship, what is refused, one's own, and the commands that show and check them."""

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cleaners import clean_html, clean_text, outlets
from cleaners.article import REASONS
from cleaners.outlets import EVIDENCE, HERE, Outlet, OutletError, Rules, load, of_url, path_of
from crawlers import outlet_check, outlet_views
from crawlers.fixture_server import Answer, place, serving
from tests.deadline import soon

ROOT = Path(__file__).parent.parent
GHIRBAL = Path(sys.executable).with_name("ghirbal")
ENV = {name: value for name, value in os.environ.items() if name != "GHIRBAL_OUTLETS"}
ALL = load()

#: Outlets that readers of the Arabic press would miss.
WELL_KNOWN = set(
    "aawsat almaghribtoday egypt-today emiratesvoice arabstoday casablancatoday albahraintoday syria-24 aljazeera"
    " alarabiya skynewsarabia bbc-arabic cnn-arabic rt-arabic sputnik-arabic dw france24 aa youm7 almasryalyoum shorouk"
    " ahram masrawy elwatannews elbalad dostor hespress echorouk elkhabar ennahar aps mosaiquefm alquds-alarabi alaraby"
    " arabi21 annahar almayadeen lebanon24 elnashra lbcgroup alghad enabbaladi sana shafaq alsumaria rudaw okaz sabq"
    " spa alriyadh alyaum albayan emaratalyoum alkhaleej al-ain alqabas alraimedia aljarida al-sharq raya omandaily"
    " alwasat".split()
)

GOOD = """
name = "المثال"
name_en = "Al-Mithal"
country = "MA"
hosts = ["almithal.example"]
timezone = "Africa/Casablanca"

[discovery]
evidence = "high"
feeds = "https://almithal.example/feed"
interval = "90m"

[article]
evidence = "medium"
pattern = '^/[a-z]+-\\d+\\.html$'
match = ["https://almithal.example/slug-1234567.html"]
reject = ["https://almithal.example/economy"]

[[rules]]
since = 2021-01-01
evidence = "medium"
title = "h2.head"
body = "div.story"
date = "span.when"
[rules.remove]
related = ".more"
"""

STORY = (
    "افتتحت في ضاحية المدينة ورشة صغيرة تعلم صناعة القوارب الخشبية لمن يرغب من أبناء الحي، بعد سنوات من الإغلاق.",
    "ويقول صاحب الورشة إن العمل على قارب واحد يستغرق شهرين، وإن الخشب يصل من الجبل مرتين في العام.",
    "وتضم الورشة اليوم تسعة متدربين، بينهم أربع نساء، يعملون مساء كل خميس بعد انتهاء أعمالهم الأخرى.",
    "ويأمل القائمون عليها أن يخرج أول قارب إلى الماء قبل حلول الصيف المقبل، وأن تشارك فيه كل العائلات.",
)


def ghirbal(*args: object, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GHIRBAL, *map(str, args)], env=ENV | env, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def written(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def errors(folder: Path) -> list[str]:
    with pytest.raises(OutletError) as raised:
        load(folder)
    return str(raised.value).splitlines()


# --- those that ship --------------------------------------------------------------------------------------


def test_there_are_many_of_many_countries() -> None:
    assert len(ALL) >= 60
    assert len({outlet.country for outlet in ALL.values()} - {None}) >= 18
    assert ALL.keys() >= WELL_KNOWN


def test_no_host_stands_twice_and_none_is_of_another_language() -> None:
    hosts = [host for outlet in ALL.values() for host in outlet.hosts]
    assert len(hosts) == len(set(hosts))
    assert [host for host in hosts if of_url(f"https://{host}/") is None] == []
    assert not [host for host in hosts if host.startswith("www.")]


@pytest.mark.parametrize("outlet", [o for o in ALL.values() if o.article], ids=lambda outlet: outlet.id)
def test_the_examples_of_an_address_pattern(outlet: Outlet) -> None:
    path = HERE / f"{outlet.id}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = "article" not in data
    if shared:
        data = tomllib.loads((HERE / "systems" / f"{outlet.system}.toml").read_text(encoding="utf-8"))
    assert data["article"]["match"]
    assert data["article"]["reject"]
    for url in data["article"]["match"]:
        assert outlet.is_article(url)
        owner = of_url(url)
        assert owner
        assert owner.system == outlet.system if shared else owner is outlet
    for url in data["article"]["reject"]:
        assert not outlet.is_article(url)


def test_the_lists_of_an_outlet_are_no_articles_of_it() -> None:
    lists = [
        (outlet.id, url)
        for outlet in ALL.values()
        if outlet.article
        for url in (*outlet.feeds, *outlet.sitemaps, *outlet.sections)
        if outlet.is_article(url)
    ]
    assert lists == []


@pytest.mark.parametrize("outlet", [o for o in ALL.values() if o.article], ids=lambda outlet: outlet.id)
def test_address_patterns_take_linear_time(outlet: Outlet) -> None:
    """On addresses of 40,000 characters that nearly match; a pattern that backtracks takes minutes."""
    assert outlet.article
    path = HERE / f"{outlet.id}.toml"
    examples = tomllib.loads(path.read_text(encoding="utf-8")).get("article", {}).get("match", ["https://x/1/2-slug"])
    for start in {path_of(url)[:cut] for url in examples for cut in range(1, len(path_of(url)), 3)}:
        for repeated in ("a", "1", "/", "-", "/a", "/1", "-1", "1/", "1-", "2026/01/01/"):
            with soon(10):
                outlet.article.search(start + repeated * (40_000 // len(repeated)) + "\0")


def test_rules_say_since_when_and_how_well_they_are_known() -> None:
    for outlet in ALL.values():
        for rules in outlet.rules:
            assert rules.since or rules.until, outlet.id
            assert rules.evidence != "none", outlet.id
        newest_first = [rules.until or date.max for rules in outlet.rules]
        assert newest_first == sorted(newest_first, reverse=True), outlet.id


def test_what_is_written_once_is_shared() -> None:
    named = [outlet.system for outlet in ALL.values() if outlet.system]
    systems = {path.stem for path in (HERE / "systems").glob("*.toml")}
    assert systems == set(named)
    assert all(named.count(system) >= 2 for system in systems)
    assert ALL["almaghribtoday"].rules == ALL["egypt-today"].rules
    assert ALL["horanfree"].rules[0].body == ALL["alshahed"].rules[0].body


def test_the_page_of_outlets_is_as_the_files_say() -> None:
    """Write it anew with `ghirbal outlets --format markdown -o docs/outlets.md`."""
    assert (ROOT / "docs" / "outlets.md").read_text(encoding="utf-8") == outlet_views.markdown(ALL.values())


def test_files_are_read_when_they_are_needed() -> None:
    code = "import cleaners; from cleaners.outlets import _load; print(_load.cache_info().currsize)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert ran.stdout.strip() == "0"


# --- whose address ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://aawsat.com/node/5320313", "aawsat"),
        ("https://WWW.Aawsat.COM./node/5320313", "aawsat"),
        ("https://archive.aawsat.com/details.asp?article=572761", "aawsat"),
        ("https://english.aawsat.com/node/5320313", None),
        ("https://www.english.aawsat.com/node/5320313", None),
        ("https://fr.hespress.com/1.html", None),
        ("https://notaawsat.com/", None),
        ("https://www.bbc.com/arabic", "bbc-arabic"),
        ("https://www.bbc.com/arabic/articles/c0123456789o", "bbc-arabic"),
        ("https://www.bbc.com/arabicfoo", None),
        ("https://www.bbc.com/news/articles/c0123456789o", None),
        ("https://www.dw.com/en/slug/a-12345678", None),
        ("https://arabic.sputniknews.com/20200101/slug-1.html", "sputnik-arabic"),
        ("https://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_the_outlet_of_an_address(url: str | None, outlet: str | None) -> None:
    found = of_url(url)
    assert (found and found.id) == outlet


def test_rules_that_held_come_first() -> None:
    new = Rules(since=date(2021, 1, 1))
    old = Rules(since=date(2015, 1, 1), until=date(2020, 12, 31))
    outlet = Outlet("x", "x", "x", ("x.example",), rules=(new, old))
    assert outlet.rules_for(date(2019, 5, 1)) == (old, new)
    assert outlet.rules_for(date(2022, 5, 1)) == (new, old)
    assert outlet.rules_for(None) == (new, old)


# --- what is refused --------------------------------------------------------------------------------------


def test_a_file_with_everything_is_read(tmp_path: Path) -> None:
    outlet = load(written(tmp_path, almithal=GOOD))["almithal"]
    assert outlet.hosts == ("almithal.example",)
    assert outlet.feeds == ("https://almithal.example/feed",)
    assert (outlet.discovery_evidence, outlet.article_evidence) == ("high", "medium")
    assert outlet.interval == timedelta(minutes=90)
    (rules,) = outlet.rules
    assert (rules.since, rules.until, rules.evidence) == (date(2021, 1, 1), None, "medium")
    assert (rules.body, rules.remove) == (("div.story",), {"related": (".more",)})


@pytest.mark.parametrize(
    ("said", "instead", "key", "why"),
    [
        ('name = "المثال"\n', "", "name", "is missing"),
        ('name = "المثال"', 'name = ""', "name", "must be a text"),
        ('country = "MA"', 'colour = "red"', "colour", "unknown key; known are article, country, "),
        ('country = "MA"', 'country = "XX"', "country", "two capital letters, not 'XX'"),
        ('country = "MA"', 'country = "ma"', "country", "two capital letters, not 'ma'"),
        ('hosts = ["almithal.example"]', "hosts = []", "hosts", "is missing"),
        ('hosts = ["almithal.example"]', "hosts = 3", "hosts", "must be a host such as example.com"),
        ('["almithal.example"]', '["https://almithal.example"]', "hosts", "must be a host such as example.com"),
        ('["almithal.example"]', '["AlMithal.example"]', "hosts", "must be a host such as example.com"),
        ('["almithal.example"]', '["aawsat.com"]', "hosts", "aawsat.com is also a host of aawsat"),
        ("Africa/Casablanca", "Africa/Rabat", "timezone", "must be an IANA time zone such as Africa/Cairo"),
        ("Africa/Casablanca", "../etc/passwd", "timezone", "must be an IANA time zone such as Africa/Cairo"),
        ('country = "MA"', 'system = "../systems/jannah"', "system", "must be the name of a publishing system"),
        ('country = "MA"', 'system = "none"', "system", "no file systems/none.toml"),
        ('country = "MA"', 'render = "true"', "render", "must be true or false, not 'true'"),
        ('country = "MA"', "render = 1", "render", "must be true or false, not 1"),
        ("feeds =", "feed =", "discovery.feed", "unknown key"),
        ('"https://almithal.example/feed"', '"/feed"', "discovery.feeds", "must be an http address, not '/feed'"),
        ('evidence = "high"', 'evidence = "sure"', "discovery.evidence", "must be one of high, medium, low, none"),
        ('"90m"', '"0m"', "discovery.interval", "m, h or d behind it, such as 15m, not '0m'"),
        ('"90m"', '"1.5h"', "discovery.interval", "must be a whole number with m, h"),
        ('"90m"', "90", "discovery.interval", "must be a whole number with m, h"),
        ("'^/[a-z]+-\\d+\\.html$'", "'^/('", "article.pattern", "not a regular expression: missing )"),
        ("pattern = ", "patern = ", "article.patern", "unknown key"),
        ("slug-1234567.html", "Slug.html", "article.match", "does not match its example https://almithal.example/Slug"),
        ("example/economy", "example/a-1.html", "article.reject", "the pattern matches https://almithal.example/a-1"),
        ('match = ["https://almithal.example/slug-1234567.html"]\n', "", "article.match", "is missing"),
        ("[[rules]]", "[rules]", "rules", "must be tables, each headed [[rules]]"),
        ("since = 2021-01-01", 'since = "2021"', "rules[0].since", "must be a date such as 2024-05-01"),
        ("since = 2021-01-01", "since = 2021-01-01T00:00:00", "rules[0].since", "must be a date such as 2024-05-01"),
        ("since = 2021-01-01", "since = 2021-01-01\nuntil = 2020-12-31", "rules[0].until", "2020-12-31 is before"),
        ("div.story", "div.story[", "rules[0].body", "must be a CSS selector, not 'div.story['"),
        ("div.story", "//div[@id='x']", "rules[0].body", "must be a CSS selector, not"),
        ('"div.story"', "[1]", "rules[0].body", "must be a CSS selector, not 1"),
        ("body = ", "text = ", "rules[0].text", "unknown key"),
        ("related = ", "boring = ", "rules[0].remove.boring", "unknown key; known are advertisement, "),
        ('related = ".more"', 'related = ".more >> a"', "rules[0].remove.related", "must be a CSS selector"),
    ],
)
def test_each_fault_names_file_key_and_cause(tmp_path: Path, said: str, instead: str, key: str, why: str) -> None:
    assert said in GOOD
    first, *_ = found = errors(written(tmp_path, almithal=GOOD.replace(said, instead, 1)))
    assert any(line.startswith(f"{tmp_path}/almithal.toml: {key}: ") and why in line for line in found)
    assert "\n" not in first


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    twice = GOOD.replace('country = "MA"', 'country = "XX"').replace("div.story", "div[")
    written(tmp_path / "systems", press='[article]\npattern = "("\nmatch = "https://x.example/"\n[rules]')
    found = errors(
        written(
            tmp_path,
            Three_=GOOD.replace("almithal.example", "three.example"),
            five='name = "ا"\nname_en = "a"\nhosts = "five.example"\nsystem = "press"',
            four='name = "ا"\nname_en = "a"\nhosts = "four.example"\nsystem = "press"',
            one=twice,
            two='name = "ا',
        )
    )
    assert [line.removeprefix(f"{tmp_path}/").rsplit(": ", 1)[0] for line in found[:-1]] == [
        "Three_.toml: the file's name",
        "systems/press.toml: rules",  # once, though two name it
        "systems/press.toml: article.pattern: not a regular expression",
        "one.toml: rules[0].body",
        "one.toml: country",
    ]
    assert found[-1].startswith(f"{tmp_path}/two.toml: ")


def test_of_two_with_one_host_the_own_file_is_at_fault(tmp_path: Path) -> None:
    for outlet_id in ("aaa", "zzz"):
        own = written(tmp_path / outlet_id, **{outlet_id: GOOD.replace('["almithal.example"]', '["hespress.com"]')})
        assert errors(own) == [f"{own}/{outlet_id}.toml: hosts: hespress.com is also a host of hespress"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"name = '\xff\xfe'")
    (line,) = errors(tmp_path)
    assert line.startswith(f"{tmp_path}/binary.toml: ")
    assert errors(tmp_path / "absent") == [f"{tmp_path / 'absent'}: no such folder"]


def test_the_format_is_documented() -> None:
    text = (ROOT / "docs" / "outlet-files.md").read_text(encoding="utf-8")
    tables = set(re.findall(r"`([a-z_-]+)`", text))
    keys = outlets._TOP | set(outlets._SELECTORS) | {"feeds", "sitemaps", "sections", "interval"}
    keys |= {"pattern", "match", "reject"}
    assert (keys - {"discovery", "article", "rules"}) | {"since", "until"} | set(REASONS) | set(EVIDENCE) <= tables
    example = re.search(r"^```toml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert example


def test_the_example_of_the_format_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "outlet-files.md").read_text(encoding="utf-8")
    example = re.search(r"^```toml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert example
    outlet = load(written(tmp_path, almithal=example[1]))["almithal"]
    assert len(outlet.rules) == 2
    assert outlet.interval == timedelta(minutes=30)


@pytest.mark.parametrize("said", ["15m", "90m", "1h", "36h", "2d"])
def test_intervals_are_shown_as_they_are_written(tmp_path: Path, said: str) -> None:
    outlet = load(written(tmp_path, almithal=GOOD.replace("90m", said)))["almithal"]
    assert f"\ncrawled    every {said}\n" in outlet_views.everything(outlet, date(2026, 1, 1))


def test_an_outlet_that_says_nothing_is_crawled_every_hour(tmp_path: Path) -> None:
    outlet = load(written(tmp_path, almithal=GOOD.replace('interval = "90m"', "")))["almithal"]
    assert outlet.interval == timedelta(hours=1)


# --- outlets of one's own ---------------------------------------------------------------------------------


def page(*paragraphs: str, story: str = "story", when: str = "<span class='when'>3 مارس 2026</span>") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        "<!doctype html><html lang='ar'><head><meta charset='utf-8'><title>ورشة القوارب</title></head><body>"
        f"<h2 class='head'>ورشة القوارب تعود إلى الحي</h2>{when}<div class='{story}'>{body}"
        "<div class='more'><a href='/slug-7.html'>مهرجان الربيع يختتم أيامه في الساحة الكبيرة</a></div></div></body></html>"
    )


def test_own_files_join_and_replace(tmp_path: Path) -> None:
    own = written(
        tmp_path,
        almithal=GOOD,
        hespress=GOOD.replace("almithal.example", "hespress.example"),
    )
    joined = load(own)
    assert len(joined) == len(ALL) + 1
    assert joined["aawsat"] == ALL["aawsat"]
    assert joined["hespress"].hosts == ("hespress.example",)
    assert of_url("https://www.hespress.com/", own) is None
    found = of_url("https://www.almithal.example/slug-1.html", own)
    assert found
    assert found.id == "almithal"
    assert of_url("https://www.almithal.example/slug-1.html") is None
    assert of_url("https://www.hespress.com/") is ALL["hespress"]  # what others load has not changed


def test_own_systems_serve_own_files_and_shipped_ones_too(tmp_path: Path) -> None:
    written(tmp_path / "systems", press='[[rules]]\nbody = "#press"')
    head = 'name = "ا"\nname_en = "a"\n'
    own = written(
        tmp_path,
        one=f'{head}hosts = "one.example"\nsystem = "press"\n[[rules]]\nbody = "#own"',
        two=f'{head}hosts = "two.example"\nsystem = "jannah"',
    )
    assert [rules.body for rules in load(own)["one"].rules] == [("#own",), ("#press",)]
    assert load(own)["two"].rules == ALL["horanfree"].rules


def test_an_outlet_itself_can_be_given(tmp_path: Path) -> None:
    outlet = load(written(tmp_path, almithal=GOOD))["almithal"]
    url = "https://almithal.example/slug-1.html"
    article = clean_html(page(*STORY), url, outlet=outlet)
    assert (article.outlet, article.method) == ("almithal", "rules:almithal")
    assert article.paragraphs == list(STORY)
    assert clean_html(page(*STORY), url).outlet is None
    assert clean_text("\n".join(STORY), url, outlet=outlet).outlet == "almithal"
    assert clean_text("\n".join(STORY), "https://aawsat.com/node/5320313", outlet=None).outlet is None


@pytest.mark.parametrize("how", ["option", "environment"])
def test_every_command_takes_own_files(tmp_path: Path, how: str) -> None:
    own = written(tmp_path / "own", almithal=GOOD)
    html = tmp_path / "page.html"
    html.write_text(page(*STORY), encoding="utf-8")
    option, env = (["--outlets", own], {}) if how == "option" else ([], {"GHIRBAL_OUTLETS": str(own)})
    url = "https://almithal.example/slug-1.html"

    ran = ghirbal("clean", html, "--url", url, "--format", "json", *option, **env)
    assert json.loads(ran.stdout)["method"] == "rules:almithal", ran.stderr
    ran = ghirbal("compare", html, "--url", url, "--format", "json", *option, **env)
    assert json.loads(ran.stdout)["method"] == "rules:almithal", ran.stderr
    assert "almithal " in ghirbal("outlets", *option, **env).stdout
    assert "div.story" in ghirbal("outlets", "show", "almithal", *option, **env).stdout
    assert f"{len(ALL) + 1} outlet files" in ghirbal("outlets", "check", *option, **env).stderr

    feed = (
        "<rss version='2.0'><channel><item><link>https://almithal.example/slug-1.html</link>"
        "<pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>"
    )
    answers = {
        place("https://almithal.example/feed"): Answer(feed.encode(), "application/rss+xml"),
        place(url): Answer(page(*STORY).encode(), "text/html; charset=utf-8"),
    }
    with serving(answers) as (address, _):
        stored = tmp_path / "articles.jsonl"
        kept = ("--store", tmp_path / "ghirbal.db", "--no-warc")
        quick = {"SCRAPY_SETTINGS_MODULE": "tests.quick", "PYTHONPATH": str(ROOT)}
        ran = ghirbal("crawl", "almithal", "-o", stored, *kept, *option, GHIRBAL_HOST_MAP=address, **quick, **env)
    assert ran.returncode == 0, ran.stderr
    (item,) = map(json.loads, stored.read_text(encoding="utf-8").splitlines())
    assert (item["outlet"], item["method"], item["paragraphs"]) == ("almithal", "rules:almithal", list(STORY))


def test_scrapy_takes_own_files(tmp_path: Path) -> None:
    own = written(tmp_path, almithal=GOOD)
    command = [sys.executable, "-m", "scrapy", "list"]
    for args, env in (([*command, "-s", f"GHIRBAL_OUTLETS={own}"], {}), (command, {"GHIRBAL_OUTLETS": str(own)})):
        ran = subprocess.run(args, cwd=ROOT, env=ENV | env, capture_output=True, encoding="utf-8", check=True)
        assert ran.stdout.split() == sorted([*ALL, "almithal"])


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    for args, env in ((["--outlets", tmp_path / "x"], {}), ([], {"GHIRBAL_OUTLETS": str(tmp_path / "x")})):
        ran = ghirbal("outlets", *args, **env)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert re.fullmatch(r"ghirbal: .*--outlets.*does not exist.*\n", ran.stderr)


# --- listing, showing, checking ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (["--country", "dz"], lambda o: o.country == "DZ"),
        (["--evidence", "high"], lambda o: any(rules.evidence == "high" for rules in o.rules)),
        (["--evidence", "none"], lambda o: not o.rules),
        (["--discovery", "sitemaps"], lambda o: bool(o.sitemaps)),
        (["--discovery", "none"], lambda o: not (o.feeds or o.sitemaps or o.sections)),
        (["--country", "EG", "--evidence", "medium", "--discovery", "feeds"],
         lambda o: o.country == "EG" and o.feeds and any(rules.evidence == "medium" for rules in o.rules)),
    ],
)  # fmt: skip
def test_the_list_can_be_filtered(args: list[str], wanted) -> None:
    ran = ghirbal("outlets", *args)
    listed = [line.split()[0] for line in ran.stdout.splitlines()[1:]]
    assert (ran.returncode, listed) == (0, [outlet.id for outlet in ALL.values() if wanted(outlet)])
    assert listed


def test_a_country_that_is_none_is_wrong_usage() -> None:
    ran = ghirbal("outlets", "--country", "XX")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "not a code of ISO 3166-1: XX" in ran.stderr


def test_all_that_is_known_is_shown() -> None:
    ran = ghirbal("outlets", "show", "almasryalyoum")
    outlet = ALL["almasryalyoum"]
    assert (ran.returncode, ran.stderr) == (0, "")
    known = [outlet.name, outlet.name_en, "EG (Egypt)", "Africa/Cairo", *outlet.hosts, *outlet.feeds]
    for rules in outlet.rules:
        known += [*rules.title, *rules.body, *rules.caption, *(s for found in rules.remove.values() for s in found)]
    assert outlet.article
    assert [text for text in [*known, outlet.article.pattern] if text not in ran.stdout] == []
    assert re.search(r"rules of 2019-02-01– \(high\) holds\n", ran.stdout)
    assert re.search(r"rules of 2016–2019-01-31 \(low\)\n", ran.stdout)
    ran = ghirbal("outlets", "show", "almasry")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no outlet almasry: " in ran.stderr


def test_pages_that_come_by_script_are_said_to_be(tmp_path: Path) -> None:
    rendered = GOOD.replace('country = "MA"', "render = true")
    own = written(tmp_path, almithal=rendered, other=GOOD.replace("almithal.example", "other.example"))
    assert [load(own)[outlet].render for outlet in ("almithal", "other")] == [True, False]
    assert "in a browser" in ghirbal("outlets", "show", "almithal", "--outlets", own).stdout
    assert "in a browser" not in ghirbal("outlets", "show", "other", "--outlets", own).stdout
    listed = ghirbal("outlets", "--outlets", own).stdout.splitlines()
    assert [line.split()[0] for line in listed if "rendered" in line] == ["almithal"]


def test_check_passes_and_fails(tmp_path: Path) -> None:
    assert ghirbal("outlets", "check", "aawsat", "hespress").returncode == 0
    assert ghirbal("outlets", "check", "nobody").returncode == 2
    own = written(tmp_path, bad=GOOD.replace("MA", "XX"), worse="=")
    ran = ghirbal("outlets", "check", "--outlets", own)
    assert (ran.returncode, ran.stdout) == (1, "")
    lines = ran.stderr.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["ghirbal", f"{own}/bad.toml"],
        ["ghirbal", f"{own}/worse.toml"],
    ]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An outlet on this machine: its answers by path, its folder of outlet files, and the faults that are found."""
    monkeypatch.setattr(outlet_check, "PAUSE", 0)
    answers: dict[tuple[str, str], Answer] = {}
    with serving(answers) as (address, _):
        base = f"http://{address}"

        class Site:
            own = written(tmp_path / "own", almithal=GOOD.replace("https://almithal.example", base).replace(
                "almithal.example", "127.0.0.1"))  # fmt: skip

            def put(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> None:
                answers[place(base + path)] = Answer(body.encode(), kind)

            def publish(self, *paths: str) -> None:
                day = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
                items = "".join(f"<item><link>{base}{p}</link><pubDate>{day}</pubDate></item>" for p in paths)
                self.put("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")

            def faults(self) -> list[str]:
                outlet = load(self.own)["almithal"]
                found = outlet_check.faults(outlet, own=self.own, allow_private=True)
                return [fault.replace(base, "") for fault in found]

        yield Site()


def test_a_live_outlet_that_is_as_its_file_says(site) -> None:
    site.publish("/economy", "/slug-1.html")
    site.put("/slug-1.html", page(*STORY))
    assert site.faults() == []
    ran = ghirbal("outlets", "check", "almithal", "--live", "--allow-private", "--outlets", site.own)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    assert "1 outlet tried, 1 as the files say" in ran.stderr


def test_what_no_longer_holds_is_told(site) -> None:
    assert site.faults() == [
        "discovery.feeds: /feed: answers 404 Not Found",
        "discovery: no list names an address of the outlet",
    ]
    site.put("/feed", "<html><body>لا شيء</body></html>")
    assert site.faults()[0].startswith("discovery.feeds: /feed: names no address")
    site.publish("/economy", "/2026/slug")
    assert site.faults() == ["article.pattern: matches none of 2 addresses, such as /economy"]
    site.publish("/slug-1.html")
    assert site.faults() == ["page: /slug-1.html: answers 404 Not Found"]
    site.put("/slug-1.html", "<html><body><p>انتقلنا</p></body></html>")
    (fault,) = site.faults()
    assert fault.startswith("page: /slug-1.html: no article (")
    site.put("/slug-1.html", page(*STORY, story="content"))
    assert site.faults()[0] == "rules: no body rule selects the story of /slug-1.html"
    site.put("/slug-1.html", page(*STORY, when=""))
    assert site.faults() == [
        "rules[0].date: selects nothing on /slug-1.html",
        "page: /slug-1.html: no date was found",
    ]
    ran = ghirbal("outlets", "check", "almithal", "--live", "--allow-private", "--outlets", site.own)
    assert ran.returncode == 1
    assert all(line.startswith("almithal: ") for line in ran.stdout.splitlines())
    assert len(ran.stdout.splitlines()) == 2


def test_a_page_that_comes_by_script_is_not_tried(site) -> None:
    file = Path(site.own) / "almithal.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('country = "MA"', "render = true"), encoding="utf-8")
    site.publish("/slug-1.html")
    site.put("/slug-1.html", "<html><body><div id=app></div><script src=/app.js></script></body></html>")
    assert site.faults() == []
    site.publish("/economy")
    assert site.faults() == ["article.pattern: matches none of 1 address, such as /economy"]


def test_a_live_check_asks_no_private_address_unless_it_may(site) -> None:
    ran = ghirbal("outlets", "check", "almithal", "--live", "--outlets", site.own)
    assert ran.returncode == 1
    assert "almithal: discovery.feeds: http://127.0.0.1" in ran.stdout
    assert "public" in ran.stdout
