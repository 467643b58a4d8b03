"""The simulated press: its pages and lists are what its world says, its troubles happen, and its log tells them."""

import gzip
import http.client
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from benchmarks.press import truth
from benchmarks.press.answers import place, place_of
from benchmarks.press.articles import HEALS, TROUBLES
from benchmarks.press.log import Visit
from benchmarks.press.outlets import ROBOTS
from benchmarks.press.running import ROOT, running
from benchmarks.press.world import RETRY_AFTER, SLOW, Press
from cleaners import clean_html, outlets
from crawlers import discovery
from tests.careful import Careful, get

# Nine outlets have every plan of lists, and a feed that is broken XML; each trouble comes several times.
WORLD = Press(9, 360, every=2, robots={3: "503", 4: "crawl-delay", 6: "404", 7: "named"})


@cache
def site(step: int = 0, healed: bool = False) -> dict:
    return WORLD.at(step, healed)


@cache
def whole_press() -> Press:
    return Press()


@cache
def by_trouble() -> dict[str, list]:
    """Articles by trouble, of outlets whose robots.txt is as usual."""
    found: dict[str, list] = {}
    for article in WORLD.articles:
        if not article.outlet.robots:
            found.setdefault(article.trouble, []).append(article)
    return found


def one(trouble: str, n: int = 0):
    return by_trouble()[trouble][n]


def said(answer) -> tuple[dict[str, str], bytes]:
    """The headers and the unpacked body of an answer."""
    head, *body = answer.wire
    headers = dict(line.split(": ", 1) for line in head.decode().strip().split("\r\n")[1:])
    whole = b"".join(body)
    return headers, gzip.decompress(whole) if headers.get("Content-Encoding") == "gzip" else whole


def asked(url: str) -> tuple[str, str]:
    """Host and path with query, as a request names them."""
    parts = urlsplit(url)
    return parts.netloc, parts._replace(scheme="", netloc="").geturl()


def charset(answer) -> str:
    return said(answer)[0]["Content-Type"].partition("charset=")[2]


# --- the world ------------------------------------------------------------------------------------------------


def test_a_world_is_the_same_wherever_it_is_made():
    sizes = {"outlet_count": 4, "article_count": 40, "every": 1}
    assert Press(**sizes).at(1) == Press(**sizes).at(1)
    assert Press(**sizes).at(0) != Press(**sizes).at(1)
    assert Press(**sizes).articles[0].versions != Press(**sizes, seed=2).articles[0].versions


