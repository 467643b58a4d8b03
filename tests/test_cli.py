"""The command line, as a process of its own: what it prints, where, and with which exit status."""

import gzip
import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from cleaners import __version__, clean_html, outlets
from crawlers.cli import main
from crawlers.fixture_server import serving, site
from crawlers.sources import MAX_BYTES, SourceError, read
from tests.deadline import wait_for

ROOT = Path(__file__).parent.parent
GHIRBAL = Path(sys.executable).with_name("ghirbal")
PAGE = ROOT / "fixtures" / "aawsat" / "handball-short" / "page.html"
URL = json.loads(PAGE.with_name("meta.json").read_text(encoding="utf-8"))["url"]
EXPECTED = json.loads(PAGE.with_name("expected.json").read_text(encoding="utf-8"))
OTHER = ROOT / "fixtures" / "hespress" / "oud-maker-interview" / "page.html"

TEXT = """مكتبة متنقلة تجوب القرى

انطلقت صباح الاثنين حافلة محملة بالكتب من مركز المدينة، لتتوقف كل يوم في قرية وتعير الأطفال ما يختارون.

وقال سائقها إن الطريق إلى آخر القرى يستغرق ثلاث ساعات، وإن الأطفال ينتظرونه عند المنعطف الأخير.
"""
NOTHING = "<!doctype html><html><body><nav><a href='/'>الرئيسية</a> <a href='/x'>رياضة</a></nav></body></html>"


class Ran(NamedTuple):
    status: int
    out: str
    err: str


