"""/validate: paste or send RDF or a table, get a report that a curator can act on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from amicorum import formats
from amicorum.errors import BadQuery
from amicorum.features.validating.submission import OFFERS, TABLE, Checked, Submission, Unreadable
from amicorum.formats import Format
from amicorum.web.negotiation import choose, choose_by_name, no_format, wants_page
from amicorum.web.problems import WrongMediaType, kind_of
from amicorum.web.site import Site, SiteNeeded

router = APIRouter(tags=["validation"])

REPORTS: tuple[Format, ...] = (Format("json", "application/json", "json", formats.Kind.RESULTS, ""), formats.TURTLE)
"""What a program can have the report as."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NAME = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Desktop:
    """What stands on the page beside the form."""

    text: str = ""
    checked: Checked | None = None
    unreadable: Unreadable | None = None


@router.get("/validate", response_class=Response, summary="The form")
async def show_form(site: SiteNeeded, request: Request) -> Response:
    """A page where data can be pasted or a file chosen."""
    return _show(site, request, Desktop())


@router.post("/validate", response_class=Response, summary="Check RDF or a register; the report as a page, JSON or a sh:ValidationReport")
async def check(site: SiteNeeded, request: Request) -> Response:
    """A form (`data` or `file`, `syntax`, `shapes`), or the data themselves in the body under their media type (`?name=` for a table)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _FORMS:
        async with request.form(max_files=2, max_fields=10, max_part_size=site.settings.body_bytes) as sent:
            submission, asked = await _read_form(sent), _text(sent, "format")
    else:
        submission, asked = _read_body(kind, await request.body(), request.query_params.get("name")), None
    asked = asked or request.query_params.get("format")
    accept = request.headers.get("accept", "")
    page = wants_page(accept, asked, REPORTS)
    choice = None if page else (choose_by_name(asked, REPORTS) if asked else choose(accept, REPORTS))
    if not page and choice is None:
        raise no_format(REPORTS)
    try:
        checked = await site.desk.check(submission, site.release.folder)
    except Unreadable as error:
        if not page:
            raise
        return _show(site, request, Desktop(_as_text(submission), unreadable=error), kind_of(error).status)
    if choice is None:
        return _show(site, request, Desktop(_as_text(submission), checked=checked))
    text = checked.turtle if choice.format is formats.TURTLE else json.dumps(checked.verdict, ensure_ascii=False, indent=2) + "\n"
    return Response(text, 200, {"Vary": "Accept", "Cache-Control": "no-store"}, choice.content_type)


def _show(site: Site, request: Request, desktop: Desktop, status: int = 200) -> Response:
    groups: dict[str, list[object]] = {}
    for result in desktop.checked.verdict["results"] if desktop.checked else ():
        groups.setdefault(result["shape"], []).append(result)
    headers = {"Cache-Control": "no-store"}
    return site.pages.answer(
        "validate.html", request=request, status=status, headers=headers, desktop=desktop, groups=groups, syntaxes=OFFERS, table=TABLE
    )


async def _read_form(sent: FormData) -> Submission:
    """The submission of a form: a chosen file counts more than pasted text."""
    shapes = (_text(sent, "shapes") or "").strip().encode()
    file = sent.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return Submission(_check_name(file.filename), await file.read(), shapes)
    text = _text(sent, "data") or ""
    if not text.strip():
        raise BadQuery("there is nothing to check: paste data, or choose a file")
    syntax = choose_by_name(_text(sent, "syntax") or formats.TURTLE.name, OFFERS)
    if syntax is None:
        raise BadQuery(f"no such syntax; there are: {', '.join(each.name for each in OFFERS)}")
    return Submission(f"pasted.{syntax.format.extension}", text.encode(), shapes)


def _read_body(kind: str, body: bytes, name: str | None) -> Submission:
    if not body.strip():
        raise BadQuery("there is nothing to check: the body is empty")
    if kind == TABLE:
        if not name:
            raise BadQuery("say with ?name= which register the table is, such as institution-agreements.csv")
        return Submission(_check_name(name), body)
    syntax = choose(kind, OFFERS) if kind else None
    if syntax is None:
        raise WrongMediaType(f"send one of {', '.join(each.media_type for each in OFFERS)}, {TABLE}, or a form")
    return Submission(f"sent.{syntax.format.extension}", body)


def _check_name(name: str) -> str:
    """A file's own name; its ending says what it is."""
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise BadQuery("name the file with letters, digits, dots and dashes, such as institution-agreements.csv or partners.ttl")
    return name


def _text(sent: FormData, field: str) -> str | None:
    value = sent.get(field)
    return value if isinstance(value, str) else None


def _as_text(submission: Submission) -> str:
    return submission.content.decode("utf-8", "replace")
