"""The form of article addresses, generalised from examples into the pattern of an outlet file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cleaners.outlets import path_of
from cleaners.tracking import parameters

# Parameters that mostly say where a reader came from, or choose among copies of a page.
_ASIDE = re.compile(r"ref|src|source|from|share\w*|amp|output", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_PARTED = re.compile(r"[-_]+")
_YEAR = re.compile(r"(?:19|20)\d\d$")

# What a part of a path can be. The first that matches counts; what none matches is a word or a slug, which only
# comparing tells apart.
_KINDS = (
    ("digits", re.compile(r"\d+$")),
    ("numbers", re.compile(r"\d+(?:[-_.]\d+)+$")),
    ("digits-slug", re.compile(r"(\d{3,})([-_])\D.*$")),
    ("slug-digits", re.compile(r".*\D([-_.])(\d{3,})$")),
    ("letters-digits", re.compile(r"([a-z]+)(\d{3,})$", re.IGNORECASE)),
)
_SOFT = "slug"
_SLUG = 3  # words; a section has a name of one or two


@dataclass(frozen=True)
class Link:
    """An address that pages link to: the most words that it is linked by, and the number of pages that link it."""

    url: str
    words: int
    pages: int

    @property
    def heads_a_story(self) -> bool:
        """Whether it is linked as stories are, by a headline."""
        return self.words >= 5

    @property
    def is_section(self) -> bool:
        """Whether it is linked as sections are: by a word or three, on more pages than one."""
        return 1 <= self.words <= 3 and self.pages >= 2


def without_tracking(url: str) -> str:
    """The address without fragment and without the parameters that only say where a reader came from."""
    parts = urlsplit(url)
    if parts.query:
        kept = [(k, v) for k, v in parameters(parts.query)[0] if not _ASIDE.fullmatch(k)]
        parts = parts._replace(query=urlencode(kept))
    return urlunsplit(parts._replace(fragment=""))


def generalise(urls: Sequence[str], links: Iterable[Link] = ()) -> str:
    """A regular expression over the decoded path and query (`outlets.path_of`) that matches every one of `urls`.

    Numbers, dates and slugs become what they are examples of; a word stays where all examples share it and no
    `links` of the same form, that are linked by a headline, have another. Never matches the home page. Where it
    would match a section of `links`, it asks for slugs and numbers as long as those of the examples. `urls` must
    hold one at least, and none may be the home page.
    """
    forms: dict[tuple[object, ...], list[_Address]] = {}
    for url in urls:
        address = _Address(url)
        forms.setdefault(address.form, []).append(address)
    links = list(links)
    stories = [_Address(link.url) for link in links if link.heads_a_story]
    sections = [path_of(link.url) for link in links if link.is_section]

    def pattern(strict: bool) -> str:
        alternatives = [
            _pattern(group, [s for s in stories if s.form == form], strict) for form, group in forms.items()
        ]
        alternatives = list(dict.fromkeys(alternatives))
        return f"^{alternatives[0]}$" if len(alternatives) == 1 else f"^(?:{'|'.join(alternatives)})$"

    wide = pattern(strict=False)
    return pattern(strict=True) if any(re.search(wide, path) for path in sections) else wide


class _Address:
    """An address taken apart."""

    def __init__(self, url: str) -> None:
        path, _, query = path_of(url).partition("?")
        path = path.strip("/")
        found = _EXTENSION.search(path)
        self.extension = found[0] if found else ""
        self.parts = path.removesuffix(self.extension).split("/") if path else []
        self.kinds = tuple(_kind(part) for part in self.parts)
        self.numbered = any(kind != _SOFT for kind in self.kinds)
        # A number in the query names the story where nothing in the path does.
        named = self.numbered or any(len(_words(part)) >= _SLUG for part in self.parts)
        self.query = {} if named else {k: v for k, v in parse_qsl(query) if v.isascii() and v.isdigit()}
        self.has_query = bool(query)
        self.form = (self.kinds, self.extension, bool(self.query))


def _kind(part: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.match(part)), _SOFT)


def _pattern(examples: list[_Address], stories: list[_Address], strict: bool) -> str:
    """The pattern of addresses of one form. `stories` are further ones, which show what can vary."""
    out = ""
    first = examples[0]
    for n, kind in enumerate(first.kinds):
        values = [address.parts[n] for address in examples]
        other = [address.parts[n] for address in stories if _like(address, examples, n)]
        # A short number behind a year is a month or a day.
        short = r"\d{1,2}" if out.endswith((r"/\d{4}", r"/\d{1,2}")) else r"\d+"
        out += "/" + (short if kind == "digits" and _are_short(values) else _part(kind, values, other, strict, first))
    out = (out or "/") + _literal(first.extension)
    common = set(first.query).intersection(*(address.query for address in examples))
    if common:
        # The longest number is the story's; others tell section, issue or page.
        name = max(sorted(common), key=lambda name: len(first.query[name]))
        number = _digits([address.query[name] for address in examples], strict)
        return rf"{out}\?(?:[^#]*&)?{_literal(name)}={number}(?:&.*)?"
    if not first.extension:
        out += "/?"
    return out + (r"(?:\?.*)?" if any(address.has_query for address in examples) else "")


def _like(story: _Address, examples: list[_Address], n: int) -> bool:
    """Whether another story's address differs from one of the examples in the one word only, but for what varies."""
    return any(
        all(
            k != _SOFT or m == n or ours == theirs or len(_words(ours)) >= _SLUG
            for m, (k, ours, theirs) in enumerate(zip(story.kinds, address.parts, story.parts, strict=True))
        )
        for address in examples
    )


