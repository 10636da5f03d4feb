"""/health and /metrics: for those who operate the service."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import exposition
from starlette.responses import PlainTextResponse, Response

from amicorum.engine.port import Priority, Query
from amicorum.errors import Busy, QueryError
from amicorum.rdf.formats import JSON_RESULTS
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["operating"])

_FRESH = {"Cache-Control": "no-store"}


@router.get("/health/live", response_class=PlainTextResponse, summary="The process runs")
async def live() -> PlainTextResponse:
    """Always 200: where this does not answer, the process should be replaced."""
    return PlainTextResponse("live\n", headers=_FRESH)


@router.get("/health/ready", response_class=PlainTextResponse, summary="The service can answer queries",
            responses={503: {"description": "Not ready: still starting, stopping, or the engine does not answer."}})  # fmt: skip
async def ready(state: StateNeeded) -> PlainTextResponse:
    """200 where the engine answers now (or is only busy), else 503: a balancer should send requests elsewhere."""
    if not state.ready:
        return PlainTextResponse("starting or stopping\n", 503, _FRESH)
    try:
        answer = await state.engine.ask(Query("ASK {}", JSON_RESULTS, None, timeout=2, priority=Priority.SERVICE))
        await answer.close()
    except Busy:
        return PlainTextResponse("ready, and busy\n", headers=_FRESH)
    except QueryError as error:
        return PlainTextResponse(f"the engine does not answer: {error}\n", 503, _FRESH)
    return PlainTextResponse(f"ready, release {state.release.id}\n", headers=_FRESH)


@router.get("/metrics", response_class=PlainTextResponse, summary="Prometheus metrics")
async def metrics(state: StateNeeded) -> Response:
    """The text format of Prometheus."""
    return Response(state.metrics.export(), headers={**_FRESH, "Content-Type": exposition.CONTENT_TYPE_LATEST})
