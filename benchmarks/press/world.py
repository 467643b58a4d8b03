"""The world of the press: outlets, their articles, what is wrong with some of them, and what each address answers.

A world is made of its sizes and a seed and is the same wherever it is made. It has a clock: `Press.at(step)` is all
that can be fetched at a step. At step 0 the press is as a first crawl finds it; at step 1 some articles were edited,
some are new, some only say that they changed; later steps are like step 1.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from xml.sax.saxutils import escape

from benchmarks.press import layouts, prose
from benchmarks.press.layouts import Chrome, Sheet
from benchmarks.press.prose import Story

#: What may be wrong with an article, or make it more than one address.
TROUBLES = {
    "redirect": "an old address is listed, which redirects (301)",
    "redirect-chain": "an old address is listed, which redirects twice (302, 301)",
    "redirect-known": "listed, and an old address that redirects to it (301) is listed too",
    "redirect-loop": "two addresses that redirect to each other; no article",
    "amp-path": "an AMP copy under /amp is listed too",
    "amp-query": "an AMP copy with ?amp=1 is listed too",
    "amp-host": "an AMP copy on the host amp. is listed too",
    "amp-alone": "an AMP copy is listed, the article is not, which answers all the same",
    "mobile": "a copy on the host m. is listed too",
    "print": "a copy for printers under /print is listed too",
    "second-host": "a copy on the outlet's second host is listed too",
    "tracking": "listed with and without parameters that track the reader",
    "parameters": "listed twice, its parameters in another order",
    "http": "listed with https and with http",
    "www": "listed with and without www.",
    "syndicated": "another outlet has the same text; both are articles",
    "edited": "from step 1 on it has another text and a later lastmod",
    "touched": "from step 1 on it has a later lastmod and the same text",
    "new": "there from step 1 on",
    "missing": "404",
    "gone": "410",
    "busy": "429 with Retry-After at the first visit",
    "unavailable": "503 at the first two visits",
    "failing": "500 for ever",
    "slow": "takes a second",
    "broken": "the connection breaks in the middle of the first answer",
    "never-whole": "the connection breaks in the middle of every answer",
    "says-utf-8": "windows-1256, and header and page say utf-8",
    "says-1256": "utf-8, and header and page say windows-1256",
    "forbidden": "robots.txt forbids it",
    "shell": "a page that a script would fill; no article",
    "section-page": "the address of a section stands among the articles; no article",
}
#: Troubles under which no article can be had.
NO_ARTICLE = frozenset("redirect-loop missing gone failing never-whole forbidden shell section-page".split())
#: Troubles of servers, which pass when the press is healed.
HEALS = frozenset("busy unavailable failing slow broken never-whole".split())
#: How an outlet's robots.txt may differ; all others forbid /reserved/.
ROBOTS = {
    "503": "cannot be had: nothing may be fetched",
    "404": "is not there: everything may be fetched",
    "crawl-delay": "asks for a pause",
    "named": "forbids everything, but for /reserved/ not to us",
}
CRAWL_DELAY = 0.3  # seconds
RETRY_AFTER = 1  # seconds
SLOW = 1.0  # seconds

DAY_ZERO = datetime(2025, 6, 1, 12, tzinfo=UTC)

_NAMES = (
    "المرصاد almirsad", "الضفاف addifaf", "البيدر albaydar", "النواة annawah", "السارية assariya",
    "الميناء الجديد almina-aljadid", "القنديل alqandil", "المدار العربي almadar-alarabi", "الواحة alwaha-press",
    "صدى الساحل sada-alsahel", "الرواق arriwaq", "المنبر اليومي alminbar-alyawmi", "السنديان assindyan",
    "الأثير alathir", "بوابة الهضبة bawabat-alhadaba", "الشراع ashiraa", "المحراث almihrath",
    "نبض المدينة nabd-almadina", "الزاوية azzawiya", "الطليعة الحرة attalia-alhurra",
    "الفجر الساحلي alfajr-assahili", "القافلة alqafila-press", "الموجز almujaz-press",
    "الجسر العربي aljisr-alarabi", "المئذنة almidhana", "أصداء النيل asdaa-annil", "الريف arrif-press",
    "البرج alburj-press", "النخلة annakhla", "سهول sohoul", "المرآة almiraa", "الحقيبة alhaqiba", "الدفتر addaftar",
    "اليراع alyaraa", "المحطة almahatta", "الغدير alghadir-press", "الكثبان alkuthban", "البوصلة albawsala-press",
    "الرصيف arrasif", "المشكاة almishkat-press",
)  # fmt: skip
_ZONES = ("EG Africa/Cairo", "MA Africa/Casablanca", "SA Asia/Riyadh", "LB Asia/Beirut", "TN Africa/Tunis")
_SECTIONS = ("سياسة", "اقتصاد", "محليات", "رياضة", "ثقافة", "علوم", "صحة", "تقنية", "زراعة", "بيئة", "سفر", "مجتمع")
#: Forms of articles' addresses, with what they look like to an outlet file.
_FORMS = (
    ("/news/{id}", r"/news/\d{7}"),
    ("/article/{id}/{slug}", r"/article/\d{7}/[^/?]+"),
    ("/{slug}-{id}.html", r"/[^/?]+-\d{7}\.html"),
    ("/{day:%Y/%m/%d}/{id}/", r"/\d{4}/\d\d/\d\d/\d{7}/?"),
    ("/node/{id}", r"/node/\d{7}"),
    ("/story.php?id={id}&cat={cat}", r"/story\.php\?(?:.*&)?id=\d{7}(?:&.*)?"),
)
_PLANS = ("feed, news and index", "two feeds and sitemap", "atom and index", "index", "feeds", "sections")
_VALIDATORS = ("etag and date", "etag", "date", "")
_NEWEST = 30  # articles in a feed beside a sitemap
_CHILDREN = 4  # sitemaps of an index
_TRACKING = ("utm_", "fbclid", "gclid")

Place = tuple[str, str]


def place(host: str, target: str) -> Place:
    """Where an address is looked up: host without `www.` and port, path decoded, query sorted and without tracking."""
    parts = urlsplit(target)
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_TRACKING))
    path = unquote(parts.path).rstrip("/") or "/"
    return host.lower().partition(":")[0].removeprefix("www."), path + (f"?{urlencode(query)}" if query else "")


def place_of(url: str) -> Place:
    """The place of an absolute address. Two addresses of one place are the same page."""
    parts = urlsplit(url)
    return place(parts.netloc, parts._replace(scheme="", netloc="").geturl())


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said at an address: `wire` is the whole response, its first part the head."""

    status: int
    wire: tuple[bytes, ...]
    etag: str | None = None
    modified: datetime | None = None
    delay: float = 0.0  # seconds
    breaks: bool = False  # the connection is closed in the middle of the body
    retry_after: float = 0.0  # seconds for which the host asks to be left alone


