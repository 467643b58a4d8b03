"""Where articles are written: whole lines only, whatever ends the crawl."""

from pathlib import Path
from typing import IO

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
        return path.open(self.write_mode, buffering=0)
