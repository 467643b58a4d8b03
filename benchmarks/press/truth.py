"""What is true of a crawl of the press, by its world and its log: what must be stored, and what must not happen.

Every check returns what is wrong in words, a line each; an empty list is fine.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from benchmarks.press.answers import Place, place, place_of
from benchmarks.press.articles import Article, Version
from benchmarks.press.log import Visit
from benchmarks.press.outlets import Outlet, hosts
from benchmarks.press.world import Press

SLACK = 0.1  # seconds that a request may be late on its way: the next one is the sooner behind it
EXACT = 0.02  # the same where no request before counts, only clocks and sockets


class Expected(NamedTuple):
    """An article that must be stored after a complete crawl."""

    url: str  # canonical
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime


def expected(world: Press, step: int = 0, healed: bool = False) -> dict[Place, Expected]:
    """What must be in the store after a complete crawl at a step, by the place of the canonical address.

    `healed` says whether the press was healed, see `Press.at`.
    """
    found = {}
    for article in world.articles:
        version = article.version(step)
        if version and article.can_be_had(healed):
            story = version.story
            entry = Expected(article.url, story.title, story.paragraphs, article.published, version.updated)
            found[place_of(article.url)] = entry
    return found


def violations(
    world: Press,
    visits: Sequence[Visit],
    stored: Iterable[tuple[str, Mapping[str, Any]]] | None = None,
    *,
    step: int = 0,
    delay: float = 0.0,
    healed: bool = False,
) -> list[str]:
    """All that is wrong after crawls of which the last was a complete one at `step`.

    `visits` are those of all crawls since the press began. `stored` are the records of the store, each with its
    canonical address and with "title" and "paragraphs". `delay` is the least time in seconds between two requests
    that the crawl was set to.
    """
    wrong = forbidden(world, visits) + unlisted(visits) + missed(world, visits, step, healed) + twice(world, visits)
    wrong += too_soon(world, visits, delay)
    return wrong + (misstored(world, stored, step, healed) if stored is not None else [])


def forbidden(world: Press, visits: Sequence[Visit]) -> list[str]:
    """Requests that robots.txt forbids, that were made before it was asked for, or that lead elsewhere.

    For a press that was not healed: then every robots.txt can be had.
    """
    owners, wrong, asked = _owners(world), [], set[str]()
    for visit in visits:
        where = f"{visit.host}{visit.path}"
        owner = owners.get(visit.host.removeprefix("www."))
        if visit.kind == "robots":
            asked.add(visit.host)
        elif owner is None:
            wrong.append(f"not of the press: {where}")
        elif visit.host not in asked:
            wrong.append(f"asked before robots.txt: {where}")
        elif visit.kind == "forbidden":
            wrong.append(f"forbidden by robots.txt: {where}")
        elif owner.robots == "503" and not _healed_by(visits, visit):
            wrong.append(f"robots.txt could not be had: {where}")
    return wrong


def _healed_by(visits: Sequence[Visit], visit: Visit) -> bool:
    """Whether a robots.txt of the host was had before the visit."""
    return any(v.kind == "robots" and v.host == visit.host and v.status == 200 and v.at < visit.at for v in visits)


def unlisted(visits: Sequence[Visit]) -> list[str]:
    """Requests for addresses that nothing of the press names, such as those misread in a list."""
    return [f"nothing is there, and no list names it: {v.host}{v.path}" for v in visits if v.kind == "unknown"]


def missed(world: Press, visits: Sequence[Visit], step: int = 0, healed: bool = False) -> list[str]:
    """Articles of which neither the page nor a copy came whole, in the version of this step."""
    came = {
        (visit.article, version.step)
        for visit, version in _versions(world, visits)
        if visit.kind in ("article", "copy") and visit.completed and visit.status in (200, 304)
    }
    return [
        f"missed{f' ({article.trouble})' if article.trouble else ''}: {article.url}"
        for article in world.articles
        if article.can_be_had(healed) and (version := article.version(step)) and (article.url, version.step) not in came
    ]


def twice(world: Press, visits: Sequence[Visit]) -> list[str]:
    """Pages, and redirects but those that never end, that came whole more than once although they had not changed."""
    came: Counter[tuple[Place, str, int]] = Counter()
    for visit, version in _versions(world, visits):
        if visit.completed and visit.status < 304 and visit.trouble != "redirect-loop":
            came[place(visit.host, visit.path), visit.trouble, version.step] += 1
    return [
        f"fetched {times} times{f' ({trouble})' if trouble else ''}: {''.join(where)}"
        for (where, trouble, _), times in came.items()
        if times > 1
    ]


def unconditional(world: Press, visits: Sequence[Visit]) -> list[str]:
    """Lists that were asked for again without a condition, though their answer had allowed for one."""
    owners, had, wrong = _owners(world), set[tuple[str, str]](), []
    for visit in sorted(visits):
        if visit.kind not in ("feed", "sitemap") or not owners[visit.host.removeprefix("www.")].validators:
            continue
        if (visit.host, visit.path) in had and not visit.conditional:
            wrong.append(f"asked again without a condition: {visit.host}{visit.path}")
        if visit.completed:
            had.add((visit.host, visit.path))
    return wrong


def too_soon(world: Press, visits: Sequence[Visit], delay: float = 0.0) -> list[str]:
    """Requests that came before their host may be asked again.

    That is `delay` seconds after the request before, or the Crawl-delay of robots.txt if that is longer (but not right
    before and after robots.txt itself), never before the answer before was done, and not while Retry-After lasts.
    """
    owners, wrong = _owners(world), []
    by_host: dict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits):
        by_host[visit.host].append(visit)
    for host, own in by_host.items():
        owner, until = owners.get(host.removeprefix("www.")), 0.0
        for before, visit in pairwise(own):
            asks = owner.crawl_delay if owner and "robots" not in (before.kind, visit.kind) else 0.0
            least = max(delay, asks)
            until = max(until, before.end + before.retry_after if before.retry_after else 0.0)
            where = f"{visit.host}{visit.path}"
            if visit.at - before.at < least - SLACK:
                wrong.append(f"{visit.at - before.at:.2f} s after the last request, allowed are {least:.2f}: {where}")
            if visit.at < before.end - EXACT:
                wrong.append(f"while another was under way: {where}")
            if visit.at < until - EXACT:
                wrong.append(f"{until - visit.at:.2f} s before Retry-After was over: {where}")
    return wrong


def misstored(
    world: Press, stored: Iterable[tuple[str, Mapping[str, Any]]], step: int = 0, healed: bool = False
) -> list[str]:
    """What is not in the store, should not be, is there twice, or has another title or text than it should.

    `stored` as in `violations`.
    """
    wanted, wrong, seen = expected(world, step, healed), [], set[Place]()
    troubles = {place_of(article.url): article.trouble for article in world.articles}
    for url, record in stored:
        where = place_of(url)
        trouble = f" ({troubles[where]})" if troubles.get(where) else ""
        if where in seen:
            wrong.append(f"stored twice{trouble}: {url}")
        elif where not in wanted:
            wrong.append(f"stored and no article{trouble}: {url}")
        else:
            right = wanted[where]
            if record["title"] != right.title:
                wrong.append(f"title {record['title']!r} instead of {right.title!r}{trouble}: {url}")
            if tuple(record["paragraphs"]) != right.paragraphs:
                wrong.append(f"other paragraphs than its own{trouble}: {url}")
        seen.add(where)
    return wrong + [
        f"not stored{f' ({troubles[where]})' if troubles[where] else ''}: {right.url}"
        for where, right in wanted.items()
        if where not in seen
    ]


def _owners(world: Press) -> dict[str, Outlet]:
    """The outlets by their hosts, without `www.`."""
    return {host: outlet for outlet in world.outlets for host in hosts(outlet)}


def _versions(world: Press, visits: Iterable[Visit]) -> Iterator[tuple[Visit, Version]]:
    """The visits to articles' addresses, each with the version that the article had then."""
    articles: dict[str, Article] = {article.url: article for article in world.articles}
    for visit in visits:
        if visit.article and (version := articles[visit.article].version(visit.step)):
            yield visit, version
