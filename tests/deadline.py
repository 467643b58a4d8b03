"""Deadlines for what must end, or happen, at all: far above what it takes, so that they speak of hanging and not of
speed."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def soon(seconds: float = 30.0) -> Iterator[None]:
    """Fails what takes longer than `seconds` of real time, also inside of a regular expression."""

    def expired(*_: Any) -> None:
        raise AssertionError(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, expired)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def wait_for(what: Callable[[], Any], seconds: float = 120.0, said: Callable[[], str] | None = None) -> None:
    """Waits until something is so; fails after so many seconds, with what is `said` then."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, said() if said else "it did not come to that"
        time.sleep(0.02)
