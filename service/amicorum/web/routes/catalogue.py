"""/catalog and /dumps: what portals harvest, as the release holds it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterable
from pathlib import Path

from fastapi import APIRouter, Request
from markupsafe import Markup
from pyoxigraph import RdfFormat, Triple, parse
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from amicorum.errors import ReleaseError
from amicorum.features.catalogue import Entry
from amicorum.features.catalogue import read_catalogue as read_entries
from amicorum.features.entities.document import write_triples
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.release.checksums import NAME as CHECKSUMS
from amicorum.release.checksums import read_checksums
from amicorum.release.tables import METADATA
from amicorum.web.html.dates import write_day
from amicorum.web.pages.schema_org import write_script
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["data"])

LATEST = "latest"
FOLDERS = ("dumps", "tables")
"""Of a release, what is offered as files, beside its checksums, catalogue, manifest, report and changes."""
SINGLE = ("manifest.json", "catalogue.ttl", "void.ttl", "void-graphs.ttl", "changes.json", "report.json", "report.ttl", CHECKSUMS)


@router.get("/catalog", response_class=Response, summary="The DCAT catalogue: a page, or RDF")
async def read_catalogue(state: StateNeeded, request: Request) -> Response:
    """What is published here: the dataset, its distributions, its services."""
    return await _answer_file(state, request, "", "catalogue.ttl", "catalog")


@router.get("/catalog.{suffix}", response_class=Response, summary="The DCAT catalogue in one format")
async def read_catalogue_as(state: StateNeeded, request: Request, suffix: str) -> Response:
    """The same, by suffix."""
    return await _answer_file(state, request, suffix, "catalogue.ttl", "catalog")


@router.get("/dumps/", response_class=Response, summary="The files of the release that is served")
@router.get("/dumps", response_class=Response, include_in_schema=False)
async def find_dumps(state: StateNeeded) -> Response:
    """A redirect to the release's own address, so that nobody mixes two releases."""
    return RedirectResponse(state.links.absolute(f"dumps/{state.release.id}/"), 302, {"Cache-Control": "no-cache"})


@router.get("/dumps/{release}/", response_class=Response, summary="The files of one release")
async def list_dumps(state: StateNeeded, request: Request, release: str) -> Response:
    """Each file with its size and checksum."""
    if release == LATEST:
        return await find_dumps(state)
    folder = _folder(state, release)
    sums = await asyncio.to_thread(read_checksums, folder)
    files = [(name, _public_name(name), (folder / name).stat().st_size, digest) for name, digest in sums.items() if _public_name(name)]
    presenter = await make_presenter(state, request)
    return state.templates.answer("dumps.html", request=request, presenter=presenter, id=release, files=files)


@router.get("/dumps/{release}/{name}", response_class=Response, summary="One file of a release, whole or in ranges")
async def read_dump(state: StateNeeded, request: Request, release: str, name: str) -> Response:
    """With a strong tag and a digest of its content; `latest` leads to the release that is served."""
    if release == LATEST:
        return RedirectResponse(state.links.absolute(f"dumps/{state.release.id}/{name}"), 302, {"Cache-Control": "no-cache"})
    folder = _folder(state, release)
    sums = await asyncio.to_thread(read_checksums, folder)
    path = next((each for each in [*sums, CHECKSUMS] if _public_name(each) == name), None)
    if path is None:
        raise HTTPException(404, f"release {release} has no file {name}")
    headers = {"Cache-Control": document.IMMUTABLE, "Accept-Ranges": "bytes"}
    if name.endswith(".csv"):  # where a reader of CSV on the Web looks for what the columns mean
        metadata = state.links.absolute(f"dumps/{release}/{METADATA}")
        headers["Link"] = document.link(metadata, "describedby", type="application/csvm+json")
    if digest := sums.get(path):
        headers |= {"ETag": f'"{digest}"', "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"}
        if unchanged := document.known(request, headers["ETag"], headers):
            return unchanged
    return FileResponse(folder / path, headers=headers, media_type=_media_type(path))


