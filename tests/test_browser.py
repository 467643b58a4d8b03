"""Pages whose text comes by script, crawled in a real Chromium from a real server on the loopback address."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawlers import browser
from tests.test_crawl import ENV, QUICK, Crawl, Server, articles, feed, url

MISSING = browser.missing(Settings({"CHROMIUM": os.environ.get("GHIRBAL_CHROMIUM")}))
needs_browser = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))

HOST = "https://almithal.example"
TITLE = "قطار الجبل يعود إلى السير"
PARAGRAPHS = (
    "عاد قطار الجبل إلى السير صباح أمس بين محطة الساحل وقرى المرتفعات، بعد ثلاثة أعوام من توقفه بسبب انهيار "
    "جسر الوادي الكبير.",
    "وقال مدير المحطة إن الرحلة الأولى حملت مئة وعشرين راكباً، أكثرهم طلاب وباعة خضر اعتادوا النزول إلى "
    "السوق قبل طلوع الشمس.",
    "وتبلغ كلفة ترميم الجسر، بحسب البلدية، نصف ما قدّره المهندسون أول الأمر، لأن حجارة الجسر القديم أُعيدت إلى "
    "أماكنها بعد ترقيمها.",
)
NEXT = (
    "ويستعد نادي المتسلقين لرحلة ثانية يوم الجمعة، يحمل فيها القطار أدوات البناء إلى مدرسة القرية العليا قبل "
    "نزول الثلج."
)
LOADS = """
    const write = texts => document.querySelector("#story").innerHTML = texts.map(text => `<p>${text}</p>`).join("");
    const load = () => fetch("/api/story.json?of=" + location.pathname).then(answer => answer.json()).then(write);
    setTimeout(load, 200);
"""


def page(script: str = LOADS, head: str = "", charset: str = "utf-8") -> tuple:
    """A page without its text, and a script."""
    html = (
        f'<!doctype html><html lang="ar"><head><meta charset="{charset}"><title>{TITLE}</title>{head}</head><body>'
        f'<nav><a href="/">الرئيسية</a></nav><article><h1>{TITLE}</h1><div id="story"></div></article>'
        f"<script>{script}</script></body></html>"
    )
    return 200, {"Content-Type": "text/html"}, html.encode(charset)


def story(*texts: str) -> tuple:
    return 200, {"Content-Type": "application/json"}, json.dumps(texts, ensure_ascii=False).encode()


def address(n: int) -> str:
    return f"{HOST}/news/{n}"


def site(pages: dict[int, tuple], **more: tuple) -> dict:
    """An outlet's pages by number, the feed that lists them, and their texts."""
    found = {"/feed": feed(*map(address, pages))}
    for n, answer in pages.items():
        found[f"/news/{n}"] = answer
        found[f"/api/story.json?of=/news/{n}"] = story(*PARAGRAPHS)
    return found | more


@contextmanager
def serving(answers: dict) -> Iterator[Server]:
    server = Server(answers)
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()


def command(folder: Path, server: str, outlet: str = "almithal", hosts: str = "", **settings: object) -> list[str]:
    """The command that crawls an outlet; in `folder` is the file of one whose pages come by script."""
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "outlets" / "almithal.toml").write_text(
        f"""
        name = "المثال"
        name_en = "Al-Mithal"
        hosts = ["almithal.example"{hosts}]
        render = true
        [discovery]
        feeds = ["{HOST}/feed"]
        [article]
        pattern = '^/news/\\d+$'
        match = ["{address(1234567)}"]
        """,
        encoding="utf-8",
    )
    mapped = json.dumps({"almithal.example": server, "aawsat.com": server})
    settings = QUICK | {"HOST_MAP": mapped, "GHIRBAL_OUTLETS": "outlets", "RENDER_TIMEOUT": 20} | settings
    options = (part for key, value in settings.items() for part in ("-s", f"{key}={value}"))
    return [sys.executable, "-m", "scrapy", "crawl", outlet, "-o", "articles.jsonl", *options]


def items(folder: Path) -> list[dict]:
    output = folder / "articles.jsonl"
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()] if output.exists() else []


