"""A channel between two processes of the service: short messages in order, and file descriptors with them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

_MESSAGE_BYTES = 128 * 1024
_MOST_FDS = 4

Message = list[Any]
"""A verb and what it needs."""
Received = Callable[[Message, list[int]], None]
"""Takes a message and the file descriptors that came with it, which are the receiver's from then on."""


class Channel:
    """One end of a `SOCK_SEQPACKET` pair, read and written by the running event loop. A message is JSON of 128 KiB at most.

    `received` is called with each message, `closed` once, when the other end is closed or its process is gone.
    """

    def __init__(self, connection: socket.socket, received: Received, closed: Callable[[], None]) -> None:
        connection.setblocking(False)
        self._connection, self._received, self._closed = connection, received, closed
        self._unsent: deque[tuple[bytes, list[int]]] = deque()
        self._open = True
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(connection.fileno(), self._read)

    def send(self, *message: object, fds: Sequence[int] = ()) -> None:
        """Send a message, later where there is no room now. What is sent to an end that is gone is dropped."""
        if not self._open:
            return
        data = json.dumps(message).encode()
        if not self._unsent and self._write(data, fds):
            return
        if not self._unsent:
            self._loop.add_writer(self._connection.fileno(), self._flush)
        self._unsent.append((data, [os.dup(fd) for fd in fds]))

    def close(self) -> None:
        """Close this end. Safe to call twice."""
        if not self._open:
            return
        self._open = False
        self._loop.remove_reader(self._connection.fileno())
        self._loop.remove_writer(self._connection.fileno())
        self._connection.close()
        for _, fds in self._unsent:
            _close_all(fds)
        self._unsent.clear()

    def _write(self, data: bytes, fds: Sequence[int]) -> bool:
        """Whether it was sent; also where nobody is there to read it, which `_read` will notice."""
        try:
            if fds:
                socket.send_fds(self._connection, [data], list(fds))
            else:
                self._connection.send(data)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _flush(self) -> None:
        while self._unsent:
            data, fds = self._unsent[0]
            if not self._write(data, fds):
                return
            _close_all(fds)
            self._unsent.popleft()
        self._loop.remove_writer(self._connection.fileno())

    def _read(self) -> None:
        while self._open:
            try:
                data, fds, _, _ = socket.recv_fds(self._connection, _MESSAGE_BYTES, _MOST_FDS)
            except BlockingIOError:
                return
            except OSError:
                data, fds = b"", []
            if not data:
                self.close()
                self._closed()
                return
            self._received(json.loads(data), fds)


def _close_all(fds: Sequence[int]) -> None:
    for fd in fds:
        os.close(fd)
