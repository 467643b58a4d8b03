"""Drafting an outlet file: on real pages, on the fixtures, and on pages of ten publishing systems."""

# Sentences and markup are kept on one line.
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarks.measures import score
from cleaners import clean_html, outlets
from cleaners.drafting import Draft, DraftError, Page, draft
from cleaners.drafting.addresses import Link, generalise, without_tracking
from cleaners.drafting.seen import Seen
from cleaners.drafting.selectors import candidates, lasts
from cleaners.outlets import path_of
from tests.pages import CHROMES, OTHERS, STORIES, STORY, Chrome, Story, el, meta, pages_of_one_outlet, ps, wordpress

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
GOLD = ROOT.parent / "shared" / "gold"
GHIRBAL = Path(sys.executable).with_name("ghirbal")
FIELDS = ("title", "standfirst", "authors", "published", "captions", "tags", "paragraphs")
HOST = "mina.example"

# Every selector that a chrome's body truly has.
BODIES = {
    "wordpress": ".entry-content",
    "jannah": ".entry-content",
    "newspaper": ".td-post-content",
    "jnews": ".content-inner",
    "drupal": ".field--name-body",
    "elementor": ".elementor-widget-theme-post-content .elementor-widget-container",
    "blogger": ".post-body",
    "aspnet": ".NewsBody",
    "hashed": ".eFgHiJ",
    "tailwind": ".leading-relaxed",
}


def address(n: int) -> str:
    return f"https://www.{HOST}/news/{40017 + 61 * n}/منارة-الميناء-تعود-{n}"


def made(pages: list[str]) -> list[Page]:
    return [Page(f"page {n}", html, address(n)) for n, html in enumerate(pages)]


@cache
def drafted(chrome: Chrome) -> Draft:
    return draft(HOST, made(pages_of_one_outlet(chrome)))


@cache
def of_fixtures(outlet_id: str) -> tuple[Draft, dict[str, dict[str, Any]]]:
    """The draft of an outlet from its fixture pages, and what a reader says is in each of them."""
    pages, expected = [], {}
    for folder in sorted(path for path in (FIXTURES / outlet_id).iterdir() if (path / "page.html").exists()):
        said = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        pages.append(Page(folder.name, (folder / "page.html").read_bytes(), said["url"], said["charset"]))
        expected[folder.name] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return draft(outlets.get(outlet_id).hosts[0], pages), expected


def selectors(found: Draft) -> list[str]:
    """All selectors of a draft."""
    fields = ("title", "standfirst", "body", "author", "date", "caption", "tags")
    return [s for rules in found.outlet.rules for key in fields for s in getattr(rules, key)] + [
        s for rules in found.outlet.rules for some in rules.remove.values() for s in some
    ]


def loaded(found: Draft, folder: Path, outlet_id: str) -> outlets.Outlet:
    """The drafted file, read and validated as every outlet file is."""
    (folder / f"{outlet_id}.toml").write_text(found.toml, encoding="utf-8")
    return outlets.load(folder)[outlet_id]


# --- real pages, and fixtures ---------------------------------------------------------------------------------------

SHARED = ("aawsat", "hespress", "almasryalyoum", "lbcgroup", "almaghribtoday")


@pytest.mark.skipif(not GOLD.is_dir(), reason="../shared/gold is not here")
def test_real_pages_are_read_no_worse(tmp_path: Path) -> None:
    names = [path.stem for path in sorted(GOLD.glob("youm7_com__*.html"))]
    found = draft("youm7.com", [Page(name, (GOLD / f"{name}.html").read_bytes()) for name in names])
    assert len(found.tried) == 2
    for tried in found.tried:
        gold = json.loads((GOLD / f"{tried.page.name}.json").read_text(encoding="utf-8"))
        assert tried.drafted.method.startswith("rules:")
        f1 = score(tried.drafted.paragraphs, gold["body"]).f1
        assert f1 >= score(tried.generic.paragraphs, gold["body"]).f1
        assert f1 > 0.98
        for name in FIELDS:
            assert getattr(tried.drafted, name) == getattr(tried.generic, name)
    outlet = loaded(found, tmp_path, "youm7")
    assert outlet.rules == found.outlet.rules
    assert outlet.rules[0].body == ("#articleBody",)


@pytest.mark.skipif(not GOLD.is_dir(), reason="../shared/gold is not here")
def test_one_page_with_a_body_is_not_enough() -> None:
    pages = [Page(path.name, path.read_bytes()) for path in sorted(GOLD.glob("tech2030_net__*.html"))]
    with pytest.raises(DraftError, match=r"not 1 .*no article") as error:
        draft("tech2030.net", pages)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("outlet_id", SHARED)
