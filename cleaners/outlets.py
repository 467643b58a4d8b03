"""Outlet files: load and validate them, and find the outlet of an address.

An outlet file `<id>.toml` says of one publisher how its articles are discovered and how its pages are read; what
publishing systems share (`systems/<name>.toml`) is written once and named by `system`. docs/outlet-files.md has
every key. The shipped files are in `cleaners/outlets/`; a folder of one's own joins them.

Every file is validated whenever it is loaded, examples and selectors too: for all that ship this takes a few
hundredths of a second, once a process and only when an outlet is asked for.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cleaners.article import REASONS

HERE = files("cleaners") / "outlets"  # in an egg, which scrapyd runs, it is no folder of the disk
EVIDENCE = ("high", "medium", "low", "none")


class OutletError(ValueError):
    """Outlet files that cannot be used: a line for each fault, with the file, the key and what is wrong with it."""


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
    hosts: tuple[str, ...]  # each with all hosts below it, or with one folder of it: "bbc.com/arabic"
    country: str | None = None  # ISO 3166-1 alpha-2; None: of no one country
    timezone: str | None = None  # IANA
    system: str | None = None
    render: bool = False  # whether its pages come by script
    discovery_evidence: str = "none"
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    interval: dt.timedelta = dt.timedelta(hours=1)  # from one crawl to the next
    article_evidence: str = "none"
    article: re.Pattern[str] | None = None  # searched in the decoded path and query of an address
    rules: tuple[Rules, ...] = ()  # newest first

    @property
    def has_lists(self) -> bool:
        """Whether anything is known that leads to its articles; sections do where the form of addresses is."""
        return bool(self.feeds or self.sitemaps or (self.sections and self.article))

    def is_article(self, url: str) -> bool:
        """Whether the address has the form of this outlet's articles; True for all where no form is known."""
        return self.article is None or bool(self.article.search(path_of(url)))

    def rules_for(self, day: dt.date | None) -> tuple[Rules, ...]:
        """All rules, those first that are known to hold on `day`, the newest of them first."""
        if day is None:
            return self.rules
        return tuple(sorted(self.rules, key=lambda rules: not rules.holds_on(day)))


def path_of(url: str) -> str:
    """The path and query of an address, percent-decoded: what address patterns are matched against. Of what is no
    address, `/`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")


def load(own: Path | None = None) -> Mapping[str, Outlet]:
    """All outlets by id: the shipped ones, and those of the folder `own`, which replace shipped ones of their id.

    Files are read once a process. Raises `OutletError`, all files' errors in one message.
    """
    return _load(own)


@cache
def _load(own: Path | None) -> Mapping[str, Outlet]:
    if own is not None and not own.is_dir():
        raise OutletError(f"{own}: no such folder")
    folders: list[Traversable] = [HERE, own] if own is not None else [HERE]
    shipped, owned = _files(HERE), _files(own) if own is not None else {}
    errors: list[str] = []
    systems: dict[str, _Reading] = {}
    outlets = {}
    by_host: dict[str, str] = {}
    # Own files last: of two with one host, the own one is at fault.
    for outlet_id, path in {**{name: path for name, path in shipped.items() if name not in owned}, **owned}.items():
        file = _File(path, errors)
        data = file.toml(_TOP)
        if data is None:
            continue
        outlet = outlets[outlet_id] = _read(file, data, folders, systems)
        for host in outlet.hosts:
            if (other := by_host.setdefault(host, outlet_id)) != outlet_id:
                file.fail("hosts", f"{host} is also a host of {other}")
    if errors:
        raise OutletError("\n".join(errors))
    return MappingProxyType(dict(sorted(outlets.items())))


def _files(folder: Traversable) -> dict[str, Traversable]:
    """The outlet files of a folder by their ids, in order."""
    paths = sorted((path.name, path) for path in folder.iterdir() if path.name.endswith(".toml"))
    return {name.removesuffix(".toml"): path for name, path in paths}


@cache
def _by_host(own: Path | None) -> Mapping[str, Outlet]:
    return {host: outlet for outlet in load(own).values() for host in outlet.hosts}


#: Hosts of these names below an outlet's own are its editions in other languages.
_OTHER_LANGUAGES = frozenset(
    "english en french francais fr turkish tr persian farsi fa urdu hebrew kurdish spanish espanol es german".split()
)


def of_url(url: str | None, own: Path | None = None) -> Outlet | None:
    """The outlet that an address belongs to: its host is a host of the outlet, or below one.

    `own` is a folder as for `load`. Hosts for other languages (`english.aawsat.com`) belong to none.
    """
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    hosts = _by_host(own)
    folder = "/" + parts.path.partition("/")[2].partition("/")[0]
    while host:
        if outlet := hosts.get(host + folder) or hosts.get(host):
            return outlet
        label, _, host = host.partition(".")
        if label in _OTHER_LANGUAGES:
            return None
    return None


def get(outlet_id: str, own: Path | None = None) -> Outlet:
    """The outlet with this id. `own` is a folder as for `load`. Raises `OutletError` when there is none."""
    try:
        return load(own)[outlet_id]
    except KeyError:
        raise OutletError(f"no outlet {outlet_id!r}: `ghirbal outlets` lists them") from None


@cache
def countries() -> Mapping[str, str]:
    """English names of countries by ISO 3166-1 alpha-2 code, as the time zone database has them."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in table.splitlines() if not line.startswith("#"))