def test_the_whole_press_is_of_the_size_it_says():
    world = whole_press()
    assert (len(world.outlets), len(world.articles)) == (40, 5000)
    assert len({article.url for article in world.articles}) == 5000
    dealt = Counter(article.trouble for article in world.articles)
    assert set(dealt) == {"", *TROUBLES}
    assert min(dealt.values()) > 20
    assert {outlet.robots for outlet in world.outlets} == {"", *ROBOTS}
    assert len({outlet.layout for outlet in world.outlets}) == 10
    assert all(4 <= len(a.versions[0].story.paragraphs) <= 15 for a in world.articles)
    sizes = sorted(len(said(r.then)[1]) for r in world.at(0).values() if r.kind == "article")
    assert sizes[0] > 15_000
    assert 40_000 < sizes[len(sizes) // 2] < 80_000
    assert 100_000 < sizes[-1] < 200_000


@pytest.mark.parametrize(
    ("sizes", "why"), [((3, 2), "at least"), ((0, 0), "at least"), ((1, 9, 1, ("mud",)), "no such trouble: mud")]
)
def test_what_is_no_press(sizes, why):
    with pytest.raises(ValueError, match=why):
        Press(*sizes)


@pytest.mark.parametrize("step", [0, 1])
def test_pages_read_as_the_world_says(step, tmp_path):
    WORLD.write_outlets(tmp_path)
    articles = {article.url: article for article in WORLD.articles}
    kinds = Counter()
    for (host, path), resource in site(step).items():
        answer = resource.then
        if resource.article is None or answer.status != 200:
            continue
        article = articles[resource.article]
        outlet = outlets.get(article.outlet.id, tmp_path)
        page = clean_html(said(answer)[1], url=f"https://{host}{path}", outlet=outlet, charset=charset(answer))
        kinds[resource.kind] += 1
        if resource.trouble in ("shell", "section-page"):
            assert page.paragraphs == []
            continue
        story = article.version(step).story
        assert page.title == story.title, article.url
        assert tuple(page.paragraphs) == story.paragraphs, article.url
        assert page.published.date() == article.published.date()
    assert set(kinds) == {"article", "copy", "forbidden", "no-article"}
    assert kinds["article"] > 250


def test_copies_name_the_article():
    copies = [resource for resource in site().values() if resource.kind == "copy"]
    assert {copy.trouble for copy in copies} == {t for t in TROUBLES if t.startswith("amp")} | {
        "mobile",
        "print",
        "second-host",
    }
    for copy in copies:
        assert f'<link rel="canonical" href="{copy.article.replace("&", "&amp;")}">'.encode() in said(copy.then)[1]


def test_wrong_charsets_are_wrong():
    for trouble, written, declared in (("says-utf-8", "cp1256", "utf-8"), ("says-1256", "utf-8", "windows-1256")):
        answer = site()[place_of(one(trouble).url)].then
        headers, body = said(answer)
        assert headers["Content-Type"] == f"text/html; charset={declared}"
        assert f'charset="{declared}"'.encode() in body or f"charset={declared}".encode() in body
        assert one(trouble).versions[0].story.title in body.decode(written)


def test_outlet_files_load_and_know_their_addresses(tmp_path):
    world = whole_press()
    world.write_outlets(tmp_path)
    shipped = outlets.load()
    known = outlets.load(tmp_path)
    assert len(known) == len(shipped) + 40
    for article in world.articles:
        outlet = known[article.outlet.id]
        assert outlet.id not in shipped
        for url in (article.url, *article.listed):
            assert outlets.of_url(url, tmp_path) is outlet
            is_article = article.trouble != "section-page" or outlet.article is None
            assert outlet.is_article(url) == is_article, url
    assert sum(bool(outlet.rules) for outlet in known.values()) > len(shipped) // 10


@pytest.mark.parametrize("step", [0, 1])
def test_lists_name_every_article_and_nothing_else(step):
    for outlet in WORLD.outlets:
        named, warnings = [], Counter()
        waiting = [*outlet.feeds, *outlet.sitemaps]
        while waiting:
            url = waiting.pop()
            body = said(site(step)[place_of(url)].then)[1]
            found = discovery.read(body, url)
            assert found.entries or found.sitemaps
            warnings.update(f"{warning} {url}" for warning in found.warnings)
            waiting += [entry.url for entry in found.sitemaps]
            named += found.entries
        for url in outlet.sections:
            named += discovery.links(said(site(step)[place_of(url)].then)[1], url)
        listed = {url for article in WORLD.of(outlet, step) for url in article.listed}
        assert listed <= {entry.url for entry in named}
        assert outlet.sections or {entry.url for entry in named} == listed
        assert list(warnings) == [f"broken-xml {url}" for url in outlet.feeds if url.endswith("/broken")]
        if outlet.says_changes:
            days: dict = {}
            for entry in named:
                days[entry.url] = max(days.get(entry.url, entry.newest), entry.newest)
            for article in WORLD.of(outlet, step):
                assert days[article.listed[0]] == article.version(step).updated


# --- the server -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def press(tmp_path_factory):
    with running(WORLD, tmp_path_factory.mktemp("press")) as it:
        yield it


@pytest.fixture
def own_press(tmp_path):
    """One whose clock a test may set."""
    with running(Press(3, 96, every=1, robots={2: "503"}), tmp_path) as it:
        yield it


def statuses(press, url: str, visits: int) -> list[int]:
    return [get(press, url).status for _ in range(visits)]


def follow(press, url: str) -> list[tuple[int, str]]:
    """The answers on the way, each with its address."""
    way = []
    while len(way) < 5:
        answer = get(press, url)
        way.append((answer.status, url))
        if answer.status not in (301, 302):
            break
        url = answer.headers["Location"]
    return way


@pytest.mark.parametrize("trouble", ["redirect", "redirect-known", "redirect-chain", "redirect-loop"])
def test_redirects(press, trouble):
    article = one(trouble)
    way = follow(press, article.listed[-1])
    if trouble == "redirect-loop":
        assert [status for status, _ in way] == [302] * 5
    else:
        assert [status for status, _ in way] == ([302, 301, 200] if trouble == "redirect-chain" else [301, 200])
        assert way[-1][1] == article.url


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ("missing", [404, 404]),
        ("gone", [410, 410]),
        ("failing", [500, 500, 500]),
        ("unavailable", [503, 503, 200, 200]),
        ("busy", [429, 200, 200]),
        ("touched", [200]),
        ("new", [404]),
        ("forbidden", [200]),
    ],
)
def test_statuses(press, trouble, expected):
    assert statuses(press, one(trouble, -1).url, len(expected)) == expected