def test_fixtures_are_read_no_worse(outlet_id: str) -> None:
    found, expected = of_fixtures(outlet_id)
    assert len(found.tried) >= 3
    for tried in found.tried:
        right = expected[tried.page.name]
        generic, by_rules = (a.as_dict(removed=False) for a in (tried.generic, tried.drafted))
        assert tried.drafted.method.startswith("rules:"), tried.page.name
        for name in FIELDS:
            if generic[name] == right[name]:
                assert by_rules[name] == right[name], (tried.page.name, name)
        before, after = (score(d["paragraphs"], right["paragraphs"]).f1 for d in (generic, by_rules))
        assert after >= before


@pytest.mark.parametrize("outlet_id", SHARED)
def test_drafted_files_are_valid(outlet_id: str, tmp_path: Path) -> None:
    found, _ = of_fixtures(outlet_id)
    outlet = loaded(found, tmp_path, outlet_id)
    assert (outlet.hosts, outlet.rules, outlet.feeds) == (found.outlet.hosts, found.outlet.rules, found.outlet.feeds)
    assert all(outlet.is_article(tried.page.url or "") for tried in found.tried)
    assert not outlet.is_article(f"https://{outlet.hosts[0]}/")
    assert not outlet.is_article(f"https://{outlet.hosts[0]}")


@pytest.mark.parametrize("outlet_id", SHARED)
def test_body_is_the_one_that_the_shipped_file_selects(outlet_id: str) -> None:
    found, _ = of_fixtures(outlet_id)
    for tried in found.tried:
        seen = Seen(tried.page)
        shipped = [s for rules in outlets.get(outlet_id).rules for s in rules.body if seen.selected(s)]
        own = [s for rules in found.outlet.rules for s in rules.body if seen.selected(s)]
        assert own
        if shipped:  # some layouts are not in the shipped file
            assert text_of(tried.page, own[0]) == text_of(tried.page, shipped[0])


def text_of(page: Page, selector: str) -> str:
    """The text of the first element that a selector selects."""
    node = Seen(page).tree.css_first(selector)
    return "".join((node.text() if node is not None else "").split())


def test_two_layouts_have_rules_of_their_own() -> None:
    found, _ = of_fixtures("hespress")
    now, before = found.outlet.rules
    assert (now.body, before.body) == ((".article-content",), ("#article_body",))
    assert (before.since, before.until) == (date(2015, 3, 11), date(2015, 3, 11))
    assert now.since is not None and now.since > date(2020, 1, 1) and now.until is None
    assert (now.evidence, before.evidence) == ("medium", "low")


# --- ten publishing systems -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chrome", CHROMES, ids=lambda chrome: chrome.__name__)
def test_body_is_found(chrome: Chrome) -> None:
    """The drafted selector selects on every page an element of the same text as the true one."""
    found = drafted(chrome)
    (rules,) = found.outlet.rules
    (body,) = rules.body
    for tried in found.tried:
        assert text_of(tried.page, body) == text_of(tried.page, BODIES[chrome.__name__])
        assert tried.drafted.method.startswith("rules:")
        assert tried.drafted.paragraphs == tried.generic.paragraphs
        assert tried.drafted.title == tried.generic.title


@pytest.mark.parametrize("chrome", CHROMES, ids=lambda chrome: chrome.__name__)
def test_pages_differ(chrome: Chrome) -> None:
    """The pages show what a draft has to see through: other rails, other numbers, and a bundler's names."""
    pages = pages_of_one_outlet(chrome)
    rails = [frozenset(title for title, _ in OTHERS if title in page) for page in pages]
    assert len(pages) == 4 and len(set(rails)) > 1
    made_up = [set(re.findall(r"css-[0-9a-f]{6}", page)) for page in pages]
    assert set.intersection(*made_up)
    numbers = [set(re.findall(r"(?:post|body|element)-(\d{3})", page)) for page in pages]
    assert not set.intersection(*numbers) and (
        any(numbers) == (chrome.__name__ in ("wordpress", "elementor", "blogger"))
    )


@pytest.mark.parametrize("chrome", CHROMES, ids=lambda chrome: chrome.__name__)
def test_names_last(chrome: Chrome) -> None:
    """No selector of a draft has a name that was made, only styles, or counts pages."""
    for selector in selectors(drafted(chrome)):
        assert "css-" not in selector and "sc-" not in selector and not re.search(r"\d{3}", selector), selector
        for name in re.findall(r"[.#]([\w-]+)", selector):
            assert lasts(name), selector


