"""The fork server: a process that holds the release, runs no query, and forks the workers that do.

`python -m amicorum.engine.embedded.fork_server FD OPTIONS`: FD is its end of the control socket, OPTIONS are
the `WorkerOptions`.
It stays single-threaded, so forking is safe, and ends when the control socket does. Lines on the control socket:

    → fork 7      and a socket with it (SCM_RIGHTS): start worker 7, which serves on it
    → kill 7      end worker 7 at once
    ← ready …     the release is open
    ← failed …    it cannot be opened
    ← exit 7 -11  worker 7 ended with this status; negative: by this signal
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections import deque
from pathlib import Path
from typing import NoReturn

from pyoxigraph import Store

from amicorum.engine import sandbox
from amicorum.engine.embedded import worker
from amicorum.engine.embedded.loading import load
from amicorum.engine.embedded.worker_options import WorkerOptions
from amicorum.engine.planner.planner import Planner
from amicorum.errors import AmicorumError

_LINE_BYTES = 4096
_MOST_FDS = 64


class ForkServer:
    """The loop of the fork server's process."""

    def __init__(self, control: socket.socket, options: WorkerOptions) -> None:
        self._control, self._options = control, options
        self._sockets: deque[int] = deque()
        self._workers: dict[int, int] = {}
        self._unread = b""
        self._planner = Planner(enabled=options.planner)  # made here, for a worker may open no files

    def run(self) -> None:
        """Load, say so, and serve the control socket until it closes."""
        try:
            self._held = load(self._options)
        except (AmicorumError, OSError, SyntaxError) as error:
            self._say(f"failed {json.dumps(str(error))}")
            return
        gc.freeze()  # workers share what is here now; a collection would touch, and so copy, all of it
        woken, wake = socket.socketpair()
        for end in (woken, wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler must be there for the wake-up to be sent
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            self._say("ready")
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if woken in ready:
                    woken.recv(_LINE_BYTES)
                    self._reap()
                if self._control in ready and not self._obey():
                    break
        signal.set_wakeup_fd(-1)
        for pid in self._workers.values():
            os.kill(pid, signal.SIGKILL)

    def _obey(self) -> bool:
        """Do what has been asked for; False when nobody will ask any more."""
        try:
            data, fds, _, _ = socket.recv_fds(self._control, _LINE_BYTES, _MOST_FDS)
        except ConnectionError:
            return False
        if not data:
            return False
        self._sockets.extend(fds)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            verb, name = line.split()
            if verb == b"fork":
                self._fork(int(name))
            elif int(name) in self._workers:  # not reaped yet, so the pid is still its own
                os.kill(self._workers[int(name)], signal.SIGKILL)
        return True

    def _fork(self, name: int) -> None:
        fd = self._sockets.popleft()
        fork_server = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_worker(fd, fork_server)
        os.close(fd)
        self._workers[name] = pid

    def _become_worker(self, fd: int, fork_server: int) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.closerange(3, fd)
            os.closerange(fd + 1, os.sysconf("SC_OPEN_MAX"))
            on_disk = isinstance(self._held, Path)
            store = Store.read_only(str(self._held)) if isinstance(self._held, Path) else self._held
            sandbox.enter(memory=self._options.query_memory, files=on_disk, parent=fork_server)
            with socket.socket(fileno=fd) as connection:
                worker.serve(connection, store, self._planner, answer_bytes=self._options.answer_bytes)
            status = 0
        except ConnectionError:
            status = 0  # nobody reads the answer any more
        finally:
            if status and sys.exc_info()[0] is not None:
                traceback.print_exc()
            os._exit(status)  # never back into the fork server's code, and no clean-up of what is the fork server's

    def _reap(self) -> None:
        for name, pid in list(self._workers.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._workers[name]
                self._say(f"exit {name} {os.waitstatus_to_exitcode(status)}")

    def _say(self, line: str) -> None:
        self._control.sendall(line.encode() + b"\n")


def main(argv: list[str]) -> int:
    """Run a fork server on the control socket whose number is given."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the service, which then closes the control socket
    parent = os.getppid()
    sandbox.follow_parent(parent)
    with socket.socket(fileno=int(argv[0])) as control:
        try:
            ForkServer(control, WorkerOptions.unpack(argv[1])).run()
        except BrokenPipeError:
            return 0  # the service is gone; the workers follow their parent
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
