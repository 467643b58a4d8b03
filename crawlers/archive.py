"""The archive: every page as it was fetched, in WARC files, so that better cleaners can read the past.

WARC 1.1 (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/), a gzip member a record, so
that any tool of web archives reads them. A process writes to files of its own, of one outlet each; one that is killed
leaves whole records, and at most a piece of the last one, which readers leave out and say.

Pages are kept unpacked, without the headers that spoke of how they were packed on the wire.
"""

from __future__ import annotations

import os
import socket
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import responses
from io import BytesIO
from itertools import count
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import uuid4

from isal import igzip
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from cleaners import __version__
from crawlers.files import cause_of

FILE_SIZE = 256 * 2**20  # bytes; a file that has reached it is followed by another one
_LEVEL = 3  # of ISA-L's gzip, 0 to 3: what zlib makes at its own 3, in half the time
_WIRE = frozenset(("content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"))


@dataclass(frozen=True)
class Page:
    """A page as it was fetched. `record` is its WARC-Record-ID, `headers` are as the server sent them."""

    record: str
    url: str  # that answered
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes  # unpacked
    fetched_at: datetime
    ip: str | None = None


class ArchiveError(Exception):
    """The archive cannot be read or written to. The message is one line and names the file and the cause."""


class DamageError(ArchiveError):
    """Some of a file cannot be read. What can was dealt with before this is raised."""


class CutError(DamageError):
    """A file breaks off within its last record, or before its first, as a kill leaves it; nothing else is wrong."""


def new_record() -> str:
    """A WARC-Record-ID that nothing has."""
    return f"<urn:uuid:{uuid4()}>"


class Archive:
    """Where this process writes pages: a folder an outlet below `folder`."""

    def __init__(self, folder: Path, file_size: int = FILE_SIZE) -> None:
        self.folder = folder
        self.file_size = file_size
        self._files: dict[str, BinaryIO] = {}
        self._numbers = count(1)

    def write(self, outlet: str, page: Page) -> None:
        """Adds a page of an outlet. Raises `ArchiveError`; what stood there before is whole."""
        try:
            if (file := self._files.get(outlet)) and file.tell() >= self.file_size:
                self._files.pop(outlet).close()
            if outlet not in self._files:
                self._files[outlet] = self._opened(outlet)
            _append(self._files[outlet], _response(page))
        except OSError as error:
            path = getattr(self._files.get(outlet), "name", self.folder / outlet)
            raise ArchiveError(f"{path}: {cause_of(error)}") from error

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _opened(self, outlet: str) -> BinaryIO:
        folder = self.folder / outlet
        folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        name = f"{outlet}-{now:%Y%m%dT%H%M%SZ}-{socket.gethostname()}-{os.getpid()}-{next(self._numbers)}.warc.gz"
        file = (folder / name).open("xb", buffering=0)
        said = {"software": f"Ghirbal/{__version__}", "format": "WARC File Format 1.1", "isPartOf": outlet}
        try:
            _append(file, _WRITER.create_warcinfo_record(name, said))
        except OSError:  # a full disk has room for the name of a file, and no more
            file.close()
            (folder / name).unlink()
            raise
        return file


def files(folder: Path, outlet: str) -> list[Path]:
    """The archive's files of an outlet, the oldest first."""
    return sorted((folder / outlet).glob("*.warc.gz"))


def read(path: Path) -> Iterator[Page]:
    """The pages of a WARC file, a gzip member a record.

    What is damaged, or breaks off at the end, is passed over. Raises `DamageError` when all else is read,
    `ArchiveError` when the file cannot be.
    """
    with _mapped(path) as packed:
        for member in _members(path, packed):
            if member.record.rec_type == "response" and (page := _page(member.record)):
                yield page


def remove(path: Path, is_meant: Callable[[str, str], bool]) -> int:
    """Writes a file anew without the pages of which `is_meant(WARC-Record-ID, WARC-Target-URI)` says so; how many they
    were. All else stays as it is, byte for byte.

    Raises `DamageError` when that is done, `ArchiveError` when nothing is changed.
    """
    dropped: list[tuple[int, int]] = []
    with _mapped(path) as packed:
        try:
            for member in _members(path, packed):
                named = member.said("WARC-Record-ID"), member.said("WARC-Target-URI")
                if member.record.rec_type == "response" and is_meant(*named):
                    dropped.append((member.start, member.end))
        except CutError:  # what is left of a last record begins with both of these
            pass
        finally:  # what is damaged is said when the file is read
            if dropped:
                _write_without(path, packed, dropped)
    return len(dropped)


def _write_without(path: Path, packed: mmap, dropped: Sequence[tuple[int, int]]) -> None:
    kept = path.with_suffix(".part")
    begins, ends = (0, *(end for _, end in dropped)), (*(start for start, _ in dropped), len(packed))
    try:
        with kept.open("wb") as file, memoryview(packed) as whole:
            for begin, end in zip(begins, ends, strict=True):
                file.write(whole[begin:end])
            file.flush()
            os.fsync(file.fileno())
        kept.replace(path)
    except OSError as error:
        raise ArchiveError(f"{path}: {cause_of(error)}") from error
    finally:
        kept.unlink(missing_ok=True)


