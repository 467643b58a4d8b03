"""The archive: pages written to WARC files and read again, whatever became of the files."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers import archive
from crawlers.archive import Archive, ArchiveError, Page

NOW = datetime(2026, 3, 1, 12, 30, 15, 250000, tzinfo=UTC)


def page(n: int = 1, body: bytes = "<p>عاد الصيادون إلى البحر.</p>".encode()) -> Page:
    headers = [("Content-Type", "text/html; charset=utf-8"), ("X-Said", "yes")]
    return Page(archive.new_record(), f"https://almithal.example/{n}", 200, headers, body, NOW, "192.0.2.7")


def written(folder: Path, *pages: Page, **options) -> list[Path]:
    with_pages = Archive(folder, **options)
    for each in pages:
        with_pages.write("almithal", each)
    with_pages.close()
    return archive.files(folder, "almithal")


def test_pages_come_back_as_they_were(tmp_path: Path):
    pages = [page(1), page(2, b""), page(3, os.urandom(100_000)), page(4, "صفحة".encode("windows-1256"))]
    [path] = written(tmp_path, *pages)
    back = list(archive.read(path))
    assert [(p.record, p.url, p.status, p.body, p.fetched_at, p.ip) for p in back] == [
        (p.record, p.url, p.status, p.body, p.fetched_at, p.ip) for p in pages
    ]
    assert back[0].headers == [*pages[0].headers, ("Content-Length", str(len(pages[0].body)))]


def test_headers_of_the_wire_are_left_out(tmp_path: Path):
    packed = Page(archive.new_record(), "https://almithal.example/", 404, [("Content-Encoding", "gzip")], b"<p>", NOW)
    [path] = written(tmp_path, packed)
    [back] = archive.read(path)
    assert (back.status, back.body, back.headers) == (404, b"<p>", [("Content-Length", "3")])


def test_other_tools_find_standard_records_with_right_digests(tmp_path: Path):
    [path] = written(tmp_path, page(1), page(2))
    with path.open("rb") as file:
        iterator = ArchiveIterator(file, check_digests="raise")
        records = [(r.rec_type, r.rec_headers.protocol, r.content_stream().read()) for r in iterator]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "response"]
    assert {protocol for _, protocol, _ in records} == {"WARC/1.1"}
    assert b"software: Ghirbal/" in records[0][2]


def test_files_are_rotated_by_size(tmp_path: Path):
    paths = written(tmp_path, *(page(n, os.urandom(5000)) for n in range(10)), file_size=12_000)
    assert [sum(1 for _ in archive.read(path)) for path in paths] == [3, 3, 3, 1]


@pytest.mark.parametrize("cut", [1, 7, 8, 60, 200, 2400])
def test_a_record_that_breaks_off_is_left_out_and_said(tmp_path: Path, cut: int):
    [path] = written(tmp_path, page(1), page(2, os.urandom(2000)))
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    urls = []
    with pytest.raises(archive.CutError, match=rf"{path}: breaks off in the record at byte \d+$") as said:
        urls.extend(p.url[-1] for p in archive.read(path))
    assert whole[int(str(said.value).split()[-1]) :].startswith(b"\x1f\x8b")
    # The last bytes of a gzip member only check what stands before them.
    assert urls == (["1", "2"] if cut <= 8 else ["1"])
    assert archive.remove(path, lambda record, url: url.endswith("1")) == 1


def test_a_record_may_break_off_anywhere(tmp_path: Path):
    [path] = written(tmp_path, page(1), page(2))
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        urls = []
        try:
            urls.extend(p.url[-1] for p in archive.read(path))
        except archive.CutError:
            pass
        else:
            assert whole[size:].startswith(b"\x1f\x8b")  # between two records
        assert "".join(urls) in "12"
        assert len(urls) < 2 or len(whole) - size < 20


def test_what_is_no_archive_says_so(tmp_path: Path):
    for name, body in (
        ("page.warc.gz", b"<html>"),
        ("x.warc.gz", gzip.compress(b"nothing")),
        ("y.warc.gz", os.urandom(99)),
    ):
        (tmp_path / name).write_bytes(body)
        with pytest.raises(ArchiveError, match=name):
            list(archive.read(tmp_path / name))
    with pytest.raises(ArchiveError, match="no such file"):
        list(archive.read(tmp_path / "z.warc.gz"))


def test_damage_in_the_middle_is_said_after_all_else(tmp_path: Path):
    [path] = written(tmp_path, page(1), page(2, os.urandom(9000)), page(3))
    body = bytearray(path.read_bytes())
    body[-6000:-5900] = os.urandom(100)
    path.write_bytes(body)
    urls = []
    with pytest.raises(ArchiveError, match=r"\.warc\.gz"):
        for each in archive.read(path):
            urls.append(each.url[-1])
    assert urls == ["1", "3"]
    with pytest.raises(ArchiveError, match=r"is damaged at byte \d+: passed over"):
        archive.remove(path, lambda record, url: url.endswith("3"))
    with pytest.raises(ArchiveError):
        assert [p.url[-1] for p in archive.read(path)] == ["1"]


def test_records_are_removed_and_the_rest_stays_as_it_was(tmp_path: Path):
    pages = [page(n) for n in range(4)]
    [path] = written(tmp_path, *pages)
    before = path.read_bytes()
    assert archive.remove(path, lambda record, url: False) == 0
    assert path.read_bytes() == before
    assert archive.remove(path, lambda record, url: record == pages[1].record or url == pages[2].url) == 2
    cut = len(before) - len(after := path.read_bytes())
    assert any(after == before[:at] + before[at + cut :] for at in range(len(after)))
    assert [p.record for p in archive.read(path)] == [pages[0].record, pages[3].record]
    assert [p.body for p in archive.read(path)] == [pages[0].body, pages[3].body]
    with path.open("rb") as file:
        assert len(list(ArchiveIterator(file, check_digests="raise"))) == 3
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Files that may not grow beyond some bytes: as a full disk does, they take a part first, then nothing more."""
    import resource
    import signal

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_leaves_whole_records(tmp_path: Path):
    first = page(1, os.urandom(3000))
    here = Archive(tmp_path)
    here.write("almithal", first)
    [path] = archive.files(tmp_path, "almithal")
    said = pytest.raises(ArchiveError, match=r"almithal-.*\.warc\.gz: file too large")
    with full_disk(path.stat().st_size + 1000), said:
        here.write("almithal", page(2, os.urandom(3000)))
    here.write("almithal", third := page(3))
    assert [p.record for p in archive.read(path)] == [first.record, third.record]


def test_a_full_disk_leaves_no_file_without_a_record(tmp_path: Path):
    here = Archive(tmp_path, file_size=1000)
    with full_disk(100), pytest.raises(ArchiveError, match="almithal: file too large"):
        here.write("almithal", page(1))
    assert archive.files(tmp_path, "almithal") == []
    here.write("almithal", first := page(1, os.urandom(3000)))
    with full_disk(100), pytest.raises(ArchiveError, match="almithal: file too large"):
        here.write("almithal", page(2))  # which is to stand in a file of its own
    here.write("almithal", third := page(3))
    assert [p.record for path in archive.files(tmp_path, "almithal") for p in archive.read(path)] == [
        first.record,
        third.record,
    ]