@dataclass(frozen=True, slots=True)
class Resource:
    """An address: what its first visits are answered, one by one, and what all others are."""

    kind: str  # robots, feed, sitemap, section; article, copy, redirect, no-article
    then: Answer
    first: tuple[Answer, ...] = ()
    article: str | None = None  # the canonical address
    trouble: str = ""


@dataclass(frozen=True)
class Version:
    """What an article says from a step on."""

    step: int
    story: Story
    updated: datetime


@dataclass(frozen=True)
class Article:
    """An article, or what is listed as one. `listed` are the addresses under which lists name it."""

    number: int
    url: str
    outlet: Outlet
    trouble: str
    published: datetime
    listed: tuple[str, ...]
    versions: tuple[Version, ...]

    def can_be_had(self, healed: bool = False) -> bool:
        """Whether its text can be fetched by who keeps to the rules; `healed` as in `Press.at`."""
        if healed and self.trouble in HEALS:
            return True
        return self.trouble not in NO_ARTICLE and (healed or self.outlet.robots != "503")

    def version(self, step: int) -> Version | None:
        """What it says at a step; None before it is there."""
        return next((version for version in reversed(self.versions) if version.step <= step), None)


@dataclass(frozen=True)
class Outlet:
    """A publisher of the press: what its outlet file says, and how its site works."""

    id: str
    number: int
    name: str
    host: str  # with www. where it has that
    second_host: str
    plan: str
    robots: str  # one of `ROBOTS`, or empty
    layout: str
    charset: str
    size: int  # characters of styles and scripts on its pages
    validators: str  # what conditional requests can go by: "etag and date", "etag", "date", or empty
    gzips: bool
    has_rules: bool
    has_pattern: bool
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"https://{self.host}"

    @property
    def form(self) -> str:
        return _FORMS[self.number % len(_FORMS)][0]

    @property
    def says_changes(self) -> bool:
        """Whether some list says when an article was changed."""
        return self.plan not in ("feeds", "sections")

    @property
    def crawl_delay(self) -> float:
        return CRAWL_DELAY if self.robots == "crawl-delay" else 0.0

    def toml(self, example: str) -> str:
        """The outlet file; `example` is the address of one of its articles."""
        country, zone = _ZONES[self.number % len(_ZONES)].split()
        lines = [
            f'name = "{self.name}"',
            f'name_en = "{self.id.replace("-", " ").title()}"',
            f'country = "{country}"',
            f'hosts = ["{self.host.removeprefix("www.")}", "{self.second_host}"]',
            f'timezone = "{zone}"',
            "",
            "[discovery]",
            'evidence = "high"',
            *(f"{key} = {_toml(urls)}" for key in ("feeds", "sitemaps", "sections") if (urls := getattr(self, key))),
        ]
        if self.has_pattern:
            own = _FORMS[self.number % len(_FORMS)][1]
            pattern = rf"^(?:/amp|/print|/reserved|/old|/older)?(?:{own}(?:\?.*)?|/show\?(?:.*&)?id=\d{{7}}(?:&.*)?)$"
            lines += ["", "[article]", 'evidence = "high"', f"pattern = '{pattern}'", f'match = ["{example}"]']
            lines += [f'reject = ["{self.url}/section/1"]']
        if self.has_rules:
            lines += ["", "[[rules]]", "since = 2020-01-01", 'evidence = "high"']
            lines += [f'body = "{layouts.LAYOUTS[self.layout].body}"']
        return "\n".join(lines) + "\n"


