"""A fixture's result, and how it differs from what is expected, as text for a terminal.

What a text is stands on a line of its own before it, so that a terminal that orders Arabic finds lines of one
direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

import click

from crawlers.fixtures import FIELDS, Difference, Fixture
from crawlers.safe import plain

#: What nobody but a reader can tell.
LOOK = """\
expected.json holds what Ghirbal reads today, right or wrong. Look at the page beside it:
- paragraphs: is all of the story there, in order, and nothing else?
- title, standfirst, authors, dates, section, tags: as printed? Each caption once?
- removed: is no sentence of the story among it?
Where it is wrong, write into expected.json what is right. Then list the traps of the page in removed_contains,
and say in the notes of meta.json what is tricky. Before the page is passed on, put text of your own in the
publisher's place; `ghirbal fixtures accept` then takes the new text."""


def shown(fixture: Fixture, *, color: bool = False) -> str:
    """What a fixture's page gives now: how it was read, its fields, its paragraphs, and by reason what was removed."""
    result = fixture.result
    out = [fixture.id, f"method {result['method']}, rules {', '.join(result['rules']) or 'none'}"]
    if result["warnings"]:
        out.append(_painted("warnings: " + ", ".join(result["warnings"]), color, fg="yellow"))
    texts = {field: result[field] for field in FIELDS if field not in ("paragraphs", "warnings", "method", "rules")}
    for field, value in texts.items():
        if value:
            out += ["", _painted(f"= {field}", color, fg="cyan"), *_entries(value)]
    out += ["", _painted(f"+ paragraphs ({len(result['paragraphs'])})", color, fg="green")]
    out.append("\n\n".join(_entries(result["paragraphs"])))
    by_reason: dict[str, list[str]] = {}
    for removal in fixture.article.removed:
        by_reason.setdefault(removal.reason, []).append(plain(removal.text))
    for reason, removed in by_reason.items():
        out += ["", _painted(f"- {reason} ({len(removed)})", color, fg="red"), *removed]
    if without := [field for field, value in texts.items() if not value]:
        out += ["", f"nothing in: {', '.join(without)}"]
    return "\n".join(out) + "\n"


def told(fixture: Fixture, found: Iterable[Difference], *, color: bool = False) -> str:
    """Differences, each after its id: of lists only the entries that differ."""
    return "\n".join("\n".join(_told(fixture, difference, color)) + "\n" for difference in found)


def _told(fixture: Fixture, difference: Difference, color: bool) -> Iterator[str]:
    yield _painted(f"{fixture.id}/{difference.field}", color, bold=True)
    old, new = _entries(difference.expected), _entries(difference.now)
    counted = isinstance(difference.expected, list) and isinstance(difference.now, list)
    if not counted:
        old, new = ["\n".join(old)], ["\n".join(new)]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        twins = b - a == d - c
        for n in range(a, b):
            yield _painted("- expected" + (f", {n + 1} of {len(old)}" if counted else ""), color, fg="red")
            yield _against(old[n], new[c + n - a], color) if twins else old[n]
        for n in range(c, d):
            yield _painted("+ now" + (f", {n + 1} of {len(new)}" if counted else ""), color, fg="green")
            yield _against(new[n], old[a + n - c], color) if twins else new[n]


def _entries(value: Any) -> list[str]:
    """The texts of a field's value: each a line, but for those of `removed_contains` with a line before them."""
    values = value if isinstance(value, list) else ["(nothing)" if value is None else value]
    return ["\n".join(map(plain, str(entry).split("\n"))) for entry in values]


def _against(text: str, other: str, color: bool) -> str:
    """A text with the words underlined that are not in the other one; without colour, as it is."""
    if not color:
        return text
    words, others = text.split(" "), other.split(" ")
    changes = SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    runs = ((" ".join(words[a:b]), kind != "equal") for kind, a, b, _, _ in changes if a < b)
    return " ".join(click.style(run, underline=True) if changed else run for run, changed in runs)


def _painted(text: str, color: bool, **style: Any) -> str:
    return click.style(text, **style) if color else text
