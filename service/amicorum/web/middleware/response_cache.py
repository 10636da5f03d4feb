"""Cache responses in memory, before FastAPI sees the request: keyed by the bytes of the request, bounded in bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amicorum.web.http.conditional import matched_tag
from amicorum.web.http.scope import CACHED
from amicorum.web.observability.metrics import Metrics

SHARE = 16
"""No answer may take more than this part of the cache."""
OVERHEAD = 1024
"""What an entry costs beside its body and key, roughly."""
_KEYED = (b"accept", b"accept-encoding", b"accept-language")
_PERSONAL = (b"authorization", b"cookie", b"range", b"cache-control", b"pragma")
_BODY_HEADERS = (b"content-length", b"content-type", b"content-encoding")

Key = tuple[str, str, bytes, bytes | None, bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole 200 answer, as it left."""

    route: str
    tag: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    size: int


class AnswerCache:
    """Keeps answers that say of themselves that anybody may (`Cache-Control: public` and a strong tag).

    The release is part of the key, so nothing of an old release is ever given for a new one.
    """

    def __init__(self, app: ASGIApp, room: int, release: Callable[[], str], metrics: Metrics) -> None:
        self._app, self._room, self._release, self._metrics = app, room, release, metrics
        self._entries: LRUCache[Key, Entry] = LRUCache(max(room, 1), getsizeof=lambda entry: entry.size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
        elif entry := self._entries.get(key):
            self._metrics.cache_hits.inc()
            scope[CACHED] = entry.route
            await _send_entry(entry, scope, send)
        else:
            await self._app(scope, receive, self._record(key, scope, send))

    def _key(self, scope: Scope) -> Key | None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not self._room:
            return None
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _PERSONAL:
                return None
            if name in _KEYED:
                found[name] = found[name] + b"," + value if name in found else value
        accept, coding, language = (found.get(name) for name in _KEYED)
        return self._release(), scope["path"], scope["query_string"], accept, coding, language

    def _record(self, key: Key, scope: Scope, send: Send) -> Send:
        """Sends on, and keeps a copy while it may still turn out to be worth keeping."""
        start: Message | None = None
        parts: list[bytes] = []
        size = OVERHEAD + sum(len(part or "") for part in key)

        async def record(message: Message) -> None:
            nonlocal start, size
            if message["type"] == "http.response.start":
                start = message if scope["method"] == "GET" and _may_keep(message) else None
                size += sum(len(name) + len(value) for name, value in message["headers"])
            elif start is not None:
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > self._room // SHARE:
                    start = None
                    parts.clear()
                elif not message.get("more_body", False):
                    self._keep(key, scope, start, b"".join(parts), size)
            await send(message)

        return record

    def _keep(self, key: Key, scope: Scope, start: Message, body: bytes, size: int) -> None:
        if key[0] != self._release():
            return
        headers = tuple(start["headers"])
        tag = Headers(raw=list(headers))["etag"]
        self._entries[key] = Entry(route=str(getattr(scope.get("route"), "path", "")), tag=tag, headers=headers, body=body, size=size)
        self._metrics.cache_bytes.set(self._entries.currsize)


def _may_keep(message: Message) -> bool:
    headers = Headers(raw=list(message["headers"]))
    return message["status"] == 200 and "public" in headers.get("cache-control", "") and headers.get("etag", "").startswith('"')


async def _send_entry(entry: Entry, scope: Scope, send: Send) -> None:
    status, headers, body = 200, list(entry.headers), entry.body
    asked = next((value for name, value in scope["headers"] if name == b"if-none-match"), None)
    if asked and matched_tag(asked.decode("latin-1"), entry.tag):
        status, headers, body = 304, [pair for pair in headers if pair[0] not in _BODY_HEADERS], b""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
