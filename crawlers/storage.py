"""Where articles are appended: whole lines only, whatever ends the crawl."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from io import FileIO
from pathlib import Path
from typing import IO, Any

from scrapy import Spider
from scrapy.extensions.feedexport import FileFeedStorage


class LineStorage(FileFeedStorage):
    """Scrapy's file storage without a buffer: every item is one `write`.

    A buffer is flushed wherever it happens to be full. Killed, the crawl would leave half a line; and several
    spiders that append to one file would write into each other's lines.
    """

    def open(self, spider: Spider) -> IO[bytes]:
        path = Path(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _Lines(path, self.write_mode, spider)
        if ending := _missing_end(path):
            file.write(ending)
        return file


class _Lines(FileIO):
    """A file that stops the crawl when it takes no more, as on a full disk, and holds no half line then."""

    def __init__(self, path: Path, mode: str, spider: Any):
        super().__init__(str(path), mode)
        self._spider = spider
        self._is_full = False

    def write(self, data: Any) -> int:
        if self._is_full:
            return len(data)
        begin, left = os.fstat(self.fileno()).st_size, memoryview(data)
        try:
            while left:
                left = left[super().write(left) :]
        except OSError as error:
            self._is_full = True
            written = len(data) - len(left)
            with suppress(OSError):  # a device has no size
                if os.fstat(self.fileno()).st_size == begin + written:  # nobody else has appended meanwhile
                    os.ftruncate(self.fileno(), begin)
            self._spider.logger.error("%s: %s; the store has what is missing in it", self.name, error.strerror)
            self._spider.stop("output")
        return len(data)


def _missing_end(path: Path) -> bytes:
    """What the last line of a file lacks, if it was cut off by whomever: what is appended would become part of it."""
    if not path.is_file() or not path.stat().st_size:
        return b""
    with path.open("rb") as file:
        if path.suffix.lower() == ".csv":  # a cell may hold line ends
            quotes = sum(piece.count(b'"') for piece in iter(partial(file.read, 1 << 20), b""))
            if quotes % 2:
                return b'"\r\n'
        file.seek(-1, os.SEEK_END)
        return b"" if file.read(1) == b"\n" else b"\n"
