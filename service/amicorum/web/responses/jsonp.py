"""JSON worded in the client's language, or a call of the function that the client named (JSONP), as the Reconciliation API has them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from amicorum.errors import BadQuery
from amicorum.web.responses import document
from amicorum.web.responses.document import write_json
from amicorum.web.state import AppState

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,4}")

Callback = Annotated[str, Query(description="Name of a JavaScript function to call with the answer (JSONP).")]
MakeAnswer = Callable[[], Awaitable[dict[str, Any]]]


async def send_json(state: AppState, request: Request, callback: str, make: MakeAnswer) -> Response:
    """An answer as JSON, or as a call of the function that the client named. Raises `BadQuery` for what is no name of one."""
    if callback and not _CALLBACK.fullmatch(callback):
        raise BadQuery("callback must be the name of a JavaScript function")
    language = state.templates.language(request).code
    headers = {"Vary": "Accept-Language", "Cache-Control": "no-store"}
    if request.method in ("GET", "HEAD"):
        tag = document.tag_of(state, request, "json", language)
        headers = document.make_headers(state, tag, localized=True)
        if unchanged := document.known(request, tag, headers):
            return unchanged
    body = write_json(await make())
    if not callback:
        return Response(body, headers=headers, media_type="application/json")
    script = b"/**/" + callback.encode() + b"(" + body.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029") + b");"
    return Response(script, headers=headers, media_type="application/javascript")
