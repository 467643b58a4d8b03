"""The pages and texts that the cleaners are measured on: a folder `shared` beside the repository."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Page:
    """A saved page as bytes, its address, and what a reader says is in it (the keys of its JSON file)."""

    name: str
    url: str
    body: bytes
    gold: dict[str, Any]


@dataclass(frozen=True)
class Text:
    """A text that was extracted before, and what is known of its lines (the keys of its JSON file)."""

    name: str
    url: str | None
    text: str
    gold: dict[str, Any]


def gold() -> list[Page]:
    """Arabic pages, read by hand to the letter of what clean means."""
    return _pages("gold", "*.html")


def gold_en() -> list[Page]:
    """English pages, one a site: whether the reading of structure generalises."""
    return _pages("gold-en", "*.html.gz")


def textmode() -> list[Text]:
    """Extracted texts with a label for every line."""
    golds = ((path, _json(path)) for path in sorted((SHARED / "textmode").glob("*.json")))
    return [Text(path.stem, g["url"], "\n".join(line["text"] for line in g["lines"]), g) for path, g in golds]


def documents() -> list[Text]:
    """Two extracted documents and exactly what must come out of them."""
    return [
        Text(path.stem, None, path.read_text("utf-8"), _json(path.with_name(path.stem + ".expected.json")))
        for path in sorted((SHARED / "documents").glob("*.txt"))
    ]


def digest(corpus: Iterable[Page | Text]) -> str:
    """What tells one state of a corpus from another: half a SHA-256 over its names, pages and golds."""
    sha = hashlib.sha256()
    for item in corpus:
        body = item.body if isinstance(item, Page) else item.text.encode()
        for part in (item.name.encode(), body, json.dumps(item.gold, sort_keys=True).encode()):
            sha.update(len(part).to_bytes(8, "big") + part)
    return sha.hexdigest()[:32]


def _pages(folder: str, pattern: str) -> list[Page]:
    found = []
    for path in sorted((SHARED / folder).glob(pattern)):
        name = path.name.split(".html")[0]
        body = path.read_bytes()
        g = _json(path.with_name(name + ".json"))
        found.append(Page(name, g["url"], gzip.decompress(body) if path.suffix == ".gz" else body, g))
    return found


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))
