"""Waiting for what another process or thread does in its own time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def wait_for(condition: Callable[[], bool], failure: str = "it did not happen", seconds: float = 60) -> None:
    """Wait until something is so; how long that takes is no test's business."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, failure
        time.sleep(0.02)


def wait_for_port(port: int) -> None:
    """Wait until something listens there."""

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_for(listens, f"nothing listens on port {port}")
