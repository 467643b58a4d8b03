"""Outlet files: load and validate them, and find the outlet of an address.

An outlet file `cleaners/outlets/<id>.toml` says of one publisher how its articles are discovered and how its
pages are read. What publishing systems share (`cleaners/outlets/systems/<name>.toml`) is written once and named
by `system`. Every selector is CSS.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cleaners.article import REASONS

HERE = Path(__file__).parent / "outlets"
EVIDENCE = ("high", "medium", "low", "none")


class OutletError(ValueError):
    """An outlet file that cannot be used: names the file, the key and what is wrong with it."""


@dataclass(frozen=True)
class Rules:
    """How an outlet's pages are read, and the days between which that is known to hold (None: not known).

    Each field but `remove` is a list of CSS selectors, tried in order; `body` selects the element that holds the
    article's text, `remove` maps a reason to the selectors of what is not the story.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    evidence: str = "none"
    title: tuple[str, ...] = ()
    standfirst: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    remove: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def holds_on(self, day: dt.date) -> bool:
        """Whether the rules are known to hold on `day`."""
        return (self.since or dt.date.min) <= day <= (self.until or dt.date.max)


@dataclass(frozen=True)
class Outlet:
    """A publisher: its hosts, how its articles are discovered, how its pages are read."""

    id: str
    name: str
    name_en: str
    country: str  # ISO 3166-1 alpha-2
    hosts: tuple[str, ...]
    timezone: str | None = None  # IANA
    system: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    article: re.Pattern[str] | None = None  # searched in the decoded path and query of an address
    rules: tuple[Rules, ...] = ()  # newest first

    def is_article(self, url: str) -> bool:
        """Whether the address has the form of this outlet's articles; True for all where no form is known."""
        return self.article is None or bool(self.article.search(path_of(url)))

    def rules_for(self, day: dt.date | None) -> tuple[Rules, ...]:
        """All rules, those first that are known to hold on `day`, the newest of them first."""
        if day is None:
            return self.rules
        return tuple(sorted(self.rules, key=lambda rules: not rules.holds_on(day)))


def path_of(url: str) -> str:
    """The path and query of an address, percent-decoded: what address patterns are matched against."""
    parts = urlsplit(url)
    return unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")


@cache
def load() -> Mapping[str, Outlet]:
    """All shipped outlets by id. Raises `OutletError`, all files' errors in one message."""
    outlets: dict[str, Outlet] = {}
    errors: list[str] = []
    for path in sorted(HERE.glob("*.toml")):
        try:
            outlets[path.stem] = read(path)
        except OutletError as error:
            errors.append(str(error))
    by_host: dict[str, str] = {}
    for outlet in outlets.values():
        for host in outlet.hosts:
            if (other := by_host.setdefault(host, outlet.id)) != outlet.id:
                errors.append(f"{outlet.id}.toml: hosts: {host} is also a host of {other}")
    if errors:
        raise OutletError("\n".join(errors))
    return outlets


@cache
def _by_host() -> Mapping[str, Outlet]:
    return {host: outlet for outlet in load().values() for host in outlet.hosts}


def of_url(url: str | None) -> Outlet | None:
    """The outlet that an address belongs to: its host is a host of the outlet, or below one."""
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return None
    hosts = _by_host()
    while host:
        if host in hosts:
            return hosts[host]
        host = host.partition(".")[2]
    return None


def get(outlet_id: str) -> Outlet:
    """The outlet with this id. Raises `OutletError` when there is none."""
    try:
        return load()[outlet_id]
    except KeyError:
        raise OutletError(f"no outlet {outlet_id!r}: `ghirbal outlets` lists them") from None


# --- reading one file -------------------------------------------------------------------------------------

_TOP = {"name", "name_en", "country", "hosts", "timezone", "system", "discovery", "article", "rules"}
_DISCOVERY = {"feeds", "sitemaps", "sections"}
_ARTICLE = {"pattern", "match", "reject"}
_SELECTORS = ("title", "standfirst", "body", "author", "date", "caption", "section", "tags")
_RULES = {"since", "until", "evidence", "remove", *_SELECTORS}


