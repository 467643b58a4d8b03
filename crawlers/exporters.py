"""Articles as CSV, which a spreadsheet opens without running anything that a page put there."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from scrapy import Field
from scrapy.exporters import CsvItemExporter

from crawlers.safe import cell

#: For Excel, which takes Arabic for windows-1252 without it.
MARK = "\ufeff"


class CsvExporter(CsvItemExporter):
    """Scrapy's exporter for CSV, with each value as `cell_of` has it, in quotation marks.

    Without them, a spreadsheet that parts cells at semicolons would find one within a text, and a formula behind it.
    What is appended to a file has the columns of its first line.
    """

    def __init__(self, file: BytesIO, **options: Any):
        super().__init__(file, **{"quoting": csv.QUOTE_ALL} | options)

    def _write_headers_and_set_fields_to_export(self, item: Any) -> None:
        name = getattr(self.stream.buffer, "name", None)  # Scrapy also writes to standard output, or through gzip
        if isinstance(name, str) and Path(name).is_file() and (columns := columns_of(Path(name))):
            self.include_headers_line = False
            self.fields_to_export, self._autodetected_fields = columns, True  # what has no column is said
        else:
            self.stream.write(MARK)
        super()._write_headers_and_set_fields_to_export(item)

    def serialize_field(self, field: Mapping[str, Any] | Field, name: str, value: Any) -> str:
        return cell_of(value)


def columns_of(path: Path) -> list[str]:
    """What the first line of a CSV file names; nothing where there is none. Raises `UnicodeDecodeError`."""
    with path.open("rb") as file:
        return next(csv.reader([file.readline().decode("utf-8-sig")]), [])


def cell_of(value: Any) -> str:
    """A value of an article's dictionary as the text of a cell: of a list of texts a line each, what is nested as
    JSON, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return cell("\n".join(value))
    if isinstance(value, list | dict):
        return cell(json.dumps(value, ensure_ascii=False))
    return cell(value) if isinstance(value, str) else str(value)
