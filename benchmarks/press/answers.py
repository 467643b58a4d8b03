"""What the press says at an address, and when two addresses are the same."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_TRACKING = ("utm_", "fbclid", "gclid")

Place = tuple[str, str]


def place(host: str, target: str) -> Place:
    """Where an address is looked up: host without `www.` and port, path decoded, query sorted and without tracking."""
    parts = urlsplit(target)
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_TRACKING))
    path = unquote(parts.path).rstrip("/") or "/"
    return host.lower().partition(":")[0].removeprefix("www."), path + (f"?{urlencode(query)}" if query else "")


def place_of(url: str) -> Place:
    """The place of an absolute address. Two addresses of one place are the same page."""
    parts = urlsplit(url)
    return place(parts.netloc, parts._replace(scheme="", netloc="").geturl())


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said at an address: `wire` is the whole response, its first part the head."""

    status: int
    wire: tuple[bytes, ...]
    etag: str | None = None
    modified: datetime | None = None
    delay: float = 0.0  # seconds
    breaks: bool = False  # the connection is closed in the middle of the body
    retry_after: float = 0.0  # seconds for which the host asks to be left alone


@dataclass(frozen=True, slots=True)
class Resource:
    """An address: what its first visits are answered, one by one, and what all others are."""

    kind: str  # robots, feed, sitemap, section; article, copy, redirect, no-article
    then: Answer
    first: tuple[Answer, ...] = ()
    article: str | None = None  # the canonical address
    trouble: str = ""


def answer(
    status: int,
    *body: bytes,
    type: str = "text/html; charset=utf-8",
    modified: datetime | None = None,
    validators: str = "",
    gzips: bool = False,
    retry_after: float = 0.0,
    **headers: str,
) -> Answer:
    """An answer with its head, with the `validators` that `Outlet` names."""
    if gzips:
        body = (gzip.compress(b"".join(body), 4, mtime=0),)
        headers["Content-Encoding"] = "gzip"
    etag = None
    if "etag" in validators:
        digest = hashlib.blake2b(digest_size=8)
        for part in body:
            digest.update(part)
        etag = headers["ETag"] = f'"{digest.hexdigest()}"'
    if "date" not in validators:
        modified = None
    elif modified:
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    if retry_after:
        headers["Retry-After"] = f"{retry_after:g}"
    head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Type: {type}"]
    head += [f"Content-Length: {sum(map(len, body))}", *(f"{name}: {value}" for name, value in headers.items())]
    wire = (("\r\n".join(head) + "\r\n\r\n").encode("latin-1"), *body)
    return Answer(status, wire, etag, modified, retry_after=retry_after)


def changed(whole: Answer, delay: float = 0.0, breaks: bool = False) -> Answer:
    return Answer(whole.status, whole.wire, whole.etag, whole.modified, delay, breaks)
