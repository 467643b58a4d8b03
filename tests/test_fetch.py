"""The fetcher against a real server that does what the worst servers do."""

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from backports import zstd

from crawlers.addresses import is_public, is_public_host, number_of
from crawlers.fetch import FetchError, Page, fetch
from tests.deadline import soon

PAGE = "<html><head><title>خبر</title></head><body><p>نص الخبر</p></body></html>".encode()
MB = 1024 * 1024

Answer = Callable[[Callable[[bytes], None]], None]


class Server:
    """A server whose answers are bytes on a socket: `answers` maps a path to what writes the answer."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"):
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        self.context = context
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.create_server((host, 0), family=family)
        self.port = self.listener.getsockname()[1]
        self.stopped = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self.context else 'http'}://{host}:{self.port}{path}"

    def says(self, path: str, body: bytes = PAGE, status: str = "200 OK", **headers: str) -> str:
        """Answers `path` with this, and returns its address. In a header's name `_` stands for `-`."""
        lines = {"Content-Type": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
        head = "".join(f"{k}: {v}\r\n" for k, v in lines.items() if v)
        data = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
        self.answers[path] = lambda send: send(data)
        return self.url(path)

    def sends(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return self.url(path)

    def drips(self, path: str, head: bytes, drop: bytes) -> str:
        """Sends `head`, then `drop` again and again, ten times a second, without an end."""

        def answer(send: Callable[[bytes], None]) -> None:
            send(head)
            while not self.stopped.wait(0.1):
                send(drop)

        return self.sends(path, answer)

    def close(self) -> None:
        self.stopped.set()
        self.listener.close()

    def _listen(self) -> None:
        while not self.stopped.is_set():
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        with suppress(OSError), sock:  # who asked may have left
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            with sock:
                request = b""
                while b"\r\n\r\n" not in request:
                    if not (data := sock.recv(65536)):
                        return
                    request += data
                self.requests.append(request.decode("latin-1"))
                self.answers[request.split()[1].decode()](sock.sendall)


@contextmanager
def serving(context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Server]:
    server = Server(context, host)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def get(url: str, **options: object) -> Page:
    return fetch(url, allow_private=True, **options)  # type: ignore[arg-type]


def refusal(url: str, **options: object) -> str:
    """The message with which `url` is not fetched; always on one line that names the address."""
    with pytest.raises(FetchError) as caught:
        fetch(url, **options)  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith(url)
    assert len(message.splitlines()) == 1
    return message.removeprefix(url)


# --- pages ------------------------------------------------------------------------------------------------


def test_a_page_comes_with_what_the_header_says_of_it(server: Server) -> None:
    url = server.says("/خبر", Content_Type="text/html; charset=Windows-1256")
    server.answers["/%D8%AE%D8%A8%D8%B1"] = server.answers["/خبر"]
    page = get(url + "#part")
    assert page.body == PAGE
    assert (page.status, page.charset, page.content_type) == (200, "windows-1256", "text/html")
    assert page.url == url + "#part"
    assert page.final_url == server.url("/%D8%AE%D8%A8%D8%B1")


def test_missing_content_type_is_missing(server: Server) -> None:
    page = get(server.says("/", Content_Type=""))
    assert (page.content_type, page.charset) == (None, None)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=1),
    "zstd": zstd.compress,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
}


@pytest.mark.parametrize("coding", PACKERS)
def test_packed_bodies_are_unpacked(server: Server, coding: str) -> None:
    assert get(server.says("/", PACKERS[coding](PAGE), Content_Encoding=coding)).body == PAGE


def test_chunked_bodies_are_joined(server: Server) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (PAGE[:20], PAGE[20:], b""))
    assert get(server.says("/", chunks, Transfer_Encoding="chunked")).body == PAGE


