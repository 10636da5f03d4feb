"""Configure uvicorn: what was measured to be safe, and bounds for what it leaves unbounded."""

from __future__ import annotations

import asyncio

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from amicorum.settings import Settings
from amicorum.web.observability.logging_config import log_settings

HEAD_BYTES = 128 * 1024
"""Most bytes of a request's first line and headers."""
ADDRESS_BYTES = 65535
"""Most bytes of an address; httptools takes no more, and says only that the request is invalid."""
HEAD_SECONDS = 10.0
"""Longest time for them to come, from the connection or from their first byte on."""

_END = b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large" + _END
_ADDRESS_TOO_LONG = b"HTTP/1.1 414 URI Too Long" + _END


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol waits for a request's head for ever, and keeps whatever comes: this one does not."""

    _head_bytes = 0
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the class above
        """A connection that never asks is closed."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts what has come while the head is not whole."""
        super().data_received(data)
        if self._waiting is None:
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self._refuse(_HEAD_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:
        """An address that is too long is told so: the same query can be sent by POST."""
        if len(getattr(self, "url", b"")) > ADDRESS_BYTES:
            self._refuse(_ADDRESS_TOO_LONG)
        else:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        """The first byte of a request, on a connection that may have had others."""
        super().on_message_begin()
        if self._waiting is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """The head is whole; the body has bounds of its own."""
        self._stop_waiting()
        super().on_headers_complete()

    def _refuse(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()

    def _wait_for_head(self) -> None:
        self._head_bytes = 0
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def configure_server(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves it; how it stops is bounded too."""
    return uvicorn.Config(
        app,
        http=BoundedProtocol,  # on httptools, which refuses a request with both Content-Length and Transfer-Encoding
        ws="none",
        log_config=log_settings(settings.log_level),
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        limit_concurrency=settings.connections,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
