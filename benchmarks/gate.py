"""The gate: no figure of ours falls below its floor.

`floors.json` holds for each corpus the digest of the pages it was measured on and the worst a figure may
be. A floor only ever rises. On other pages the figures mean something else: then nothing is compared, and
whoever changed the pages takes that corpus out of the file by hand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.json")

#: Of these figures less is better; of all others, more.
AT_MOST = frozenset({"leaked", "repeated", "date wrong", "authors invented"})

_DIGITS = 4

Figures = Mapping[str, float | None]
Floors = dict[str, dict]


class OtherPages(ValueError):
    """The pages are not those that the floors were measured on."""


def load(path: Path) -> Floors:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def save(floors: Floors, path: Path) -> None:
    path.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n", "utf-8")


def check(corpus: str, digest: str, figures: Figures, floors: Floors) -> list[str]:
    """A line for every figure of a corpus that is worse than its floor, or missing. Raises OtherPages."""
    complaints = []
    for name, floor in _floors_of(corpus, digest, floors).items():
        figure = figures.get(name)
        if figure is None:
            complaints.append(f"{corpus}: {name} was not measured, its floor is {floor}")
        elif _worse(name, figure, floor):
            limit = "above its limit" if name in AT_MOST else "below its floor"
            complaints.append(f"{corpus}: {name} is {figure:.4f}, {limit} {floor}")
    return complaints


def raised(corpus: str, digest: str, figures: Figures, floors: Floors) -> Floors:
    """The floors, each that was surpassed set to the new figure, none lowered. Raises OtherPages."""
    old = _floors_of(corpus, digest, floors)
    new = dict(old)
    for name, figure in figures.items():
        if figure is not None and (name not in old or _worse(name, old[name], figure)):
            new[name] = _rounded(name, figure)
    return floors | {corpus: {"pages": digest, "floors": new}}


def _floors_of(corpus: str, digest: str, floors: Floors) -> dict[str, float]:
    kept = floors.get(corpus)
    if kept is None:
        return {}
    if kept["pages"] != digest:
        raise OtherPages(
            f"{corpus}: the floors were measured on other pages ({kept['pages']}, these are {digest}); "
            f"compare nothing, or take {corpus!r} out of {FLOORS.name} and set its floors anew with --update"
        )
    return kept["floors"]


def _worse(name: str, figure: float, than: float) -> bool:
    slack = 10**-_DIGITS / 10
    return figure > than + slack if name in AT_MOST else figure < than - slack


def _rounded(name: str, figure: float) -> float:
    """To four digits, towards the worse: what was measured must pass."""
    scale = 10**_DIGITS
    return (math.ceil if name in AT_MOST else math.floor)(round(figure * scale, 3)) / scale
