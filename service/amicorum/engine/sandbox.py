"""Restrict a worker once the release is open: it cannot grow, write, open sockets or files, run programs, outlive its fork server."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_MIB = 1024 * 1024
_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_SECCOMP_RET_ALLOW = 0x7FFF0000
_SECCOMP_RET_ERRNO = 0x00050000
_SECCOMP_RET_KILL_PROCESS = 0x80000000
_EACCES = 13
# Classic BPF, as <linux/filter.h> has it: load a word of `struct seccomp_data`, compare and jump, return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4

# For each machine its architecture word, then the numbers of the calls that are always refused: socket, connect, bind, listen, socketpair,
# execve, execveat, ptrace, process_vm_writev, io_uring_setup (a way round every other number); then those that open files.
_ARCHITECTURES: dict[str, tuple[int, tuple[int, ...], tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 49, 50, 53, 59, 322, 101, 311, 425), (2, 85, 257, 437)),
    "aarch64": (0xC00000B7, (198, 203, 200, 201, 199, 221, 281, 117, 271, 425), (56, 437)),
}
_X32 = 0x40000000
"""Calls of the x32 interface start here: the same calls under other numbers."""


def enter(*, memory: int, files: bool, parent: int) -> None:
    """Give up, for good, what answering queries does not need.

    `memory` is in MiB beside what is mapped now; `files` keeps the right to open files for reading (a store on disk needs it).
    """
    follow_parent(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _limit_memory(memory)
    _become_first_victim()
    _filter_calls(files=files)


def follow_parent(parent: int) -> None:
    """Die when the parent process dies (Linux)."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def _limit_memory(memory: int) -> None:
    if sys.platform == "linux":  # elsewhere the limit is not kept, and what is mapped not told in this way
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + memory * _MIB
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _become_first_victim() -> None:
    if sys.platform == "linux":
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _filter_calls(*, files: bool) -> None:
    """Refuse new sockets, programs and (but for a store on disk) files; they fail with "permission denied"."""
    known = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return  # SERVICE is refused before a query runs; there is nothing else that would call out
    architecture, always, opening = known
    refused = always if files else always + opening
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _SECCOMP_RET_KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    checks = [(_EQUAL, number) for number in refused] + ([(_AT_LEAST, _X32)] if platform.machine() == "x86_64" else [])
    program += [(code, len(checks) - at, 0, value) for at, (code, value) in enumerate(checks)]
    program += [(_RETURN, 0, 0, _SECCOMP_RET_ALLOW), (_RETURN, 0, 0, _SECCOMP_RET_ERRNO | _EACCES)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *each) for each in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def _prctl(option: int, value: int, address: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), ctypes.c_ulong(address), ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}): {os.strerror(code)}")