def crawl(folder: Path, server: str, **options: object) -> Crawl:
    done = subprocess.run(
        command(folder, server, **options), cwd=folder, env=ENV, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return Crawl(items(folder), " ".join(done.stderr.replace("│", " ").split()), b"")


# --- pages that come by script ----------------------------------------------------------------------------

PLAIN, SECOND, PAGED, MOVED, TARGET, LEGACY, BUNDLED = range(1234567, 1234574)


# Modules, what is loaded ahead and a worker: a part that is refused to one of them is missing for the script, too.
BUNDLE = """
    <link rel="modulepreload" href="/main.js"><link rel="preload" as="fetch" crossorigin href="/more.json">
    <link rel="prefetch" as="script" href="/later.js"><link rel="prefetch" href="/news/1">
    <link rel="manifest" href="/app.webmanifest"><script type="module" src="/main.js"></script>
"""
MAIN = """
    await fetch("/more.json");
    const { load } = await import("/load.js");
    new Worker("/worker.js").onmessage = load;
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    style = "<style>@font-face { font-family: naskh; src: url(/naskh.woff2) } h1 { font-family: naskh }</style>"
    beside = f'<link rel="stylesheet" href="/style.css">{style}<link rel="icon" href="/icon.png"><img src="/icon.png">'
    loads = '<script defer src="/app.js"></script>'
    # The text is asked for only when the style is there, as bundles do it.
    waits = f'<link rel="stylesheet" href="/style.css" onload="{LOADS.replace(chr(34), "&quot;")}">'
    pages = {
        PLAIN: page("", beside + loads),
        SECOND: page("", waits + loads.replace("app", "moved")),
        PAGED: page("", loads + f'<link rel="next" href="/news/{PAGED}/2">'),
        MOVED: (301, {"Location": f"/news/{TARGET}"}, b""),
        LEGACY: page("", loads, "windows-1256"),
        BUNDLED: page("", BUNDLE),
    }
    script = {"Content-Type": "text/javascript"}
    more = {
        "/app.js": (200, script, LOADS.encode()),
        "/moved.js": (302, {"Location": "/empty.js"}, b""),
        "/empty.js": (200, script, b""),
        "/main.js": (200, script, MAIN.encode()),
        "/load.js": (200, script, LOADS.replace("setTimeout(load, 200);", "export { load };").encode()),
        "/worker.js": (200, script, b'importScripts("/imported.js");'),
        "/imported.js": (200, script, b'fetch("/more.json").then(() => postMessage("ready"));'),
        "/more.json": story(),
        f"/news/{PAGED}/2": page("", loads),
        f"/api/story.json?of=/news/{PAGED}/2": story(NEXT),
        f"/news/{TARGET}": page("", loads),
        f"/api/story.json?of=/news/{TARGET}": story(*PARAGRAPHS),
    }
    with serving(site(pages, **more)) as server:
        yield crawl(tmp_path_factory.mktemp("whole"), server.address), server


@needs_browser
def test_the_text_that_comes_by_script_is_the_article(whole):
    done, _ = whole
    found = {item["url"]: item for item in done.items}
    assert set(found) == {address(n) for n in (PLAIN, SECOND, PAGED, MOVED, LEGACY, BUNDLED)}
    assert {item["title"] for item in done.items} == {TITLE}
    for n in (PLAIN, SECOND, MOVED, LEGACY, BUNDLED):
        assert found[address(n)]["paragraphs"] == list(PARAGRAPHS)
    assert found[address(PAGED)]["paragraphs"] == [*PARAGRAPHS, NEXT]
    assert found[address(MOVED)]["final_url"] == address(TARGET)
    assert {item["charset"] for item in done.items} == {"utf-8"}
    assert {item["status"] for item in done.items} == {200}


@needs_browser
def test_only_what_the_text_needs_is_asked_for_and_scripts_once(whole):
    _, server = whole
    asked = Counter(path for path in server.paths() if not path.startswith(("/news/12", "/api/")))
    assert asked.pop("/more.json") >= 2  # data is asked for each time
    scripts = ["/app.js", "/empty.js", "/imported.js", "/load.js", "/main.js", "/moved.js", "/worker.js"]
    assert asked == Counter([*scripts, "/feed", "/robots.txt"])


@needs_browser
def test_every_request_has_our_name_and_no_cookie(whole):
    _, server = whole
    for asked in server.asked:
        assert asked.host == "almithal.example"
        assert asked.headers["User-Agent"].startswith("Ghirbal/")
        assert asked.headers["Accept-Language"] == "ar"
        assert not {"Cookie", "sec-ch-ua"} & asked.headers.keys()


@needs_browser
@pytest.mark.long
def test_the_pace_holds_for_what_pages_ask_for(tmp_path):
    with serving(site({PLAIN: page()})) as server:
        done = crawl(tmp_path, server.address, DOWNLOAD_DELAY=0.6, DOWNLOAD_DELAY_JITTER=0, AUTOTHROTTLE_ENABLED=False)
    assert len(done.items) == 1
    times = [asked.at for asked in server.asked]
    assert len(times) == 4
    # Where the server's clock is read, a request may have waited a little.
    assert all(after - before > 0.4 for before, after in pairwise(times))


@needs_browser
def test_robots_txt_binds_what_pages_ask_for(tmp_path):
    robots = (200, {}, b"User-agent: *\nDisallow: /api/\n")
    with serving(site({PLAIN: page()}, **{"/robots.txt": robots})) as server:
        done = crawl(tmp_path, server.address)
    assert server.paths() == ["/robots.txt", "/feed", f"/news/{PLAIN}"]
    assert not done.items
    assert "needs-script 1" in done.log
    assert "part robots 1" in done.log


# --- where a page must not lead ---------------------------------------------------------------------------


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """A port that notes every connection and every datagram: its address, and the first bytes of each."""
    noted: list[bytes] = []
    tcp = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(tcp.getsockname())

    def accept() -> None:
        while True:
            try:
                connection, _ = tcp.accept()
            except OSError:  # closed
                return
            with connection:
                connection.settimeout(1)
                noted.append(b"connected")
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def receive() -> None:
        while data := udp.recv(500):
            noted.append(data)

    threads = [threading.Thread(target=one, daemon=True) for one in (accept, receive)]
    for thread in threads:
        thread.start()
    try:
        yield f"127.0.0.1:{tcp.getsockname()[1]}", noted
    finally:
        udp.sendto(b"", udp.getsockname())
        tcp.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)
        tcp.close()
        udp.close()


HEAD = """
    <link rel="preconnect" href="http://THERE/"><link rel="prefetch" href="http://THERE/next">
    <link rel="stylesheet" href="http://THERE/style.css"><link rel="icon" href="http://THERE/icon.ico">
    <script type="speculationrules">
        {"prefetch": [{"source": "list", "urls": ["http://THERE/soon"]}],
         "prerender": [{"source": "list", "urls": ["http://THERE/soon"]}]}
    </script>
    <script async src="http://THERE/counter.js"></script>
    <img src="http://THERE/pixel.gif"><iframe src="http://THERE/frame"></iframe>
"""
TRIES = """
    const blob = code => URL.createObjectURL(new Blob([code]));
    const inside = 'fetch("http://THERE/w").catch(String); new WebSocket("ws://THERE/w");';
    const leave = (element, more) => {
        document.body.append(Object.assign(element, more, {target: "_blank"}));
        element.submit ? element.submit() : element.click();
    };
    const tries = [
        () => fetch("http://THERE/data", {mode: "no-cors"}).catch(String),
        () => fetch("http://THERE/kept", {keepalive: true, method: "POST", mode: "no-cors", body: "x"}).catch(String),
        () => navigator.sendBeacon("http://THERE/beacon", "x"),
        () => new WebSocket("ws://THERE/socket"),
        () => new EventSource("http://THERE/events"),
        () => new Worker(blob(inside)),
        () => new SharedWorker(blob(inside)),
        () => navigator.serviceWorker.register("/sw.js").catch(String),
        () => new WebTransport("https://THERE/").ready.catch(String),
        () => {
            const peer = new RTCPeerConnection({iceServers: [{urls: "stun:THERE"}]});
            peer.createDataChannel("x");
            peer.createOffer().then(offer => peer.setLocalDescription(offer));
        },
        () => window.open("http://THERE/popup"),
        () => leave(document.createElement("form"), {action: "http://THERE/form", method: "post"}),
        () => leave(document.createElement("a"), {href: "http://THERE/link", ping: "http://THERE/ping"}),
        () => setTimeout(() => location.href = "http://THERE/away", 300),
        () => addEventListener("pagehide", () => navigator.sendBeacon("http://THERE/bye", "x")),
    ];
    let tried = 0;
    for (const one of tries) { one(); tried++; }
    setTimeout(() => fetch(`/tried?${tried}-of-${tries.length}`), 1500);
"""


@needs_browser
def test_no_other_host_is_reached_in_any_way(tmp_path):
    with listening() as (there, noted):
        hostile = page(LOADS + TRIES.replace("THERE", there), HEAD.replace("THERE", there))
        with serving(site({PLAIN: hostile})) as server:
            # The page still asks for something when the tries are made: it is not closed before.
            server.answers[f"/api/story.json?of=/news/{PLAIN}"] = lambda visit: time.sleep(1.2) or story(*PARAGRAPHS)
            done = crawl(tmp_path, server.address)
    assert noted == []
    assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]
    assert done.items[0]["final_url"] == address(PLAIN)
    assert server.paths()[3:] == [f"/api/story.json?of=/news/{PLAIN}", "/tried?15-of-15"]


@needs_browser
def test_addresses_that_are_not_public_are_refused_though_the_outlet_names_them(tmp_path):
    with listening() as (there, noted):
        asks = f'get("http://{there}/secret").then(() => get("/away")).then(load);'
        script = 'const get = url => fetch(url, {mode: "no-cors"}).catch(String);' + LOADS
        redirect = (302, {"Location": f"http://{there}/secret"}, b"")
        sites = site({PLAIN: page(script.replace("setTimeout(load, 200);", asks))}, **{"/away": redirect})
        with serving(sites) as server:
            done = crawl(tmp_path, server.address, hosts=', "127.0.0.1"')
    assert noted == []
    assert "/away" in server.paths()
    assert re.search("part (ignored|private-address) 2", done.log)
    assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)]


# --- pages that give no rest ------------------------------------------------------------------------------


@needs_browser
@pytest.mark.long
def test_a_page_that_never_rests_is_read_as_it_stands(tmp_path):
    ticker = 'setInterval(() => fetch("/ticker.json"), 100);'
    with serving(site({PLAIN: page(LOADS + ticker), SECOND: page()})) as server:
        done = crawl(tmp_path, server.address, RENDER_TIMEOUT=3)
    assert [item["paragraphs"] for item in done.items] == [list(PARAGRAPHS)] * 2
    assert "read as it stands" in done.log
    paths = server.paths()
    assert "/ticker.json" in paths
    assert "/ticker.json" not in paths[paths.index(f"/news/{SECOND}") :]


@needs_browser
@pytest.mark.long
def test_a_page_that_hangs_is_left_as_it_was_fetched_and_the_crawl_goes_on(tmp_path):
    with serving(site({PLAIN: page("for (;;);"), SECOND: page()})) as server:
        done = crawl(tmp_path, server.address, RENDER_TIMEOUT=1)
    assert [item["url"] for item in done.items] == [address(SECOND)]
    assert "render timeout 1" in done.log
    assert "needs-script 1" in done.log


@needs_browser
@pytest.mark.long
def test_an_interrupted_crawl_ends_with_what_it_has_begun(tmp_path):
    first = LOADS.replace("setTimeout(load, 200)", 'fetch("/first.json").then(load)')
    slow = site({PLAIN: page(first), SECOND: page()})
    reached = threading.Event()
    slow["/first.json"] = lambda visit: reached.set() or time.sleep(2) or story()
    with serving(slow) as server:
        run = subprocess.Popen(
            command(tmp_path, server.address), cwd=tmp_path, env=ENV, stderr=subprocess.PIPE, encoding="utf-8",
            start_new_session=True,
        )  # fmt: skip
        assert reached.wait(60)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does it: to the browser, too
        _, log = run.communicate(timeout=60)
    assert "Traceback" not in log
    assert "shutdown" in log
    assert f"/news/{SECOND}" not in server.paths()
    assert [item["paragraphs"] for item in items(tmp_path)] == [list(PARAGRAPHS)]


# --- who pays for it --------------------------------------------------------------------------------------

BOTH = """
import sys
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

settings = get_project_settings()
settings.setdict(dict(part.split("=", 1) for part in sys.argv[2:]), priority="cmdline")
process = AsyncCrawlerProcess(settings)
crawlers = [process.create_crawler(outlet) for outlet in sys.argv[1].split(",")]
for crawler in crawlers:
    process.crawl(crawler)
process.start()
for crawler in crawlers:
    counted = ("item_scraped_count", "ghirbal/rendered", "playwright/browser_count")
    print(crawler.spidercls.name, *map(crawler.stats.get_value, counted))
print(any(name.split(".")[0] in ("playwright", "scrapy_playwright") for name in sys.modules))
"""


def together(folder: Path, server: str, outlets: str) -> list[str]:
    """Crawls outlets in one process: of each its articles, pages rendered, browsers; and whether Playwright is loaded."""
    options = [part for part in command(folder, server)[7:] if part != "-s"]
    done = subprocess.run(
        [sys.executable, "-c", BOTH, outlets, *options, f"STORE={outlets}.db"],
        cwd=folder, env=ENV, capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@needs_browser
def test_only_the_outlet_that_says_so_has_a_browser(tmp_path):
    sites = site({PLAIN: page()}) | {("aawsat.com", "/feed"): feed(url(5300001)), **articles(5300001)}
    with serving(sites) as server:
        assert together(tmp_path, server.address, "aawsat,almithal") == ["aawsat 1 None None", "almithal 1 1 1", "True"]
        assert together(tmp_path, server.address, "aawsat") == ["aawsat 1 None None", "False"]


@pytest.mark.parametrize("what", ["Chromium", "the extra"])
def test_what_is_missing_is_said_and_no_request_is_made(tmp_path, what):
    (tmp_path / "site").mkdir()
    hides = "import sys; sys.modules['scrapy_playwright'] = None"
    (tmp_path / "site" / "sitecustomize.py").write_text(hides if what == "the extra" else "", encoding="utf-8")
    said = {
        "Chromium": "CHROMIUM names no program: no-such-browser",
        "the extra": "the extra render is not installed: pip install 'ghirbal[render]'",
    }[what]
    if what == "Chromium" and "extra" in str(MISSING):
        pytest.skip(str(MISSING))
    with serving(site({PLAIN: page()})) as server:
        done = subprocess.run(
            command(tmp_path, server.address, CHROMIUM="no-such-browser"),
            cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60,
            env=ENV | {"PYTHONPATH": f"{tmp_path / 'site'}:{ENV['PYTHONPATH']}"},
        )  # fmt: skip
    errors = [line.partition("ERROR: ")[2] for line in done.stderr.splitlines() if "ERROR" in line]
    assert errors == [f"almithal is not crawled: it says render = true, and {said}"]
    assert "Traceback" not in done.stderr
    assert server.asked == []


@pytest.mark.long
def test_other_outlets_are_crawled_and_the_status_says_that_one_was_not(tmp_path):
    sites = site({PLAIN: page()}) | {("aawsat.com", "/feed"): feed(url(5300001)), **articles(5300001)}
    with serving(sites) as server:
        command(tmp_path, server.address)  # for the outlet's file
        done = subprocess.run(
            [sys.executable, "-c", "from crawlers.cli import main; main()",
             "crawl", "almithal", "aawsat", "--outlets", "outlets", "-o", "articles.jsonl"],
            cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60,
            env=ENV | {"GHIRBAL_CHROMIUM": "no-such-browser", "GHIRBAL_HOST_MAP": server.address},
        )  # fmt: skip
    assert done.returncode == 1
    assert "no-browser 1" in done.stderr
    assert "Traceback" not in done.stderr
    assert {asked.host for asked in server.asked} == {"aawsat.com"}
    assert [item["outlet"] for item in items(tmp_path)] == ["aawsat"]