async def _answer_file(state: AppState, request: Request, suffix: str, name: str, page: str) -> Response:
    """A Turtle file of the release in any format; with a page at the address `page`, where that is not empty."""
    file = _file(state, name)
    links = [document.link(document.LICENCE, "license")]
    if page:
        addresses = ((each, state.links.absolute(f"{page}.{each.extension}")) for each in formats.DATA)
        links += [document.link(address, "describedby", type=each.media_type) for each, address in addresses]

    async def render(headers: document.Headers) -> Response:
        return await _show_catalogue(state, request, await asyncio.to_thread(_read, file), headers)

    async def write(form: Format) -> bytes:
        context = _file(state, "context.jsonld").read_bytes()
        return await asyncio.to_thread(lambda: write_triples(_read(file), form, context))

    return await document.respond(
        state, request, page=render if page else None, data=write, offers=formats.DATA, suffix=suffix, links=links, parts=[name]
    )


async def _show_catalogue(state: AppState, request: Request, triples: list[Triple], headers: dict[str, str]) -> Response:
    presenter = await make_presenter(state, request)
    catalogue = read_entries(triples)
    dataset = catalogue.dataset
    return state.templates.answer(
        "catalogue.html",
        request=request,
        headers=headers,
        presenter=presenter,
        catalogue=catalogue,
        files=_by_address(catalogue.files),
        latest=state.links.absolute(f"dumps/{LATEST}/amicorum.nq.gz"),
        dataset=dataset,
        formats=document.list_offers(state, "catalog", formats.DATA),
        release=state.release,
        release_day=write_day(state.release.manifest.date, presenter.language),
        schema_org=_dataset_in_schema_org(state, dataset, catalogue.files) if dataset else "",
    )


def _by_address(files: Iterable[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """The files, each once with its other entries: the dataset and its latest release both name some of them."""
    found: dict[str, list[Entry]] = {}
    for each in files:
        if each.bytes:
            found.setdefault(each.address, []).append(each)
    return [(each, same) for each, *same in found.values()]


def _dataset_in_schema_org(state: AppState, dataset: Entry, files: list[Entry]) -> Markup:
    data = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset.iri,
        "name": list(dataset.titles.values()),
        "description": list(dataset.descriptions.values()),
        "url": state.links.absolute("catalog"),
        "license": document.LICENCE,
        "version": state.release.id,
        "dateModified": state.release.manifest.date,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Amicorum contributors"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": next(iter(each.titles.values()), ""),
                "contentUrl": state.links.absolute(each.path),
                "contentSize": f"{each.bytes} B",
            }
            for each in files
            if each.bytes
        ],
    }
    return write_script(data)


def _folder(state: AppState, release: str) -> Path:
    """The folder of a release. 410 where there was one that has been cleared away."""
    if folder := state.history.folder(state.release, release):
        return folder
    if state.history.find(state.release, release):
        raise HTTPException(410, f"release {release} is no longer kept here; the latest one is {state.release.id}")
    raise HTTPException(404, f"there is no release {release} here")


def _public_name(path: str) -> str:
    """The name under which a file of a release is offered; empty where it is not."""
    folder, _, name = path.rpartition("/")
    return name if folder in FOLDERS or path in SINGLE else ""


def _media_type(path: str) -> str:
    if path.endswith(".gz"):
        return "application/gzip"
    suffix = Path(path).suffix
    if path.endswith("-metadata.json"):
        return "application/csvm+json"
    if suffix == ".json":
        return "application/json"
    form = formats.by_name(suffix.removeprefix("."))
    return form.content_type if form else "text/plain; charset=utf-8"


def _file(state: AppState, name: str) -> Path:
    try:
        return state.release.file(name)
    except ReleaseError as error:
        raise HTTPException(404, str(error)) from error


def _read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]