def _part(kind: str, values: list[str], other: list[str], strict: bool, first: _Address) -> str:
    if kind == "digits":
        return _digits(values, strict)
    if kind == "numbers":
        return _numbers(values, strict)
    matches = [pattern.match(value) for name, pattern in _KINDS if name == kind for value in values]
    found = [match for match in matches if match]
    if kind == "digits-slug":
        return _digits([m[1] for m in found], strict) + _one_of([m[2] for m in found]) + "[^/?]+"
    if kind == "slug-digits":
        return "[^/?]+" + _one_of([m[1] for m in found]) + _digits([m[2] for m in found], strict)
    if kind == "letters-digits":
        letters = {m[1] for m in found}
        stem = _literal(letters.pop()) if len(letters) == 1 else "[a-zA-Z]+"
        return stem + _digits([m[2] for m in found], strict)
    fewest = min(len(_words(value)) for value in values)
    if len({*values, *other}) == 1 and (len(values) > 1 or fewest < _SLUG):
        return _literal(values[0])
    if fewest >= _SLUG and not first.numbered:
        # Nothing but the slug's length tells the story from a section, whose name is a word or two.
        parts = fewest if strict else max(_SLUG, fewest - 2)
        return rf"[^/?_-]+(?:[_-]+[^/?_-]+){{{parts - 1},}}[_-]*"
    return "[^/?]+"


def _literal(text: str) -> str:
    return re.sub(r"[.^$*+?{}\[\]\\|()]", r"\\\g<0>", text)


def _words(part: str) -> list[str]:
    return [word for word in _PARTED.split(part) if word]


def _one_of(signs: list[str]) -> str:
    return _literal(signs[0]) if len(set(signs)) == 1 else "[-_.]"


def _are_short(values: list[str]) -> bool:
    return max(map(len, values)) <= 2


def _digits(values: list[str], strict: bool) -> str:
    shortest = min(map(len, values))
    if all(map(_YEAR.match, values)):
        return r"\d{4}"
    if shortest <= 3 and (_are_short(values) or not strict):
        return r"\d+"
    return rf"\d{{{shortest if strict else shortest - 1},}}"


def _numbers(values: list[str], strict: bool) -> str:
    """Numbers with signs between: a date and a running number, for instance."""
    split = [re.split(r"([-_.])", value) for value in values]
    signs = {tuple(parts[1::2]) for parts in split}
    if len(signs) > 1:
        return r"\d[\d._-]+"
    columns = [list(column) for column in zip(*split, strict=True)]
    return "".join(_literal(c[0]) if n % 2 else _digits(c, strict) for n, c in enumerate(columns))
