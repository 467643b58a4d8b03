"""A hostile server: each of its addresses is a case.

It listens twice on one port: on 127.0.0.2, which is the public network of `tests.hostile.world`, and on 127.0.0.1,
where a page lies that nobody outside of the machine may have.
"""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, reduce
from itertools import count
from typing import NamedTuple

import brotli
from backports import zstd

MB = 1024 * 1024
PARAGRAPHS = (
    "أعلن مجلس المدينة صباح أمس إعادة فتح السوق القديمة بعد أشهر من أعمال الترميم، على أن يعود التجار إلى محالهم تباعا.",
    "وقال رئيس المجلس إن الأشغال شملت الأسقف الخشبية وشبكة الإنارة، وإن كلفتها لم تتجاوز ما رصد لها في ميزانية العام.",
    "وينتظر أن تستقبل السوق زوارها في عطلة نهاية الأسبوع، وسط ترحيب من السكان الذين طال انتظارهم.",
)
TITLE = "السوق القديمة تفتح أبوابها"
PAGE = (
    f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{TITLE}</title></head><body><article>'
    f"<h1>{TITLE}</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article></body></html>"
).encode()
SECRET = PAGE.replace("السوق".encode(), "السر".encode())

Send = Callable[[bytes], None]


class Case(NamedTuple):
    """What an address answers, and what is made of it: in the message of the command line (a regular expression), and
    in a crawl as the cause of the failure."""

    answer: Callable[[Send, Server], None]
    message: str
    cause: str


def says(body: bytes = PAGE, status: str = "200 OK", **headers: str) -> Callable[[Send, Server], None]:
    """An answer of one piece. In a header's name `_` stands for `-`, in its value PORT for the server's."""
    lines = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    head = f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n"
    return lambda send, server: send(head.replace("PORT", str(server.port)).encode() + body)


def endless(head: bytes, drop: bytes, pause: float = 0) -> Callable[[Send, Server], None]:
    """`head`, then `drop` again and again."""

    def answer(send: Send, server: Server) -> None:
        send(head)
        while not server.stopped.wait(pause):
            send(drop)

    return answer


def moved(location: str) -> Callable[[Send, Server], None]:
    return says(b"", "302 Found", Location=location)


