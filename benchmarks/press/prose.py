"""Arabic news of our own: what the articles of the press say.

An article is a lead of its topic, details of it, and what any story can go on with, out of `stock.toml`, with
names and figures dealt by a random number generator. The same generator gives the same article.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

STOCK = Path(__file__).with_name("stock.toml")
SHORTEST, LONGEST = 4, 15  # paragraphs

_SLOT = re.compile(r"\{(\w+)\}")
_LISTS = {"city": "cities", "other": "cities", "man": "men", "woman": "women", "day": "days"}


@dataclass(frozen=True)
class Story:
    """What one article says, in normal form."""

    title: str
    paragraphs: tuple[str, ...]
    section: str
    tags: tuple[str, ...]


@cache
def stock() -> dict[str, Any]:
    """The sentences and names of `stock.toml`."""
    return tomllib.loads(STOCK.read_text(encoding="utf-8"))


def story(random: Random) -> Story:
    """A story of 4 to 15 paragraphs on one of the topics; no sentence stands in it twice."""
    topic = stock()["topics"][random.choice(list(stock()["topics"]))]
    city, other = random.sample(stock()["cities"], 2)
    fixed = {"city": city, "other": other}
    count = random.randint(SHORTEST, LONGEST)
    details = random.sample(topic["details"], min(len(topic["details"]), count - 1))
    general = random.sample(stock()["general"], count + 6)
    further = sorted((*details, *general[: count - 1 - len(details)]), key=lambda _: random.random())
    spare = iter(general[count - 1 - len(details) :])
    # Some paragraphs are of two sentences.
    texts = [f"{text} {next(spare)}" if random.random() < 0.25 and n < 6 else text for n, text in enumerate(further)]
    return Story(
        _filled(random.choice(topic["headlines"]), fixed, random),
        tuple(_filled(text, fixed, random) for text in (random.choice(topic["leads"]), *texts)),
        topic["section"],
        tuple(topic["tags"]),
    )


def edited(before: Story, random: Random) -> Story:
    """The story after an edit: a paragraph more at its end and, half of the time, another headline."""
    told = " ".join(before.paragraphs)
    while True:
        added = _filled(random.choice(stock()["general"]), {}, random)
        if added[:30] not in told:
            break
    title = f"{before.title} وتفاصيل جديدة" if random.random() < 0.5 else before.title
    return Story(title, (*before.paragraphs, added), before.section, before.tags)


def _filled(template: str, fixed: dict[str, str], random: Random) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return fixed.get(name) or _filled(random.choice(stock()[_LISTS.get(name, name)]), fixed, random)

    return _SLOT.sub(fill, template)