# --- records ----------------------------------------------------------------------------------------------

_WRITER = WARCWriter(None, gzip=False, warc_version="1.1")
# What warcio raises of a record that breaks off depends on where it does.
_DAMAGE = (zlib.error, ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError)
_PIECE = 2**16  # bytes of a file that are unpacked at once
_LARGEST = 2**26  # bytes of a record as unpacked: more than any page is allowed


def _append(file: BinaryIO, record: ArcWarcRecord) -> None:
    """Adds a record to the end of a file: all of it or nothing."""
    end = file.tell()
    try:
        packed = memoryview(_packed(record))
        while packed:  # a full disk takes a part of it first
            packed = packed[file.write(packed) :]
    except OSError:
        file.truncate(end)
        file.seek(end)
        raise


def _packed(record: ArcWarcRecord) -> bytes:
    """A record as a gzip member."""
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    return igzip.compress(plain.getbuffer(), _LEVEL)


def _response(page: Page) -> ArcWarcRecord:
    reason = responses.get(page.status, "")
    headers = [(name, value) for name, value in page.headers if name.lower() not in _WIRE]
    headers.append(("Content-Length", str(len(page.body))))
    said = {"WARC-Record-ID": page.record, "WARC-Date": f"{page.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"}
    if page.ip:
        said["WARC-IP-Address"] = page.ip
    return _WRITER.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        warc_headers_dict=said,
        http_headers=StatusAndHeaders(f"{page.status} {reason}".rstrip(), headers, protocol="HTTP/1.1"),
    )


class _Member(NamedTuple):
    """A gzip member that holds a record, and where it stands in its file."""

    start: int
    end: int
    record: ArcWarcRecord

    def said(self, name: str) -> str:
        return self.record.rec_headers.get_header(name) or ""


@contextmanager
def _mapped(path: Path) -> Iterator[mmap]:
    try:
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as packed:
            yield packed
    except ValueError:  # an empty file cannot be mapped
        raise CutError(f"{path}: is empty") from None
    except OSError as error:
        raise ArchiveError(f"{path}: {cause_of(error)}") from error


def _members(path: Path, packed: mmap) -> Iterator[_Member]:
    """The records of a file. Raises `DamageError` at its end when something was passed over."""
    at: int | None = 0
    found, damaged, cut = 0, [], None
    while at is not None and at < len(packed):
        try:
            plain, end, is_whole = _unpacked(packed, at)
            cut = None if is_whole else at
            record = ArcWarcRecordLoader().parse_record_stream(BytesIO(plain))
        except _DAMAGE:
            if cut is None:
                damaged.append(at)
            at = _next_member(packed, at + 1)
            continue
        yield _Member(at, end, record)
        found += 1
        at = end
    if not found and cut is None:
        raise DamageError(f"{path}: holds no record of a WARC file")
    if damaged:
        more = f" and in {len(damaged) - 1} more places" if len(damaged) > 1 else ""
        raise DamageError(f"{path}: is damaged at byte {damaged[0]}{more}: passed over")
    if cut is not None:
        raise CutError(f"{path}: breaks off in the record at byte {cut}")


def _unpacked(packed: mmap, start: int) -> tuple[bytes, int, bool]:
    """What the gzip member at `start` holds, where it ends, and whether it is whole. Raises `zlib.error`.

    The last one of a file may break off; then it is what there is of it.
    """
    unpacking, plain, at = zlib.decompressobj(16 + zlib.MAX_WBITS), bytearray(), start
    while not unpacking.eof and at < len(packed):
        plain += unpacking.decompress(packed[at : at + _PIECE])
        at += _PIECE
        if len(plain) > _LARGEST:
            raise zlib.error("too large")
    if not unpacking.eof and _next_member(packed, start + 1) is not None:
        raise zlib.error("goes on behind its end")
    return bytes(plain), min(at, len(packed)) - len(unpacking.unused_data), unpacking.eof


def _next_member(packed: mmap, start: int) -> int | None:
    """Where the first gzip member at or behind `start` stands that holds a record."""
    while (start := packed.find(b"\x1f\x8b\x08", start)) >= 0:
        with suppress(zlib.error):
            if zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(packed[start : start + _PIECE], 5) == b"WARC/":
                return start
        start += 1
    return None


def _page(record: ArcWarcRecord) -> Page | None:
    """The page that a record holds; None where it breaks off, or lacks what every tool writes."""
    http, said = record.http_headers, record.rec_headers
    status = http.get_statuscode() if http else ""
    body = record.content_stream().read()
    if not status.isdigit() or getattr(record.raw_stream, "limit", 0):
        return None
    with suppress(TypeError, ValueError):
        return Page(
            record=said.get_header("WARC-Record-ID"),
            url=said.get_header("WARC-Target-URI"),
            status=int(status),
            headers=http.headers,
            body=body,
            fetched_at=datetime.fromisoformat(said.get_header("WARC-Date")),
            ip=said.get_header("WARC-IP-Address"),
        )
    return None
