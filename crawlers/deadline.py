"""Work that ends at its deadline, whatever it does: it is done in a process that may die.

A signal's default action ends a process inside of C code too, where no exception reaches: in a parse, in a regular
expression. Nothing less stops a page that has found a slow spot. Needs `os.fork` and interval timers, which Windows
has not: there the module can be imported, and `forked` works without a deadline.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, NoReturn, ParamSpec, TypeVar

SECONDS = 10.0  # for one page
#: Address space of a process that cleans. A page of 10 MB takes a fraction of it.
MEMORY = 2 << 30  # bytes

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def deadline(seconds: float = SECONDS) -> Iterator[None]:
    """Ends the process with SIGALRM when the block takes longer than `seconds` of real time.

    For the main thread of a process that may die: nothing is cleaned up, whoever waits for it sees it gone.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def begin_worker(memory: int = MEMORY) -> None:
    """Sets this process up as one that works for another, within `memory` bytes beside what it has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the other one ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whatever the other one does at it
    limit_memory(memory)


def limit_memory(size: int = MEMORY) -> None:
    """Has this process get a `MemoryError`, or die, before it takes `size` bytes of address space more than it has."""
    import resource

    size += _taken()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(OSError, ValueError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))


def _taken() -> int:
    """The address space of this process in bytes; a process that is forked from a large one begins with as much."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # not Linux
        return 0


@contextmanager
def forked(work: Callable[P, T], seconds: float = SECONDS, memory: int = MEMORY) -> Iterator[Callable[P, T]]:
    """`work` as a function that is done in a process of its own, one call at a time, with a deadline for each.

    The process is forked at once and again after it died; so enter it before threads are started. What goes in and
    comes out is pickled. A call raises what `work` raises; `TimeoutError` when it takes longer than `seconds`,
    `MemoryError` when it needs more than `memory`, `ChildProcessError` when the process dies of something else. The
    message says within what, or of what.
    """
    if not hasattr(os, "fork"):
        yield work
        return
    child: _Child | None = _Child(work, seconds, memory)

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal child
        child = child or _Child(work, seconds, memory)
        try:
            value, error = child.ask(args, kwargs)
        except (EOFError, OSError, pickle.UnpicklingError):  # it is gone, perhaps in the middle of a word
            (gone, child) = (child, None)
            raise _cause(gone.end(), seconds) from None
        if isinstance(error, MemoryError):  # what it has freed may still count
            child.end()
            child = None
            raise MemoryError(f"{memory / (1 << 30):g} GB of memory") from None
        if error is not None:
            raise error
        return value

    try:
        yield call
    finally:
        if child:
            child.end()


class _Child:
    """A forked process that does `work` for each request until there are no more."""

    def __init__(self, work: Callable[..., object], seconds: float, memory: int) -> None:
        request, self._requests = _pipe()
        self._replies, reply = _pipe()
        self._pid = os.fork()
        if not self._pid:
            self._requests.close()
            self._replies.close()
            _serve(work, request, reply, seconds, memory)
        request.close()
        reply.close()

    def ask(self, *request: object) -> tuple:
        self._requests.write(pickle.dumps(request, pickle.HIGHEST_PROTOCOL))
        self._requests.flush()
        return pickle.load(self._replies)  # noqa: S301 - it comes from this program

    def end(self) -> int:
        """Ends the process where it has not ended by itself, and returns its wait status."""
        for end in (self._requests, self._replies):
            with suppress(OSError):  # what could not be written cannot be flushed
                end.close()
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        return os.waitpid(self._pid, 0)[1]


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    readable, writable = os.pipe()
    return open(readable, "rb"), open(writable, "wb")


def _serve(work: Callable[..., object], requests: BinaryIO, replies: BinaryIO, seconds: float, memory: int) -> NoReturn:
    """Answers requests until the other side is closed. Never returns into what was forked: not one line of the
    program's end is to run twice."""
    status = 1
    try:
        begin_worker(memory)
        while True:
            args, kwargs = pickle.load(requests)  # noqa: S301 - it comes from this program
            with deadline(seconds):
                reply = reply_of(work, args, kwargs)
            replies.write(reply)
            replies.flush()
    except (EOFError, BrokenPipeError):
        status = 0
    finally:
        os._exit(status)


def reply_of(work: Callable[..., object], args: tuple, kwargs: dict) -> bytes:
    """What came of the work, as (value, error), pickled."""
    try:
        return pickle.dumps((work(*args, **kwargs), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        reply = error
    try:
        pickle.loads(data := pickle.dumps((None, reply)))  # noqa: S301 - not every exception comes back
        return data
    except Exception:
        return pickle.dumps((None, RuntimeError(f"{type(reply).__name__}: {reply}")))


def _cause(status: int, seconds: float) -> OSError:
    if not os.WIFSIGNALED(status):
        return ChildProcessError(f"the process ended with status {os.waitstatus_to_exitcode(status)}")
    number = os.WTERMSIG(status)
    if number == signal.SIGALRM:
        return TimeoutError(f"{seconds:g} s")
    return ChildProcessError(f"the process was ended by {signal.Signals(number).name}")
