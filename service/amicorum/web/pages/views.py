"""Answer a view: a page over some tables, which are to be had as JSON and as CSV under the same address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.errors import BadQuery
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.tables import Table, list_records, write_csv
from amicorum.web.responses import document
from amicorum.web.responses.document import write_json
from amicorum.web.state import AppState

OFFERS = (formats.JSON, formats.CSV_RESULTS)


@dataclass(frozen=True, slots=True)
class View:
    """The tables by name, and what the page needs besides. The first table is the CSV file unless `?table=` names another."""

    presenter: Presenter
    tables: Mapping[str, Table]
    values: Mapping[str, object] = field(default_factory=dict)
    about: Mapping[str, object] = field(default_factory=dict)
    """What JSON says besides the rows."""


@dataclass(frozen=True, slots=True)
class File:
    """A table as a file to take along."""

    label: str
    href: str
    media_type: str


class ViewAddresses:
    """Addresses of a page over tables with what was asked of it: other values of one parameter, its files."""

    def __init__(self, state: AppState, request: Request, path: str) -> None:
        self._state, self._request, self._path = state, request, path
        self._asked = [(name, value) for name, value in request.query_params.multi_items() if name not in ("format", "table") and value]

    def page(self, **changes: str) -> str:
        """The page with some parameters changed; those made empty are left out."""
        asked = [(name, value) for name, value in self._asked if name not in changes]
        return self._write(self._path, [*asked, *((name, value) for name, value in changes.items() if value)])

    def file(self, form: Format, table: str = "") -> str:
        """All rows as a file, in the language of the page, whichever rows or picture it shows."""
        language = self._state.templates.language(self._request).code
        asked = [(name, value) for name, value in self._asked if name not in ("lang", "offset", "face")]
        return self._write(f"{self._path}.{form.extension}", [*asked, *([("table", table)] if table else []), ("lang", language)])

    def _write(self, path: str, asked: Sequence[tuple[str, str]]) -> str:
        return self._state.links.path(path) + (f"?{urlencode(asked)}" if asked else "")


def read_suffix(request: Request) -> str:
    """The format that the address names; empty where it names none. Raises 404 for one in which there is nothing."""
    suffix: str = request.path_params.get("suffix", "")
    if suffix and suffix not in ("html", *(each.extension for each in OFFERS)):
        raise HTTPException(404, f"there is no {suffix} of this page")
    return suffix


async def respond(state: AppState, request: Request, path: str, build: Callable[[], Awaitable[View]]) -> Response:
    """Answer with the view at `path`, by the template of that name. The format is that of the address's suffix, `?format=`, or `Accept`."""
    suffix = read_suffix(request)

    async def page(headers: document.Headers) -> Response:
        view = await build()
        addresses = ViewAddresses(state, request, path)
        return state.templates.answer(
            f"{path}.html",
            request=request,
            headers=headers,
            presenter=view.presenter,
            tables=view.tables,
            files={name: addresses.file(formats.CSV_RESULTS, name if place else "") for place, name in enumerate(view.tables)},
            json_file=addresses.file(formats.JSON),
            here=addresses,
            release=state.release,
            **view.values,  # type: ignore[arg-type]  # none of them is a parameter of `answer`
        )

    async def data(form: Format) -> bytes | str:
        view = await build()
        if form is formats.JSON:
            tables = {name: list_records(view.presenter, table) for name, table in view.tables.items()}
            return write_json({"release": state.release.id, "language": view.presenter.language.code, **view.about, **tables})
        wanted = request.query_params.get("table") or next(iter(view.tables))
        if wanted not in view.tables:
            raise BadQuery(f"there is no table named {wanted} here; there are: {', '.join(view.tables)}")
        return write_csv(view.presenter, view.tables[wanted])

    return await document.respond(state, request, page=page, data=data, offers=OFFERS, suffix=suffix)