def test_related_stories_are_removed() -> None:
    jannah = next(chrome for chrome in CHROMES if chrome.__name__ == "jannah")
    (rules,) = drafted(jannah).outlet.rules
    related = ", ".join(rules.remove["related"])
    for tried in drafted(jannah).tried:
        seen = Seen(tried.page)
        selected = "".join(node.text() for node in seen.tree.css(related))
        assert sum(title in selected for title, _ in OTHERS) >= 3
        assert not any(paragraph in selected for paragraph in tried.generic.paragraphs)


def test_what_repeats_in_the_body_is_the_template() -> None:
    """A notice that reads like a paragraph and stands in every story is told from it by comparing only."""
    notice = "تنشر الصحيفة رسائل القراء في عدد الخميس من كل أسبوع، وتحتفظ هيئة التحرير بحق الاختصار والتصويب اللغوي."
    told = [("المنارة القديمة تستقبل زوارها", STORY), *((title, list(text)) for title, text in STORIES)]
    pages = [
        wordpress(Story(ps(*text[:2]) + el("div.letters-notice", el("p", notice)) + ps(*text[2:]), title=title))
        for title, text in told
    ]
    assert any(notice in clean_html(page, outlet=None).paragraphs for page in pages)
    found = draft(HOST, made(pages))
    (rules,) = found.outlet.rules
    assert ".letters-notice" in rules.remove["template"]
    for tried, (_, text) in zip(found.tried, told, strict=True):
        assert tried.drafted.paragraphs == text


# --- what the file says ---------------------------------------------------------------------------------------------


def test_evidence_stands_beside_each_rule() -> None:
    toml = drafted(wordpress).toml
    assert re.search(r'^body = "\.entry-content"   # on 4 of 4 pages: 100 % of the story\'s words$', toml, re.M)
    for line in toml.splitlines():
        if re.match(r"(title|standfirst|body|author|date|caption|tags|related) = ", line):
            assert re.search(r"# on \d of \d pages", line), line


def test_names_country_and_feeds_are_those_that_pages_declare() -> None:
    head = (
        meta("og:site_name", "Al Mina | الميناء")
        + '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="alternate" type="application/rss+xml" href="/comments/feed">'
    )
    pages = [
        Page(
            str(n),
            wordpress(Story(ps(*text), title=title, head=head)),
            f"https://mina.com.eg/{n}/story-{4000 + n}.html",
        )
        for n, (title, text) in enumerate(STORIES)
    ]
    outlet = draft("www.mina.com.eg", pages).outlet
    assert outlet.hosts == ("mina.com.eg",)
    assert outlet.country == "EG"
    assert outlet.feeds == ("https://mina.com.eg/feed",)
    assert outlet.name == "صحيفة الميناء"  # the chrome declares its own first
    assert drafted(wordpress).outlet.country is None


def test_files_say_their_address_themselves() -> None:
    pages = [
        Page(str(n), wordpress(Story(ps(*text), title=title, head=f'<link rel="canonical" href="{address(n)}">')))
        for n, (title, text) in enumerate(STORIES)
    ]
    outlet = draft(HOST, pages).outlet
    assert outlet.article is not None
    assert all(outlet.is_article(address(n)) for n in range(3))
    nameless = [Page(page.name, str(page.body).replace("canonical", "nothing")) for page in pages]
    found = draft(HOST, nameless)
    assert found.outlet.article is None and "[article]) is not known" in found.toml


# --- what cannot be drafted -----------------------------------------------------------------------------------------


def test_pages_of_another_host_are_refused() -> None:
    pages = made(pages_of_one_outlet(wordpress))
    with pytest.raises(DraftError, match=r"^page 0: is a page of www\.mina\.example, not of other\.example$"):
        draft("other.example", pages)


@pytest.mark.parametrize("host", ["hespress", "", "a b.c", "http://"])
def test_host_must_be_one(host: str) -> None:
    with pytest.raises(DraftError, match="not a host such as"):
        draft(host, [])


def test_pages_of_no_use_are_said_and_left_out() -> None:
    pages = pages_of_one_outlet(wordpress)
    useless = [Page("menu.html", "<nav><a href='/'>الرئيسية</a></nav>"), Page("again.html", pages[0], address(0))]
    found = draft(HOST, [*made(pages[:2]), *useless])
    assert [tried.page.name for tried in found.tried] == ["page 0", "page 1"]
    assert [skipped.partition(":")[0] for skipped in found.skipped] == ["menu.html", "again.html"]
    assert found.skipped[1] == "again.html: tells the story of page 0"


# --- the form of addresses ------------------------------------------------------------------------------------------

