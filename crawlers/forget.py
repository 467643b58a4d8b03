"""An article forgotten: removed from the archive and the store, and kept from coming back.

First its addresses are marked, so that no crawl asks for them; then its pages leave the archive; then its rows leave
the store. Ended at any time, nothing comes back, and the store still knows what is left to remove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crawlers import archive
from crawlers.archive import ArchiveError, DamageError
from crawlers.store import Store, articles, leases
from crawlers.store.addresses import key_of

_LEASE = 600.0  # seconds: longer than a file of the archive takes


class Held(Exception):
    """An outlet is another process's; the message says which, and whose."""


@dataclass
class Forgotten:
    """What was removed."""

    addresses: int  # that are kept from coming back
    versions: int = 0  # of the store
    pages: int = 0  # of the archive
    missing: int = 0  # pages that the store knew of and the archive does not hold
    damaged: list[str] = field(default_factory=list)  # what could not be read of the archive, a line a file
    log_is_empty: bool = True  # see `Store.empty_log`


def forget(store: Store, url: str, outlet: str, folder: Path | None) -> Forgotten:
    """Forgets the article at an address of an outlet, and its pages in the archive that is in `folder`.

    Raises `Held`; `ArchiveError` where the archive is not there or cannot be written: done again, it goes on.
    """
    outlets = store.read(articles.known, url).outlets | {outlet}
    with _taken(store, sorted(outlets)) as renew:
        now = datetime.now(UTC)
        known = store.read(articles.known, url)
        reached = {key_of(url): url, **known.reached}
        files = [path for each in sorted(outlets) for path in archive.files(folder, each)] if folder else []
        if folder and known.records and not files:
            raise ArchiveError(f"{folder}: no archive of {', '.join(sorted(outlets))}, which is to hold its pages")
        store.write(articles.forget_addresses, outlet, reached, now)
        done = Forgotten(len(reached), known.versions)
        found: set[str] = set()

        def is_meant(record: str, at: str) -> bool:
            # By address, too: of a crawl that was killed the archive may hold what the store never heard of.
            if record in known.records or key_of(at) in reached:
                found.add(record)
                return True
            return False

        for path in files:
            renew()
            try:
                archive.remove(path, is_meant)
            except DamageError as error:
                done.damaged.append(str(error))
        done.pages, done.missing = len(found), len(known.records - found) if folder else 0
        store.write(articles.forget, url, outlet, now)
        done.log_is_empty = store.empty_log()
    return done


@contextmanager
def _taken(store: Store, outlets: Iterable[str]) -> Iterator[Callable[[], None]]:
    """Keeps crawls of outlets from beginning, for as long as the function that it gives is called now and then."""
    holder, taken = leases.holder(), []

    def take() -> None:
        for outlet in outlets:
            if by := store.write(leases.take, outlet, holder, _LEASE):
                host, process, _ = by.rsplit(":", 2)
                raise Held(f"{outlet} is being crawled by process {process} of {host}")
            taken.append(outlet)

    try:
        take()
        yield take
    finally:
        for outlet in set(taken):
            store.write(leases.give_back, outlet, holder)