def test_busy_hosts_ask_for_a_pause(press):
    answer = get(press, one("busy").url)
    assert (answer.status, answer.headers["Retry-After"]) == (429, str(RETRY_AFTER))


def test_connections_break(press):
    for trouble, whole in (("broken", True), ("never-whole", False)):
        url = one(trouble).url
        with pytest.raises(http.client.IncompleteRead) as broken:
            get(press, url)
        assert len(broken.value.partial) > 1000
        if whole:
            assert get(press, url).status == 200
        else:
            with pytest.raises(http.client.IncompleteRead):
                get(press, url)
    visits = [visit for visit in press.visits() if visit.trouble in ("broken", "never-whole")]
    assert [(visit.trouble, visit.completed) for visit in visits] == [
        ("broken", False),
        ("broken", True),
        ("never-whole", False),
        ("never-whole", False),
    ]


def test_addresses_of_one_place_answer_alike(press):
    for trouble in ("tracking", "parameters", "http", "www"):
        article = one(trouble)
        assert len(article.listed) == 2
        bodies = {get(press, url).body for url in (article.url, *article.listed)}
        assert len(bodies) == 1


@pytest.mark.parametrize("number", range(9))
def test_robots_txt(press, number):
    outlet = WORLD.outlets[number]
    answer = get(press, f"{outlet.url}/robots.txt")
    assert answer.status == {"503": 503, "404": 404}.get(outlet.robots, 200)
    text = answer.body.decode()
    assert ("Crawl-delay: 0.3" in text) == (outlet.robots == "crawl-delay")
    assert ("Disallow: /\n" in text) == (outlet.robots == "named")
    assert ("Disallow: /reserved/\n" in text) == (answer.status == 200)


@pytest.mark.parametrize("number", range(9))
def test_conditional_requests(press, number):
    outlet = WORLD.outlets[number]
    article = next(a for a in WORLD.of(outlet) if not a.trouble)
    for url in (*outlet.feeds, *outlet.sitemaps, *outlet.sections, article.url):
        first = get(press, url)
        tag, day = first.headers["ETag"], first.headers["Last-Modified"]
        assert (bool(tag), bool(day)) == ("etag" in outlet.validators, "date" in outlet.validators)
        conditions = [("If-None-Match", tag, '"other"'), ("If-Modified-Since", day, "Thu, 01 Jan 2015 00:00:00 GMT")]
        for header, value, other in conditions:
            assert get(press, url, **{header: other}).status == 200
            if value:
                again = get(press, url, **{header: value})
                assert (again.status, again.body) == (304, b"")
    both = [o for o in WORLD.outlets if o.validators == "etag and date"]
    tagged = get(press, f"{both[0].feeds[0]}")
    # The tag goes before the day.
    since = tagged.headers["Last-Modified"]
    assert get(press, both[0].feeds[0], **{"If-None-Match": '"other"', "If-Modified-Since": since}).status == 200