def test_the_request_is_honest_and_carries_no_secrets(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    first = server.says("/a", b"", "302 Found", Location="/b", Set_Cookie="id=1; Path=/")
    server.says("/b")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")  # nothing listens there
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    get(first)
    for request in server.requests:
        assert "\r\nuser-agent: ghirbal/" in request.lower()
        assert f"\r\nhost: 127.0.0.1:{server.port}\r\n" in request.lower()
        for secret in ("cookie", "authorization", "referer"):
            assert f"\r\n{secret}:" not in request.lower()
    assert len(server.requests) == 2


# --- answers that are no pages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("404 Not Found", ": answers 404 Not Found"),
        ("500 Whatever", ": answers 500 Internal Server Error"),
        ("304 Not Modified", ": answers 304 Not Modified"),
        ("799 ", ": answers 799"),
    ],
)
def test_other_statuses_are_errors(server: Server, status: str, message: str) -> None:
    assert refusal(server.says("/", status=status), allow_private=True) == message


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "application/json; charset=utf-8"])
def test_other_types_are_refused(server: Server, kind: str) -> None:
    url = server.says("/", Content_Type=kind)
    assert refusal(url, allow_private=True) == f": is {kind.split(';')[0]}, not a page"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"", "the connection broke off"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "the connection broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "the connection broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip", "its Content-Encoding is broken"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 301 Moved\r\n\r\n", "answers 301 without saying where to"),
    ],
    ids=[
        "nothing",
        "ssh",
        "cut",
        "bad-chunk",
        "bad-gzip",
        "headers",
        "long-header",
        "no-location",
    ],
)
def test_broken_answers_are_errors(server: Server, answer: bytes, message: str) -> None:
    assert message in refusal(server.sends("/", lambda send: send(answer)), allow_private=True)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    message = refusal(f"http://127.0.0.1:{port}/", allow_private=True)
    assert message == ": no connection to 127.0.0.1: connection refused"


# --- limits -----------------------------------------------------------------------------------------------


def test_large_pages_are_refused_without_being_held(server: Server) -> None:
    def endless(send: Callable[[bytes], None]) -> None:
        send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not server.stopped.is_set():
            send(b"x" * 65536)

    assert refusal(server.sends("/", endless), allow_private=True) == ": larger than 8 MB"
    exact = server.says("/exact", b"x" * MB)
    assert len(get(exact, max_bytes=MB).body) == MB
    assert refusal(exact, allow_private=True, max_bytes=MB - 1).startswith(": larger than")


@pytest.mark.parametrize("coding", PACKERS)
def test_bombs_are_noticed_before_they_go_off(server: Server, coding: str) -> None:
    url = server.says("/", PACKERS[coding](bytes(200 * MB)), Content_Encoding=coding)
    tracemalloc.start()
    try:
        assert refusal(url, allow_private=True) == ": larger than 8 MB"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * MB


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"", b"H"),
        (HEAD, b"X"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"\r\n", b"<p>"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        # Members that are empty: bytes come, text does not.
        (HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
    ],
    ids=[
        "status",
        "header",
        "continue",
        "body",
        "chunks",
        "empty-gzip",
    ],
)
def test_a_drip_ends_at_the_deadline(server: Server, head: bytes, drop: bytes) -> None:
    url = server.drips("/", head, drop)
    with soon(10):
        assert refusal(url, allow_private=True, timeout=0.5) == ": no whole answer within 0.5 s"


