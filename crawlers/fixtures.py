"""Fixtures: saved pages and what must come out of them, for the command line and the tests alike.

A fixture is a folder `<outlet>/<slug>` of three files.

- `page.html` is the page, byte for byte; `page.html.gz` where it is over 100 kB. `page-2.html` and so on are the
  article's further pages.
- `meta.json` says where the page is from: `url` (and `next_pages`), `fetched_at`, `status`, `content_type`, the
  `charset` of the header, each null where it is not known; `sha256` of the pages, unpacked and one behind the
  other; whether the `markup` was `seen` or `inferred`; `notes`.
- `expected.json` holds each field of the article, `method`, and `rules`: the keys of the outlet's rules that took
  effect. What else is in it was written by hand and is kept: `removed_contains` lists texts that must have been
  removed, each with its reason.

A page is read as on the day it was fetched: dates such as "an hour ago" are reckoned from `fetched_at`.
"""

from __future__ import annotations

import gzip
import json
import re
import secrets
import shutil
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from cleaners import Article, clean_html, outlets
from cleaners.joining import join
from crawlers import sources
from crawlers.files import cause_of
from crawlers.render import verdict
from crawlers.safe import readable

#: What a reading gives, in the order of `expected.json`.
FIELDS = (
    "url", "outlet", "title", "standfirst", "authors", "published", "modified", "section", "tags", "language",
    "dateline", "captions", "paragraphs", "warnings", "method", "rules",
)  # fmt: skip
#: What is compared.
COMPARED = ("sha256", *FIELDS, "removed_contains")

PACKED_OVER = 100_000  # bytes

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # of an outlet or a slug


class FixtureError(Exception):
    """A fixture that cannot be used or saved. The message is one line and says which and why."""


@dataclass(frozen=True)
class Fixture:
    """A fixture as it lies in its folder; what comes out of it is read when it is first asked for."""

    folder: Path
    meta: dict[str, Any]
    expected: dict[str, Any]
    pages: tuple[bytes, ...]
    own: Path | None = None  # a folder of outlet files beside the shipped ones

    @property
    def id(self) -> str:
        """`<outlet>/<slug>`."""
        return "/".join(self.folder.parts[-2:])

    @cached_property
    def article(self) -> Article:
        """The article of the pages, read as on the day they were fetched."""
        now = datetime.fromisoformat(self.meta["fetched_at"])
        urls = [self.meta["url"], *self.meta.get("next_pages", ())]
        first, *rest = (
            clean_html(page, url, outlets.of_url(url, self.own), self.meta["charset"], now)
            for page, url in zip(self.pages, urls, strict=True)
        )
        return join(first, rest)

    @cached_property
    def result(self) -> dict[str, Any]:
        """What must equal `expected.json`, by `FIELDS`, and the pages' `sha256`."""
        read = self.article.as_dict(removed=False) | {"rules": rules_of(self.article)}
        return {field: read[field] for field in FIELDS} | {"sha256": _checksum(self.pages)}

    @property
    def recorded(self) -> dict[str, Any]:
        """What `result` must equal; a field that is recorded nowhere is absent."""
        checksum = {"sha256": self.meta["sha256"]} if "sha256" in self.meta else {}
        return {field: self.expected[field] for field in FIELDS if field in self.expected} | checksum


def rules_of(article: Article) -> list[str]:
    """The keys of the outlet's rules that took effect on the page, as its file calls them: `body`, `remove.related`.

    `body` is among them when the article was read from the rule's element, the others when they selected a block.
    """
    keys = {block.place.mark for block in article.blocks if block.place.mark} - {"body"}
    if article.method.startswith("rules:"):
        keys.add("body")
    return sorted(key.replace(":", ".") for key in keys)


def _checksum(pages: Iterable[bytes]) -> str:
    return sha256(b"".join(pages)).hexdigest()


# --- finding and reading ----------------------------------------------------------------------------------


def select(folder: Path, ids: Sequence[str] = ()) -> dict[Path, list[str]]:
    """The fixtures in a folder that the ids name, each with the fields that are asked for.

    An id is an outlet, `<outlet>/<slug>` or `<outlet>/<slug>/<field>`, and any part of it may be a pattern with `*`
    and `?`; no ids name all. Raises `FixtureError` for an id that names nothing.
    """
    fixtures = sorted(path for path in folder.glob("[!.]*/[!.]*") if path.is_dir())
    if not fixtures:
        raise FixtureError(f"{folder}: no fixtures")
    found: dict[Path, list[str]] = {}
    for name in ids or ("*",):
        parts = name.strip("/").split("/")
        outlet, slug, field = (*parts, "*", "*")[:3]
        fields = [known for known in COMPARED if fnmatchcase(known, field)]
        paths = [p for p in fixtures if fnmatchcase(p.parts[-2], outlet) and fnmatchcase(p.name, slug)]
        if not paths or len(parts) > 3:
            raise FixtureError(f"{folder}: no fixture {name}")
        if not fields:
            raise FixtureError(f"{name}: no field {field}; there are {', '.join(COMPARED)}")
        for path in paths:
            found[path] = [known for known in COMPARED if known in fields or known in found.get(path, ())]
    return dict(sorted(found.items()))


