"""Addresses with a slash too many at the end: 308 to the same address without it, where there is one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Match

from amicorum.web.state import StateNeeded

router = APIRouter(tags=["pages"])


@router.api_route("/{path:path}/", methods=["GET", "POST"], include_in_schema=False)
async def drop_slash(state: StateNeeded, request: Request, path: str) -> RedirectResponse:
    """308, so that a query sent by POST arrives as it was sent; 404 where nothing answers without the slash either."""
    path = path.rstrip("/")
    scope = {**request.scope, "path": f"{request.scope['root_path']}/{path}"}
    if not any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
        raise HTTPException(404, f"there is no address /{path} here")
    address = state.links.absolute(path) + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(address, 308, {"Cache-Control": f"public, max-age={state.settings.cache_seconds}"})