def _toml(urls: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{url}"' for url in urls) + "]"


@dataclass(frozen=True)
class Press:
    """A world: its outlets, its articles, and `at(step)`, what every address answers.

    One article in `every` has a trouble, of `troubles` in turn. `robots` deals other than the usual ones of `ROBOTS`
    to outlets, by their number. `size` is what an average page has in characters of styles and scripts.
    """

    outlet_count: int = 40
    article_count: int = 5000
    seed: int = 1
    troubles: Collection[str] = tuple(TROUBLES)
    every: int = 4
    robots: Mapping[int, str] | None = None
    size: int = 50_000

    def __post_init__(self) -> None:
        if not 1 <= self.outlet_count <= self.article_count:
            raise ValueError("a press has at least one outlet, and at least as many articles as outlets")
        if unknown := set(self.troubles) - TROUBLES.keys():
            raise ValueError(f"no such trouble: {', '.join(sorted(unknown))}")

    @cached_property
    def outlets(self) -> tuple[Outlet, ...]:
        return tuple(self._outlet(number) for number in range(self.outlet_count))

    def _outlet(self, number: int) -> Outlet:
        random = Random(f"{self.seed}/outlet/{number}")
        turn, which = divmod(number, len(_NAMES))
        name, _, slug = _NAMES[which].rpartition(" ")
        if turn:
            name, slug = f"{name} {turn + 1}", f"{slug}-{turn + 1}"
        host = f"{'www.' if number % 2 else ''}{slug}.example"
        base, plan = f"https://{host}", _PLANS[number % len(_PLANS)]
        feeds: tuple[str, ...] = {
            "feed, news and index": ("/feed",),
            "two feeds and sitemap": ("/rss.xml", "/rss/latest.xml"),
            "atom and index": ("/atom.xml",),
            "feeds": ("/feed", "/feed/more"),
        }.get(plan, ())
        if number % 9 == 8 and plan != "sections":
            feeds += ("/feed/broken",)
        sitemaps: tuple[str, ...] = {
            "feed, news and index": ("/sitemap-news.xml", "/sitemap.xml"),
            "two feeds and sitemap": ("/sitemap.xml",),
            "atom and index": ("/sitemap_index.xml",),
            "index": ("/sitemap.xml",),
        }.get(plan, ())
        usual = {17: "503", 11: "404", 13: "named"}.get(number, "crawl-delay" if number % 8 == 3 else "")
        return Outlet(
            id=slug,
            number=number,
            name=name,
            host=host,
            second_host=f"{slug}-news.example",
            plan=plan,
            robots=usual if self.robots is None else self.robots.get(number, ""),
            layout=list(layouts.LAYOUTS)[number % len(layouts.LAYOUTS)],
            charset="windows-1256" if number % 10 == 9 else "utf-8",
            # Most pages are of about the average size, a few are small, a few very large.
            size=int(self.size * random.choice((0.35, 0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 3.0))),
            validators=_VALIDATORS[number // 2 % len(_VALIDATORS)],
            gzips=number % 4 == 1,
            has_rules=number % 3 == 1,
            has_pattern=number % 8 != 6,
            feeds=tuple(base + path for path in feeds),
            sitemaps=tuple(base + path for path in sitemaps),
            sections=tuple(f"{base}/section/{n}" for n in range(1, 5)) if plan == "sections" else (),
        )

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        dealt, names, titles = 0, list(self.troubles), set[str]()
        made: list[Article] = []
        for number in range(self.article_count):
            outlet = self.outlets[number * self.outlet_count // self.article_count]
            trouble = ""
            if names and number % self.every == 0:
                trouble = names[dealt % len(names)]
                dealt += 1
            made.append(self._article(number, outlet, trouble, made, titles))
        return tuple(made)

    def _article(
        self, number: int, outlet: Outlet, trouble: str, before: Sequence[Article], titles: set[str]
    ) -> Article:
        random = Random(f"{self.seed}/article/{number}")
        story = next((s for _ in range(20) if (s := prose.story(random)).title not in titles), prose.story(random))
        per_outlet = max(1, self.article_count // self.outlet_count)
        published = DAY_ZERO - timedelta(hours=1 + number % per_outlet * 3, minutes=number % 60)
        source = before[number - per_outlet] if number >= per_outlet else None
        if trouble == "syndicated" and (source is None or source.trouble or source.outlet == outlet):
            trouble = ""
        if trouble in ("edited", "touched") and not outlet.says_changes:
            trouble = ""
        if trouble == "forbidden" and outlet.robots == "404":
            trouble = ""
        if trouble == "syndicated" and source:
            story = source.versions[0].story
        if trouble == "new":
            published = DAY_ZERO + timedelta(days=1, minutes=-(number % 600))
        titles.add(story.title)
        versions = [Version(int(trouble == "new"), story, published)]
        if trouble in ("edited", "touched"):
            changed = prose.edited(story, random) if trouble == "edited" else story
            versions.append(Version(1, changed, DAY_ZERO + timedelta(days=1, seconds=number % 3600)))
        path = outlet.form.format(
            id=5_300_001 + number, slug=quote("-".join(story.title.split()[:8])), day=published, cat=number % 12 + 1
        )
        if trouble == "parameters":
            path = f"/show?id={5_300_001 + number}&lang=ar"
        if trouble == "section-page":
            path = f"/section/{100 + number}"
        if trouble == "forbidden":
            path = f"/reserved{path}"
        url = outlet.url + path
        return Article(number, url, outlet, trouble, published, _listed(url, outlet, trouble), tuple(versions))

    def write_outlets(self, folder: Path) -> None:
        """Writes an outlet file for each outlet into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for outlet in self.outlets:
            example = next((a.url for a in self.of(outlet) if a.trouble not in ("section-page",)), None)
            text = outlet.toml(
                example or outlet.url + outlet.form.format(id=5_300_000, slug="slug", day=DAY_ZERO, cat=1)
            )
            (folder / f"{outlet.id}.toml").write_text(text, encoding="utf-8")

    def of(self, outlet: Outlet, step: int | None = None) -> list[Article]:
        """The outlet's articles, newest first; with a step those that are there by then."""
        found = [a for a in self._by_outlet[outlet.id] if step is None or a.version(step)]
        return sorted(found, key=lambda article: article.published, reverse=True)

    @cached_property
    def _by_outlet(self) -> dict[str, list[Article]]:
        found: dict[str, list[Article]] = {outlet.id: [] for outlet in self.outlets}
        for article in self.articles:
            found[article.outlet.id].append(article)
        return found

    # --- what every address answers -------------------------------------------------------------------------

    def at(self, step: int, healed: bool = False) -> dict[Place, Resource]:
        """What every address answers at a step; all others are 404. Pages that did not change are made once.

        `healed` takes the troubles of `HEALS` away, and gives every outlet a robots.txt that can be had.
        """
        site: dict[Place, Resource] = {}
        for outlet in self.outlets:
            site |= _robots(outlet, healed)
            articles = self.of(outlet, step)
            for url, resource in self._lists(outlet, articles, step):
                site[place_of(url)] = resource
            for article in articles:
                for url, resource in self._resources(article, step, healed):
                    site[place_of(url)] = resource
        return site

    def _resources(self, article: Article, step: int, healed: bool) -> Iterator[tuple[str, Resource]]:
        """An article's addresses: its own, its copies, those that lead to it."""
        trouble, outlet, url = article.trouble, article.outlet, article.url
        if healed and trouble in HEALS:
            trouble = ""

        def resource(kind: str, then: Answer, *first: Answer) -> Resource:
            return Resource(kind, then, first, url, trouble)

        def moved(to: str, status: int) -> Resource:
            return resource("redirect", answer(status, Location=to))

        variants = _variants(url, outlet)
        if trouble == "redirect-loop":
            yield url, moved(variants["old"], 302)
            yield variants["old"], moved(url, 302)
            return
        if trouble in ("redirect", "redirect-known"):
            yield variants["old"], moved(url, 301)
        if trouble == "redirect-chain":
            yield variants["old"], moved(variants["older"], 302)
            yield variants["older"], moved(url, 301)
        for name, how in _COPIES.items():
            if trouble == name:
                yield variants[name], resource("copy", self._page(article, step, how or outlet.layout))
        if trouble in _STATUS:
            yield url, resource("no-article", answer(_STATUS[trouble], b"<h1>error</h1>"))
            return
        if trouble == "shell":
            yield (
                url,
                resource("no-article", self._html(outlet, layouts.shell(self._chrome(outlet)), article.published)),
            )
            return
        if trouble == "section-page":
            entries = [(a.versions[0].story.title, a.url) for a in self.of(outlet)[:25]]
            parts = layouts.listing(self._chrome(outlet), "مختارات", entries)
            yield url, resource("no-article", self._html(outlet, parts, article.published))
            return
        whole = self._page(article, step, outlet.layout)
        broken = _changed(whole, breaks=True)
        match trouble:
            case "busy":
                busy = answer(429, b"slow down", retry_after=RETRY_AFTER)
                yield url, resource("article", whole, busy)
            case "unavailable":
                yield url, resource("article", whole, *[answer(503, b"later")] * 2)
            case "broken":
                yield url, resource("article", whole, broken)
            case "never-whole":
                yield url, resource("no-article", broken)
            case "slow":
                yield url, resource("article", _changed(whole, delay=SLOW))
            case "forbidden":
                yield url, resource("forbidden", whole)
            case _:
                yield url, resource("article", whole)

    def _page(self, article: Article, step: int, layout: str) -> Answer:
        version = article.version(step)
        assert version, f"{article.url} is not there at step {step}"  # noqa: S101
        key = (article.url, version.step, layout)
        if key not in self._answers:
            outlet = article.outlet
            charset = said = outlet.charset
            if article.trouble == "says-utf-8":
                charset, said = "windows-1256", "utf-8"
            elif article.trouble == "says-1256":
                charset, said = "utf-8", "windows-1256"
            chrome = self._chrome(outlet, said)
            near = self._by_outlet[outlet.id]
            at = article.number - near[0].number
            others = [near[(at + n) % len(near)] for n in range(1, 9)]
            told = [(other.versions[0].story.title, other.url) for other in others]
            sheet = Sheet(version.story, article.url, article.published, version.updated, told)
            parts = layouts.page(layout, chrome, sheet)
            self._answers[key] = self._html(outlet, parts, version.updated, charset, said)
        return self._answers[key]

    def _chrome(self, outlet: Outlet, charset: str | None = None) -> Chrome:
        return Chrome(
            outlet.name,
            charset or outlet.charset,
            _SECTIONS,
            self._latest[outlet.id],
            outlet.size,
            outlet.number,
        )

    @cached_property
    def _latest(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """What the rails of an outlet's pages link to, by outlet: title and path."""
        return {
            outlet.id: tuple((a.versions[0].story.title, urlsplit(a.url).path) for a in self.of(outlet, 0)[:15])
            for outlet in self.outlets
        }

    def _html(
        self,
        outlet: Outlet,
        parts: Sequence[str],
        modified: datetime,
        charset: str | None = None,
        said: str | None = None,
    ) -> Answer:
        charset = charset or outlet.charset
        # Every second part is shared by the outlet's pages: encoded once.
        body = [self._encoded(part, charset) if n % 2 else _encode(part, charset) for n, part in enumerate(parts)]
        return answer(
            200,
            *body,
            type=f"text/html; charset={said or charset}",
            modified=modified,
            validators=outlet.validators,
            gzips=outlet.gzips,
        )

    def _encoded(self, part: str, charset: str) -> bytes:
        if (part, charset) not in self._shared:
            self._shared[part, charset] = _encode(part, charset)
        return self._shared[part, charset]

    @cached_property
    def _answers(self) -> dict[tuple[str, int, str], Answer]:
        """Pages that were made, by address, step of their version, and layout."""
        return {}

    @cached_property
    def _shared(self) -> dict[tuple[str, str], bytes]:
        """Parts of pages that an outlet's pages share, encoded."""
        return {}

    # --- lists ----------------------------------------------------------------------------------------------

    def _lists(self, outlet: Outlet, articles: Sequence[Article], step: int) -> Iterator[tuple[str, Resource]]:
        """The outlet's feeds, sitemaps and sections.

        Its main list names every article once: the sitemap, else the first feed, else the sections. Further addresses
        of an article stand in the last other list, and feeds beside a sitemap name the newest articles again.
        """
        entries = [
            _Entry(a.listed[0], v.story.title, a.published, v.updated) for a in articles if (v := a.version(step))
        ]
        further = [
            _Entry(url, v.story.title, a.published, v.updated)
            for a in articles
            if (v := a.version(step))
            for url in a.listed[1:]
        ]
        newest = entries[:_NEWEST]
        made: dict[str, list[_Entry]] = {}
        if outlet.sitemaps:
            made = {url: [*newest] for url in (*outlet.feeds, *outlet.sitemaps)}
            made[outlet.sitemaps[-1]] = entries
        else:
            addresses = outlet.feeds or outlet.sections
            made = {url: [] for url in addresses}
            for n, entry in enumerate(entries):
                made[addresses[n % len(addresses) if outlet.sections else 0]].append(entry)
        last = [url for url in made if not url.endswith("/broken")]
        made[last[-2] if len(last) > 1 and outlet.sitemaps else last[-1]] += further
        for url, own in made.items():
            day = _newest(own)
            if url in outlet.feeds:
                text = _atom(outlet, own) if "atom" in url else _rss(outlet, own, broken=url.endswith("/broken"))
                yield url, Resource("feed", _xml(outlet, text.encode(), day))
            elif url in outlet.sections:
                told = [(entry.title, entry.url) for entry in own]
                chrome = self._chrome(outlet)
                parts = layouts.listing(chrome, _SECTIONS[outlet.sections.index(url)], told)
                yield url, Resource("section", self._html(outlet, parts, day))
            elif "index" not in outlet.plan or "news" in url:
                yield url, Resource("sitemap", _xml(outlet, _sitemap(outlet, own, news="news" in url).encode(), day))
            else:
                yield from _index(outlet, url, own, len(self.of(outlet, 0)))


def answer(
    status: int,
    *body: bytes,
    type: str = "text/html; charset=utf-8",
    modified: datetime | None = None,
    validators: str = "",
    gzips: bool = False,
    retry_after: float = 0.0,
    **headers: str,
) -> Answer:
    """An answer with its head, with the `validators` that `Outlet` names."""
    if gzips:
        body = (gzip.compress(b"".join(body), 4, mtime=0),)
        headers["Content-Encoding"] = "gzip"
    etag = None
    if "etag" in validators:
        digest = hashlib.blake2b(digest_size=8)
        for part in body:
            digest.update(part)
        etag = headers["ETag"] = f'"{digest.hexdigest()}"'
    if "date" not in validators:
        modified = None
    elif modified:
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    if retry_after:
        headers["Retry-After"] = f"{retry_after:g}"
    head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Type: {type}"]
    head += [f"Content-Length: {sum(map(len, body))}", *(f"{name}: {value}" for name, value in headers.items())]
    wire = (("\r\n".join(head) + "\r\n\r\n").encode("latin-1"), *body)
    return Answer(status, wire, etag, modified, retry_after=retry_after)


def _changed(whole: Answer, delay: float = 0.0, breaks: bool = False) -> Answer:
    return Answer(whole.status, whole.wire, whole.etag, whole.modified, delay, breaks)


def _encode(text: str, charset: str) -> bytes:
    return text.encode(charset, "xmlcharrefreplace")


_STATUS = {"missing": 404, "gone": 410, "failing": 500}
#: Troubles that are copies: the layout of the copy, or None for that of the article.
_COPIES = {
    "amp-path": "amp",
    "amp-query": "amp",
    "amp-host": "amp",
    "amp-alone": "amp",
    "mobile": None,
    "print": "print",
    "second-host": None,
}


def _variants(url: str, outlet: Outlet) -> dict[str, str]:
    """Other addresses of an article, by name."""
    host, path = outlet.host.removeprefix("www."), url.removeprefix(outlet.url)
    amp_query = f"{url}{'&' if '?' in url else '?'}amp=1"
    return {
        "old": f"{outlet.url}/old{path}",
        "older": f"{outlet.url}/older{path}",
        "amp-path": f"{outlet.url}/amp{path}",
        "amp-alone": f"{outlet.url}/amp{path}",
        "amp-query": amp_query,
        "amp-host": f"https://amp.{host}{path}",
        "mobile": f"https://m.{host}{path}",
        "print": f"{outlet.url}/print{path}",
        "second-host": f"https://{outlet.second_host}{path}",
    }


def _listed(url: str, outlet: Outlet, trouble: str) -> tuple[str, ...]:
    """The addresses under which lists name an article."""
    variants = _variants(url, outlet)
    match trouble:
        case "redirect" | "redirect-chain":
            return (variants["old"],)
        case "redirect-known":
            return url, variants["old"]
        case "amp-alone":
            return (variants["amp-alone"],)
        case "amp-path" | "amp-query" | "amp-host" | "mobile" | "print" | "second-host":
            return url, variants[trouble]
        case "tracking":
            mark = "&" if "?" in url else "?"
            return f"{url}{mark}utm_source=rss&utm_medium=feed", url
        case "parameters":
            start, _, query = url.partition("?")
            return url, f"{start}?{'&'.join(reversed(query.split('&')))}"
        case "http":
            return url, url.replace("https:", "http:")
        case "www":
            bare = url.replace("//www.", "//")
            return url, bare if bare != url else url.replace("//", "//www.")
    return (url,)


# --- lists and robots.txt -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    url: str
    title: str
    published: datetime
    updated: datetime


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def _rss(outlet: Outlet, entries: Sequence[_Entry], broken: bool = False) -> str:
    items = [
        f"<item><title>{escape(e.title)}</title><link>{escape(e.url)}</link><guid>{escape(e.url)}</guid>"
        f"<pubDate>{format_datetime(e.published)}</pubDate></item>\n"
        for e in entries
    ]
    if broken:  # an ampersand and an entity that XML does not know, and it ends in the middle of an item
        text = "".join(items).replace("</title>", "&nbsp;&hellip;</title>")
        return f'{_XML}<rss version="2.0"><channel><title>{outlet.name} & الأخبار</title>\n{text[:-60]}'
    return f'{_XML}<rss version="2.0"><channel><title>{outlet.name}</title>\n{"".join(items)}</channel></rss>\n'


def _atom(outlet: Outlet, entries: Sequence[_Entry]) -> str:
    items = "".join(
        f'<entry><title>{escape(e.title)}</title><link rel="alternate" href="{escape(e.url)}"/><id>{escape(e.url)}</id>'
        f"<published>{e.published.isoformat()}</published><updated>{e.updated.isoformat()}</updated></entry>\n"
        for e in entries
    )
    return f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>{outlet.name}</title>\n{items}</feed>\n'


def _sitemap(outlet: Outlet, entries: Sequence[_Entry], news: bool = False) -> str:
    def said(entry: _Entry) -> str:
        if not news:
            return ""
        return (
            f"<news:news><news:publication><news:name>{outlet.name}</news:name><news:language>ar</news:language>"
            f"</news:publication><news:publication_date>{entry.published.isoformat()}</news:publication_date>"
            f"<news:title>{escape(entry.title)}</news:title></news:news>"
        )

    urls = "".join(
        f"<url><loc>{escape(e.url)}</loc><lastmod>{e.updated.isoformat()}</lastmod>{said(e)}</url>\n" for e in entries
    )
    return f"{_XML}<urlset {_SITEMAP}>\n{urls}</urlset>\n"


def _index(outlet: Outlet, url: str, entries: Sequence[_Entry], first: int) -> Iterator[tuple[str, Resource]]:
    """An index, and its gzipped children, the oldest articles in the first; with lastmod but in one plan.

    `first` is how many articles there were at step 0: later ones go into the last child, and none moves.
    """
    size = -(-first // _CHILDREN)
    oldest_first = entries[::-1]
    lines = []
    for n in range(_CHILDREN):
        child, own = f"{outlet.url}/sitemaps/articles-{n + 1}.xml.gz", oldest_first[n * size : (n + 1) * size]
        if n == _CHILDREN - 1:
            own = oldest_first[n * size :]
        lastmod = "" if outlet.plan == "atom and index" else f"<lastmod>{_newest(own).isoformat()}</lastmod>"
        lines.append(f"<sitemap><loc>{child}</loc>{lastmod}</sitemap>\n")
        packed = gzip.compress(_sitemap(outlet, own).encode(), mtime=0)
        yield child, Resource("sitemap", _xml(outlet, packed, _newest(own), "application/gzip"))
    text = f"{_XML}<sitemapindex {_SITEMAP}>\n{''.join(lines)}</sitemapindex>\n"
    yield url, Resource("sitemap", _xml(outlet, text.encode(), _newest(entries)))


def _xml(outlet: Outlet, body: bytes, modified: datetime, type: str = "application/xml") -> Answer:
    return answer(200, body, type=type, modified=modified, validators=outlet.validators)


def _newest(entries: Sequence[_Entry]) -> datetime:
    return max((entry.updated for entry in entries), default=DAY_ZERO)


def hosts(outlet: Outlet) -> tuple[str, ...]:
    """All hosts of an outlet, without `www.`."""
    host = outlet.host.removeprefix("www.")
    return host, f"amp.{host}", f"m.{host}", outlet.second_host


def _robots(outlet: Outlet, healed: bool) -> dict[Place, Resource]:
    lines = ["User-agent: *", "Disallow: /reserved/", "Disallow: /search"]
    match outlet.robots:
        case "503" if not healed:
            said = answer(503, b"maintenance", type="text/plain")
        case "404":
            said = answer(404, b"not found", type="text/plain")
        case "crawl-delay":
            said = answer(200, "\n".join([*lines, f"Crawl-delay: {CRAWL_DELAY}", ""]).encode(), type="text/plain")
        case "named":
            lines = ["User-agent: *", "Disallow: /", "", "User-agent: Ghirbal", "Disallow: /reserved/", ""]
            said = answer(200, "\n".join(lines).encode(), type="text/plain")
        case _:
            sitemaps = [f"Sitemap: {url}" for url in outlet.sitemaps]
            said = answer(200, "\n".join([*lines, *sitemaps, ""]).encode(), type="text/plain")
    return {(host, "/robots.txt"): Resource("robots", said) for host in hosts(outlet)}
