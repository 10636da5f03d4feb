"""/static: the style sheet, the icon, the outlines of the maps and the scripts, as they lie in the package."""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b
from importlib import resources

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.web.responses import document
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["pages"])

TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".js": "text/javascript",
    ".ico": "image/vnd.microsoft.icon",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_HASHED = re.compile(r".+-[\w-]{8}\.\w+")


@router.get("/static/{name}", response_class=Response, summary="A file that the pages need")
async def read_static(state: StateNeeded, request: Request, name: str) -> Response:
    """With a strong tag of its content."""
    return _answer(state, request, name, f"public, max-age={state.settings.cache_seconds}")


@router.get("/static/explorer/{name}", response_class=Response, summary="A script or what a script needs")
async def read_script(state: StateNeeded, request: Request, name: str) -> Response:
    """A name that carries a hash of the content may be kept for good."""
    lasting = document.IMMUTABLE if _HASHED.fullmatch(name) else f"public, max-age={state.settings.cache_seconds}"
    return _answer(state, request, f"explorer/{name}", lasting)


@router.get("/favicon.ico", response_class=Response, include_in_schema=False)
async def read_icon(state: StateNeeded, request: Request) -> Response:
    """The icon where browsers look for it without being told."""
    return _answer(state, request, "amicorum.ico", f"public, max-age={state.settings.cache_seconds}")


def _answer(state: AppState, request: Request, name: str, lasting: str) -> Response:
    found = _read(name)
    if found is None:
        raise HTTPException(404, f"there is no file {name}")
    body, tag, media_type = found
    headers = {"ETag": tag, "Cache-Control": lasting}
    return document.known(request, tag, headers) or Response(body, headers=headers, media_type=media_type)


@cache
def _read(name: str) -> tuple[bytes, str, str] | None:
    """A file of the package, its tag and its type; a package never changes while it runs."""
    media_type = next((each for suffix, each in TYPES.items() if name.endswith(suffix)), None)
    file = resources.files("amicorum.web.html").joinpath("static", name)
    if media_type is None or ".." in name or not file.is_file():
        return None
    body = file.read_bytes()
    return body, f'"{blake2b(body, digest_size=16).hexdigest()}"', media_type
