"""Open the socket that the service listens on: of one process, or shared by several."""

from __future__ import annotations

import errno
import socket

from amicorum.errors import SettingsError

_BACKLOG = 128
"""Connections that may wait until the service has started; then the server sets its own number."""


def listen(host: str, port: int) -> socket.socket:
    """A socket of one process, taken before anything slow is done. Raises `SettingsError` where the port is not free."""
    return _bind(host, port, backlog=_BACKLOG)


def reserve(host: str, port: int) -> socket.socket:
    """A socket that keeps the port for sockets of `share` and takes no connection. Raises `SettingsError` where the port is not free.

    Another program that shares its port with its own kind would let us in: so the port is first asked for without sharing.
    """
    listen(host, port).close()
    return _bind(host, port, shared=True)


def share(host: str, port: int) -> socket.socket:
    """A socket of one of several processes on a port that was reserved: the kernel gives each connection to one of those that listen."""
    return _bind(host, port, shared=True)


def _bind(host: str, port: int, *, shared: bool = False, backlog: int | None = None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        if backlog is not None:
            listener.listen(backlog)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"port {port} is taken: stop what listens there, or choose another with --port") from error
        raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener
