"""The world of the press: outlets, their articles, what is wrong with some of them, and what each address answers.

A world is made of its sizes and a seed and is the same wherever it is made. It has a clock: `Press.at(step)` is all
that can be fetched at a step. At step 0 the press is as a first crawl finds it; at step 1 some articles were edited,
some are new, some only say that they changed; later steps are like step 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.press import layouts, lists
from benchmarks.press.answers import Answer, Place, Resource, answer, changed, place_of
from benchmarks.press.articles import DAY_ZERO, HEALS, TROUBLES, Article, variants
from benchmarks.press.articles import deal as deal_article
from benchmarks.press.layouts import Chrome, Sheet
from benchmarks.press.lists import Entry
from benchmarks.press.outlets import Outlet
from benchmarks.press.outlets import deal as deal_outlet

RETRY_AFTER = 1  # seconds
SLOW = 1.0  # seconds
_SECTIONS = ("سياسة", "اقتصاد", "محليات", "رياضة", "ثقافة", "علوم", "صحة", "تقنية", "زراعة", "بيئة", "سفر", "مجتمع")
_NEWEST = 30  # articles in a feed beside a sitemap
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
        return tuple(deal_outlet(number, self.seed, self.size, self.robots) for number in range(self.outlet_count))

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        names, titles = list(self.troubles), set[str]()
        made: list[Article] = []
        starts: dict[str, int] = {}  # the number of an outlet's first article
        for number in range(self.article_count):
            outlet = self.outlets[number * self.outlet_count // self.article_count]
            trouble = names[number // self.every % len(names)] if names and number % self.every == 0 else ""
            rank = number - starts.setdefault(outlet.id, number)
            source = made[number - 2 * rank - 1] if number > 2 * rank else None
            made.append(deal_article(number, self.seed, outlet, trouble, rank, source, titles))
            titles.add(made[-1].versions[0].story.title)
        return tuple(made)

    def write_outlets(self, folder: Path) -> None:
        """Writes an outlet file for each outlet into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for outlet in self.outlets:
            example = outlet.url + outlet.form.format(id=1_234_567, slug="slug", day=DAY_ZERO, cat=1)
            (folder / f"{outlet.id}.toml").write_text(outlet.toml(example), encoding="utf-8")

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
            site |= lists.robots(outlet, healed)
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

        others = variants(url, outlet)
        if trouble == "redirect-loop":
            yield url, moved(others["old"], 302)
            yield others["old"], moved(url, 302)
            return
        if trouble in ("redirect", "redirect-known"):
            yield others["old"], moved(url, 301)
        if trouble == "redirect-chain":
            yield others["old"], moved(others["older"], 302)
            yield others["older"], moved(url, 301)
        for name, how in _COPIES.items():
            if trouble == name:
                yield others[name], resource("copy", self._page(article, step, how or outlet.layout))
        if trouble in _STATUS:
            yield url, resource("no-article", answer(_STATUS[trouble], b"<h1>error</h1>"))
            return
        if trouble == "shell":
            parts = layouts.shell(self._chrome(outlet))
            yield url, resource("no-article", self._html(outlet, parts, article.published))
            return
        if trouble == "section-page":
            entries = [(a.versions[0].story.title, a.url) for a in self.of(outlet)[:25]]
            parts = layouts.listing(self._chrome(outlet), "مختارات", entries)
            yield url, resource("no-article", self._html(outlet, parts, article.published))
            return
        whole = self._page(article, step, outlet.layout)
        broken = changed(whole, breaks=True)
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
                yield url, resource("article", changed(whole, delay=SLOW))
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
        body = [self._encoded(part, charset) if n % 2 else _bytes(part, charset) for n, part in enumerate(parts)]
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
            self._shared[part, charset] = _bytes(part, charset)
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
        there = [(article, version) for article in articles if (version := article.version(step))]
        entries = [Entry(a.listed[0], v.story.title, a.published, v.updated) for a, v in there]
        further = [Entry(url, v.story.title, a.published, v.updated) for a, v in there for url in a.listed[1:]]
        newest = entries[:_NEWEST]
        made: dict[str, list[Entry]] = {}
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
            if url in outlet.sections:
                told = [(entry.title, entry.url) for entry in own]
                parts = layouts.listing(self._chrome(outlet), _SECTIONS[outlet.sections.index(url)], told)
                yield url, Resource("section", self._html(outlet, parts, lists.newest(own)))
            elif "index" in outlet.plan and url == outlet.sitemaps[-1]:
                yield from lists.index(outlet, url, own, len(self.of(outlet, 0)))
            else:
                yield url, lists.one(outlet, url, own)


def _bytes(text: str, charset: str) -> bytes:
    return text.encode(charset, "xmlcharrefreplace")
