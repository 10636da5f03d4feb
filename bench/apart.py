"""Work in a process of its own, so that its memory can be told and its time bounded."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What came of it, how long it took, and the most memory that it (or a process that it started) had at once, in MiB."""

    result: T
    seconds: float
    memory: int


def run_apart(function: Callable[..., T], *arguments: object, seconds: float) -> Done[T]:
    """Call a function of a module. Raises what it raises, `TimeoutError` where it takes longer than so many seconds."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise TimeoutError(f"{function.__name__} took longer than {seconds:g} s")
        outcome = ours.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{function.__name__} ended with {process.exitcode}") from None
    finally:
        process.kill()
        process.join()
    if isinstance(outcome, BaseException):
        raise outcome
    done: Done[T] = outcome
    return done


def _call(connection: Connection, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    began = time.perf_counter()
    try:
        result = function(*arguments)
    except Exception as error:
        connection.send(error)
        return
    seconds = time.perf_counter() - began
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    connection.send(Done(result, seconds, most // 1024))
