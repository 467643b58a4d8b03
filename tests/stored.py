"""A store and an archive as crawls leave them, for the tests of what works on them."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleaners import clean_html, joining
from crawlers import archive
from crawlers.archive import Archive, Page
from crawlers.store import Store, articles, open_store, runs
from crawlers.store.articles import Read
from tests.test_cli import Ran, ghirbal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE = "https://aawsat.com/node"

PARAGRAPHS = (
    "أعلنت بلدية الميناء أمس أن رصيف الصيادين القديم سيفتح من جديد بعد شهرين، عقب ترميم جداره الذي هدمته أمواج الشتاء.",
    "وقال مهندس المشروع إن العمال أعادوا ثلاثة آلاف حجر إلى مواضعها، وإن ما بقي منها سيوضع قبل بداية موسم السردين.",
    "ويأمل الصيادون أن يعود السوق إلى مكانه على الرصيف، لأن نقل الأسماك إلى طرف المدينة يأخذ منهم ساعة كل صباح.",
)


def page(title: str, *paragraphs: str, more: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<nav><a href="/">الرئيسية</a></nav><article><h1>{title}</h1>{body}{more}</article></body></html>'
    ).encode()


def url(n: int) -> str:
    return f"{SITE}/{5300000 + n}"


def begin(store: Store, outlet: str = "aawsat", now: datetime = NOW) -> int:
    """A run of an outlet that has ended."""
    run = store.write(runs.begin, outlet, "elsewhere:1:0", {}, now, 60)
    store.write(runs.end, run, outlet, "elsewhere:1:0", "finished", {}, now)
    return run


def keep(
    store: Store,
    kept: Archive | None,
    address: str,
    *bodies: bytes,
    run: int | None = None,
    outlet: str = "aawsat",
    now: datetime = NOW,
    final_url: str | None = None,
    is_read: bool = True,
    **otherwise: Any,
) -> str:
    """Archives the pages of an address and stores what they say, as a crawl does; what became of it.

    `otherwise` is what cleaners of the past made of some fields; not `is_read`, they found no article.
    """
    run = run or begin(store, outlet, now)
    first = final_url or address
    urls = [first, *(f"{first}/{n}" for n in range(2, len(bodies) + 1))]
    headers = [("Content-Type", "text/html; charset=utf-8")]
    pages = [Page(archive.new_record(), u, 200, headers, b, now) for u, b in zip(urls, bodies, strict=True)]
    if kept is not None:
        for each in pages:
            kept.write(outlet, each)
    records = [each.record for each in pages]
    if not is_read:
        store.write(
            articles.no_article, run, outlet, address, first, "no-article", status=200, now=now, records=records
        )
        return "no-article"
    read = [clean_html(each.body, url=each.url, charset="utf-8", now=now) for each in pages]
    article = joining.join(read[0], read[1:])
    said = {"url": address, "final_url": first, "status": 200, "fetched_at": now.isoformat(timespec="seconds")}
    content = article.as_dict(removed=False) | said | otherwise
    if "paragraphs" in otherwise:
        content["text"] = "\n\n".join(otherwise["paragraphs"])
    return store.write(
        articles.save, run, Read(outlet, address, first, 200, now, "0.0.1", content, None, records, urls[1:])
    )


class Kept:
    """A store with its address, an archive, and a command of `ghirbal` to be run on both."""

    def __init__(self, address: str, folder: Path, *command: object, file_size: int = archive.FILE_SIZE) -> None:
        self.address = address
        self.command = command
        self.warc = folder / "warc"
        self.archive = Archive(self.warc, file_size)
        self.store = open_store(address, patience=0)

    def __call__(self, *args: object, **env: str) -> Ran:
        return ghirbal(*self.command, *args, GHIRBAL_STORE=self.address, GHIRBAL_WARC=str(self.warc), **env)

    def keep(self, n: int, *bodies: bytes, **options: Any) -> str:
        return keep(self.store, self.archive, url(n), *(bodies or [page(f"عنوان رقم {n}")]), **options)

    def close(self) -> None:
        self.archive.close()
        self.store.close()


def pages_in(path: Path) -> list[Page]:
    """The pages of an archive file, also where a kill has left a piece of one at its end."""
    pages = []
    with suppress(archive.CutError):
        pages.extend(archive.read(path))
    return pages


def unpacked(folder: Path) -> bytes:
    """All that files below a folder hold, as they are and, where they are packed, unpacked."""
    held = b""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            held += path.read_bytes()
            if path.suffix == ".gz":
                held += gzip.decompress(path.read_bytes())
    return held
