"""The server of the press: a world behind one loopback port, by the Host header.

    python -m benchmarks.press --outlets 40 --articles 5000 --port 8900 --log press.jsonl --outlet-files press-outlets
    scrapy crawl almirsad -s GHIRBAL_OUTLETS=press-outlets -s HOST_MAP=127.0.0.1:8900
    curl -H 'Host: almirsad.example' 127.0.0.1:8900/robots.txt
    curl -X POST '127.0.0.1:8900/step?to=1'

All answers are made beforehand; what is left is finding one by host and path and writing it, in one process and one
thread. Asked by its own address, the server is its control:

    GET /counters      requests so far by kind and status
    GET /log           the log so far
    POST /step?to=N    sets the world's clock, gives the counters
    POST /heal         troubles of servers pass, see `Press.at`; gives the counters
"""

from __future__ import annotations

import asyncio
import gc
import json
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import TextIO
from urllib.parse import parse_qs, urlsplit

from benchmarks.press.answers import Answer, Resource, answer, place
from benchmarks.press.log import Visit, line
from benchmarks.press.world import Press

UNKNOWN = Resource("unknown", answer(404, b"not found\n"))
_LARGEST = 64 * 1024  # bytes of a request's head


class State:
    """What all connections share: the world as it is now, its visitors, its log."""

    def __init__(self, world: Press, log: TextIO):
        self.world = world
        self.log = log
        self.step = 0
        self.healed = False
        self.visits: Counter[tuple[str, str]] = Counter()
        self.counters: Counter[str] = Counter()
        self.place = lru_cache(maxsize=100_000)(place)
        self.change()

    def change(self) -> None:
        """Makes the answers of this step."""
        self.site = self.world.at(self.step, self.healed)
        gc.collect()
        gc.freeze()  # hundreds of thousands of objects that stay: not to be looked at again

    def find(self, host: str, target: str) -> tuple[Resource, Answer]:
        """The resource at an address, and what it answers at this visit."""
        where = self.place(host, target)
        resource = self.site.get(where, UNKNOWN)
        if not resource.first:
            return resource, resource.then
        self.visits[where] += 1
        visit = self.visits[where]
        return resource, resource.first[visit - 1] if visit <= len(resource.first) else resource.then

    def note(self, visit: Visit) -> None:
        self.log.write(line(visit))
        self.counters[f"{visit.kind} {visit.status}"] += 1

    def control(self, method: str, target: str) -> bytes:
        """Does what is asked and gives counters or log, which is on disk then. Raises `ValueError` for what is none."""
        self.log.flush()
        parts = urlsplit(target)
        match method, parts.path:
            case "POST", "/step":
                self.step = int(parse_qs(parts.query)["to"][0])
                self.change()
            case "POST", "/heal":
                self.healed = True
                self.change()
            case "GET", "/counters":
                pass
            case "GET", "/log":
                return Path(self.log.name).read_bytes()
            case _:
                raise ValueError(f"no such control: {method} {target}")
        return json.dumps({"step": self.step, "healed": self.healed, "counters": self.counters}).encode()


class Connection(asyncio.Protocol):
    """One connection: requests one after the other, each answered and logged before the next is read."""

    def __init__(self, state: State):
        self.state = state
        self.received = b""
        self.open: Callable[[bool], None] | None = None  # notes the answer that is under way

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport
        transport.set_write_buffer_limits(0)  # so that `resume_writing` says when an answer has left

    def connection_lost(self, error: Exception | None) -> None:
        self.done(False)

    def data_received(self, data: bytes) -> None:
        self.received += data
        self.next()

    def next(self) -> None:
        while self.open is None and not self.transport.is_closing():
            head, end, rest = self.received.partition(b"\r\n\r\n")
            if not end:
                if len(head) > _LARGEST:
                    self.transport.close()
                return
            self.received = rest
            self.respond(head.decode("latin-1"))

    def respond(self, head: str) -> None:
        at = monotonic()
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (text.partition(":") for text in lines)}
        try:
            method, target, _ = first.split(" ")
        except ValueError:
            self.transport.close()
            return
        host = headers.get("host", "").lower().partition(":")[0]
        if host in ("127.0.0.1", "localhost"):
            self.transport.writelines(self.control(method, target).wire)
            return
        state = self.state
        resource, said = state.find(host, target)
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        if conditional and is_unchanged(said, headers):
            said = not_modified(said)
        step = state.step

        def note(completed: bool) -> None:
            state.note(
                Visit(
                    at,
                    monotonic(),
                    step,
                    host,
                    target,
                    said.status,
                    resource.kind,
                    resource.article,
                    resource.trouble,
                    conditional,
                    completed,
                    said.retry_after,
                )
            )

        self.open = note
        closes = headers.get("connection", "").lower() == "close"
        if said.delay:
            asyncio.get_running_loop().call_later(said.delay, self.send, said, method, closes)
        else:
            self.send(said, method, closes)

    def send(self, said: Answer, method: str, closes: bool) -> None:
        if self.transport.is_closing():
            return
        if said.breaks:
            head, *body = said.wire
            whole = b"".join(body)
            self.transport.write(head + whole[: len(whole) // 2])
            self.done(False)
            self.transport.close()
            return
        self.transport.writelines(said.wire if method != "HEAD" else said.wire[:1])
        if closes:
            self.transport.close()
        if not self.transport.get_write_buffer_size():
            self.resume_writing()

    def resume_writing(self) -> None:
        if self.open is not None:
            self.done(True)
            self.next()

    def done(self, completed: bool) -> None:
        if self.open is not None:
            note, self.open = self.open, None
            note(completed)

    def control(self, method: str, target: str) -> Answer:
        try:
            return answer(200, self.state.control(method, target), type="application/json")
        except (ValueError, KeyError) as error:
            return answer(400, f"{error}\n".encode(), type="text/plain; charset=utf-8")


def is_unchanged(said: Answer, headers: dict[str, str]) -> bool:
    """Whether a conditional request is answered with 304 (https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2)."""
    if said.status != 200:
        return False
    if (tags := headers.get("if-none-match")) is not None:
        return said.etag is not None and said.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    try:
        since = parsedate_to_datetime(headers["if-modified-since"])
    except ValueError:
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return said.modified is not None and said.modified <= since


def not_modified(said: Answer) -> Answer:
    """What stands for an answer that whoever asks has already."""
    tag = f"ETag: {said.etag}\r\n" if said.etag else ""
    return Answer(304, (f"HTTP/1.1 304 Not Modified\r\n{tag}\r\n".encode(),), delay=said.delay)


async def serve(world: Press, port: int, log: Path, ready: Callable[[str], None]) -> None:
    """Serves the world on a loopback port (0: a free one) until SIGTERM or SIGINT; `ready` is told HOST:PORT."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    with log.open("w", encoding="utf-8") as file:
        state = State(world, file)
        server = await loop.create_server(lambda: Connection(state), "127.0.0.1", port, backlog=1024)
        ready("127.0.0.1:%d" % server.sockets[0].getsockname()[1])  # noqa: UP031
        await stopped.wait()
        server.close()
