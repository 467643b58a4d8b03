"""Every compiled pattern of the project, and the strings that would hang it if it could be hung.

A backtracking engine is slow on what nearly matches, many times over. So each string is made of the pattern's own
pieces: something that each part of it matches, repeated, alone and behind its neighbours, with an end that fits
nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import cleaners
import crawlers

PACKAGES = (cleaners, crawlers)
#: Ends that fit next to nothing.
MISMATCHES = ("\x00", "\n\x00", "x\x00", "!\u0f00")
_CATEGORIES = {
    op.CATEGORY_DIGIT: "7",
    op.CATEGORY_NOT_DIGIT: "x",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: "x",
    op.CATEGORY_WORD: "x",
    op.CATEGORY_NOT_WORD: "-",
}


def modules() -> Iterator[ModuleType]:
    """The modules of the packages, but what runs when it is imported."""
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[Any]]:
    """The compiled patterns by a name: those of modules, classes, and of what these hold, also behind functions that
    make them once."""
    found: dict[str, re.Pattern[Any]] = {}
    seen: set[int] = set()

    def look(name: str, value: object, depth: int = 0) -> None:
        if isinstance(value, re.Pattern):
            if value not in found.values():
                found[name] = value
            return
        if depth > 4 or id(value) in seen or isinstance(value, str | bytes | int | ModuleType):
            return
        seen.add(id(value))
        if isinstance(value, Mapping):
            for key, one in value.items():
                look(f"{name}[{str(key)[:40]}]", one, depth + 1)
        elif isinstance(value, list | tuple | set | frozenset):
            for n, one in enumerate(value):
                look(f"{name}[{n}]", one, depth + 1)
        elif getattr(value, "cache_info", None) and not value.__wrapped__.__code__.co_argcount:  # type: ignore[attr-defined]
            look(f"{name}()", value(), depth + 1)  # type: ignore[operator]
        elif type(value).__module__.partition(".")[0] in ("cleaners", "crawlers"):
            names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
            for one in names:
                look(f"{name}.{one}", getattr(value, one, None), depth + 1)
        elif isinstance(value, type) and value.__module__.partition(".")[0] in ("cleaners", "crawlers"):
            for one, held in vars(value).items():
                look(f"{name}.{one}", held, depth + 1)

    for module in modules():
        for name, value in vars(module).items():
            look(f"{module.__name__}.{name}", value)
    return found


_MOST = 12  # heads


def traps(pattern: re.Pattern[Any], size: int) -> Iterator[Any]:
    """Strings of about `size` characters, of the pattern's type, that nearly match it."""
    parts = [part for part in _parts(_parser.parse(pattern.pattern, pattern.flags)) if part]
    heads = ["".join(parts[:n]) for n in range(len(parts))]
    pieces = dict.fromkeys([*parts, *(a + b for a, b in pairwise(parts)), *heads[1:][:_MOST], "".join(parts)])
    for piece in pieces:
        # What stands before it in the pattern, once; of a pattern with many parts only some of that.
        for head in dict.fromkeys(["", *heads[:: len(heads) // _MOST + 1]]):
            for end in MISMATCHES:
                trap = head + piece * (size // len(piece)) + end
                yield trap.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else trap


def _parts(tree: Any) -> Iterator[str]:
    """For each part of a parsed pattern, in order, the shortest text that it matches."""
    for code, value in tree:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield "".join(_parts(value[2])) * max(1, min(value[0], 3))
            yield from _parts(value[2])
        elif code is op.SUBPATTERN:
            yield from _parts(value[3])
        elif code is op.ATOMIC_GROUP:
            yield from _parts(value)
        elif code is op.BRANCH:
            for branch in value[1]:
                yield from _parts(branch)
        elif code in (op.ASSERT, op.ASSERT_NOT):
            yield from _parts(value[1])
        elif code is op.LITERAL:
            yield chr(value)
        elif code is op.NOT_LITERAL:
            yield "x" if chr(value) != "x" else "y"
        elif code is op.ANY:
            yield "x"
        elif code is op.IN:
            yield _of_class(value)


def _of_class(items: Any) -> str:
    if items[0][0] is op.NEGATE:
        barred = re.compile("[" + "".join(map(_shown, items[1:])) + "]")
        return next(c for c in "x 7-<>\"'اy\t\n،~\x01" if not barred.match(c))
    for code, value in items:
        if code is op.LITERAL:
            return chr(value)
        if code is op.RANGE:
            return chr(value[0])
        return _CATEGORIES[value]
    raise AssertionError(items)


def _shown(item: Any) -> str:
    code, value = item
    if code is op.RANGE:
        return f"\\U{value[0]:08x}-\\U{value[1]:08x}"
    if code is op.CATEGORY:
        names = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s"}
        names |= {op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W"}
        return names[value]
    return f"\\U{value:08x}"