def read(path: Path) -> Outlet:
    """Reads and validates one outlet file. Raises `OutletError` with all that is wrong in it."""
    check = _Checker(path)
    data = check.toml(path)
    check.keys(data, "", _TOP)
    system = check.text(data, "system")
    shared: dict[str, Any] = {}
    if system:
        system_path = path.parent / "systems" / f"{system}.toml"
        if not system_path.is_file():
            system_path = HERE / "systems" / f"{system}.toml"
        shared = check.toml(system_path) if system_path.is_file() else {}
        if not shared:
            check.fail("system", f"no file systems/{system}.toml")
        check.keys(shared, f"systems/{system}.toml: ", {"article", "rules"})
    discovery = check.table(data, "discovery", _DISCOVERY)
    article = check.table({**shared, **data}, "article", _ARTICLE)
    pattern = check.pattern(article)
    own, common = data.get("rules", []), shared.get("rules", [])
    outlet = Outlet(
        id=path.stem,
        name=check.text(data, "name", required=True) or "",
        name_en=check.text(data, "name_en", required=True) or "",
        country=check.text(data, "country", required=True) or "",
        hosts=check.strings(data, "hosts", required=True),
        timezone=check.text(data, "timezone"),
        system=system,
        feeds=check.addresses(discovery, "feeds"),
        sitemaps=check.addresses(discovery, "sitemaps"),
        sections=check.addresses(discovery, "sections"),
        article=pattern,
        rules=tuple(check.rules(table, n) for n, table in enumerate([*own, *common])),
    )
    check.raise_errors()
    return outlet


class _Checker:
    """Collects what is wrong with one file, so that all of it is said at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors: list[str] = []

    def fail(self, key: str, what: str) -> None:
        self.errors.append(f"{self.path.name}: {key}: {what}")

    def raise_errors(self) -> None:
        if self.errors:
            raise OutletError("\n".join(self.errors))

    def toml(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise OutletError(f"{path.name}: {error}") from None

    def keys(self, table: Mapping[str, Any], where: str, known: set[str]) -> None:
        for key in table.keys() - known:
            self.fail(where + key, f"unknown key; known are {', '.join(sorted(known))}")

    def table(self, data: Mapping[str, Any], key: str, known: set[str]) -> Mapping[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, "must be a table")
            return {}
        self.keys(value, f"{key}.", known)
        return value

    def text(self, data: Mapping[str, Any], key: str, *, required: bool = False) -> str | None:
        value = data.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not value:
            self.fail(key, "must be a text" if value is not None else "is missing")
            return None
        return value

    def strings(self, data: Mapping[str, Any], key: str, *, required: bool = False) -> tuple[str, ...]:
        value = data.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            self.fail(key, "must be a text or a list of texts")
            return ()
        if required and not value:
            self.fail(key, "is missing")
        return tuple(value)

    def addresses(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        urls = self.strings(data, key)
        for url in urls:
            if not re.match(r"https?://[^\s/]+", url):
                self.fail(f"discovery.{key}", f"not an http address: {url!r}")
        return urls

    def pattern(self, article: Mapping[str, Any]) -> re.Pattern[str] | None:
        source = self.text(article, "pattern")
        if source is None:
            return None
        try:
            pattern = re.compile(source)
        except re.error as error:
            self.fail("article.pattern", f"not a regular expression: {error}")
            return None
        for url in self.strings(article, "match"):
            if not pattern.search(path_of(url)):
                self.fail("article.match", f"the pattern does not match its example {url}")
        for url in self.strings(article, "reject"):
            if pattern.search(path_of(url)):
                self.fail("article.reject", f"the pattern matches {url}, which is no article")
        return pattern

    def selectors(self, table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        found = self.strings(table, key)
        for selector in found:
            try:
                _EMPTY.css(selector)
            except (SelectolaxError, ValueError) as error:
                self.fail(f"{where}.{key}", f"not a CSS selector: {selector!r} ({error})")
        return found

    def rules(self, table: Mapping[str, Any], n: int) -> Rules:
        where = f"rules[{n}]"
        self.keys(table, f"{where}.", _RULES)
        days: dict[str, dt.date | None] = {}
        for key in ("since", "until"):
            days[key] = table.get(key)
            if days[key] is not None and type(days[key]) is not dt.date:
                self.fail(f"{where}.{key}", "must be a date such as 2024-05-01")
                days[key] = None
        evidence = table.get("evidence", "none")
        if evidence not in EVIDENCE:
            self.fail(f"{where}.evidence", f"must be one of {', '.join(EVIDENCE)}")
        remove = self.table(table, "remove", set(REASONS))
        return Rules(
            since=days["since"],
            until=days["until"],
            evidence=evidence,
            remove={reason: self.selectors(remove, reason, f"{where}.remove") for reason in remove},
            **{key: self.selectors(table, key, where) for key in _SELECTORS},
        )


_EMPTY = LexborHTMLParser("<p></p>")
