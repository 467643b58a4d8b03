"""`ghirbal clean` against a hostile server: of each case one clear line is left, within bounds of time and memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.children import Ran, run
from tests.hostile.server import CASES, PAGE, PARAGRAPHS, PRIVATE, PRIVATE_TARGETS, TITLE, Server, serving

ROOM = 64  # MB that a hostile page may take beyond a harmless one


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def clean(url: str, folder: Path, *options: str, **world: Any) -> Ran:
    return run(["ghirbal", "clean", url, *options], folder, **world)


def refused(ran: Ran, url: str) -> str:
    """What is said of an address that gave no page: one line, whose beginning is the address."""
    assert ran.status == 1
    assert ran.out == ""
    (line,) = ran.err.splitlines()
    assert line.startswith(f"ghirbal: {url}"), line
    return line.removeprefix(f"ghirbal: {url}")


@pytest.fixture(scope="module")
def harmless(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return clean(server.url("page", "news.example"), tmp_path_factory.mktemp("harmless"))


def test_a_harmless_page_is_cleaned(harmless: Ran) -> None:
    assert harmless.status == 0
    assert harmless.out == "\n\n".join((TITLE, *PARAGRAPHS)) + "\n"
    assert harmless.err == ""


@pytest.mark.parametrize("name", CASES)
def test_case(server: Server, harmless: Ran, tmp_path: Path, name: str) -> None:
    url = server.url(name, "news.example")
    # What never ends need not be waited for as long as what does.
    ran = clean(url, tmp_path, **({"timeout": 0.5} if name.startswith("drip-") else {}))
    assert re.search(CASES[name].message, refused(ran, url))
    assert ran.megabytes < harmless.megabytes + ROOM
    assert server.secrets == []
    assert server.visits == 0


def test_private_addresses_that_are_asked_for_themselves(server: Server, tmp_path: Path) -> None:
    urls = [target.replace("PORT", str(server.port)) + "/case/secret" for target in PRIVATE_TARGETS.values()]
    ran = run(["ghirbal", "clean", *urls], tmp_path)
    assert (ran.status, ran.out) == (1, "")
    for url, line in zip(urls, ran.err.splitlines(), strict=True):
        assert line.startswith(f"ghirbal: {url}: ")
        assert re.search(PRIVATE, line)
    assert server.visits == 0


def test_private_addresses_with_leave(tmp_path: Path) -> None:
    with serving() as server:
        ran = clean(server.url("secret", "intern.news.example"), tmp_path, "--allow-private")
        assert ran.status == 0
        assert len(server.secrets) == 1


def test_a_name_that_changes_between_check_and_use(tmp_path: Path) -> None:
    """Public when it is judged, private ever after: it is looked up once, and that number is connected to."""
    with serving() as server:
        url = server.url("page", "rebinding.example")
        ran = clean(url, tmp_path, names={"rebinding.example": ["127.0.0.2", "127.0.0.1"]})
        assert ran.status == 0
        assert ran.looked_up == [["rebinding.example", "127.0.0.2"]]
        assert (len(server.requests), server.visits) == (1, 0)


def test_a_name_that_changes_between_two_hops(tmp_path: Path) -> None:
    with serving() as server:
        server.answers["again"] = server.answers["page"]
        location = f"Location: /case/page?again\r\nHost: {server.port}"
        server.answers["moved"] = lambda send, _: send(f"HTTP/1.1 302 Found\r\n{location}\r\n\r\n".encode())
        url = server.url("moved", "rebinding.example")
        ran = clean(url, tmp_path, names={"rebinding.example": ["127.0.0.2", "127.0.0.1"]})
        assert "rebinding.example (127.0.0.1) is not a public address" in refused(ran, url)
        assert server.visits == 0


def test_nothing_of_one_host_is_told_to_another(tmp_path: Path) -> None:
    with serving() as server:
        ran = clean(server.url("cookies", "news.example"), tmp_path)
        assert ran.status == 0
        first, second = server.requests
        assert "news.example" in first
        for told in ("\r\ncookie:", "\r\nauthorization:", "\r\nreferer:"):
            assert told not in second.lower()


def test_sources_after_a_hostile_one_are_cleaned(server: Server, tmp_path: Path) -> None:
    ran = run(["ghirbal", "clean", server.url("bomb-gzip"), server.url("page")], tmp_path)
    assert ran.status == 1
    assert len(ran.err.splitlines()) == 1
    assert TITLE in ran.out


def test_the_page_is_what_it_says() -> None:
    """So that a case which gives an article by mistake would be seen to."""
    from cleaners import clean_html

    assert clean_html(PAGE).paragraphs == list(PARAGRAPHS)