def test_the_clock_and_healing(own_press):
    world = own_press.world
    by = {a.trouble: a for a in world.articles if not a.outlet.robots and a.can_be_had(healed=True)}
    edited, touched, new = by["edited"], by["touched"], by["new"]
    assert get(own_press, new.url).status == 404
    before = get(own_press, edited.url).body.decode()
    own_press.step(1)
    after = get(own_press, edited.url).body.decode()
    assert edited.versions[1].story.paragraphs[-1] in after
    assert edited.versions[1].story.paragraphs[-1] not in before
    assert touched.versions[0].story == touched.versions[1].story
    assert touched.versions[0].updated < touched.versions[1].updated
    assert get(own_press, new.url).status == 200
    assert get(own_press, by["failing"].url).status == 500
    silent = next(o for o in world.outlets if o.robots == "503")
    assert get(own_press, f"{silent.url}/robots.txt").status == 503
    own_press.heal()
    for trouble in HEALS:
        assert get(own_press, by[trouble].url).status == 200
    assert get(own_press, f"{silent.url}/robots.txt").status == 200
    assert own_press.counters()["step"] == 1
    assert [visit.step for visit in own_press.visits()] == [0, 0, *[1] * 11]


def test_the_log_tells_what_was_asked(own_press):
    world = own_press.world
    slow = next(a for a in world.articles if a.trouble == "slow")
    plain = next(a for a in world.articles if a.trouble == "www")
    outlet = world.outlets[0]
    tag = get(own_press, outlet.feeds[0]).headers["ETag"]
    get(own_press, outlet.feeds[0], **{"If-None-Match": tag})
    get(own_press, f"{outlet.url}/nothing?x=1")
    get(own_press, plain.listed[1])
    get(own_press, slow.url)
    visits = own_press.visits()
    told = [(v.host, v.path, v.status, v.kind, v.article, v.trouble, v.conditional, v.completed) for v in visits]
    assert told == [
        (*asked(outlet.feeds[0]), 200, "feed", None, "", False, True),
        (*asked(outlet.feeds[0]), 304, "feed", None, "", True, True),
        (*asked(f"{outlet.url}/nothing?x=1"), 404, "unknown", None, "", False, True),
        (*asked(plain.listed[1]), 200, "article", plain.url, "www", False, True),
        (*asked(slow.url), 200, "article", slow.url, "slow", False, True),
    ]
    assert visits[-1].end - visits[-1].at >= SLOW
    assert all(earlier.end <= later.at for earlier, later in pairwise(visits))
    assert own_press.counters()["counters"]["feed 304"] == 1
    connection = http.client.HTTPConnection(own_press.address, timeout=20)
    connection.request("GET", "/log")
    assert connection.getresponse().read() == own_press.log.read_bytes()
    connection.close()


def test_requests_in_one_connection_are_answered_in_turn(press):
    article = one("")
    host, path = asked(article.url)
    connection = http.client.HTTPConnection(press.address, timeout=20)
    for _ in range(3):
        connection.request("GET", path, headers={"Host": host})
        body = connection.getresponse().read()
        assert len(body) > 5000
    connection.close()


def test_a_control_that_is_none_is_said(press):
    connection = http.client.HTTPConnection(press.address, timeout=20)
    connection.request("POST", "/step")
    assert connection.getresponse().status == 400
    connection.close()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--robots", "1=sideways"], "no such kind: sideways"),
        (["--troubles", "mud"], "no such trouble: mud"),
        (["--outlets", "9", "--articles", "3"], "at least one outlet"),
    ],
)
def test_wrong_options_are_said_in_a_line(options, why):
    command = [sys.executable, "-m", "benchmarks.press", *options]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)
    assert run.returncode == 2
    assert why in run.stderr
    assert "Traceback" not in run.stderr


