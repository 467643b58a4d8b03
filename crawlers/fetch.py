"""One page by its address, for the command line: nothing hostile at the other end costs more than its limits.

Names are resolved once and the connection is made to the number that was judged, so that a DNS whose answers
change gains nothing. Every receive ends at one deadline, so that a server that drips bytes gains nothing. No
cookies, no credentials, no proxies of the environment.
"""

from __future__ import annotations

import io
import os
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection
from urllib3.exceptions import DecodeError, HTTPError, LocationParseError, ProtocolError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, parse_url
from urllib3.util.request import ACCEPT_ENCODING

from cleaners import __version__
from crawlers.addresses import is_public

MAX_BYTES = 8 * 1024 * 1024  # of a page, sent and unpacked
TIMEOUT = 30.0  # seconds, redirects included
MAX_REDIRECTS = 10
CONNECT_TIMEOUT = 10.0  # seconds for one of the addresses of a host, so that a dead one leaves time for the next
PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
USER_AGENT = f"Ghirbal/{__version__}"

_PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024


class FetchError(Exception):
    """A page that could not be had. The message is one line and names the address and the cause."""


@dataclass(frozen=True)
class Page:
    """A fetched page. `charset` and `content_type` are what the HTTP header says, None where it does not."""

    body: bytes
    url: str
    final_url: str  # after redirects, in ASCII, without a fragment
    status: int
    charset: str | None
    content_type: str | None


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    pages_only: bool = True,
    timeout: float = TIMEOUT,
    max_bytes: int = MAX_BYTES,
) -> Page:
    """Fetches the page at `url`, an http or https address, following redirects.

    `allow_private` lets addresses be reached that are not public. Without `pages_only` the answer may be of any
    content type: a feed, a sitemap. `timeout` is in seconds, for all of it. `max_bytes` limits the body as sent and as
    unpacked. Raises `FetchError` for every way in which this can fail, also for a status other than 2xx and a content
    type that is no page.
    """
    deadline = time.monotonic() + timeout
    here = url
    try:
        for _ in range(MAX_REDIRECTS + 1):
            target = _parse(here)
            with _connect(target, deadline, allow_private) as sock:
                response = _request(target, _Stream(sock, deadline), pages_only)
                if (location := _redirect(response)) is None:
                    return _page(url, target, response, max_bytes, pages_only)
                here = _joined(target.url, location)
        raise _Refused(f"more than {MAX_REDIRECTS} redirects")
    except (_Refused, OSError, HTTPException, HTTPError, UnicodeError) as error:
        where = url if here == url else f"{url} (redirected to {here})"
        raise FetchError(f"{where}: {_cause(error, timeout)}") from error


class _Refused(Exception):
    """Why a page is refused, in words."""


def _parse(url: str) -> Url:
    """The parts of an address, its host and path in ASCII."""
    try:
        target = parse_url(url)
    except LocationParseError as error:
        raise _Refused("not an address") from error
    if target.scheme not in _PORTS:
        raise _Refused("only http and https addresses are fetched")
    if not target.host:
        raise _Refused("names no host")
    if target.auth:
        raise _Refused("an address with a user name or password is not fetched")
    return target._replace(fragment=None)


# --- connecting -------------------------------------------------------------------------------------------


def _connect(target: Url, deadline: float, allow_private: bool) -> socket.socket:
    """A connection to the host of an address, judged by the number it is connected to; with TLS for https."""
    host = (target.host or "").strip("[]")
    numbers = _resolve(host, target.port or _PORTS[target.scheme or "http"], deadline)
    allowed = [n for n in numbers if allow_private or is_public(n[1][0])]
    if not allowed:
        number = numbers[0][1][0]
        called = host if host == number else f"{host} ({number})"
        raise _Refused(f"{called} is not a public address; --allow-private fetches it all the same")
    sock = _connect_to_one_of(allowed, deadline)
    if target.scheme == "http":
        return sock
    try:
        sock.settimeout(_left(deadline))
        # It ends the handshake at this timeout even when bytes keep dripping in. The certificate is of a name
        # without the dot at its end.
        return _tls_context().wrap_socket(sock, server_hostname=host.rstrip("."))
    except BaseException:
        sock.close()
        raise


def _tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


_Number = tuple[socket.AddressFamily, Any]  # what to connect to: (IP address, port, …)