def test_redirects_share_one_deadline(server: Server) -> None:
    def slow(send: Callable[[bytes], None]) -> None:
        time.sleep(0.3)
        send(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")

    with soon(10):
        assert "no whole answer within 0.5 s" in refusal(server.sends("/", slow), allow_private=True, timeout=0.5)


# --- redirects --------------------------------------------------------------------------------------------


def test_redirects_are_followed(server: Server) -> None:
    first = server.says("/a", b"", "301 Moved", Location="b?x=1")
    # As outlets send it: an Arabic address in UTF-8, as it is.
    server.says("/b?x=1", b"", "307 Temporary", Location="/خبر".encode().decode("latin-1"))
    server.answers["/b?x=1"] = lambda send: send("HTTP/1.1 307 T\r\nLocation: /خبر\r\n\r\n".encode())
    server.says("/%D8%AE%D8%A8%D8%B1")
    page = get(first)
    assert page.body == PAGE
    assert (page.url, page.final_url) == (first, server.url("/%D8%AE%D8%A8%D8%B1"))


def test_endless_redirects_end(server: Server) -> None:
    url = server.says("/", b"", "302 Found", Location="/")
    assert "more than 10 redirects" in refusal(url, allow_private=True)
    assert len(server.requests) == 11


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://127.0.0.1/", "only http and https"),
        ("http://user:secret@127.0.0.1/", "user name or password"),
        ("http://[::1", "not an address"),
    ],
)
def test_redirects_to_what_is_not_fetched(server: Server, location: str, message: str) -> None:
    refused = refusal(server.says("/", b"", "302 Found", Location=location), allow_private=True)
    assert message in refused
    assert f"(redirected to {location}" in refused


# --- addresses --------------------------------------------------------------------------------------------

NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
    "168.63.129.16", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::1",
    "2001:0:7f00:1::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "193.0.6.139", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
]  # fmt: skip
SPELLINGS = [
    "127.0.0.1", "127.1", "0x7f.0.0.1", "0x7f000001", "017700000001", "2130706433", "0", "localhost",
    "LOCALHOST", "localhost.", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]", "10.0.0.1", "192.168.0.1", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]",
    "[64:ff9b::7f00:1]",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", [*SPELLINGS, "news.localhost", "0177.0.0.01", "2852039166", "[fe80::1%25eth0]"])
def test_hosts_that_are_not_public_by_their_spelling(host: str) -> None:
    assert not is_public_host(host)


@pytest.mark.parametrize(
    "host", [*PUBLIC, "134744072", "[2a00:1450:4001::1]", "aawsat.com", "localhost.com", "127.0.0.1.nip"]
)
def test_hosts_that_may_be_public_by_their_spelling(host: str) -> None:
    assert is_public_host(host)


@pytest.mark.parametrize(
    ("host", "number"),
    [
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("134744072", "8.8.8.8"),
        ("::1", "::1"),
        ("a.b", None),
        ("", None),
    ],
)
def test_the_number_that_a_host_spells(host: str, number: str | None) -> None:
    assert number_of(host) == number


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_a_private_address_is_fetched(server: Server, host: str) -> None:
    """Names such as `localhost` resolve to loopback; the number is what counts."""
    server.says("/")
    message = refusal(server.url("/", host))
    # An oddly written number may also be no name at all on this machine, as may a trailing dot.
    assert "is not a public address" in message or "no such host" in message
    assert not server.requests


def test_a_name_that_resolves_to_loopback_says_so(server: Server) -> None:
    assert ": localhost (" in refusal(server.url("/", "localhost"))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://aawsat.com/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("aawsat.com", "only http and https"),
        ("http:///path", "names no host"),
        ("http://a b/", "not an address"),
        ("http://a:99999/", "not an address"),
        ("http://user@aawsat.com/", "user name or password"),
        ("http://nobody.invalid/", "no such host: nobody.invalid"),
        ("http://" + "a" * 300 + ".com/", "no such host"),
    ],
)
def test_addresses_that_are_not_fetched(url: str, message: str) -> None:
    assert message in refusal(url)


def test_loopback_over_ipv6() -> None:
    try:
        with serving(host="::1") as server:
            server.says("/")
            assert get(server.url("/", "[::1]")).body == PAGE
            assert "is not a public address" in refusal(server.url("/", "[::1]"))
    except OSError:
        pytest.skip("this machine has no IPv6")


