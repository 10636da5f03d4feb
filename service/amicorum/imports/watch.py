"""Work with a mapping that somebody else wrote: in a process of its own, which is ended where the mapping does not come on."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from amicorum.errors import AmicorumError, LimitReached, SourceError

T = TypeVar("T")
Report = Callable[[int], None]
"""Told from time to time how many rows were read."""
PATIENCE = 60.0
"""Seconds for one batch of rows; usual mappings need a tenth of one."""


def run_watched(work: Callable[[Report], T], report: Report, patience: float = PATIENCE) -> T:
    """What `work` gives; it is to report at every batch.

    The engine cannot be interrupted within a query, so the work is done in a forked process. Raises what the work raises, as far as it is
    for a person, and `LimitReached` where it does not report for so many seconds.
    """
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_work, args=(work, here, there), daemon=True)
    process.start()
    there.close()
    rows = 0
    try:
        while here.poll(patience):
            try:
                what, value = pickle.loads(here.recv_bytes())  # noqa: S301  from our own process
            except EOFError:
                raise SourceError(f"the mapping broke off behind row {rows}: it may need more memory than there is") from None
            if what == "done":
                return value  # type: ignore[no-any-return]  # what the work gives
            if what == "error":
                raise value
            rows = value
            report(rows)
        raise LimitReached(
            f"the mapping does not end: for {patience:g} seconds it has been at the rows behind the {rows} that it has read. Does its "
            "WHERE join each row with all others, or has it a path without an end?",
            limit="patience",
        )
    finally:
        process.kill()
        process.join()
        here.close()


def _work(work: Callable[[Report], T], here: Connection, there: Connection) -> None:
    here.close()  # so that this process ends where the one that waits for it is killed

    def tell(what: str, value: object) -> None:
        there.send_bytes(pickle.dumps((what, value)))

    try:
        tell("done", work(lambda rows: tell("rows", rows)))
    except AmicorumError as error:
        tell("error", AmicorumError(str(error)))
    except BrokenPipeError:
        raise SystemExit(1) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        tell("error", AmicorumError(f"{place}{error.strerror or error}; nothing is changed"))