# --- reading one file -------------------------------------------------------------------------------------

_TOP = {"name", "name_en", "country", "hosts", "timezone", "system", "render", "discovery", "article", "rules"}
_SHARED = {"article", "rules"}
_SELECTORS = ("title", "standfirst", "body", "author", "date", "caption", "section", "tags")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^/?#\s]+)?")
_INTERVAL = re.compile(r"[1-9][0-9]{0,3}[mhd]")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_ADDRESS = re.compile(r"https?://[^\s/?#\[\]]+[^\s#]*")
_EMPTY = LexborHTMLParser("<p></p>")


class _Reading(NamedTuple):
    """What an outlet file and the file of a publishing system can both say."""

    article: re.Pattern[str] | None
    article_evidence: str
    rules: tuple[Rules, ...]


def _read(file: _File, data: Mapping[str, Any], folders: list[Traversable], systems: dict[str, _Reading]) -> Outlet:
    """The outlet of a file; what is wrong with it is in the file's errors. `systems` holds those read before."""
    if not _ID.fullmatch(file.id):
        file.fail("the file's name", "must be small letters, digits and single hyphens")
    reading = _reading(file, data)
    system = file.text(data, "system", _ID.fullmatch, "the name of a publishing system")
    if system:
        path = next((p for f in reversed(folders) if (p := f / "systems" / f"{system}.toml").is_file()), None)
        if path is None:
            file.fail("system", f"no file systems/{system}.toml")
        else:
            if str(path) not in systems:
                shared_file = _File(path, file.errors)
                systems[str(path)] = _reading(shared_file, shared_file.toml(_SHARED) or {})
            shared = systems[str(path)]
            reading = _Reading(*(reading if reading.article else shared)[:2], reading.rules + shared.rules)
    discovery = file.table(data, "discovery", {"evidence", "feeds", "sitemaps", "sections", "interval"})
    return Outlet(
        id=file.id,
        name=file.text(data, "name", required=True) or "",
        name_en=file.text(data, "name_en", required=True) or "",
        hosts=file.texts(data, "hosts", _HOST.fullmatch, "a host such as example.com or example.com/ar", required=True),
        country=file.text(data, "country", countries().__contains__, "a country's code of two capital letters"),
        timezone=file.text(data, "timezone", _is_zone, "an IANA time zone such as Africa/Cairo"),
        system=system,
        render=file.flag(data, "render"),
        discovery_evidence=file.evidence(discovery, "discovery."),
        feeds=file.addresses(discovery, "feeds", "discovery."),
        sitemaps=file.addresses(discovery, "sitemaps", "discovery."),
        sections=file.addresses(discovery, "sections", "discovery."),
        interval=file.interval(discovery, "interval", "discovery.") or Outlet.interval,
        article=reading.article,
        article_evidence=reading.article_evidence,
        rules=reading.rules,
    )


