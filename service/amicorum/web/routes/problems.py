"""/problems: a page for each kind of problem, where its `type` leads."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from amicorum.web.responses import problem
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["service"])


@router.get("/problems/{name}", response_class=HTMLResponse, summary="What a kind of problem means and what to do about it")
async def explain_problem(state: StateNeeded, request: Request, name: str) -> HTMLResponse:
    """The page that the `type` of a problem names."""
    kind = problem.ALL.get(name)
    if kind is None:
        raise HTTPException(404, f"there is no kind of problem named {name}")
    return state.templates.answer("problem.html", request=request, kind=kind, problem=None, explained=True)
