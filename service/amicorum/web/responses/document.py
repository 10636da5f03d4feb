"""Respond with a document: the choice of its format, its entity tag and dates, and the links for machines (Signposting)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from fastapi import Request
from starlette.responses import Response

from amicorum import __version__
from amicorum.rdf import iris
from amicorum.rdf.formats import Format
from amicorum.web.http import negotiation
from amicorum.web.http.conditional import make_tag, matched_tag, not_modified
from amicorum.web.state import AppState

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
COLLECTION = iris.BASE + "catalog#dataset"
IMMUTABLE = "public, max-age=31536000, immutable"
"""How long to keep what an address will always give."""
Headers = dict[str, str]
RenderPage = Callable[[Headers], Awaitable[Response]]
"""Makes the page of a document with the given headers."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A format that a page links to."""

    label: str
    media_type: str
    href: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a long document, and the address of the next; empty where it is the last."""

    body: bytes
    next: str


WriteData = Callable[[Format], Awaitable[bytes | str | Part]]
"""Writes a document in one of its formats."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client wants: a page, or data in a format under the content type it asked for."""

    format: Format | None
    content_type: str = "text/html; charset=utf-8"


async def respond(
    state: AppState,
    request: Request,
    *,
    page: RenderPage | None = None,
    data: WriteData | None = None,
    offers: Sequence[Format] = (),
    suffix: str = "",
    links: Iterable[str] = (),
    parts: Sequence[object] = (),
    localized: bool = False,
) -> Response:
    """Answer a request for a document of the release that is served: 304 where the client has it, else a page or data.

    A document without `page` gives a browser the first of its formats, one without `offers` is a page alone. `links` go into the `Link`
    header; `parts` is whatever else the bytes depend on beside the reader's language, on which a page depends always and data alone
    where they are `localized`. Raises `NoFormat` where the client accepts nothing of it.
    """
    wanted = choose(request, suffix, offers) if offers else Wanted(None)
    if wanted.format is None and page is None:
        wanted = Wanted(offers[0], offers[0].content_type)
    localized = localized or page is not None
    language = state.templates.language(request).code if localized else ""
    tag = tag_of(state, request, wanted.content_type, language, *parts)
    headers = make_headers(state, tag, links, localized=localized)
    if unchanged := known(request, tag, headers):
        return unchanged
    if wanted.format is None and page is not None:
        return await page(headers)
    if wanted.format is None or data is None:
        raise TypeError("a document with offers needs `data`")
    written = await data(wanted.format)
    if isinstance(written, Part):
        if written.next:
            headers["Link"] = ", ".join([headers["Link"], link(written.next, "next")]) if "Link" in headers else link(written.next, "next")
        written = written.body
    return Response(written, headers={**headers, "Content-Type": wanted.content_type})


def choose(request: Request, suffix: str, offers: Sequence[Format]) -> Wanted:
    """What a client gets: by suffix first, then `?format=`, then `Accept`. Raises `NoFormat` where nothing fits."""
    accept, name = request.headers.get("accept", ""), suffix or request.query_params.get("format")
    if negotiation.wants_page(accept, name, offers):
        return Wanted(None)
    choice = negotiation.choose_by_name(name, offers) if name else negotiation.choose(accept, offers)
    if choice is None:
        raise negotiation.no_format(offers)
    return Wanted(choice.format, choice.content_type)


def split_suffix(path: str, offers: Iterable[Format]) -> tuple[str, str]:
    """A path without its format suffix, and the suffix (`ttl`, `html`, `json` for JSON-LD too); empty where it has none."""
    stem, dot, suffix = path.rpartition(".")
    if dot and (suffix == negotiation.PAGE or negotiation.choose_by_name(suffix, list(offers))):
        return stem, suffix
    return path, ""


def list_offers(state: AppState, path: str, offers: Iterable[Format]) -> list[Offer]:
    """The formats of a document as links, each by its suffix."""
    return [Offer(each.label, each.media_type, state.links.path(f"{path}.{each.extension}")) for each in offers]


def make_headers(state: AppState, tag: str, links: Iterable[str] = (), *, localized: bool = False) -> dict[str, str]:
    """The headers of a document of this release; `localized`: one in the reader's language."""
    day = datetime.combine(date.fromisoformat(state.release.manifest.date), time(), UTC)
    return {
        "ETag": tag,
        "Cache-Control": f"public, max-age={state.settings.cache_seconds}",
        "Last-Modified": format_datetime(day, usegmt=True),
        "Vary": "Accept, Accept-Language" if localized else "Accept",
    } | ({"Link": ", ".join(links)} if (links := list(links)) else {})


def link(address: str, relation: str, **parameters: str) -> str:
    """One value of a `Link` header."""
    more = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    return f'<{address}>; rel="{relation}"{more}'


def signposts(state: AppState, thing: str, path: str, offers: Iterable[Format]) -> list[str]:
    """The links of a document: the thing's own address, the other formats, licence and collection."""
    return [
        link(thing, "cite-as"),
        link(state.links.absolute(path), "canonical"),
        *(link(state.links.absolute(f"{path}.{each.extension}"), "describedby", type=each.media_type) for each in offers),
        link(LICENCE, "license"),
        link(COLLECTION, "collection"),
    ]


def tag_of(state: AppState, request: Request, *parts: object) -> str:
    """The strong tag of what is answered to a request: another release, program, address, format or language gives another."""
    return make_tag(__version__, state.release.id, request.url.path, sorted(request.query_params.multi_items()), *parts)


def known(request: Request, tag: str, headers: Mapping[str, str]) -> Response | None:
    """The answer to a client that has this already; None where it has not."""
    matched = matched_tag(request.headers.get("if-none-match"), tag)
    return not_modified(matched, [(name, value) for name, value in headers.items() if name != "ETag"]) if matched else None


def write_json(value: object) -> bytes:
    """A value as JSON, as starlette writes it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
