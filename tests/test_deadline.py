"""Work ends at its deadline, also inside of C code, and what comes after it is done."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawlers.deadline import deadline, forked
from tests.deadline import soon

PAGE = Path(__file__).parent.parent / "fixtures" / "aawsat" / "handball-short" / "page.html"


def hang() -> None:
    """Stays in one call of C code for longer than anybody waits."""
    re.match("(a|a)*b", "a" * 60)


class Refused(Exception):
    def __init__(self, what: str, *, why: str) -> None:
        super().__init__(f"{what}: {why}")


def act(name: str, *values: int) -> object:
    match name:
        case "add":
            return sum(values)
        case "pid":
            return os.getpid()
        case "hang":
            hang()
        case "sleep":
            time.sleep(60)
        case "eat":
            return len(bytearray(4 << 30))
        case "be killed":
            os.kill(os.getpid(), signal.SIGUSR1)
        case "leave":
            os._exit(3)
        case "raise":
            raise ValueError("no such thing")
        case "raise what does not come back":
            raise Refused("the page", why="no reason")
        case "give what cannot go":
            return lambda: None
    raise AssertionError(name)


def test_one_process_does_all() -> None:
    with forked(act) as call:
        assert call("add", 1, 2) == 3
        first = call("pid")
        assert first != os.getpid()
        assert call("pid") == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("hang", TimeoutError, "0.2 s"),
        ("sleep", TimeoutError, "0.2 s"),
        ("eat", MemoryError, "2 GB of memory"),
        ("be killed", ChildProcessError, "the process was ended by SIGUSR1"),
        ("leave", ChildProcessError, "the process ended with status 3"),
        ("raise", ValueError, "no such thing"),
        ("raise what does not come back", RuntimeError, "Refused: the page: no reason"),
        ("give what cannot go", Exception, "pickle"),
    ],
)
def test_what_ends_one_call_leaves_the_next(name: str, error: type[Exception], message: str) -> None:
    with soon(), forked(act, 0.2) as call:
        for _ in range(2):
            with pytest.raises(error, match=re.escape(message)):
                call(name)
            assert call("add", 1, 2) == 3


def test_a_killed_process_is_replaced() -> None:
    with forked(act) as call:
        os.kill(call("pid"), signal.SIGKILL)
        with pytest.raises(ChildProcessError, match="SIGKILL"):
            call("add", 1)
        assert call("add", 1) == 1


def test_large_values_pass() -> None:
    with soon(), forked(bytes.upper) as call:
        assert call(b"x" * 20_000_000) == b"X" * 20_000_000


def test_what_was_written_before_is_written_once(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as out:
        out.write("once")
        with forked(act, 0.2) as call:
            call("add", 1)
            with pytest.raises(TimeoutError):
                call("sleep")
    assert (tmp_path / "out").read_text() == "once"


def test_a_deadline_that_is_kept_is_gone() -> None:
    def work() -> str:
        with deadline(0.2):
            pass
        time.sleep(0.4)
        return "alive"

    with forked(work) as call:
        assert call() == "alive"


def test_without_fork_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with forked(act) as call:
        assert call("pid") == os.getpid()


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A page that is read in linear time, and in more than the second that the tests give it."""
    path = tmp_path / "endless.html"
    path.write_bytes(b"<p>" * 20_000_000)
    return path


def ghirbal(*args: object) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("ghirbal"), *args]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)


def test_a_page_past_its_deadline_is_named_and_the_others_are_cleaned(endless: Path, tmp_path: Path) -> None:
    listed = tmp_path / "sources.txt"
    listed.write_text(f"{PAGE}\n{endless}\n{PAGE}\n")
    ran = ghirbal("clean", "--timeout", "1", "--format", "json", "--from", listed)
    assert ran.returncode == 1
    assert [json.loads(line)["source"] for line in ran.stdout.splitlines()] == [str(PAGE)] * 2
    assert f"ghirbal: {endless}: not cleaned within 1 s\n" in ran.stderr
    assert ran.stderr.endswith("3 sources: 2 with an article, 0 without, 1 failed\n")


def test_a_comparison_past_its_deadline_is_given_up(endless: Path) -> None:
    ran = ghirbal("compare", "--timeout", "1", endless)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"ghirbal: {endless}: not compared within 1 s\n"


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_a_timeout_is_a_time(seconds: str) -> None:
    ran = ghirbal("clean", "--timeout", seconds, PAGE)
    assert ran.returncode == 2
    assert ran.stderr.startswith("ghirbal: Invalid value for '--timeout'")
    assert ran.stderr.count("\n") == 1
