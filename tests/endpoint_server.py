"""A SPARQL endpoint for tests, which answers whatever the test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

Answer = tuple[int, dict[str, str], bytes]
Respond = Callable[[str, int], Answer]


@contextmanager
def serve(respond: Respond) -> Iterator[tuple[str, list[str]]]:
    """A server that answers a query, given how many came before; its address, and the user agents that asked."""
    agents: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            agents.append(self.headers["user-agent"])
            status, headers, answer = respond(parse_qs(body)["query"][0], len(agents) - 1)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing on the console of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql", agents
        finally:
            server.shutdown()
            thread.join()
