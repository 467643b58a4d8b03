"""The connections of a crawl, each judged by its peer, and the head of an answer, which has an end.

A name may resolve to one thing when it is looked up and to another when it is connected to; a connection has one
peer. It is judged once the connection is made and before a byte is sent, on every hop.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any, ClassVar

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.protocol import Factory, Protocol

from crawlers.addresses import is_public

MAX_HEAD = 128 * 1024  # bytes of an answer before its body


class Refused(IgnoreRequest):
    """A request or an answer that is refused; `cause` is the word for it in the summary. It is not tried again."""

    cause: ClassVar[str]


class PrivateAddress(Refused):
    """An address that is not public, or a name that stands for one."""

    cause = "private-address"


class EndlessHead(Refused):
    """An answer with more than `MAX_HEAD` bytes before its body."""

    cause = "too-large"


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, with an end to what comes before a body; to public addresses only, if so
    told. Raises `PrivateAddress` and `EndlessHead`."""

    def __init__(self, crawler: Crawler, *, public_only: bool):
        super().__init__(crawler)
        make = self._pool._factory
        self._pool._factory = lambda *args: _GuardedFactory(make(*args), public_only)


class _GuardedFactory(Factory):
    """Makes what its factory makes, once the peer is known and found good."""

    noisy = False

    def __init__(self, factory: Factory, public_only: bool):
        self.factory = factory
        self.public_only = public_only

    def buildProtocol(self, peer: Any) -> Protocol | None:
        if self.public_only and not is_public(peer.host):
            raise PrivateAddress(f"{peer.host} is not a public address")
        protocol = self.factory.buildProtocol(peer)
        _bound_head(protocol)
        return protocol


def _bound_head(protocol: Any) -> None:
    """Has an HTTP protocol give up an answer of which more than `MAX_HEAD` bytes came before its head was whole.

    Twisted limits a line, not their number, and waits for as many answers of status 100 as are sent.
    """
    ask: Callable[[Any], Any] = protocol.request
    receive: Callable[[bytes], None] = protocol.dataReceived
    left, given_up = inf, False

    def request(sent: Any) -> Any:
        nonlocal left
        left = MAX_HEAD
        return ask(sent).addBoth(answered)

    def answered(result: Any) -> Any:
        nonlocal left
        left = inf
        if given_up:
            raise EndlessHead(f"more than {MAX_HEAD} bytes before the body")
        return result

    def received(data: bytes) -> None:
        nonlocal left, given_up
        if left <= 0:
            given_up = True
            protocol.transport.abortConnection()
            return
        left -= len(data)  # what came with the end of the head may be much of the body
        receive(data)

    protocol.request = request
    protocol.dataReceived = received
