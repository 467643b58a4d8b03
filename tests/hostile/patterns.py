"""Every compiled pattern of the project, and the strings that would hang it if it could be hung.

A backtracking engine is slow on what nearly matches, many times over. So each string is made of the pattern's own
pieces: something that each part of it matches, repeated, alone and behind its neighbours, with an end that fits
nothing.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import cleaners
import crawlers

PACKAGES = (cleaners, crawlers)
_NAMES = [package.__name__ for package in PACKAGES]
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


#: How those are used that no name in the module says: they are held in something.
_USED = {
    "cleaners.cues._starts": "match",
    "cleaners.drafting.addresses._KINDS": "match",
    "cleaners.next_page._PATHS": "fullmatch",
}
_CACHED = type(cache(lambda: None))
_FUNCTIONS = {"search", "match", "fullmatch", "split", "sub", "subn", "findall", "finditer", "compile"}


def patterns() -> dict[str, tuple[re.Pattern[Any], str]]:
    """The patterns by a name, each with the method that it is used by (`search`, `match`, `fullmatch`): those of
    modules, of what these hold, also behind functions that make it once, and those written where they are used."""
    found: dict[str, tuple[re.Pattern[Any], str]] = {}
    seen: set[int] = set()

    def look(name: str, value: object, method: str, depth: int = 0) -> None:
        if isinstance(value, re.Pattern):
            if all(value is not other for other, _ in found.values()):
                found[name] = value, method
            return
        if depth > 4 or id(value) in seen or isinstance(value, str | bytes | int | ModuleType):
            return
        seen.add(id(value))
        held: Iterable[tuple[str, object]] = ()
        own = type(value).__module__.partition(".")[0] in _NAMES
        if isinstance(value, Mapping):
            held = ((f"[{str(key)[:40]}]", one) for key, one in value.items())
        elif isinstance(value, list | tuple | set | frozenset):
            held = ((f"[{n}]", one) for n, one in enumerate(value))
        elif isinstance(value, _CACHED):
            made = value.__wrapped__
            is_ours = made.__module__.startswith("cleaners.") and made.__code__.co_argcount == len(
                made.__defaults__ or ()
            )
            held = [("()", value())] if is_ours else ()
        elif own or (isinstance(value, type) and value.__module__.partition(".")[0] in _NAMES):
            names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
            held = ((f".{one}", getattr(value, one, None)) for one in names)
        for where, one in held:
            look(name + where, one, method, depth + 1)

    for module in modules():
        source = Path(module.__file__ or "").read_text(encoding="utf-8")
        for name, value in vars(module).items():
            whole = f"{module.__name__}.{name}"
            used = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\b", source))
            anchored = [one for one in ("match", "fullmatch") if one in used]
            scans = not anchored or used & (_FUNCTIONS - {"match", "fullmatch", "compile"})
            look(whole, value, _USED.get(whole, "search" if scans else anchored[0]))
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and (node.func.value.id, node.func.attr in _FUNCTIONS - {"compile"}) == ("re", True)
                and isinstance(node.args[0], ast.Constant)
            ):
                method = node.func.attr if node.func.attr in ("match", "fullmatch") else "search"
                found[f"{module.__name__}, line {node.lineno}"] = re.compile(node.args[0].value), method
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
