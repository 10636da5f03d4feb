"""One of several service processes, as the supervisor sees it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from amicorum.engine.shared.board import StatusBoard
from amicorum.engine.shared.channel import Channel, Message

_DEAF_SECONDS = 60.0
"""A process that has not said anything for so long has an event loop that is stuck. On a loaded machine a few seconds say nothing."""


@dataclass(slots=True, eq=False)
class Member:
    """A service process: its channel, the generations that it has opened or could not open, and whether it takes connections."""

    process: asyncio.subprocess.Process
    channel: Channel
    began: float
    heard: float
    listening: bool = False
    prepared: set[int] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)

    @property
    def is_deaf(self) -> bool:
        """Whether it has not said anything for long, although it is asked every few seconds."""
        return monotonic() - self.heard > _DEAF_SECONDS

    def stop(self) -> None:
        """Have it finish its requests and end; where it takes none yet, end it."""
        if not self.listening:
            self.kill()
            return
        with suppress(ProcessLookupError):
            self.process.terminate()

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            self.process.kill()


async def start_member(board: StatusBoard, metrics: Path, received: Callable[[Member, Message], None]) -> Member:
    """Start a process; `metrics` is the folder in which the processes keep what they count, `received` is called with what it says."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "amicorum.web.process",
            str(theirs.fileno()),
            str(board.fd),
            pass_fds=[theirs.fileno(), board.fd],
            stdin=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(metrics)},
        )

    def receive(message: Message, _: list[int]) -> None:
        member.heard = monotonic()
        received(member, message)

    now = monotonic()
    member = Member(process, Channel(ours, receive, lambda: None), now, now)
    return member
