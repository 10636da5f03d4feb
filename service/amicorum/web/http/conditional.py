"""Answer conditional requests (RFC 9110, section 13): entity tags of answers and pages, and 304 for what the client has already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from starlette.responses import Response
from werkzeug.http import parse_etags

CODINGS = ("gzip", "br", "zstd")
"""Content codings; a coded body has the tag of the plain one with `-` and the coding, because its bytes differ."""


def make_tag(*parts: object) -> str:
    """A strong entity tag, quoted, from all that an answer depends on."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        text = repr(part).encode()
        digest.update(len(text).to_bytes(8, "big") + text)
    return f'"{digest.hexdigest()}"'


def coded_tag(tag: str, coding: str) -> str:
    """The tag of a body in a content coding."""
    return f'{tag[:-1]}-{coding}"' if tag.startswith('"') else tag


def matched_tag(if_none_match: str | None, tag: str) -> str | None:
    """The tag by which a client already has this, in whatever coding; None where it has not."""
    if not if_none_match:
        return None
    known = parse_etags(if_none_match)
    for each in (tag, *(coded_tag(tag, coding) for coding in CODINGS)):
        if known.contains_weak(each.strip('"')):
            return each
    return None


def not_modified(tag: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """The answer to a client that has it already."""
    return Response(status_code=304, headers={**dict(headers), "ETag": tag})
