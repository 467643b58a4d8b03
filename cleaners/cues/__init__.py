"""The Arabic phrases that betray boilerplate, as data (`*.toml`), and their matching.

A cue says that a block *may* be boilerplate and of what kind; the sieves look at the context before they believe
it. Phrases are matched on `match_form`, so variants of hamza, tanwin, ta marbuta, tatweel and digits need not be
listed. Each file holds groups:

    [[group]]
    reason = "related"            # of REASONS
    match = "line" | "start"      # the whole block, or its beginning
    follow = "list" | "title" | "end"   # optional: what comes after belongs to it; "box": what stands around it
    words = 12                    # optional: the longest block in words that the cue is believed of
    phrases = [...]               # as a page shows them
    patterns = [...]              # optional: regular expressions, as pages spell too
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import regex

from cleaners.article import REASONS
from cleaners.normal import match_form
from cleaners.places import Block

#: A line up to this many characters is matched whole, of a longer one as many characters as the longest cue has.
REACH = 120
_LONGEST = 72
_LONG = 100  # words: no cue is believed of a longer block
_LATER_SCRIPTS = "\u0700"  # Latin and Arabic are before it


class Group(NamedTuple):
    """Phrases that mean the same thing."""

    file: str
    reason: str
    match: str
    follow: str | None
    words: int


class Cue(NamedTuple):
    """A phrase found in a block: its group, the phrase in match form, and what stands behind it in the block."""

    group: Group
    phrase: str
    rest: str


_EDGE = " \t:.،,؛;!?؟…|»«\"'“”()[]{}<>›‹*•·–—-_=+/\\#~▪►▶◄←→↓↑⇐⇒✅🔴📌👇⬇️️"


def key(block: Block) -> str:
    """The block's beginning in match form without decoration around it; made once a block."""
    if not block.key:
        text = block.text
        block.key = match_form(text if len(text) <= REACH else text[:_LONGEST]).strip(_EDGE) or " "
    return block.key


def find(block: Block) -> Cue | None:
    """The cue that the block is, or begins with; None when there is none or the block is too long for it. Looked for
    once a block."""
    if block.cue is False:
        block.cue = _find(block)
    return block.cue


def _find(block: Block) -> Cue | None:
    if block.words > _LONG:
        return None
    text = key(block)
    if block.words <= 12 and (group := _lines().get(text)):
        return Cue(group, text, "")
    starts = _starts(text[0] if text[0] < _LATER_SCRIPTS else "")
    if starts and (found := starts.match(text)):
        name = found.lastgroup or ""
        group = _groups()[int(name[1:])]
        rest = text[found.end() :].strip(_EDGE)
        if (group.match == "line" and rest) or block.words > group.words:
            return None
        return Cue(group, found[0], rest)
    return None


def is_begun(block: Block) -> bool:
    """Whether the block is a heading over a list that was cut short within it: «مقالات ذات ص», of two words at least
    and more than a word's length."""
    text = key(block)
    if not _BEGUN <= len(text) <= _LONGEST or " " not in text or block.words > 4:
        return False
    for group, phrases, patterns in _load():
        if group.follow == "list" and group.reason == "related":
            if any(phrase.startswith(text) for phrase in phrases):
                return True
            if any(regex.fullmatch(pattern, text, partial=True) for pattern in patterns):
                return True
    return False


_BEGUN = 8  # characters

# Patterns are written as pages spell; only their Arabic is folded, not their syntax.
_ARABIC = re.compile("[\u0600-\u06ff]+")


@cache
def _groups() -> tuple[Group, ...]:
    return tuple(group for group, _, _ in _load())


@cache
def _load() -> tuple[tuple[Group, tuple[str, ...], tuple[str, ...]], ...]:
    loaded = []
    paths = {path.name: path for path in files("cleaners.cues").iterdir()}
    for name in sorted(name for name in paths if name.endswith(".toml")):
        concept = name.removesuffix(".toml")
        for table in tomllib.loads(paths[name].read_text(encoding="utf-8"))["group"]:
            if table["reason"] not in REASONS:
                raise ValueError(f"{name}: reason: {table['reason']!r} is not one of the closed list")
            group = Group(concept, table["reason"], table["match"], table.get("follow"), table.get("words", 30))
            phrases = tuple(match_form(p).strip(_EDGE) for p in table.get("phrases", ()))
            patterns = tuple(_ARABIC.sub(lambda m: match_form(m[0]), p) for p in table.get("patterns", ()))
            loaded.append((group, phrases, patterns))
    return tuple(loaded)


@cache
def _lines() -> dict[str, Group]:
    return {phrase: group for group, phrases, _ in _load() if group.match == "line" for phrase in phrases}


@cache
def _starts(first: str = "") -> re.Pattern[str] | None:
    """What any block may begin with, or one of that first character, so that it is not compared with all the rest."""
    starts = []
    for n, (group, phrases, patterns) in enumerate(_load()):
        alternatives = [pattern for pattern in patterns if regex.match(pattern, first, partial=True)]
        if group.match == "start":
            fitting = (phrase for phrase in phrases if phrase.startswith(first))
            alternatives += sorted(map(re.escape, fitting), key=len, reverse=True)
        if alternatives:
            starts.append(f"(?P<g{n}>{'|'.join(alternatives)})")
    return re.compile(f"(?:{'|'.join(starts)})(?!\\w)") if starts else None
