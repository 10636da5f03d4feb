"""A private Virtuoso in a folder of its own: started, loaded and stopped for benchmarks and for trying the remote adapter.

`python -m bench.virtuoso FOLDER FILE.nq` starts one, loads the file and waits until it is interrupted.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from amicorum.rdf.iris import BASE, graph

LONGEST = 1800.0
"""Seconds that a statement may take: loading ten million quads is one."""
CONFIGURATION = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = {sql_port}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
CheckpointInterval = 0
[HTTPServer]
ServerPort = {http_port}
ServerRoot = {folder}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 10000000
DefaultQuery = SELECT (1 AS ?one) {{}}
"""


def free_port() -> int:
    """A port of the loopback address that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_installed() -> bool:
    """Whether Debian's `virtuoso-opensource` is on this machine."""
    return shutil.which("virtuoso-t") is not None and shutil.which("isql-vt") is not None


class Virtuoso:
    """One server with an empty database in `folder`; a context manager.

    `query_url` answers the SPARQL 1.1 Protocol. Raises RuntimeError when the server does not come up in `seconds`.
    """

    def __init__(self, folder: Path, seconds: float = 60) -> None:
        self.folder, self.seconds = folder.resolve(), seconds
        self.sql_port, self.http_port = free_port(), free_port()
        self.query_url = f"http://127.0.0.1:{self.http_port}/sparql"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)  # of a server that was killed
        configuration = self.folder / "virtuoso.ini"
        configuration.write_text(CONFIGURATION.format(folder=self.folder, sql_port=self.sql_port, http_port=self.http_port))
        self._process = subprocess.Popen(
            ["virtuoso-t", "+foreground", "+configfile", str(configuration)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )
        deadline = time.monotonic() + self.seconds
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.http_port)) == 0:
                    return self
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"Virtuoso did not start in {self.seconds:g} s; its log is in {self.folder}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """End the server; what it held is thrown away with its folder."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def load(self, quads: Path, seconds: float = LONGEST) -> None:
        """Load an N-Quads file, each quad into its named graph."""
        copy = self.folder / "load.nq"
        shutil.copyfile(quads, copy)
        # Flag 512 reads N-Quads; log_enable(2) logs nothing, since the database is thrown away.
        self.run(f"log_enable(2); DB.DBA.TTLP(file_to_string_output('{copy}'), '', 'urn:none', 512); checkpoint;", seconds)

    def load_parts(self, parts: Path, pattern: str, target: str) -> None:
        """Load files of a folder below our own by the bulk loader: N-Quads each into its graph, N-Triples into `target`."""
        self.run(f"ld_dir('{parts.resolve()}', '{pattern}', '{target}'); rdf_loader_run(); checkpoint;")
        failed = self.run("SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL OR ll_state <> 2;")
        if str(parts.resolve()) in failed:
            raise RuntimeError(f"Virtuoso did not load everything: {failed[-500:]}")

    def unite(self, union: str) -> None:
        """Fill a graph with each statement of our graphs once."""
        self.run(
            f"log_enable(2); SPARQL INSERT INTO GRAPH <{union}> {{ ?s ?p ?o }} "
            f"WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{BASE}graph/')) }}; checkpoint;"
        )

    def run(self, statements: str, seconds: float = LONGEST) -> str:
        """Run SQL statements and return what the client printed; RuntimeError where one fails."""
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{self.sql_port}", "dba", "dba", "ERRORS=STDOUT", f"EXEC={statements}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )
        if done.returncode or "*** Error" in done.stdout:
            raise RuntimeError(f"Virtuoso refused: {done.stdout[-500:]}{done.stderr[-500:]}")
        return done.stdout


def main() -> int:
    """Start, load, say where, wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("quads", type=Path, nargs="?")
    options = parser.parse_args()
    if not is_installed():
        print("Virtuoso is not installed: apt-get install virtuoso-opensource", file=sys.stderr)
        return 2
    with Virtuoso(options.folder) as server:
        if options.quads:
            server.load(options.quads)
            server.unite(graph("union"))
        print(f"Virtuoso answers at {server.query_url}; stop it with Ctrl-C. To serve from it:")
        print(f"AMICORUM_ENGINE={server.query_url} AMICORUM_ENGINE_UNION={graph('union')} amicorum serve", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