ADDRESSES = {
    "number": (["/news/details/3112407", "/news/details/3120611"], ["/news/details/", "/sections/4", "/news"]),
    "date and number": (["/story/2020/8/24/وزير-الري/4943459", "/story/2024/12/3/النقل/6573469"], ["/story/2020", "/Section/سياسة/319/1"]),
    "number before slug": (["/الاقتصاد/5214487-مزارعو-التمور", "/الرأي/5207715-في-مديح"], ["/الاقتصاد", "/ثقافة-وفنون/كتب"]),
    "slug before number": (["/صانع-آلات-العود-1498812.html", "/تذبذب-الماء-1531077.html"], ["/economie", "/about.html"]),
    "slug alone": (["/تركي-آل-الشيخ-بعد-إصابة-يسرا/", "/أسعار-الذهب-اليوم-في-السوق-المحلي"], ["/من-نحن", "/سياسة-الخصوصية/", "/sports"]),
    "in the query": (["/?p=1424", "/?p=2293"], ["/?cat=7", "/?page_id=2"]),
    "in the query of a script": (["/News.aspx?id=512&lang=ar", "/News.aspx?id=77812&lang=ar"], ["/News.aspx", "/Default.aspx?id=3"]),
    "date in one part": (["/world/2020-06-03-1.3874341", "/sport/2021-11-12-1.4190021"], ["/world", "/sport/2020"]),
    "two forms": (["/art-et-culture/257213.html", "/نساجات-تازناخت-1523456.html"], ["/art-et-culture", "/contact.html"]),
    "language behind": (["/news/lebanon/900100/مزارعو-التفاح/ar", "/news/sports/904210/نادي-الجبل/ar"], ["/news/lebanon/ar", "/news/lebanon/900100/apples/en"]),
}  # fmt: skip


@pytest.mark.parametrize("form", ADDRESSES)
def test_form_of_addresses(form: str) -> None:
    match, reject = ([f"https://{HOST}{path}" for path in paths] for paths in ADDRESSES[form])
    pattern = re.compile(generalise(match))
    assert all(pattern.search(path_of(url)) for url in match)
    for url in [*reject, f"https://{HOST}/", f"https://{HOST}"]:
        assert not pattern.search(path_of(url)), (pattern.pattern, url)


def test_form_is_more_than_its_examples() -> None:
    pattern = re.compile(generalise([f"https://{HOST}/news/111222/one-two", f"https://{HOST}/news/111333/three"]))
    assert pattern.search("/news/2000001/شيء-آخر")
    encoded = "https://mina.example/%D8%A7%D9%84%D8%B1%D8%A3%D9%8A/5207715-%D9%81%D9%8A"
    assert re.search(generalise([encoded]), path_of(encoded))


def test_links_show_what_varies_and_what_is_a_section() -> None:
    urls = [f"https://{HOST}/economy/{n}" for n in (100200, 100300)]
    alone = re.compile(generalise(urls))
    assert not alone.search("/sport/100400")
    linked = re.compile(generalise(urls, [Link(f"https://{HOST}/sport/100400", words=8, pages=1)]))
    assert linked.search("/sport/100400") and linked.search("/economy/100900")
    short = [f"https://{HOST}/a-b-c-d-e-f-g", f"https://{HOST}/a-b-c-d-e-f-g-h"]
    section = Link(f"https://{HOST}/our-five-word-section-name", words=3, pages=2)
    assert re.search(generalise(short), path_of(section.url))
    assert not re.search(generalise(short, [section]), path_of(section.url))


def test_tracking_is_no_part_of_an_address() -> None:
    assert without_tracking("https://a.example/b?utm_source=x&id=4#c") == "https://a.example/b?id=4"


# --- names that last ------------------------------------------------------------------------------------------------

LASTING = """article-content NewsStory LongDesc article_details_title entry-content node_new_body post-body body-text
td-post-content field--name-body content-inner NewsTitle ctl00_cphMain_divBody main-content articleBody js-article-body
story-body__inner jeg_post_title elementor-widget-theme-post-content rich-text newsBody txtContent content seo-h1 balmon
post-title inline-related tag-list aawsatv3 left-Content""".split()
PASSING = """css-1x2ab9 sc-bdVaJa kRtqYx eFgHiJ jsx-1234567 post-512 node-4943459 e1q9j2sb0 mt-6 text-lg leading-relaxed flex
items-center text-gray-500 px-4 max-w-screen-lg col-md-8 row _3xY9z svelte-1abcd x1lliihq jss12 elementor-element-5d1f2a
hjkwqz post-body-812 ArticleBody_container__3xYz1 md:flex w-1/2 large-8 active col-12 is-open مقال a""".split()


