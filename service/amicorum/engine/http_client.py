"""One request to a SPARQL endpoint and its response, in a thread that may block: no redirect, no partial answer, no other content type.

SPARQLWrapper writes the request. Sending it is ours: its own sending follows redirects, and a dripping answer outlives its timeout.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
from collections.abc import Sequence
from typing import NoReturn
from urllib.parse import urlsplit
from urllib.request import Request

from SPARQLWrapper import POST, SPARQLWrapper

from amicorum.engine.port import Form
from amicorum.errors import BadQuery, Busy, EngineFailed, NoFormat
from amicorum.rdf.formats import Format

_LONGEST_MESSAGE = 300
_PARTIAL_HEADER = "X-SQL-State"
"""How Virtuoso says, with status 200, that its time was up and rows are missing."""
_ENDINGS = {"json": b"}", "jsonld": b"]}", "xml": b">", "rdfxml": b">"}
"""With which of these bytes a whole body ends, where the format has an end."""
_BROKEN = (OSError, http.client.HTTPException, ValueError)
"""What a broken or ended connection raises; `ValueError` from a response that was closed by another thread."""


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper as a writer of requests; the form is told and not guessed from the text."""

    def __init__(self, endpoint: str, form: Form) -> None:
        self._form = form
        super().__init__(endpoint)

    def _parseQueryType(self, query: str) -> str:  # noqa: N802 - the library's name
        return str(self._form)

    def write(self) -> Request:
        """The request as it goes out."""
        return self._createRequest()


def make_request(endpoint: str, text: str, default: Sequence[str], named: Sequence[str], form: Form, expected: Format) -> Request:
    """The protocol's request for a query over these graphs, by POST."""
    wrapper = _Wrapper(endpoint, form)
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    wrapper.setQuery(text)
    wrapper.addCustomHttpHeader("Accept", expected.media_type)
    for parameter, graphs in (("default-graph-uri", default), ("named-graph-uri", named)):
        for graph in graphs:
            wrapper.addParameter(parameter, graph)
    return wrapper.write()


class HttpClient:
    """Sends one request and hands out the body of its response. `abort` may be called from another thread."""

    def __init__(self, request: Request, seconds: float) -> None:
        self._request = request
        address = urlsplit(request.full_url)
        connection = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self._connection = connection(address.netloc, timeout=seconds)
        self._target = f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
        self._response: http.client.HTTPResponse | None = None
        self._socket: socket.socket | None = None  # the connection forgets its own when the endpoint announces to close it
        self._aborted = False
        self._ending = b""
        self._last = b""

    def open(self, expected: Format) -> None:
        """Send the request. Raises a `QueryError` where what comes is not what was asked for."""
        try:
            self._connection.connect()
            self._socket = self._connection.sock
            if self._aborted:
                raise ConnectionAbortedError
            # `data` is bytes: the wrapper encodes the form.
            self._connection.request("POST", self._target, self._request.data, dict(self._request.header_items()))
            self._response = response = self._connection.getresponse()
            if response.status != 200:
                _refuse(response.status, response.read(_LONGEST_MESSAGE * 4))
        except TimeoutError as error:
            raise EngineFailed("The engine could not be reached in time.", timeout=True) from error
        except _BROKEN as error:
            raise EngineFailed("The engine could not be reached, or broke off.") from error
        if response.headers.get(_PARTIAL_HEADER):
            raise EngineFailed("The engine gave a partial answer: its own time was up.", timeout=True)
        media_type = response.headers.get_content_type()
        if media_type not in (expected.media_type, *expected.aliases):
            raise EngineFailed(f"The engine answered with {media_type} instead of {expected.media_type}.")
        self._ending = _ENDINGS.get(expected.name, b"")

    def read(self, size: int) -> bytes:
        """The next bytes, as many as asked for until the end, then none. Raises `EngineFailed` where the body ends too early."""
        response = self._response
        if response is None:
            return b""
        gathered = bytearray()
        try:
            while len(gathered) < size and (part := response.read1(size - len(gathered))):
                gathered += part
        except TimeoutError as error:
            raise EngineFailed("The engine stopped sending.", timeout=True) from error
        except _BROKEN as error:
            raise EngineFailed("The engine broke off in the middle of an answer.") from error
        self._last = (self._last + bytes(gathered[-64:])).rstrip()[-1:] or self._last
        if len(gathered) < size:
            # The library reports a missing chunk, but neither a body shorter than announced nor one ended by a lost connection.
            if response.length or (self._ending and self._last not in self._ending):
                raise EngineFailed("The engine broke off in the middle of an answer.")
            self.close()
        return bytes(gathered)

    def abort(self) -> None:
        """End the exchange at once; a thread that waits for bytes gets an error."""
        self._aborted = True
        if self._socket is not None:
            with contextlib.suppress(OSError):  # not connected any more
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection. Not while another thread reads: `abort` first, and let it end."""
        if self._response is not None:
            self._response.close()
            self._response = None
        self._connection.close()


def _refuse(status: int, body: bytes) -> NoReturn:
    """Raise what another status than 200 means."""
    message = " ".join(body.decode("utf-8", "replace").split())[:_LONGEST_MESSAGE]
    if status == 400:
        raise BadQuery(f"The engine cannot read the query: {message}")
    if status == 406:
        raise NoFormat("The engine has none of the formats asked for.")
    if status in (429, 503):
        raise Busy("The engine is busy.", retry_after=5)
    if status in (408, 504):
        raise EngineFailed("The engine took too long.", timeout=True)
    if status == 206:
        raise EngineFailed("The engine gave a partial answer.")
    if 300 <= status < 400:
        raise EngineFailed("The engine sends us elsewhere, which is not followed.")
    raise EngineFailed(f"The engine answered with status {status}.")