@cache
def zeros(coding: str) -> bytes:
    """256 MB of zeros, packed; the outer of two codings is the last one."""
    inner, _, outer = coding.partition(", ")
    whole = bytes(64 * MB)
    if inner == "br":
        packer = brotli.Compressor(quality=1)
        packed = b"".join(packer.process(whole) for _ in range(4)) + packer.finish()
    elif inner == "deflate":
        stream = zlib.compressobj(1)
        packed = b"".join(stream.compress(whole) for _ in range(4)) + stream.flush()
    else:
        packed = {"gzip": lambda: gzip.compress(whole, 1), "zstd": lambda: zstd.compress(whole)}[inner]() * 4
    return {"": bytes, "gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}[outer](packed)


def packed(coding: str) -> Callable[[Send, Server], None]:
    return lambda send, server: says(zeros(coding), Content_Encoding=coding)(send, server)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PRIVATE = r"is not a public address; --allow-private|no such host|not an address"
SCHEME = "only http and https addresses are fetched"
LARGE = "larger than 8 MB"
SLOW = "no whole answer within"
# Where a redirect leads to, by what is the matter with it.
PRIVATE_TARGETS = {
    "loopback": "http://127.0.0.1:PORT",
    "loopback-short": "http://127.1:PORT",
    "loopback-other": "http://127.8.8.8:PORT",
    "loopback-hexadecimal": "http://0x7f000001:PORT",
    "loopback-octal": "http://017700000001:PORT",
    "loopback-octal-parts": "http://0177.0.0.01:PORT",
    "loopback-decimal": "http://2130706433:PORT",
    "loopback-wide-digits": "http://１２７.０.０.１:PORT",
    "loopback-ipv6": "http://[::1]:PORT",
    "loopback-mapped": "http://[::ffff:127.0.0.1]:PORT",
    "loopback-mapped-hexadecimal": "http://[::ffff:7f00:1]:PORT",
    "loopback-nat64": "http://[64:ff9b::7f00:1]:PORT",
    "localhost": "http://localhost:PORT",
    "localhost-dot": "http://LOCALHOST.:PORT",
    "localhost-below": "http://news.localhost:PORT",
    "unspecified": "http://0.0.0.0:PORT",
    "unspecified-short": "http://0:PORT",
    "private-10": "http://10.0.0.1",
    "private-172": "http://172.16.0.1",
    "private-192": "http://192.168.0.1",
    "shared": "http://100.64.0.1",
    "link-local": "http://169.254.1.1",
    "link-local-ipv6": "http://[fe80::1]",
    "unique-local-ipv6": "http://[fd00::1]",
    "metadata": "http://169.254.169.254",
    "metadata-decimal": "http://2852039166",
    "metadata-ipv6": "http://[fd00:ec2::254]",
    "metadata-azure": "http://168.63.129.16",
    "multicast": "http://224.0.0.1",
    "broadcast": "http://255.255.255.255",
    "name": "http://intern.news.example:PORT",
    "name-with-tls": "https://intern.news.example:PORT",
    "loopback-with-tls": "https://127.0.0.1:PORT",
    "name-of-metadata": "http://meta.news.example",
    "name-of-mapped": "http://mapped.news.example:PORT",
}
SCHEMES = {
    "file": "file:///etc/passwd",
    "ftp": "ftp://127.0.0.1/",
    "data": "data:text/html,<p>x</p>",
    "s3": "s3://bucket/key",
    "gopher": "gopher://127.0.0.1:70/_x",
}
CODINGS = ("gzip", "deflate", "br", "zstd", "gzip, gzip", "gzip, br", "zstd, zstd", "br, gzip")
DROPS = {
    "status": (b"", b"H"),
    "head": (HEAD, b"X"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (HEAD + b"\r\n", b"<p>"),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "trailer": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X"),
    "empty-gzip": (HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
}

#: The cases by name; the server answers each at /case/NAME.
CASES: dict[str, Case] = {
    **{
        f"to-{name}": Case(moved(f"{target}/case/secret?{name}"), PRIVATE, "private-address")
        for name, target in PRIVATE_TARGETS.items()
    },
    **{f"to-{name}": Case(moved(target), SCHEME, "http-302") for name, target in SCHEMES.items()},
    "to-javascript": Case(moved("javascript:alert(1)"), SCHEME, "not-an-address"),
    "to-credentials": Case(
        moved("http://u:p@news.example:PORT/case/page?credentials"), "user name or password", "credentials"
    ),
    "to-user": Case(
        moved("http://news.example@127.0.0.1:PORT/case/secret?user"), "user name or password", "credentials"
    ),
    "to-nowhere": Case(says(b"", "302 Found"), "answers 302 without saying where to", "http-302"),
    "to-no-address": Case(moved("http://[::1"), "not an address", "not-an-address"),
    "to-many": Case(
        lambda send, server: moved(f"/case/to-many?{next(server.counter)}")(send, server),
        "more than 10 redirects",
        "redirects",
    ),
    **{f"bomb-{coding.replace(', ', '-')}": Case(packed(coding), LARGE, "too-large") for coding in CODINGS},
    "layers": Case(
        says(reduce(lambda body, _: gzip.compress(body), range(6), PAGE), Content_Encoding=", ".join(["gzip"] * 6)),
        "Content-Encoding is broken",
        "encoding",
    ),
    "broken-gzip": Case(says(b"no gzip", Content_Encoding="gzip"), "Content-Encoding is broken", "encoding"),
    "broken-br": Case(says(b"\xff no brotli", Content_Encoding="br"), "Content-Encoding is broken", "encoding"),
    "broken-zstd": Case(says(b"no zstd", Content_Encoding="zstd"), "Content-Encoding is broken", "encoding"),
    "endless-body": Case(endless(HEAD + b"\r\n", b"x" * 65536), LARGE, "too-large"),
    "endless-chunks": Case(
        endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n"), LARGE, "too-large"
    ),
    "endless-head": Case(endless(HEAD, b"X: y\r\n" * 1000), "the answer is not HTTP", "too-large"),
    "endless-header": Case(endless(HEAD + b"X: ", b"y" * 65536), "the answer is not HTTP", "connection-lost"),
    "endless-folded": Case(endless(HEAD + b"X: ", b"y\r\n " * 1000), "the answer is not HTTP", "too-large"),
    "endless-continue": Case(
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "no whole answer|not HTTP", "too-large"
    ),
    "announced-large": Case(says(Content_Length="99999999999"), "the connection broke off|larger than", "too-large"),
    "odd-wait": Case(
        says(b"", "503 Busy", Retry_After=f"Mon, 05 Jan 2026 10:00:00 +{'9' * 30}"), "answers 503", "http-503"
    ),
    "nothing": Case(lambda send, server: None, "the connection broke off", "connection-lost"),
    "no-http": Case(lambda send, server: send(b"SSH-2.0-OpenSSH_9.2\r\n"), "the answer is not HTTP", "connection-lost"),
    **{f"drip-{name}": Case(endless(*drop, pause=0.1), SLOW, "timeout") for name, drop in DROPS.items()},
    "silent-tls": Case(moved("https://news.example:PORT/case/page?silent-tls"), SLOW, "timeout"),
    **{
        name: Case(says(b"\x89PNG\r\n\x1a\n\x00\x00", Content_Type=kind), f"is {kind}, not a page", "not-text")
        for name, kind in {"png": "image/png", "pdf": "application/pdf", "zip": "application/zip"}.items()
    },
}
#: What other servers are asked for; of these a page is made.
HARMLESS: dict[str, Callable[[Send, Server], None]] = {
    "page": says(),
    "cookies": says(b"", "302 Found", Location="http://other.news.example:PORT/case/page?other", Set_Cookie="id=1"),
}


def listeners() -> tuple[socket.socket, socket.socket]:
    """A public and a private one on the same port, which may be taken on one of them."""
    while True:
        public = socket.create_server(("127.0.0.2", 0))
        try:
            return public, socket.create_server(("127.0.0.1", public.getsockname()[1]))
        except OSError:
            public.close()


class Server:
    """What was asked of the public side is in `requests`; of the private side `secrets`, and how often it was
    connected to in `visits`."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.secrets: list[str] = []
        self.visits = 0
        self.counter = count()
        self.stopped = threading.Event()
        self.answers = {name: case.answer for name, case in CASES.items()} | HARMLESS
        self.public, self.private = listeners()
        self.port = self.public.getsockname()[1]
        self.lists("page", *CASES)
        for listener in (self.public, self.private):
            threading.Thread(target=self._listen, args=[listener], daemon=True).start()

    def url(self, name: str, host: str = "127.0.0.2") -> str:
        return f"http://{host}:{self.port}/case/{name}"

    def lists(self, *names: str) -> None:
        """Has the feed name the addresses of these cases, and no others, on the host news.example."""
        urls = (self.url(name, "news.example") for name in names)
        items = "".join(f"<item><link>{url}</link></item>" for url in urls)
        self.answers["/feed"] = says(f"<rss><channel>{items}</channel></rss>".encode(), Content_Type="text/xml")

    def close(self) -> None:
        self.stopped.set()
        for listener in (self.public, self.private):
            listener.close()

    def _listen(self, listener: socket.socket) -> None:
        while not self.stopped.is_set():
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            self.visits += listener is self.private
            threading.Thread(target=self._answer, args=(sock, listener is self.private), daemon=True).start()

    def _answer(self, sock: socket.socket, private: bool) -> None:
        with suppress(OSError), sock:  # who asked may have left
            request = b""
            while b"\r\n\r\n" not in request:
                if not (data := sock.recv(65536)):
                    return
                request += data
            (self.secrets if private else self.requests).append(request.decode("latin-1"))
            path = request.split()[1].decode().partition("?")[0]
            answer = says(SECRET) if private else self.answers.get(path.removeprefix("/case/"), says(status="404 None"))
            answer(sock.sendall, self)


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()