def test_names_that_last_are_told_from_those_that_do_not() -> None:
    assert [name for name in LASTING if not lasts(name)] == []
    assert [name for name in PASSING if lasts(name)] == []


def test_names_come_before_places() -> None:
    html = (
        '<main><div id="story-4943459" class="css-1x2ab flex mt-6 article-body"><p>1</p></div>'
        '<div class="css-9zz Card_text__aB3dE" itemprop="articleBody" data-testid="story-text"><p>2</p></div>'
        '<section><div class="px-4"><p>3</p></div></section></main>'
    )
    seen = Seen(Page("page", html))
    first, second, third = (
        min(c, key=c.__getitem__) for c in (candidates(n, "body") for n in seen.tree.css("main div"))
    )
    assert first == ".article-body"
    assert second in ('[itemprop="articleBody"]', '[data-testid="story-text"]')
    assert third == "main div"
    unnamed = candidates(seen.tree.css("main div")[2], "body")
    assert not any("px-4" in selector for selector in unnamed)
    assert all(cost > unnamed["main div:has(> p)"] for selector, cost in unnamed.items() if ":nth" in selector)
    made_up = candidates(seen.tree.css("main div")[1], "body")
    assert 'div[class*="Card_text__"]' in made_up and not any("aB3dE" in s for s in made_up)


# --- the command ----------------------------------------------------------------------------------------------------


def ghirbal(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GHIRBAL, *map(str, args)], capture_output=True, cwd=cwd, env=os.environ, timeout=60, encoding="utf-8"
    )


@pytest.fixture
def saved(tmp_path: Path) -> list[Path]:
    paths = []
    for n, page in enumerate(pages_of_one_outlet(wordpress)):
        path = tmp_path / f"page-{n}.html"
        path.write_text(page.replace("<head>", f'<head><link rel="canonical" href="{address(n)}">'), encoding="utf-8")
        paths.append(path)
    return paths


def test_command_drafts_a_file_that_the_other_commands_take(saved: list[Path], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    ran = ghirbal("outlets", "new", HOST, *saved, "-o", own / "mina.toml")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert f"{saved[0]}: 5 paragraphs by rules" in ran.stderr
    assert STORY[0] in ran.stderr and STORY[-1] in ran.stderr and STORY[1] not in ran.stderr
    checked = ghirbal("outlets", "check", "mina", "--outlets", own)
    assert checked.returncode == 0, checked.stderr
    cleaned = ghirbal("clean", saved[1], "--url", address(1), "--outlets", own, "--format", "json")
    assert json.loads(cleaned.stdout)["method"] == "rules:mina"


def test_command_prints_the_file_alone(saved: list[Path], tmp_path: Path) -> None:
    ran = ghirbal("outlets", "new", HOST, *saved)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mina.toml").write_text(ran.stdout, encoding="utf-8")
    assert outlets.load(tmp_path / "own")["mina"].rules[0].body == (".entry-content",)


def test_command_overwrites_only_when_told(saved: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "mina.toml"
    target.write_text("mine", encoding="utf-8")
    refused = ghirbal("outlets", "new", HOST, *saved, "-o", target)
    assert refused.returncode == 2 and "exists already; --force" in refused.stderr and refused.stderr.count("\n") == 1
    assert target.read_text(encoding="utf-8") == "mine"
    assert ghirbal("outlets", "new", HOST, *saved, "-o", target, "--force").returncode == 0
    assert "hosts = " in target.read_text(encoding="utf-8")


def test_command_says_errors_on_one_line(saved: list[Path], tmp_path: Path) -> None:
    for args, said in (
        ((HOST, saved[0]), "from 2 pages with an article at least, not 1"),
        (("other.example", *saved), "is a page of www.mina.example, not of other.example"),
        (("mina", *saved), "mina: not a host such as example.com"),
    ):
        ran = ghirbal("outlets", "new", *args)
        assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
        assert said in ran.stderr
    text = tmp_path / "notes.txt"
    text.write_text("نص", encoding="utf-8")
    ran = ghirbal("outlets", "new", HOST, tmp_path / "none.html", text, *saved)
    assert ran.returncode == 0
    assert "none.html: no such file" in ran.stderr and "notes.txt: is extracted text" in ran.stderr


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


def test_command_fetches_addresses(saved: list[Path], server: str) -> None:
    ran = ghirbal("outlets", "new", "127.0.0.1", *(f"{server}/{path.name}" for path in saved[:2]), "--allow-private")
    assert ran.returncode == 0, ran.stderr
    assert 'body = ".entry-content"' in ran.stdout
    assert f'match = ["{server}/page-0.html", "{server}/page-1.html"]' in ran.stdout