def _reading(file: _File, data: Mapping[str, Any]) -> _Reading:
    article = file.table(data, "article", {"evidence", "pattern", "match", "reject"})
    rules = data.get("rules", [])
    if not isinstance(rules, list) or not all(isinstance(table, dict) for table in rules):
        file.fail("rules", "must be tables, each headed [[rules]]")
        rules = []
    return _Reading(
        file.pattern(article) if article else None,
        file.evidence(article, "article."),
        tuple(file.rules(table, f"rules[{n}].") for n, table in enumerate(rules)),
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _is_selector(selector: str) -> bool:
    try:
        _EMPTY.css(selector)
    except (SelectolaxError, ValueError):
        return False
    return True


class _File:
    """One file while it is read. Collects what is wrong with it, so that all of it is said at once."""

    def __init__(self, path: Traversable, errors: list[str]) -> None:
        self.path = path
        self.id = path.name.removesuffix(".toml")
        self.label = str(path).removeprefix(os.path.join(str(HERE), ""))
        self.errors = errors

    def fail(self, key: str, what: str) -> None:
        self.errors.append(" ".join(f"{self.label}: {key}: {what}".split()))  # one line, whatever a key holds

    def toml(self, known: set[str]) -> dict[str, Any] | None:
        """What the file holds; None when it is no TOML."""
        try:
            data = tomllib.loads(self.path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError, OSError) as error:  # ValueError: no TOML, no UTF-8, too long a number
            self.errors.append(f"{self.label}: {' '.join(str(error).split())}")
            return None
        self.keys(data, "", known)
        return data

    def keys(self, table: Mapping[str, Any], where: str, known: set[str]) -> None:
        for key in sorted(table.keys() - known):
            self.fail(where + key, f"unknown key; known are {', '.join(sorted(known))}")

    def table(self, data: Mapping[str, Any], key: str, known: set[str], where: str = "") -> Mapping[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            self.fail(where + key, "must be a table")
            return {}
        self.keys(value, f"{where}{key}.", known)
        return value

    def text(
        self,
        data: Mapping[str, Any],
        key: str,
        is_right: Callable[[str], Any] | None = None,
        what: str = "a text",
        where: str = "",
        *,
        required: bool = False,
    ) -> str | None:
        """The value of a key, when it is a text of which `is_right` holds; `what` says what it must be."""
        value = data.get(key)
        if value is None:
            if required:
                self.fail(where + key, "is missing")
        elif not isinstance(value, str) or not value or (is_right and not is_right(value)):
            self.fail(where + key, f"must be {what}, not {value!r}")
        else:
            return value
        return None

    def texts(
        self,
        data: Mapping[str, Any],
        key: str,
        is_right: Callable[[str], Any] | None = None,
        what: str = "a text",
        where: str = "",
        *,
        required: bool = False,
    ) -> tuple[str, ...]:
        """The value of a key, one text or a list of them, as `text` has it for one."""
        value = data.get(key, [])
        value = value if isinstance(value, list) else [value]
        if required and not value:
            self.fail(where + key, "is missing")
        found = [self.text({key: one}, key, is_right, what, where) for one in value]
        return tuple(one for one in found if one is not None)

    def addresses(self, data: Mapping[str, Any], key: str, where: str, *, required: bool = False) -> tuple[str, ...]:
        return self.texts(data, key, _ADDRESS.fullmatch, "an http address", where, required=required)

    def flag(self, data: Mapping[str, Any], key: str) -> bool:
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.fail(key, f"must be true or false, not {value!r}")
        return value is True

    def interval(self, table: Mapping[str, Any], key: str, where: str) -> dt.timedelta | None:
        what = "a whole number with m, h or d behind it, such as 15m"
        if (value := self.text(table, key, _INTERVAL.fullmatch, what, where)) is None:
            return None
        return dt.timedelta(**{_UNITS[value[-1]]: int(value[:-1])})

    def evidence(self, table: Mapping[str, Any], where: str) -> str:
        return self.text(table, "evidence", EVIDENCE.__contains__, f"one of {', '.join(EVIDENCE)}", where) or "none"

    def pattern(self, article: Mapping[str, Any]) -> re.Pattern[str] | None:
        where = "article."
        source = self.text(article, "pattern", where=where, required=True)
        match = self.addresses(article, "match", where, required=True)
        reject = self.addresses(article, "reject", where)
        if source is None:
            return None
        try:
            pattern = re.compile(source)
        except (re.error, OverflowError, RecursionError) as error:
            self.fail("article.pattern", f"not a regular expression: {error}")
            return None
        for url in match:
            if not pattern.search(path_of(url)):
                self.fail("article.match", f"the pattern does not match its example {url}")
        for url in reject:
            if pattern.search(path_of(url)):
                self.fail("article.reject", f"the pattern matches {url}, which is no article")
        return pattern

    def day(self, table: Mapping[str, Any], key: str, where: str) -> dt.date | None:
        value = table.get(key)
        if value is None or type(value) is dt.date:  # a datetime is a date, too
            return value
        self.fail(where + key, "must be a date such as 2024-05-01, without quotes")
        return None

    def rules(self, table: Mapping[str, Any], where: str) -> Rules:
        self.keys(table, where, {"since", "until", "evidence", "remove", *_SELECTORS})
        since, until = self.day(table, "since", where), self.day(table, "until", where)
        if since and until and until < since:
            self.fail(f"{where}until", f"{until} is before {since}, the day in since")
        remove = self.table(table, "remove", set(REASONS), where)
        return Rules(
            since=since,
            until=until,
            evidence=self.evidence(table, where),
            remove={
                reason: self.selectors(remove, reason, f"{where}remove.") for reason in remove if reason in REASONS
            },
            **{key: self.selectors(table, key, where) for key in _SELECTORS},
        )

    def selectors(self, table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        return self.texts(table, key, _is_selector, "a CSS selector", where)
