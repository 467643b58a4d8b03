"""Datelines and bylines that stand alone: «موسكو - المغرب اليوم», «الدار البيضاء - أيوب رشدي», «رائد جبر (موسكو)»."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cleaners.reading import fold

# A tatweel serves as a dash too. The dash may lack its spaces, but not inside a word that has none elsewhere.
_PARTED = re.compile(
    r"^((?:[^\d.،؛:!؟?\"]|(?<=\w)\d|(?<=\w)\.(?=\w)){2,40}?)\s*(?:\s[-–—_/ـ]|[-–—_/]\s?|\sـ\s?|،\s(?=[^،]*$))"
    r"\s*((?:[^.،؛!؟?\"]|(?<=\w)\.(?=\w)|(?<=\b[دم])\.(?!\w)){2,40}?)\s*[-–—_:/]?$"
)
_BRACKETED = re.compile(r"^([^().:؛!؟?\d]{3,60}?)\s*[(«\[]([^()»]{2,40})[)»\]]\s*[-–—_:/]*$")
# «تونس ـ «القدس العربي» ـ نجلاء الفارس»
_QUOTED = re.compile(
    r"^([^«\"“:.؟!]{2,40}?) ?[-–—_ـ:] ?[«\"“]([^»\"”]{2,40})[»\"”] ?[-–—_ـ:] ?([^:.،؟!\d]{2,40})[:\s]*$"
)
_SEPARATOR = re.compile(r"[-–—_/ـ،:()«\[]")
_MAX_WORDS = 9
# «بيروت / وليد سليمان / الأناضول»
_SIGNED = re.compile(r"^([^/]{3,60}?/[^/]{3,40}?)\s*/\s*([^/]{2,30})$")


class Line(NamedTuple):
    """A dateline or byline that stands alone; `author` is the person it names, if any."""

    author: str | None
    brand: str | None


@cache
def _names() -> dict[str, frozenset[str]]:
    """The names by their kind, folded; `credits` with the agencies, which have pictures too."""
    data = tomllib.loads(files("cleaners").joinpath("names.toml").read_text(encoding="utf-8"))
    folded = {kind: frozenset(map(fold, names)) for kind, names in data.items()}
    return folded | {"credits": folded["credits"] | folded["agencies"]}


def read(text: str, brands: frozenset[str] = frozenset()) -> Line | None:
    """Reads a short line of two parts, of which one is a place, an agency or an outlet: a known one, or one of
    `brands` (folded). None when it is no such line."""
    if len(text) > 70 or text.count(" ") >= _MAX_WORDS or not _SEPARATOR.search(text) or text[0] == "©":
        return None
    if text[:1] in "([" and text[-1:] in ")]":
        text = text[1:-1].strip()
    agencies, cities = _names()["agencies"], _names()["cities"]
    if brands:
        agencies |= brands
    if text.count("/") == 2 and (signed := _SIGNED.match(text)) and fold(signed[2]) in agencies:
        text = signed[1]
    if (quoted := _QUOTED.match(text)) and fold(quoted[1]) in cities:
        return Line(quoted[3].strip() if is_person(quoted[3].strip()) else None, quoted[2])
    found = _PARTED.match(text) or _BRACKETED.match(text)
    if not found:
        # «بيروت: رلى الخازن», «الواحات (مصر): هالة رمزي»
        place, colon, name = text.partition(":")
        place = place.partition("(")[0].strip()
        known = fold(place) in cities or "(" in text
        return Line(name.strip(), None) if colon and known and is_person(name.strip()) else None
    left, right = found[1].strip("«» "), found[2].strip("«» ")
    first, second = fold(left), fold(right)
    if any(part.count(" ") > 3 and fold(part) not in agencies and fold(part) not in cities for part in (left, right)):
        return None  # a headline and the outlet's name, a caption and its credit
    if first in agencies and second in agencies:
        return Line(None, left if second in cities and first not in cities else right)
    if second in agencies:
        return Line(left if first not in cities and is_person(left) else None, right)
    if first in agencies:
        return Line(right if second not in cities and is_person(right) else None, left)
    if first in cities:
        return Line(right if is_person(right) and second not in cities else None, None)
    if second in cities:
        return Line(left if is_person(left) else None, None)
    return None


def is_brand(text: str) -> bool:
    """Whether the line is an outlet's name that a dash was to part from a title: «المغرب اليوم -»."""
    name = text.strip(" -–—_ـ|:/")
    return name != text and fold(name) in _names()["agencies"]


def is_agency(text: str) -> bool:
    """Whether the line is nothing but an agency's name."""
    return fold(text) in _names()["agencies"]


def is_city(text: str) -> bool:
    """Whether the line is nothing but the name of a known city."""
    return fold(text) in _names()["cities"]


def is_desk(text: str) -> bool:
    """Whether the line begins as the name of a section or desk does: «شؤون محلية», «فريق التحرير»."""
    return fold(text.partition(" ")[0]) in _names()["desks"]


def is_credited(text: str) -> bool:
    """Whether the line is a caption that ends with a known source of pictures in brackets."""
    found = _CREDIT.search(text)
    return found is not None and text.count(" ", 0, found.start()) >= 2 and fold(found[1]) in _names()["credits"]


_CREDIT = re.compile(r"\( ?([^()]{2,40}|[^()]{0,30}\([^()]*\)[^()]{0,30})\)$")


def is_person(text: str) -> bool:
    """Whether the text may be a person's name: two to five words, none of which joins others to a phrase."""
    return 1 <= text.count(" ") <= 4 and not _NO_NAME.search(text)


# Digits, quotation marks, and words that stand between the words of a sentence.
_NO_NAME = re.compile(r"[\d«»\"“”]|\s(?:في|فى|من|على|إلى|الى|عن|بعد|قبل|خلال|مع|بين|أن|إن)\s")
