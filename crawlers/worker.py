"""A worker process: asked for one thing after another, and begun anew when it has died of one.

Each has a pipe of its own, and shares no lock with others as the pools of libraries do: whenever one is killed, with
whatever it has in hand, the others go on.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from crawlers.deadline import begin_worker, reply_of
from crawlers.files import cause_of

PATIENCE = 5.0  # seconds that a worker which is told to end may take

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")


class Died(Exception):
    """A worker died of what it was asked, or could not be begun; the message says which. `exitcode` is that of its
    process, minus the number of a signal."""

    def __init__(self, why: str, exitcode: int | None = None) -> None:
        super().__init__(why)
        self.exitcode = exitcode


class Worker(Generic[P, T]):
    """`work`, done in a process of its own and given `setup` first. For one thread at a time.

    The process is forked from one that has loaded the module of `work` and no more. Forked from this one, it would hold
    its sockets and locks; begun from nothing, each would load all that it needs, and one that begins after an upgrade
    other code than it is spoken to in.
    """

    def __init__(self, work: Callable[Concatenate[S, P], T], setup: S) -> None:
        self._served = partial(work, setup)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([work.__module__])
        self._process: BaseProcess | None = None

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives. Raises what it raises, and `Died`."""
        try:
            if self._process is None:
                self._begin()
        except OSError as error:  # this machine has no process or file to spare
            raise Died(f"no worker could be begun: {cause_of(error)}") from None
        try:
            self._pipe.send((args, kwargs))
            value, error = pickle.loads(self._pipe.recv_bytes())  # noqa: S301 - it comes from this program
        except (EOFError, OSError):
            exitcode = self.end()
            raise Died(f"its worker ended with {exitcode}", exitcode) from None
        if isinstance(error, MemoryError):  # what it has freed may still count
            self.end()
        if error is not None:
            raise error
        return value

    def _begin(self) -> None:
        pipe, other = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(other, self._served), daemon=True)
        try:
            process.start()
        except BaseException:
            pipe.close()
            raise
        finally:
            other.close()
        self._pipe, self._process = pipe, process

    def kill(self) -> None:
        """Ends what the worker does; for another thread than that which has asked."""
        if self._process is not None:
            self._process.kill()

    def end(self) -> int | None:
        """Ends the process, if there is one, between two things; its exit code."""
        if self._process is None:
            return None
        process, self._process = self._process, None
        self._pipe.close()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        return process.exitcode


def _serve(pipe: Connection, work: Callable[..., Any]) -> None:
    begin_worker()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # whoever asks is gone
        while True:
            args, kwargs = pipe.recv()
            pipe.send_bytes(reply_of(work, args, kwargs))