# The rest needs a public address, which only a network of its own can give to a test.
IN_A_NETWORK_OF_ITS_OWN = """
import json, socket, sys
sys.path[:0] = [{tests!r}, {root!r}]
from test_fetch import PAGE, serving
from crawlers.fetch import FetchError, fetch

resolved, connected = [], []
def watch(event, args):
    if event == "socket.getaddrinfo":
        resolved.append(args[0])
    elif event == "socket.connect":
        connected.append(args[1][0])
sys.addaudithook(watch)

def message(url):
    try:
        return fetch(url, timeout=5).body.decode()
    except FetchError as error:
        return str(error)

with serving(host="93.184.215.14") as public, serving() as private:
    host = "93.184.215.14"
    secret = private.says("/secret", b"secret")
    public.says("/page")
    public.says("/loopback", b"", "302 Found", Location=secret)
    public.says("/name", b"", "302 Found", Location=private.url("/secret", "localhost"))
    public.says("/mapped", b"", "302 Found", Location=private.url("/secret", "[::ffff:127.0.0.1]"))
    public.says("/metadata", b"", "302 Found", Location="http://169.254.169.254/latest/")
    paths = ("page", "loopback", "name", "mapped", "metadata")
    out = {{path: message(public.url("/" + path, host)) for path in paths}}
    print(json.dumps(dict(out=out, resolved=resolved, connected=connected, asked=private.requests)))
"""


def test_redirects_from_public_to_private_addresses_are_refused() -> None:
    tests = Path(__file__).parent
    script = IN_A_NETWORK_OF_ITS_OWN.format(tests=str(tests), root=str(tests.parent))
    if not (unshare := shutil.which("unshare")) or not shutil.which("ip"):
        pytest.skip("needs unshare and ip to give a test a public address")
    setup = "ip link set lo up && ip address add 93.184.215.14/32 dev lo && exec "
    may = subprocess.run([unshare, "-rn", "sh", "-c", setup + "true"], capture_output=True)
    if may.returncode:
        pytest.skip("this machine does not let a test have a network of its own")
    command = [unshare, "-rn", "sh", "-c", setup + '"$0" -c "$1"', sys.executable, script]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    result = json.loads(ran.stdout)

    assert result["out"].pop("page") == PAGE.decode()
    for path, said in result["out"].items():
        assert "is not a public address" in said, path
    # Asked once a hop, connected to the number that was judged, and never to the private one.
    assert result["asked"] == []
    assert set(result["connected"]) == {"93.184.215.14"}
    assert len(result["resolved"]) == 9  # five addresses and four redirects


# --- TLS --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody has signed but itself, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as running:
        yield running


def test_https_believes_no_certificate_that_nobody_signed(secure: Server) -> None:
    secure.says("/")
    message = refusal(secure.url("/", "localhost"), allow_private=True)
    assert "its certificate is not valid: self-signed" in message
    assert not secure.requests


def test_https_with_a_certificate_of_ones_own(
    secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure.says("/")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert get(secure.url("/", "localhost")).body == PAGE
    message = refusal(secure.url("/", "127.0.0.1"), allow_private=True)
    assert "its certificate is not valid" in message  # it is of another name


@contextmanager
def repeating(data: bytes) -> Iterator[str]:
    """A server that says `data` ten times a second to who connects, whatever it is told."""
    stopped = threading.Event()

    def repeat() -> None:
        sock, _ = listener.accept()
        with sock, suppress(OSError):
            while not stopped.wait(0.1):
                sock.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=repeat, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"
        stopped.set()


def test_https_to_a_server_without_tls() -> None:
    with repeating(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        assert "the connection failed" in refusal(url, allow_private=True, timeout=5)


def test_a_drip_within_the_handshake_ends_at_the_deadline() -> None:
    # The head of a handshake record of 16 KB, then zeros that fill it.
    with repeating(b"\x16\x03\x03\x3f\xff" + b"\x02\x00\x3f\xfb" + bytes(1)) as url, soon(10):
        assert refusal(url, allow_private=True, timeout=0.5) == ": no whole answer within 0.5 s"
