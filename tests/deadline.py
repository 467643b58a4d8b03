"""A deadline for what must end at all: far above what it takes, so that it speaks of hanging and not of speed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
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
