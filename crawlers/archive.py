"""The archive: every page as it was fetched, in WARC files, so that better cleaners can read the past.

WARC 1.1 (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/), a gzip member a record, so
that any tool of web archives reads them. A process writes to files of its own, of one outlet each; one that is killed
leaves whole records, and at most a piece of the last one, which readers leave out.

Pages are kept unpacked, without the headers that spoke of how they were packed on the wire.
"""

from __future__ import annotations

import gzip
import os
import socket
import zlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import responses
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaners import __version__

FILE_SIZE = 256 * 2**20  # bytes; a file that has reached it is followed by another one
_LEVEL = 6  # of gzip: 9 takes longer for one byte in a hundred
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
    """The archive cannot be written to. The message is one line and names the file and the cause."""


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
            file = self._files.get(outlet)
            if file is None or file.tell() >= self.file_size:
                if file is not None:
                    file.close()
                file = self._files[outlet] = self._opened(outlet)
            _append(file, _response(page))
        except OSError as error:
            path = getattr(self._files.get(outlet), "name", self.folder / outlet)
            raise ArchiveError(f"{path}: {(error.strerror or str(error)).lower()}") from error

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
        _append(file, _WRITER.create_warcinfo_record(name, said))
        return file


def files(folder: Path, outlet: str) -> list[Path]:
    """The archive's files of an outlet, the oldest first."""
    return sorted((folder / outlet).glob("*.warc.gz"))


def read(path: Path) -> Iterator[Page]:
    """The pages of a WARC file, also of another tool's. A record that breaks off, as a kill leaves it, is left out.

    Raises `ArchiveError` where the file cannot be read, or not on.
    """
    for record in _records(path):
        if record.rec_type == "response" and (page := _page(record)):
            yield page


def remove(path: Path, records: Set[str]) -> int:
    """Writes a file anew without some records; how many they were. Raises `ArchiveError`; then nothing is changed."""
    kept, removed = path.with_suffix(".part"), 0
    try:
        with kept.open("wb") as file:
            for record in _records(path):
                if record.rec_headers.get_header("WARC-Record-ID") in records:
                    removed += 1
                elif (body := _body(record)) is not None:
                    record.raw_stream = BytesIO(body)
                    file.write(_packed(record))
            file.flush()
            os.fsync(file.fileno())
        if removed:
            kept.replace(path)
    except OSError as error:
        raise ArchiveError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    finally:
        kept.unlink(missing_ok=True)
    return removed


# --- records ----------------------------------------------------------------------------------------------

_WRITER = WARCWriter(None, gzip=False, warc_version="1.1")


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
    return gzip.compress(plain.getbuffer(), _LEVEL)


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


def _records(path: Path) -> Iterator[ArcWarcRecord]:
    try:
        with path.open("rb") as file:
            yield from ArchiveIterator(file)
    except ArchiveLoadFailed as error:
        raise ArchiveError(f"{path}: {next(iter(str(error).split(chr(10))))}") from error
    except (zlib.error, EOFError) as error:
        raise ArchiveError(f"{path}: is damaged: {error}") from error
    except OSError as error:
        raise ArchiveError(f"{path}: {(error.strerror or str(error)).lower()}") from error


def _body(record: ArcWarcRecord) -> bytes | None:
    """What a record holds behind its headers; None where it breaks off."""
    body = record.raw_stream.read()
    return None if getattr(record.raw_stream, "limit", 0) else body


def _page(record: ArcWarcRecord) -> Page | None:
    http, said = record.http_headers, record.rec_headers
    status = http.get_statuscode() if http else ""
    body = record.content_stream().read()
    if not status.isdigit() or getattr(record.raw_stream, "limit", 0):
        return None
    return Page(
        record=said.get_header("WARC-Record-ID"),
        url=said.get_header("WARC-Target-URI"),
        status=int(status),
        headers=http.headers,
        body=body,
        fetched_at=datetime.fromisoformat(said.get_header("WARC-Date")),
        ip=said.get_header("WARC-IP-Address"),
    )
