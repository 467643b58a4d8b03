"""The articles of the press: what they say at each step, where they are listed, and what is wrong with some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import quote

from benchmarks.press import prose
from benchmarks.press.outlets import Outlet
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

_FIRST = 5_300_001  # the number in the first article's address
DAY_ZERO = datetime(2025, 6, 1, 12, tzinfo=UTC)


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


def deal(
    number: int, seed: int, outlet: Outlet, trouble: str, rank: int, source: Article | None, titles: set[str]
) -> Article:
    """The article of a number, its headline none of `titles` if that can be had.

    `rank` counts its outlet's articles from the newest, 0. `source` is another outlet's article, which may be
    syndicated. A trouble that cannot be had here is left out.
    """
    random = Random(f"{seed}/article/{number}")
    story = next((s for _ in range(20) if (s := prose.story(random)).title not in titles), prose.story(random))
    cannot_be = {
        "syndicated": source is None or source.trouble,
        "edited": not outlet.says_changes,
        "touched": not outlet.says_changes,
        "forbidden": outlet.robots == "404",
    }
    if cannot_be.get(trouble):
        trouble = ""
    if trouble == "syndicated" and source:
        story = source.versions[0].story

    published = DAY_ZERO - timedelta(hours=1 + 3 * rank, minutes=number % 60)
    if trouble == "new":
        published = DAY_ZERO + timedelta(days=1, minutes=-(number % 600))
    versions = [Version(int(trouble == "new"), story, published)]
    if trouble in ("edited", "touched"):
        changed = prose.edited(story, random) if trouble == "edited" else story
        versions.append(Version(1, changed, DAY_ZERO + timedelta(days=1, seconds=number % 3600)))

    name = _FIRST + number
    path = {"parameters": f"/show?id={name}&lang=ar", "section-page": f"/section/{name}"}.get(trouble)
    if path is None:
        slug = quote("-".join(story.title.split()[:8]))
        path = outlet.form.format(id=name, slug=slug, day=published, cat=number % 12 + 1)
    url = outlet.url + ("/reserved" if trouble == "forbidden" else "") + path
    return Article(number, url, outlet, trouble, published, _listed(url, outlet, trouble), tuple(versions))


def variants(url: str, outlet: Outlet) -> dict[str, str]:
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
    others = variants(url, outlet)
    match trouble:
        case "redirect" | "redirect-chain":
            return (others["old"],)
        case "redirect-known":
            return url, others["old"]
        case "amp-alone":
            return (others["amp-alone"],)
        case "amp-path" | "amp-query" | "amp-host" | "mobile" | "print" | "second-host":
            return url, others[trouble]
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