def ghirbal(*args: object, stdin: str | bytes = b"", cwd: Path | None = None, **env: str) -> Ran:
    ran = subprocess.run(
        [GHIRBAL, *map(str, args)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env=os.environ | env,
        cwd=cwd,
        timeout=60,
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "مكتبة.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def empty_page(tmp_path: Path) -> Path:
    path = tmp_path / "section.html"
    path.write_text(NOTHING, encoding="utf-8")
    return path


# --- forms ------------------------------------------------------------------------------------------------


def test_text_is_the_article_and_nothing_else() -> None:
    ran = ghirbal("clean", PAGE, "--url", URL)
    assert ran == Ran(0, "\n\n".join([EXPECTED["title"], *EXPECTED["paragraphs"]]) + "\n", "")


def test_json_is_the_articles_dictionary() -> None:
    ran = ghirbal("clean", PAGE, "--url", URL, "--format", "json")
    article = clean_html(PAGE.read_bytes(), URL)
    assert json.loads(ran.out) == {"source": str(PAGE)} | article.as_dict()
    assert EXPECTED["title"] in ran.out  # letters as letters


def test_json_is_one_object_a_line(empty_page: Path) -> None:
    ran = ghirbal("clean", PAGE, empty_page, OTHER, "--format", "json")
    objects = [json.loads(line) for line in ran.out.splitlines()]
    assert [o["source"] for o in objects] == [str(PAGE), str(empty_page), str(OTHER)]
    assert [bool(o["paragraphs"]) for o in objects] == [True, False, True]
    assert objects[1]["warnings"]
    assert ran.status == 0


def test_several_articles_are_parted() -> None:
    one, two = (ghirbal("clean", page).out for page in (PAGE, OTHER))
    assert ghirbal("clean", PAGE, OTHER).out == one + "\n" + "─" * 72 + "\n\n" + two
    one, two = (ghirbal("clean", page, "--format", "markdown").out for page in (PAGE, OTHER))
    assert one.startswith("# ")
    assert ghirbal("clean", PAGE, OTHER, "--format", "markdown").out == one + "\n---\n\n" + two


def test_the_address_selects_the_rules_and_no_rules_does_not() -> None:
    def method(*args: str) -> str:
        return json.loads(ghirbal("clean", PAGE, "--format", "json", *args).out)["method"]

    assert method("--url", URL) == "rules:aawsat"
    assert not method("--url", URL, "--no-rules").startswith("rules")


def test_a_saved_page_names_the_address_that_selects_the_rules(tmp_path: Path) -> None:
    """Also in a list, and in none of these ways where the page does not say it, or says what cannot be."""
    page = PAGE.read_text(encoding="utf-8")
    assert URL in page
    for name, address in (("its", URL), ("other", "https://nobody.example/1"), ("broken", "http://["), ("no", "")):
        (tmp_path / f"{name}.html").write_text(page.replace(URL, address), encoding="utf-8")
    listed = "".join(f"{name}.html\n" for name in ("its", "other", "broken", "no"))

    def methods(*args: str) -> list[str]:
        ran = ghirbal("clean", "--from", "-", "--format", "json", *args, stdin=listed, cwd=tmp_path)
        return [json.loads(line)["method"] for line in ran.out.splitlines()]

    assert methods() == ["rules:aawsat", "generic", "generic", "generic"]
    assert methods("--no-rules") == ["generic"] * 4
    read = json.loads(ghirbal("clean", "its.html", "--format", "json", cwd=tmp_path).out)
    named = json.loads(ghirbal("clean", "its.html", "--format", "json", "--url", URL, cwd=tmp_path).out)
    assert read == named
    assert json.loads(ghirbal("compare", "its.html", "--format", "json", cwd=tmp_path).out)["method"] == "rules:aawsat"


def test_explain_shows_all_blocks() -> None:
    ran = ghirbal("clean", PAGE, "--url", URL, "--explain")
    article = clean_html(PAGE.read_bytes(), URL)
    assert ran.status == 0
    assert "\x1b" not in ran.out
    for block in article.blocks:
        assert f"\n{block.text}\n" in ran.out
    for removal in article.removed:
        assert f"\n- {removal.reason}  {removal.rule}" in ran.out
    assert ran.out.splitlines()[-1].startswith(f"{len(article.paragraphs)} kept, ")


# --- sources ----------------------------------------------------------------------------------------------


def test_standard_input_is_read_by_its_content() -> None:
    assert ghirbal("clean", "-", stdin=PAGE.read_bytes()) == ghirbal("clean", PAGE)
    assert json.loads(ghirbal("clean", "-", "--format", "json", stdin=TEXT).out)["method"] == "text"


def test_gzipped_files_are_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(PAGE.read_bytes()))
    assert ghirbal("clean", packed) == ghirbal("clean", PAGE)


def test_text_files_are_read_as_text(text_file: Path) -> None:
    ran = ghirbal("clean", text_file)
    assert ran == Ran(0, TEXT, "")


def test_text_in_a_legacy_charset(tmp_path: Path) -> None:
    path = tmp_path / "legacy.txt"
    path.write_bytes(TEXT.encode("windows-1256"))
    assert ghirbal("clean", path).out == TEXT


def test_text_option_reads_anything_as_text(tmp_path: Path) -> None:
    path = tmp_path / "dump.html"
    path.write_text(TEXT, encoding="utf-8")
    assert json.loads(ghirbal("clean", path, "--text", "--format", "json").out)["method"] == "text"


@pytest.mark.parametrize(
    ("name", "content", "is_text"),
    [
        ("a.txt", "<p>نص</p>", True),
        ("a.TXT", "<p>نص</p>", True),
        ("a.html", "نص بلا وسوم", False),
        ("a.htm", "نص بلا وسوم", False),
        ("0001", "نص بلا وسوم، فيه 3 < 5 و <<اقتباس>> و <name@mail>", True),
        ("0001", "<!DOCTYPE html><p>نص", False),
        ("0001", "نص<br/>نص", False),
        ("0001", "\ufeff<HTML>", False),
        ("0001", "", True),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_what_is_text(tmp_path: Path, name: str, content: str, is_text: bool, encoding: str, packed: bool) -> None:
    body = content.encode(encoding, "ignore")
    path = tmp_path / (name + ".gz" if packed else name)
    path.write_bytes(gzip.compress(body) if packed else body)
    source = read(str(path))
    assert (source.body, source.is_text) == (body, is_text)


def test_large_and_broken_files_are_refused(tmp_path: Path) -> None:
    cases = {
        "bomb.gz": (gzip.compress(bytes(MAX_BYTES + 1)), "larger than 64 MB"),
        "cut.gz": (gzip.compress(PAGE.read_bytes())[:-20], "broken gzip file"),
        "broken.gz": (b"\x1f\x8bxxxxxxxxxx", "broken gzip file"),
    }
    for name, (body, cause) in cases.items():
        path = tmp_path / name
        path.write_bytes(body)
        with pytest.raises(SourceError, match=re.escape(f"{path}: {cause}")):
            read(str(path))
    with pytest.raises(SourceError, match="larger than 64 MB"):
        read("/dev/zero")


@pytest.fixture
def web() -> Iterator[str]:
    """A web server on the loopback address with the fixtures' files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = partial(Quiet, directory=str(ROOT / "fixtures"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_what_is_no_page_is_refused(tmp_path: Path) -> None:
    picture = tmp_path / "picture.html"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    with pytest.raises(SourceError, match=r"picture\.html: neither HTML nor text"):
        read(str(picture))
    wide = tmp_path / "wide.txt"
    wide.write_bytes(TEXT.encode("utf-16"))
    assert read(str(wide)).is_text


@pytest.mark.parametrize(("source", "hinted"), [("example.org", True), ("missing.html", False), ("missing", False)])
def test_an_address_without_its_scheme(source: str, hinted: bool) -> None:
    with pytest.raises(SourceError) as error:
        read(source)
    assert ("https://" in str(error.value)) == hinted


def test_addresses_are_fetched(web: str) -> None:
    url = web + "aawsat/handball-short/page.html"
    ran = ghirbal("clean", url, "--allow-private", "--format", "json", http_proxy="http://127.0.0.1:9/")
    found = json.loads(ran.out)
    assert (ran.status, ran.err, found["source"]) == (0, "", url)
    assert found["paragraphs"] == EXPECTED["paragraphs"]
    as_fetched = ghirbal("clean", url, "--allow-private", "--format", "json", "--url", URL)
    assert json.loads(as_fetched.out)["outlet"] == "aawsat"


def test_addresses_that_are_not_public_are_refused(web: str) -> None:
    ran = ghirbal("clean", web, "http://2130706433/")
    assert (ran.status, ran.out) == (1, "")
    assert [line.split(": ")[2] for line in ran.err.splitlines()] == [
        "127.0.0.1 is not a public address; --allow-private fetches it all the same",
        "2130706433 (127.0.0.1) is not a public address; --allow-private fetches it all the same",
    ]


def test_an_address_that_is_not_there(web: str) -> None:
    ran = ghirbal("clean", web + "none", "--allow-private")
    assert ran == Ran(1, "", f"ghirbal: {web}none: answers 404 Not Found\n")


# --- lists of sources -------------------------------------------------------------------------------------


def test_a_list_of_sources(tmp_path: Path, text_file: Path, empty_page: Path) -> None:
    listed = tmp_path / "sources.txt"
    listed.write_text(f"{PAGE}\n\n  {text_file}  \n{empty_page}\nnone.html\n", encoding="utf-8-sig")
    ran = ghirbal("clean", "--from", listed, OTHER)
    assert ran.status == 1
    assert ran.out == ghirbal("clean", OTHER, PAGE, text_file).out
    *_, failed, total = ran.err.splitlines()
    assert failed == "ghirbal: none.html: no such file or directory"
    assert total == "ghirbal: 5 sources: 3 with an article, 1 without, 1 failed"


def test_a_list_from_standard_input(tmp_path: Path) -> None:
    ran = ghirbal("clean", "--from", "-", stdin=f"{PAGE}\n")
    assert (ran.status, ran.out) == (0, ghirbal("clean", PAGE).out)
    assert ran.err == "ghirbal: 1 source: 1 with an article, 0 without, 0 failed\n"
    assert ghirbal("clean", "--from", "-") == Ran(
        2, "", "ghirbal: --from <stdin>: names no source (see ghirbal clean --help)\n"
    )


# --- errors and exit statuses -----------------------------------------------------------------------------


def test_what_cannot_be_read_is_said_and_the_others_are_done(tmp_path: Path) -> None:
    ran = ghirbal("clean", "none.html", PAGE, tmp_path, "ftp://aawsat.com/")
    assert ran.status == 1
    assert ran.out == ghirbal("clean", PAGE).out
    assert ran.err.splitlines() == [
        "ghirbal: none.html: no such file or directory",
        f"ghirbal: {tmp_path}: is a directory",
        "ghirbal: ftp://aawsat.com/: only http and https addresses are fetched",
    ]


@pytest.mark.parametrize(
    "args",
    [
        ["clean"],
        ["clean", "--format", "pdf", "x"],
        ["clean", "--nonsense", "x"],
        ["clean", "--url", URL, "a.html", "b.html"],
        ["clean", "--url", "aawsat.com", "a.html"],
        ["clean", "--explain", "--format", "json", "a.html"],
        ["clean", "--from", "none.txt"],
        ["clean", "--from", "/dev/null"],
        ["clean", "-o", "/", "a.html"],
        ["clean", "--timeout", "nan", "a.html"],
        ["clean", "--timeout", "inf", "a.html"],
        ["crawl"],
        ["crawl", "nobody"],
        ["crawl", "aawsat", "--limit", "0"],
        ["crawl", "aawsat", "-o", "articles.pdf"],
        ["crawl", "aawsat", "--wait", "nan"],
        ["crawl", "aawsat", "--since", "2026-02-01", "--until", "2026-01-31"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage(args: list[str], tmp_path: Path) -> None:
    ran = ghirbal(*args, cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert re.fullmatch(r"ghirbal: [^\n]+ \(see ghirbal[ a-z]* --help\)\n", ran.err)
    assert not list(tmp_path.iterdir())


def test_no_article(empty_page: Path) -> None:
    ran = ghirbal("clean", empty_page)
    assert (ran.status, ran.out) == (3, "")
    assert re.fullmatch(rf"ghirbal: {re.escape(str(empty_page))}: no article( \([a-z, -]+\))?\n", ran.err)
    assert ghirbal("clean", empty_page, PAGE).status == 0
    assert ghirbal("clean", empty_page, "none.html").status == 1


def test_control_sequences_in_names_are_not_printed() -> None:
    ran = ghirbal("clean", "\x1b[31mاسم\x9b2J\u202e.html", "http://127.0.0.1/\x1b[2J\r\n\nx")
    assert ran.err.splitlines()[0] == "ghirbal: اسم.html: no such file or directory"
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.err)
    assert len(ran.err.splitlines()) == 2


def test_output_is_utf8_in_any_locale() -> None:
    for env in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}):
        assert ghirbal("clean", PAGE, **env).out == ghirbal("clean", PAGE).out


def test_without_a_command_the_help_is_shown() -> None:
    ran = ghirbal()
    assert (ran.status, ran.out) == (2, "")
    assert "Commands:" in ran.err


def test_version() -> None:
    assert ghirbal("--version") == Ran(0, f"ghirbal {__version__}\n", "")


# --- the output file --------------------------------------------------------------------------------------


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_output_takes_the_place_of_the_file(tmp_path: Path) -> None:
    out = tmp_path / "article.txt"
    link = tmp_path / "link.txt"
    out.write_text("old", encoding="utf-8")
    out.chmod(0o640)
    link.symlink_to(out)
    ran = ghirbal("clean", PAGE, "-o", link)
    expected = ghirbal("clean", PAGE).out
    assert ran == Ran(0, "", "")
    assert files(tmp_path) == {"article.txt": expected, "link.txt": expected}
    assert link.is_symlink()
    assert out.stat().st_mode & 0o777 == 0o640


def test_output_to_a_device(tmp_path: Path) -> None:
    assert ghirbal("clean", PAGE, "-o", "/dev/null").status == 0
    assert Path("/dev/null").is_char_device()
    assert ghirbal("clean", PAGE, "-o", "-").out == ghirbal("clean", PAGE).out
    assert ghirbal("clean", PAGE, "-o", "/dev/full") == Ran(1, "", "ghirbal: /dev/full: no space left on device\n")


def test_nothing_found_leaves_the_file_as_it_was(tmp_path: Path, empty_page: Path) -> None:
    out = tmp_path / "article.txt"
    out.write_text("old", encoding="utf-8")
    assert ghirbal("clean", empty_page, "-o", out).status == 3
    assert ghirbal("clean", "none.html", "-o", out).status == 1
    assert files(tmp_path) == {"article.txt": "old", "section.html": NOTHING}


def test_a_folder_that_is_not_there() -> None:
    ran = ghirbal("clean", PAGE, "-o", "/none/article.txt")
    assert ran == Ran(1, "", "ghirbal: /none/article.txt: no such file or directory\n")


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["clean", "--help"], ["outlets"], ["clean", PAGE]])
def test_standard_output_that_takes_nothing(args: list[object]) -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run([GHIRBAL, *map(str, args)], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert ran.returncode == 1
    assert re.fullmatch(r"ghirbal: (standard output: )?no space left on device\n", ran.stderr)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_as_dev_null(tmp_path: Path, closed: str) -> None:
    out, command = tmp_path / "article.txt", shlex.join(map(str, [GHIRBAL, "clean", PAGE]))
    script = f"{command} -o {shlex.quote(str(out))} {closed} && ! {command} none.html {closed}"
    assert subprocess.run(["sh", "-c", script], capture_output=True, timeout=60).returncode == 0
    assert out.read_text(encoding="utf-8") == ghirbal("clean", PAGE).out


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_file_as_it_was(tmp_path: Path, ending: signal.Signals) -> None:
    out = tmp_path / "article.txt"
    out.write_text("old", encoding="utf-8")
    # The second source is standard input, which does not come.
    command = [GHIRBAL, "clean", PAGE, "-", "-o", out]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        wait_for(lambda: any(path.suffix == ".part" and path.stat().st_size for path in tmp_path.iterdir()))
        running.send_signal(ending)
        assert running.wait(10) == 130
        assert running.stderr.read().decode() == f"ghirbal: interrupted: nothing is written to {out}\n"
    assert files(tmp_path) == {"article.txt": "old"}


def test_a_closed_pipe_is_left_quietly(tmp_path: Path) -> None:
    listed = tmp_path / "sources.txt"
    listed.write_text(f"{PAGE}\n" * 200, encoding="utf-8")
    command = [GHIRBAL, "clean", "--explain", *[PAGE] * 200]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.wait(20) == 141
        assert running.stderr.read() == b""


# --- a terminal -------------------------------------------------------------------------------------------


def on_a_terminal(*args: object, to: str, **env: str) -> tuple[str, Ran]:
    """What `ghirbal` writes to a terminal that is its `stdout` or `stderr`, and what goes elsewhere."""
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, to: theirs}
    env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm"} | env
    written = bytearray()
    with subprocess.Popen([GHIRBAL, *map(str, args)], **streams, env=env) as running:
        os.close(theirs)
        try:
            while data := os.read(ours, 65536):
                written += data
        except OSError:  # Linux says so when the other end is closed
            pass
        out, err = running.communicate(timeout=20)
    os.close(ours)
    shown = written.decode().replace("\r\n", "\n")
    return shown, Ran(running.returncode, (out or b"").decode(), (err or b"").decode())


def test_a_terminal_is_told_to_order_lines_by_their_own_direction() -> None:
    shown, _ = on_a_terminal("clean", PAGE, to="stdout")
    assert shown == "\x1b[?2501h" + ghirbal("clean", PAGE).out + "\x1b[?2501l"


def test_explain_is_coloured_on_a_terminal() -> None:
    plain = ghirbal("clean", PAGE, "--explain").out
    shown, _ = on_a_terminal("clean", PAGE, "--explain", to="stdout")
    assert "\x1b[32m+ kept" in shown
    assert re.sub(r"\x1b\[[0-9;?]*[mhl]", "", shown) == plain
    shown, _ = on_a_terminal("clean", PAGE, "--explain", to="stdout", NO_COLOR="1")
    assert shown == "\x1b[?2501h" + plain + "\x1b[?2501l"


def test_a_list_shows_a_bar_on_a_terminal(tmp_path: Path) -> None:
    listed = tmp_path / "sources.txt"
    listed.write_text(f"{PAGE}\nnone.html\n{OTHER}\n", encoding="utf-8")
    shown, elsewhere = on_a_terminal("clean", "--from", listed, to="stderr")
    assert re.search(r"\d/3", shown)
    assert "ghirbal: none.html: no such file or directory\n" in shown
    assert "ghirbal: 3 sources: 2 with an article, 0 without, 1 failed\n" in shown
    assert elsewhere == Ran(1, ghirbal("clean", PAGE, OTHER).out, "")


# --- the start --------------------------------------------------------------------------------------------

HEAVY = ("scrapy", "twisted", "trafilatura", "readability", "rich", "urllib3", "requests")


@pytest.mark.parametrize(
    "args",
    [["--help"], ["clean", "--help"], ["clean", str(PAGE), "--url", URL]],
    ids=["help", "clean-help", "clean"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(args: list[str]) -> None:
    script = (
        "import sys\n"
        "from crawlers.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "finally:\n"
        f"    loaded = [name for name in {HEAVY} if name in sys.modules]\n"
        "    assert not loaded, loaded\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, *args], capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr


# --- outlets ----------------------------------------------------------------------------------------------


def test_outlets_are_listed_one_a_line() -> None:
    ran = ghirbal("outlets")
    assert (ran.status, ran.err) == (0, "")
    heading, *lines = ran.out.splitlines()
    assert heading.split() == ["OUTLET", "COUNTRY", "HOSTS", "DISCOVERED", "BY", "READ", "BY", "NAME"]
    assert [line.split()[0] for line in lines] == list(outlets.load())
    for line, outlet in zip(lines, outlets.load().values(), strict=True):
        assert ", ".join(outlet.hosts) in line
        assert line.rstrip().endswith(outlet.name)
        assert ("feeds" in line, "sitemaps" in line) == (bool(outlet.feeds), bool(outlet.sitemaps))
    aawsat = outlets.get("aawsat")
    evidence = ", ".join(rules.evidence for rules in aawsat.rules)
    line = next(line for line in lines if line.startswith("aawsat "))
    assert f"feeds {len(aawsat.feeds)}, sitemaps {len(aawsat.sitemaps)}, " in line
    assert f"rules {len(aawsat.rules)} ({evidence})" in line


@pytest.mark.parametrize("width", [40, 80, 110, 140])
def test_a_list_of_outlets_is_whole_on_a_terminal_of_any_width(width: int) -> None:
    shown, ran = on_a_terminal("outlets", "--country", "EG", to="stdout", COLUMNS=str(width))
    assert (ran.status, ran.err) == (0, "")
    listed = [outlet for outlet in outlets.load().values() if outlet.country == "EG"]
    assert listed
    for outlet in listed:
        assert all(each in shown for each in (outlet.id, outlet.name, *outlet.hosts))
    assert shown.count("feeds ") == sum(bool(outlet.feeds) for outlet in listed)


def test_broken_outlet_files_name_themselves(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "cleaners", tmp_path / "cleaners", ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / "cleaners" / "outlets"
    (folder / "broken.toml").write_text("name = ", encoding="utf-8")
    (folder / "wrong.toml").write_text('name = "x"\nhosts = 3\ncolour = "red"', encoding="utf-8")
    for args in (["outlets"], ["clean", PAGE], ["crawl", "aawsat"]):
        ran = ghirbal(*args, PYTHONPATH=str(tmp_path))
        assert (ran.status, ran.out) == (1, "")
        assert all(re.match(r"ghirbal: (broken|wrong)\.toml: ", line) for line in ran.err.splitlines())
        assert "ghirbal: wrong.toml: hosts: must be" in ran.err
    assert ghirbal("clean", PAGE, "--no-rules", PYTHONPATH=str(tmp_path)).status == 0


# --- crawl ------------------------------------------------------------------------------------------------


def test_crawl_stores_the_articles_of_an_outlet(tmp_path: Path) -> None:
    with serving(site(ROOT / "fixtures")) as (address, asked):
        ran = ghirbal(
            *("crawl", "arabstoday", "--limit", 1, "-o", "found.jsonl", "--report", "said/today"),
            cwd=tmp_path,
            GHIRBAL_HOST_MAP=address,
            GHIRBAL_CONTACT="editor@ghirbal.example",
        )
    assert ran.status == 0, ran.err
    assert "Traceback" not in ran.err
    assert "articles that the lists name: " in ran.err.splitlines()[0]  # before it, nothing of what Scrapy is made of
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found.jsonl", "ghirbal.db", "said", "warc"]
    lines = (tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["outlet"] for line in lines] == ["arabstoday"]
    assert any("robots.txt" in url for url in asked)
    said = json.loads((tmp_path / "said" / "today" / "report.json").read_text(encoding="utf-8"))
    assert [(outlet["outlet"], outlet["runs"][0]["new"]) for outlet in said["outlets"]] == [("arabstoday", 1)]
    assert "arabstoday" in (tmp_path / "said" / "today" / "report.html").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_said_before_the_crawl(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = ghirbal("crawl", "aawsat", "--report", "file/report", cwd=tmp_path)
    assert (ran.status, ran.err) == (1, "ghirbal: --report file/report: not a directory\n")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.long
def test_an_interrupted_crawl_ends_in_order(tmp_path: Path) -> None:
    env = {"GHIRBAL_CONTACT": "editor@ghirbal.example"}
    with serving(site(ROOT / "fixtures")) as (address, asked):
        env |= {"GHIRBAL_HOST_MAP": address}
        command = [GHIRBAL, "crawl", "aawsat"]
        with subprocess.Popen(command, cwd=tmp_path, env=os.environ | env, stderr=subprocess.PIPE) as running:
            wait_for(lambda: len(asked) > 2)
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert b"Traceback" not in err


# --- help and docs ----------------------------------------------------------------------------------------

DOCS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = sorted(main.commands)


def section(command: str) -> str:
    """What docs/cli.md says of a command."""
    found = re.search(rf"^## ghirbal {command}\n(.*?)(?=^## |\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/cli.md has no section on {command}"
    return found[1]


def examples(text: str) -> list[str]:
    """The lines of `text` that run ghirbal, from there up to what else is on the line."""
    lines = re.findall(r"^ {2,}(?:.*\| )?(ghirbal .*)$", text, re.MULTILINE)
    return [re.split(r" [|>] |  ", line)[0] for line in lines]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    ran = ghirbal(name, "--help")
    command = main.commands[name]
    assert ran.status == 0
    assert command.help
    assert len(command.get_short_help_str(200)) > 20
    assert any(line.startswith(f"ghirbal {name}") for line in examples(ran.out))
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_docs(name: str) -> None:
    said = section(name)
    assert any(line.startswith(f"ghirbal {name}") for line in examples(said))
    assert "exit status" in said.lower()
    for option in main.commands[name].params:
        for spelling in option.opts if isinstance(option, click.Option) else ():
            assert re.search(rf"`{spelling}[ `]", said), f"docs/cli.md does not say what {spelling} does"


def test_every_example_is_a_command_that_is_understood() -> None:
    lines = examples(DOCS)
    for name in COMMANDS:
        lines += examples(main.commands[name].get_help(click.Context(main.commands[name])))
    lines = [line for line in set(lines) if "..." not in line and "--version" not in line]
    assert len(lines) >= 10
    for line in lines:
        _, name, *args = shlex.split(line)
        args = [arg for arg in args if not arg.startswith("--from")]  # a file that has to be there
        main.commands[name].make_context(name, args)