# --- the truth ------------------------------------------------------------------------------------------------

SMALL = Press(2, 8, troubles=())


def visit(at: float, url: str, world: Press = SMALL, step: int = 0, **said) -> Visit:
    """A visit that took a hundredth of a second, of what is at the address."""
    host, path = asked(url)
    resource = world.at(step).get(place(host, path))
    kind, article, trouble = (resource.kind, resource.article, resource.trouble) if resource else ("unknown", None, "")
    status = resource.then.status if resource else 404
    made = Visit(at, at + 0.01, step, host, path, status, kind, article, trouble, False, True, 0.0)
    return made._replace(**said)


def perfect(world: Press = SMALL, step: int = 0) -> list[Visit]:
    """A crawl without fault, a request a second."""
    urls = [f"{outlet.url}/robots.txt" for outlet in world.outlets]
    urls += [article.url for article in world.articles if article.can_be_had()]
    return [visit(float(n), url, world, step) for n, url in enumerate(urls)]


def records(world: Press = SMALL, step: int = 0) -> list[tuple[str, dict]]:
    return [(e.url, {"title": e.title, "paragraphs": list(e.paragraphs)}) for e in truth.expected(world, step).values()]


def test_a_crawl_without_fault_is_fine():
    assert truth.violations(SMALL, perfect(), records(), delay=1.0) == []


def test_the_truth_sees_what_robots_txt_forbids():
    world = Press(2, 8, troubles=("forbidden",), every=2, robots={1: "503"})
    assert truth.violations(world, perfect(world), records(world)) == []
    own, silent = [next(a for a in world.of(o) if a.trouble) for o in world.outlets]
    visits = [*perfect(world), visit(90.0, own.url, world), visit(91.0, silent.listed[0], world)]
    assert [text.partition(":")[0] for text in truth.forbidden(world, visits)] == [
        "forbidden by robots.txt",
        "forbidden by robots.txt",
    ]
    feed = visit(92.0, world.outlets[1].feeds[0], world)
    assert truth.forbidden(world, [*perfect(world), feed]) == [f"robots.txt could not be had: {feed.host}{feed.path}"]
    unknown = visit(92.0, SMALL.outlets[0].url + "/news/1")
    assert truth.unlisted([*perfect(), unknown]) == [f"nothing is there, and no list names it: {unknown.host}/news/1"]
    elsewhere = visit(93.0, "https://elsewhere.example/")
    assert truth.forbidden(SMALL, [elsewhere]) == ["not of the press: elsewhere.example/"]
    assert len(truth.forbidden(SMALL, perfect()[2:])) == 8


def test_the_truth_sees_what_was_missed_and_what_came_twice():
    *most, last = perfect()
    assert truth.missed(SMALL, most) == [f"missed: {last.article}"]
    assert truth.missed(SMALL, [*most, last._replace(completed=False)]) == [f"missed: {last.article}"]
    assert truth.twice(SMALL, [*most, last._replace(completed=False), last]) == []
    again = last._replace(at=99.0, path=last.path + "?utm_source=rss")
    (wrong,) = truth.twice(SMALL, [*most, last, again])
    assert wrong.startswith("fetched 2 times: ")
    assert truth.twice(SMALL, [*most, last, last._replace(status=304)]) == []


def test_what_was_edited_must_come_again_and_only_that():
    world = Press(2, 24, troubles=("edited",), every=4)
    edited = [article for article in world.articles if article.trouble]
    first = perfect(world)
    assert truth.violations(world, first, records(world)) == []
    assert truth.missed(world, first, step=1) == [f"missed (edited): {article.url}" for article in edited]
    again = [visit(100.0 + n, article.url, world, step=1) for n, article in enumerate(edited)]
    assert truth.violations(world, first + again, records(world, 1), step=1) == []
    assert len(truth.misstored(world, records(world), step=1)) >= len(edited)
    plain = next(article for article in world.articles if not article.trouble)
    assert len(truth.twice(world, [*first, *again, visit(200.0, plain.url, world, step=1)])) == 1


