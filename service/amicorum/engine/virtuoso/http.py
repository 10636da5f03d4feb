"""How Virtuoso is asked, and how it says that an answer is only a part of one."""

from __future__ import annotations

from collections.abc import Mapping

import httpx2

PARTIAL_HEADER = "X-SQL-State"
"""How Virtuoso says, with status 200, that its time was up and rows are missing."""


def is_partial(headers: Mapping[str, str]) -> bool:
    """Whether a response with status 200 is only a part of the answer."""
    return bool(headers.get(PARTIAL_HEADER))


def authenticate(client: httpx2.Client, address: str, user: str, password: str) -> None:
    """Have the client answer the server's challenge, by HTTP digest or basic authentication, whichever it asks for.

    A request without a body brings the challenge: Virtuoso breaks off a large body that comes without an answer. The client keeps the
    digest's challenge and answers it ahead from then on (RFC 7616, section 3.6).
    """
    challenge = client.get(address).headers.get("WWW-Authenticate", "")
    if challenge.lower().startswith("digest"):
        client.auth = httpx2.DigestAuth(user, password)
        client.get(address)
    else:
        client.auth = httpx2.BasicAuth(user, password)
