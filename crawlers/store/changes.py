"""What an outlet changed in an article: its content against that of the version before."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

# What an outlet says; the rest says how it was read.
FIELDS = ("title", "standfirst", "authors", "published", "modified", "section", "tags", "dateline", "captions")


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """By field: `[old, new]`; of `paragraphs` a list of what was replaced; empty where nothing changed.

    A replacement is `{"at": index in the old paragraphs, "old": [paragraphs], "new": [paragraphs]}`. Days
    alone are no change: «two hours ago» is another day at every visit.
    """
    said = differences(old, new)
    return {} if said.keys() <= {"published", "modified"} else said


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What `changes` gives, days alone included: of one page read twice, they are a difference like all others."""
    said = {name: [old.get(name), new.get(name)] for name in FIELDS if old.get(name) != new.get(name)}
    before, after = old.get("paragraphs", []), new.get("paragraphs", [])
    if before != after:
        matcher = SequenceMatcher(a=before, b=after, autojunk=False)
        said["paragraphs"] = [
            {"at": a, "old": before[a:b], "new": after[c:d]}
            for tag, a, b, c, d in matcher.get_opcodes()
            if tag != "equal"
        ]
    return said