def load(folder: Path, own: Path | None = None) -> Fixture:
    """The fixture in a folder. `own` is a folder of outlet files that join the shipped ones.

    Raises `FixtureError`, naming the file that is missing or broken.
    """
    meta, expected = _object(folder / "meta.json"), _object(folder / "expected.json")
    for key in ("url", "fetched_at", "charset"):
        if key not in meta:
            raise FixtureError(f"{folder / 'meta.json'}: {key} is missing")
    try:
        datetime.fromisoformat(meta["fetched_at"])
    except (TypeError, ValueError):
        raise FixtureError(f"{folder / 'meta.json'}: fetched_at: not a time: {meta['fetched_at']!r}") from None
    traps = expected.get("removed_contains", [])
    if not all(isinstance(trap, dict) and {"text", "reason"} <= trap.keys() for trap in traps):
        raise FixtureError(f"{folder / 'expected.json'}: removed_contains: each must have a text and a reason")
    names = ["page", *(f"page-{n}" for n in range(2, 2 + len(meta.get("next_pages", ()))))]
    return Fixture(folder, meta, expected, tuple(_page(folder, name) for name in names), own)


def _object(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_bytes())
    except OSError as error:
        raise FixtureError(f"{path}: {cause_of(error)}") from None
    except ValueError as error:
        raise FixtureError(f"{path}: not JSON: {error}") from None
    if not isinstance(read, dict):
        raise FixtureError(f"{path}: not a JSON object")
    return read


def _page(folder: Path, name: str) -> bytes:
    page, packed = folder / f"{name}.html", folder / f"{name}.html.gz"
    if page.exists() and packed.exists():
        raise FixtureError(f"{folder}: both {page.name} and {packed.name}")
    try:
        return gzip.decompress(packed.read_bytes()) if packed.exists() else page.read_bytes()
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise FixtureError(f"{packed}: broken gzip file") from None
    except OSError as error:
        raise FixtureError(f"{page}: {cause_of(error)}") from None


# --- comparing and accepting ------------------------------------------------------------------------------


class Difference(NamedTuple):
    """A field that is not as recorded. Of `removed_contains` only the texts that were not removed are given, each
    with its reason, or what became of it, on a line before it."""

    field: str
    expected: Any
    now: Any


NOT_RECORDED = "(not recorded)"


def differences(fixture: Fixture, fields: Iterable[str] = COMPARED) -> list[Difference]:
    """How the result differs from what is recorded, a difference a field, in the order of `COMPARED`.

    Raises `FixtureError` when the pages cannot be read at all.
    """
    wanted, recorded = set(fields), fixture.recorded
    try:
        result = fixture.result
    except Exception as error:
        raise FixtureError(f"{fixture.id}: could not be read: {type(error).__name__}: {error}") from error
    found = [
        Difference(field, recorded.get(field, NOT_RECORDED), now)
        for field, now in result.items()
        if field in wanted and (field not in recorded or recorded[field] != now)
    ]
    if "removed_contains" in wanted and (traps := missed(fixture)):
        expected = [f"{trap['reason']}\n{trap['text']}" for trap in traps]
        found.append(Difference("removed_contains", expected, [f"{_fate(fixture, t)}\n{t['text']}" for t in traps]))
    return sorted(found, key=lambda difference: COMPARED.index(difference.field))


def missed(fixture: Fixture) -> list[dict[str, str]]:
    """Of `removed_contains` the entries whose text was not removed, whole or within a block, for their reason."""
    removed = fixture.article.removed
    return [
        trap
        for trap in fixture.expected.get("removed_contains", ())
        if not any(trap["text"] in r.text and trap["reason"] == r.reason for r in removed)
    ]


def _fate(fixture: Fixture, trap: dict[str, str]) -> str:
    fates = (verdict(block)[0][2:] for block in fixture.article.blocks if trap["text"] in block.text)
    return ", ".join(dict.fromkeys(fates)) or "not on the page"


def accept(fixture: Fixture, found: Iterable[Difference]) -> None:
    """Records what came out now in place of what was expected, of the fields that differ.

    What was written by hand stays as it is, `removed_contains` too. Raises `FixtureError` when it
    cannot be written; each file is then whole.
    """
    taken = {difference.field: difference.now for difference in found if difference.field != "removed_contains"}
    files = {}
    if checksum := taken.pop("sha256", None):
        files["meta.json"] = _encoded(fixture.meta | {"sha256": checksum})
    if taken:
        files["expected.json"] = _encoded(_in_order(fixture.expected | taken))
    _place(fixture.folder, files)


def _in_order(expected: dict[str, Any]) -> dict[str, Any]:
    return {field: expected[field] for field in FIELDS if field in expected} | expected