def test_the_truth_sees_what_came_too_soon():
    start = perfect()
    last = start[-1]

    def after(**said) -> list[Visit]:
        return [*start, last._replace(**({"path": "/feed", "end": last.at + 9} | said))]

    assert truth.too_soon(SMALL, after(at=last.at + 0.5), delay=0.5) == []
    (wrong,) = truth.too_soon(SMALL, after(at=last.at + 0.2), delay=0.5)
    assert wrong.startswith("0.20 s after the last request, allowed are 0.50: ")
    (wrong,) = truth.too_soon(SMALL, [*start[:-1], last._replace(end=last.at + 3), after(at=last.at + 1)[-1]])
    assert wrong.startswith("while another was under way: ")
    busy = last._replace(status=429, retry_after=2.0)
    (wrong,) = truth.too_soon(SMALL, [*start[:-1], busy, after(at=last.at + 1)[-1]])
    assert wrong.startswith("1.01 s before Retry-After was over: ")
    slow = replace(SMALL, robots={0: "crawl-delay", 1: "crawl-delay"})
    visits = [v._replace(at=v.at / 10, end=v.end / 10) for v in perfect(slow)]
    assert len(truth.too_soon(slow, visits)) == 6  # not those right after robots.txt


def test_the_truth_sees_what_is_stored_wrong():
    (url, record), *others = records()
    assert truth.misstored(SMALL, others) == [f"not stored: {url}"]
    assert truth.misstored(SMALL, [*others, (url, record), (url.replace("https", "http"), record)]) == [
        f"stored twice: {url.replace('https', 'http')}"
    ]
    (wrong,) = truth.misstored(SMALL, [*others, (url, record | {"title": "آخر"})])
    assert wrong.startswith("title 'آخر' instead of ")
    assert truth.misstored(SMALL, [*others, (url, record | {"paragraphs": record["paragraphs"][1:]})]) == [
        f"other paragraphs than its own: {url}"
    ]
    copy = url.replace(".example/", ".example/amp/")
    assert truth.misstored(SMALL, [*records(), (copy, record)]) == [f"stored and no article: {copy}"]


def test_the_truth_sees_lists_asked_for_without_a_condition():
    world = Press(8, 16)
    with_tag, without = (next(o for o in world.outlets if bool(o.validators) == has and o.feeds) for has in (1, 0))
    for outlet, wrong in ((with_tag, 1), (without, 0)):
        first, second = (visit(at, outlet.feeds[0], world) for at in (1.0, 2.0))
        assert len(truth.unconditional(world, [first, second])) == wrong
        assert truth.unconditional(world, [first, second._replace(conditional=True, status=304)]) == []


@pytest.mark.long
def test_a_careful_crawl_is_fine_at_every_step(tmp_path):
    world = Press(9, 108, every=2, robots={3: "503", 4: "crawl-delay", 6: "404", 7: "named"})
    with running(world, tmp_path) as press, ThreadPoolExecutor(9) as pool:
        crawlers = [Careful(press, outlet) for outlet in world.outlets]
        fetched = []
        for step, healed in ((0, False), (1, False), (2, False), (2, True)):
            press.step(step)
            if healed:
                press.heal()
            list(pool.map(Careful.crawl, crawlers))
            stored = [record for crawler in crawlers for record in crawler.store.values()]
            visits = press.visits()
            assert truth.violations(world, visits, stored, step=step, healed=healed) == []
            assert truth.unconditional(world, visits) == []
            fetched.append(sum(v.kind == "article" and v.completed and v.status == 200 for v in visits))
    assert fetched[0] > 80
    assert fetched[0] < fetched[1] == fetched[2] < fetched[3]
