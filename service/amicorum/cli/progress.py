"""Progress bars on a terminal; in a log, nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class ProgressReporter:
    """Shows the steps of a command in one bar, where it has steps, and the parts of the present step in another."""

    def __init__(self, progress: Progress, steps: Mapping[str, str]) -> None:
        self._progress, self._words = progress, steps
        self._steps = progress.add_task("reading", total=len(steps), visible=bool(steps))
        self._parts = progress.add_task("", total=None)

    def part(self, name: str, done: int, total: int) -> None:
        """A part of a long step begins: a file to read, a shape to check."""
        self._progress.update(self._parts, description=name, completed=done, total=total, visible=bool(name))

    def step(self, name: str) -> None:
        """A step of the command begins."""
        self._progress.update(self._parts, visible=False)
        self._progress.update(self._steps, description=self._words[name], completed=list(self._words).index(name))


@contextmanager
def report_progress(steps: Mapping[str, str] | None = None, console: Console | None = None) -> Iterator[ProgressReporter]:
    """Bars on standard error while the block runs; `steps` are names of steps with the words for them, in order."""
    console = console or Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield ProgressReporter(progress, steps or {})
