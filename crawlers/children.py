"""Child processes that are told to end when their parent is, waited for, and never left behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from subprocess import DEVNULL, PIPE, STDOUT, Popen
from typing import IO

_LAST_WORDS = 5.0  # seconds for what a child wrote before its end


class Children:
    """The children of this process. Safe for threads: each `run` blocks the thread that it is called in.

    A child has a session of its own. What a terminal signals reaches it through `tell` alone, once; and what it leaves
    behind can be found.
    """

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._running: set[Popen[str]] = set()
        self.ended = False  # no more are begun

    def __len__(self) -> int:
        return len(self._running)

    def run(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> int | None:
        """Runs a command to its end, and says on standard error what it writes, each line behind `name`.

        Its exit status, which is the negative number of the signal that killed it; None when no more are begun.
        """
        with self._changing:
            if self.ended:
                return None
            child = Popen(  # noqa: S603
                command,
                env=env,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=STDOUT,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            self._running.add(child)
        assert child.stdout  # noqa: S101
        speaking = threading.Thread(target=_speak, args=(name, child.stdout), daemon=True)
        speaking.start()
        # It is not reaped yet, so that its number is no other's when its session is killed.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        with self._changing:
            _kill(child)
            self._running.remove(child)
            status = child.wait()
        speaking.join(_LAST_WORDS)
        return status

    def tell(self, number: int) -> None:
        """Sends a signal to all that run, and begins no more."""
        with self._changing:
            self.ended = True
            for child in self._running:
                os.kill(child.pid, number)

    def kill(self) -> None:
        """Kills all that run, with what they have started, and begins no more."""
        with self._changing:
            self.ended = True
            for child in self._running:
                _kill(child)


def _kill(child: Popen[str]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS refuses a group that has ended
        os.killpg(child.pid, signal.SIGKILL)


def _speak(name: str, lines: IO[str]) -> None:
    for line in lines:
        with suppress(OSError, ValueError):  # nobody listens any more; the child must not wait for that
            sys.stderr.write(f"{name}: {line}")
            sys.stderr.flush()
