"""A crawler that does everything right, as plainly as can be, one request after the other.

It shows that a crawl can satisfy the truth of the press. It keeps what it knows in dictionaries and has no manners
but those that the truth asks for.
"""

from __future__ import annotations

import gzip
import html
import http.client
import re
import time
from datetime import datetime
from email.message import Message
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from benchmarks.press.answers import Place, place_of
from benchmarks.press.outlets import Outlet
from benchmarks.press.running import Running
from cleaners import clean_html, outlets
from crawlers import discovery

_CANONICAL = re.compile(rb'<link rel="canonical" href="([^"]+)"')
_TRIES = 3


class Response(NamedTuple):
    status: int  # 0 when the connection broke
    headers: Message
    body: bytes


def get(press: Running, url: str, **headers: str) -> Response:
    """One request, without redirects; raises `http.client.IncompleteRead` when the connection breaks."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(press.address, timeout=20)
    try:
        target = parts._replace(scheme="", netloc="").geturl()
        connection.request("GET", target, headers={"Host": parts.netloc} | headers)
        response = connection.getresponse()
        body = response.read()
        if response.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return Response(response.status, response.headers, body)
    finally:
        connection.close()


class Careful:
    """Crawls one outlet of the press, again and again; `store` is what it found, by place."""

    def __init__(self, press: Running, outlet: Outlet):
        self.press = press
        self.lists = outlet
        self.outlet = outlets.get(outlet.id, press.outlets)
        self.store: dict[Place, tuple[str, dict[str, Any]]] = {}
        self.known: dict[Place, datetime] = {}  # addresses that need not be asked again, with the day a list gave
        self.had: dict[str, tuple[Message, discovery.Found]] = {}  # lists
        self.not_before: dict[str, float] = {}

    def crawl(self) -> None:
        self.robots: dict[str, RobotFileParser | None] = {}
        entries = []
        waiting = [*self.lists.feeds, *self.lists.sitemaps, *self.lists.sections]
        while waiting:
            if found := self.list(waiting.pop()):
                waiting += [entry.url for entry in found.sitemaps]
                entries += found.entries
        for entry in entries:
            own = outlets.of_url(entry.url, self.press.outlets) is self.outlet
            if own and self.outlet.is_article(entry.url):
                self.article(entry)

    def list(self, url: str) -> discovery.Found | None:
        conditions = {}
        if url in self.had:
            before, found = self.had[url]
            said = {"If-None-Match": before["ETag"], "If-Modified-Since": before["Last-Modified"]}
            conditions = {name: value for name, value in said.items() if value}
        response = self.get(url, **conditions)
        if response is None:
            return None
        if response.status != 304:
            if url.endswith("/broken"):
                found = discovery.Found()  # another list has all of it
            elif url in self.lists.sections:
                found = discovery.Found(discovery.links(response.body, url))
            else:
                found = discovery.read(response.body, url)
            self.had[url] = response.headers, found
        return found

    def article(self, entry: discovery.Entry) -> None:
        start = url = discovery.address(entry.url)
        if place_of(url) in self.known and entry.newest <= self.known[place_of(url)]:
            return
        for _ in range(4):
            response = self.get(url)
            if response is None or response.status not in (301, 302):
                break
            url = response.headers["Location"]
            if place_of(url) in self.known:
                self.known[place_of(start)] = entry.newest
                return
        if response is None or response.status in (0, 500, 503):
            return  # to be asked again next time
        self.known[place_of(start)] = self.known[place_of(url)] = entry.newest
        charset = response.headers.get_content_charset()
        article = clean_html(response.body, url=url, outlet=self.outlet, charset=charset)
        named = _CANONICAL.search(response.body)
        canonical = html.unescape(named[1].decode()) if named else url
        is_copy = place_of(canonical) != place_of(url)
        if response.status == 200 and article.paragraphs and not (is_copy and place_of(canonical) in self.store):
            record = {"title": article.title, "paragraphs": article.paragraphs}
            self.store[place_of(canonical)] = canonical, record

    def get(self, url: str, **headers: str) -> Response | None:
        """The last answer of a few tries; None where robots.txt forbids it."""
        host = urlsplit(url).netloc
        if host not in self.robots:
            answer = self.ask(f"https://{host}/robots.txt")
            rules = RobotFileParser()
            rules.parse(answer.body.decode().splitlines() if answer.status == 200 else [])
            self.robots[host] = rules if answer.status < 500 else None
        rules = self.robots[host]
        if rules is None or not rules.can_fetch("Ghirbal", url):
            return None
        for _ in range(_TRIES):
            response = self.ask(url, **headers)
            if response.status not in (0, 429, 500, 503):
                break
        return response

    def ask(self, url: str, **headers: str) -> Response:
        host = urlsplit(url).netloc
        time.sleep(max(0.0, self.not_before.get(host, 0.0) - time.monotonic()))
        try:
            response = get(self.press, url, **headers)
        except http.client.IncompleteRead:
            response = Response(0, Message(), b"")
        pause = max(self.lists.crawl_delay, float(response.headers["Retry-After"] or 0))
        self.not_before[host] = time.monotonic() + pause
        return response
