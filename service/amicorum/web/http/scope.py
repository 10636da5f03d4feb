"""The keys that middleware and responses leave for each other in the ASGI scope of a request."""

from __future__ import annotations

from starlette.types import Scope

CACHED = "amicorum.cached"
"""Set to the route where the response cache answered."""
ABORTED = "amicorum.aborted"
"""Set to the reason where a response was aborted after its first bytes."""
HEAD = "amicorum.head"
"""Set where the request was a HEAD, which routes see as a GET."""


def is_head(scope: Scope) -> bool:
    """Whether the request was a HEAD: a streaming response can stop after the headers."""
    return bool(scope.get(HEAD))