def _encoded(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _place(target: Path, files: dict[str, bytes]) -> None:
    """Puts files into a folder, each of them whole; a folder that is not there yet comes with all of them."""
    part = target.parents[1] / f".{target.name}-{secrets.token_hex(8)}.part"
    try:
        part.mkdir(parents=True)
        for name, content in files.items():
            (part / name).write_bytes(content)
        if target.exists():
            for name in files:
                (part / name).replace(target / name)
        else:
            target.parent.mkdir(exist_ok=True)
            part.rename(target)
    except OSError as error:
        raise FixtureError(f"{target}: {cause_of(error)}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


# --- adding -----------------------------------------------------------------------------------------------


def add(
    source: str,
    folder: Path,
    *,
    outlet: str | None = None,
    slug: str | None = None,
    url: str | None = None,
    force: bool = False,
    allow_private: bool = False,
    own: Path | None = None,
) -> Fixture:
    """Saves the page of an address or a file, with its present result as what is expected of it.

    `outlet` is for a page whose host no outlet has yet; `slug` is made of the address where it is None. `url` is the
    page's address; else it is where it was fetched from, or what the file itself says. `force` replaces a fixture
    that is there; what was written by hand in it stays. `own` is as for `load`.

    Returns the fixture as saved. Raises `FixtureError`, `FetchError`, `SourceError` or `OutletError`, with nothing
    changed.
    """
    for name in (outlet, slug):
        if name is not None and not _NAME.fullmatch(name):
            raise FixtureError(f"{name!r} is no name for a folder: small letters, digits and single hyphens make one")
    page, meta = _found(source, url, allow_private)
    target = folder / _outlet_id(meta["url"], outlet, own) / (slug or slug_of(meta["url"]))
    meta |= {"sha256": _checksum([page]), "markup": "seen", "notes": ""}
    expected: dict[str, Any] = {"removed_contains": []}
    if target.exists():
        if not force:
            raise FixtureError(f"{target}: is there already (--slug gives another name, --force replaces it)")
        before = load(target, own)
        if len(before.pages) > 1:
            raise FixtureError(f"{target}: has further pages, which only hands can replace")
        meta = before.meta | meta | {"notes": before.meta.get("notes", "")}
        expected = before.expected
    result = Fixture(target, meta, {}, (page,), own).result
    expected = _in_order(expected | {field: result[field] for field in FIELDS})
    packed = len(page) > PACKED_OVER
    name, stale = ("page.html.gz", "page.html") if packed else ("page.html", "page.html.gz")
    content = gzip.compress(page, mtime=0) if packed else page
    _place(target, {name: content, "meta.json": _encoded(meta), "expected.json": _encoded(expected)})
    (target / stale).unlink(missing_ok=True)
    return load(target, own)


def _found(source: str, url: str | None, allow_private: bool) -> tuple[bytes, dict[str, Any]]:
    """The page of an address or a file, and what of `meta.json` is known of it."""
    fetched_at = datetime.now(UTC)
    if sources.is_address(source):
        from crawlers.fetch import fetch  # what it loads is of no use for all else here

        page = fetch(source, allow_private=allow_private)
        if page.content_type == "text/plain":
            raise FixtureError(f"{source}: is text, not a page")
        header = f"{page.content_type}; charset={page.charset}" if page.charset else page.content_type
        body, charset, status = page.body, page.charset, page.status
        url = url or readable(page.final_url)
    else:
        file = sources.read(source)
        if file.is_text:
            raise FixtureError(f"{source}: is extracted text, not a page")
        if source != "-":
            fetched_at = datetime.fromtimestamp(Path(source).stat().st_mtime, UTC)
        body, charset, status, header = file.body, None, None, None
        url = url or clean_html(body, outlet=None).url or ""
        if not re.match(r"https?://", url):
            raise FixtureError(f"{source}: does not say its own address: --url gives it")
    return body, {
        "url": url,
        "fetched_at": f"{fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        "status": status,
        "content_type": header,
        "charset": charset,
    }


def _outlet_id(url: str, wanted: str | None, own: Path | None) -> str:
    """The outlet that a page belongs to; `wanted` counts where no outlet has the host of its address."""
    known = outlets.of_url(url, own)
    if known and wanted in (None, known.id):
        return known.id
    if known or wanted in outlets.load(own):
        raise FixtureError(f"{url}: " + (f"an address of {known.id}" if known else f"at no host of {wanted}"))
    if wanted is None:
        raise FixtureError(f"{url}: at no outlet's host (--outlet names a new outlet)")
    return wanted


def slug_of(url: str) -> str:
    """A name for a page, of small letters, digits and hyphens: what its address says in these, the article's number
    before all; where it says next to nothing, a digest of it."""
    parts = urlsplit(url)
    names = [
        re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.[a-z]{2,5}$", "", name)).strip("-")
        for name in re.split(r"[/&]", f"{unquote(parts.path)}/{unquote(parts.query)}".lower())
    ]
    numbered = [name for name in names if re.search(r"\d{5}", name)]
    name = max(numbered or names, key=len)[:60].strip("-")
    return name if len(name) >= 4 else sha256(url.encode()).hexdigest()[:12]