def _resolve(host: str, port: int, deadline: float) -> list[_Number]:
    """The addresses of a host. In a thread of its own, because a resolver knows no deadline."""
    answer: list[_Number] = []
    failure: list[Exception] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend((family, number) for family, _, _, _, number in found)
        except (OSError, UnicodeError) as error:
            failure.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(_left(deadline))
    if failure:
        raise _Refused(f"no such host: {host}") from failure[0]
    if not answer:
        raise TimeoutError
    return answer


def _connect_to_one_of(numbers: list[_Number], deadline: float) -> socket.socket:
    """A connection to the first of `numbers` that answers."""
    for n, (family, number) in enumerate(numbers, 1):
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(CONNECT_TIMEOUT, _left(deadline)))
            sock.connect(number)
            return sock
        except OSError as error:
            sock.close()
            if n == len(numbers):
                raise _Refused(f"no connection to {number[0]}: {_words(error)}") from None
    raise AssertionError("no number to connect to")


def _left(deadline: float) -> float:
    """The seconds until `deadline`. Raises `TimeoutError` when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Stream(io.RawIOBase):
    """What an HTTP connection needs of a socket, with every receive ending at one deadline."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(_left(self._deadline))
        return self._sock.recv_into(buffer)

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(self, _CHUNK)

    def settimeout(self, _: Any) -> None:
        """The deadline stands."""

    def close(self) -> None:
        """The socket is closed by whom it was opened; http.client closes it before the body is read."""


# --- asking and reading -----------------------------------------------------------------------------------


def _request(target: Url, stream: _Stream, pages_only: bool) -> BaseHTTPResponse:
    """The answer's head; its body is still to be read."""
    connection = HTTPConnection(target.host or "")
    connection.sock = stream
    headers = {
        "Host": target.netloc or "",
        "User-Agent": USER_AGENT,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9" if pages_only else "*/*",
        "Accept-Language": "ar,*;q=0.5",
        "Accept-Encoding": ACCEPT_ENCODING,
        "Connection": "close",
    }
    connection.request("GET", target.request_uri, headers=headers, preload_content=False)
    return connection.getresponse()


def _redirect(response: BaseHTTPResponse) -> str | None:
    """Where the answer leads to, or None when it is the page."""
    if response.status not in (301, 302, 303, 307, 308):
        return None
    location = response.headers.get("location")
    if not location:
        raise _Refused(f"answers {response.status} without saying where to")
    # Header bytes are read as Latin-1, but outlets write their Arabic addresses as they are.
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:  # brackets that do not close
        return location


def _page(url: str, target: Url, response: BaseHTTPResponse, max_bytes: int, pages_only: bool) -> Page:
    if not 200 <= response.status < 300:
        raise _Refused(f"answers {response.status} {_phrase(response.status)}".rstrip())
    head = HTTPMessage()
    head["Content-Type"] = response.headers.get("content-type", "")
    content_type = head.get_content_type() if head["Content-Type"] else None
    if pages_only and content_type is not None and content_type not in PAGES:
        raise _Refused(f"is {content_type}, not a page")
    return Page(
        body=_body(response, max_bytes),
        url=url,
        final_url=target.url,
        status=response.status,
        charset=head.get_content_charset(),
        content_type=content_type,
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _body(response: BaseHTTPResponse, max_bytes: int) -> bytes:
    """The unpacked body. It is unpacked in small steps, so that a bomb is noticed before it has gone off."""
    body = bytearray()
    while chunk := response.read(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > max_bytes or response.tell() > max_bytes:
            raise _Refused(f"larger than {max_bytes / 1024 / 1024:.3g} MB")
    return bytes(body)


def _cause(error: Exception, timeout: float) -> str:
    """What went wrong, in few words and on one line."""
    if isinstance(error, _Refused):
        return " ".join(str(error).split())
    seen: BaseException | None = error
    while seen is not None:  # the libraries wrap what really happened
        if isinstance(seen, TimeoutError):
            return f"no whole answer within {timeout:g} s"
        if isinstance(seen, ssl.SSLCertVerificationError):
            return f"its certificate is not valid: {seen.verify_message}"
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, DecodeError):
        return "its Content-Encoding is broken"
    if isinstance(error, IncompleteRead | RemoteDisconnected | ProtocolError):
        return "the connection broke off"
    if isinstance(error, OSError):
        return f"the connection failed: {_words(error)}"
    return " ".join(f"the answer is not HTTP: {error}".split())


def _words(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer"
    if error.errno is None or isinstance(error, ssl.SSLError):
        return str(error)
    return os.strerror(error.errno).lower()
