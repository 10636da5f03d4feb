"""/validate: paste or send RDF or a table, get a report that a curator can act on."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from amicorum.errors import BadQuery, WrongMediaType
from amicorum.features.submissions.submission import OFFERS, TABLE, Checked, Found, Submission, Unreadable
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.web.html.i18n import Language
from amicorum.web.http.negotiation import choose, choose_by_name, no_format, wants_page
from amicorum.web.responses.problem import kind_of
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["validation"])

REPORTS: tuple[Format, ...] = (formats.JSON, formats.TURTLE)
"""What a program can have the report as."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NAME = re.compile(r"[\w.-]{1,100}")


SHOWN = 8
"""Places of one finding that a page shows at once; the others are folded."""
SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Desktop:
    """What stands on the page beside the form, and in it."""

    text: str = ""
    syntax: str = formats.TURTLE.name
    shapes: str = ""
    checked: Checked | None = None
    unreadable: Unreadable | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Everything that one rule found, with its message in the reader's language (`lang` where it is in another)."""

    severity: str
    message: str
    lang: str
    results: list[Found]


@router.get("/validate", response_class=Response, summary="The form")
async def show_form(state: StateNeeded, request: Request) -> Response:
    """A page where data can be pasted or a file chosen."""
    response = _show(state, request, Desktop())
    response.background = BackgroundTask(state.validator.warm, state.release.folder)
    return response


@router.post("/validate", response_class=Response, summary="Check RDF or a register; the report as a page, JSON or a sh:ValidationReport")
async def check(state: StateNeeded, request: Request) -> Response:
    """A form (`data` or `file`, `syntax`, `shapes`), or the data themselves in the body under their media type (`?name=` for a table)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _FORMS:
        async with request.form(max_files=2, max_fields=10, max_part_size=state.settings.body_bytes) as sent:
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
        checked = await state.validator.check(submission, state.release.folder)
    except Unreadable as error:
        if not page:
            raise
        return _show(state, request, _lay_out(submission, unreadable=error), kind_of(error).status)
    if choice is None:
        return _show(state, request, _lay_out(submission, checked=checked))
    text = checked.turtle if choice.format is formats.TURTLE else json.dumps(checked.verdict, ensure_ascii=False, indent=2) + "\n"
    return Response(text, 200, {"Vary": "Accept", "Cache-Control": "no-store"}, choice.content_type)


def _show(state: AppState, request: Request, desktop: Desktop, status: int = 200) -> Response:
    return state.templates.answer(
        "validate.html",
        request=request,
        status=status,
        headers={"Cache-Control": "no-store"},
        desktop=desktop,
        groups=_group(desktop.checked.verdict["results"], state.templates.language(request)) if desktop.checked else [],
        shown=SHOWN,
        syntaxes=OFFERS,
    )


def _group(results: Sequence[Found], language: Language) -> list[Group]:
    """The results by rule, the gravest first."""
    found: dict[str, list[Found]] = {}
    for result in results:
        found.setdefault(result["shape"], []).append(result)
    groups = []
    for shape, each in found.items():
        message, code = language.pick(each[0]["messages"])
        groups.append(
            Group(severity=each[0]["severity"], message=message or shape, lang="" if code == language.code else code, results=each)
        )
    return sorted(groups, key=lambda group: SEVERITIES.index(group.severity))


def _lay_out(submission: Submission, *, checked: Checked | None = None, unreadable: Unreadable | None = None) -> Desktop:
    """The page with what was sent back in its form."""
    syntax = next((each.name for each in OFFERS if submission.name.endswith(f".{each.extension}")), formats.TURTLE.name)
    text, shapes = (part.decode("utf-8", "replace") for part in (submission.content, submission.shapes))
    return Desktop(text=text, syntax=syntax, shapes=shapes, checked=checked, unreadable=unreadable)


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
