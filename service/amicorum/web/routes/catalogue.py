"""/catalog, /.well-known/void and /dumps: what portals harvest, as the release holds it."""

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
from amicorum.features.describe.document import write_triples
from amicorum.features.releases.catalogue import Entry
from amicorum.features.releases.catalogue import read_catalogue as read_entries
from amicorum.rdf import formats
from amicorum.release.checksums import NAME as CHECKSUMS
from amicorum.release.checksums import read_checksums
from amicorum.release.tables import METADATA
from amicorum.web import documents
from amicorum.web.leaves import make_reader
from amicorum.web.schema_org import write_script
from amicorum.web.site import Site, SiteNeeded
from amicorum.web.times import write_day

router = APIRouter(tags=["data"])

LATEST = "latest"
FOLDERS = ("dumps", "tables")
"""Of a release, what is offered as files, beside its checksums, catalogue, manifest, report and changes."""
SINGLE = ("manifest.json", "catalogue.ttl", "void.ttl", "changes.json", "report.json", "report.ttl", CHECKSUMS)
TYPES = {".nq": formats.NQUADS, ".trig": formats.TRIG, ".ttl": formats.TURTLE, ".jsonld": formats.JSONLD, ".csv": formats.CSV_RESULTS}


@router.get("/catalog", response_class=Response, summary="The DCAT catalogue: a page, or RDF")
async def read_catalogue(site: SiteNeeded, request: Request) -> Response:
    """What is published here: the dataset, its distributions, its services."""
    return await _answer_file(site, request, "", "catalogue.ttl", "catalog")


@router.get("/catalog.{suffix}", response_class=Response, summary="The DCAT catalogue in one format")
async def read_catalogue_as(site: SiteNeeded, request: Request, suffix: str) -> Response:
    """The same, by suffix."""
    return await _answer_file(site, request, suffix, "catalogue.ttl", "catalog")


@router.get("/.well-known/void", response_class=Response, summary="The VoID description, with statistics and link sets")
async def read_void(site: SiteNeeded, request: Request) -> Response:
    """RDF alone: Turtle, where nothing else is asked for."""
    return await _answer_file(site, request, "", "void.ttl", "")


@router.get("/dumps/", response_class=Response, summary="The files of the release that is served")
@router.get("/dumps", response_class=Response, include_in_schema=False)
async def find_dumps(site: SiteNeeded) -> Response:
    """A redirect to the release's own address, so that nobody mixes two releases."""
    return RedirectResponse(site.links.absolute(f"dumps/{site.release.id}/"), 302, {"Cache-Control": "no-cache"})


@router.get("/dumps/{release}/", response_class=Response, summary="The files of one release")
async def list_dumps(site: SiteNeeded, request: Request, release: str) -> Response:
    """Each file with its size and checksum."""
    if release == LATEST:
        return await find_dumps(site)
    folder = _folder(site, release)
    sums = await asyncio.to_thread(read_checksums, folder)
    files = [(name, _public_name(name), (folder / name).stat().st_size, digest) for name, digest in sums.items() if _public_name(name)]
    reader = await make_reader(site, request)
    return site.pages.answer("dumps.html", request=request, reader=reader, id=release, files=files)


@router.get("/dumps/{release}/{name}", response_class=Response, summary="One file of a release, whole or in ranges")
async def read_dump(site: SiteNeeded, request: Request, release: str, name: str) -> Response:
    """With a strong tag and a digest of its content; `latest` leads to the release that is served."""
    if release == LATEST:
        return RedirectResponse(site.links.absolute(f"dumps/{site.release.id}/{name}"), 302, {"Cache-Control": "no-cache"})
    folder = _folder(site, release)
    sums = await asyncio.to_thread(read_checksums, folder)
    path = next((each for each in [*sums, CHECKSUMS] if _public_name(each) == name), None)
    if path is None:
        raise HTTPException(404, f"release {release} has no file {name}")
    headers = {"Cache-Control": documents.IMMUTABLE, "Accept-Ranges": "bytes"}
    if name.endswith(".csv"):  # where a reader of CSV on the Web looks for what the columns mean
        metadata = site.links.absolute(f"dumps/{release}/{METADATA}")
        headers["Link"] = documents.link(metadata, "describedby", type="application/csvm+json")
    if digest := sums.get(path):
        headers |= {"ETag": f'"{digest}"', "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"}
        if unchanged := documents.known(request, headers["ETag"], headers):
            return unchanged
    return FileResponse(folder / path, headers=headers, media_type=_media_type(path))


async def _answer_file(site: Site, request: Request, suffix: str, name: str, page: str) -> Response:
    wanted = documents.choose(request, suffix, formats.DATA)
    if wanted.format is None and not page:
        wanted = documents.Wanted(formats.TURTLE, formats.TURTLE.content_type)
    tag = documents.tag_of(site, request, name, wanted.content_type, site.pages.language(request).code)
    links = [documents.link(documents.LICENCE, "license")]
    links += [
        documents.link(site.links.absolute(f"{page}.{each.extension}"), "describedby", type=each.media_type)
        for each in formats.DATA
        if page
    ]
    headers = documents.make_headers(site, tag, links, page=wanted.format is None)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    triples = await asyncio.to_thread(_read, _file(site, name))
    if wanted.format is None:
        return await _show_catalogue(site, request, triples, headers)
    context = _file(site, "context.jsonld").read_bytes()
    body = await asyncio.to_thread(write_triples, triples, wanted.format, context)
    return Response(body, headers={**headers, "Content-Type": wanted.content_type})


async def _show_catalogue(site: Site, request: Request, triples: list[Triple], headers: dict[str, str]) -> Response:
    reader = await make_reader(site, request)
    catalogue = read_entries(triples)
    dataset = catalogue.datasets[0] if catalogue.datasets else None
    return site.pages.answer(
        "catalogue.html",
        request=request,
        headers=headers,
        reader=reader,
        catalogue=catalogue,
        files=_by_address(catalogue.files),
        latest=site.links.absolute(f"dumps/{LATEST}/amicorum.nq.gz"),
        dataset=dataset,
        formats=documents.list_offers(site, "catalog", formats.DATA),
        release=site.release,
        release_day=write_day(site.release.manifest.date, reader.language),
        schema_org=_dataset_in_schema_org(site, dataset, catalogue.files) if dataset else "",
    )


def _by_address(files: Iterable[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """The files, each once with its other entries: the dataset and its latest release both name some of them."""
    found: dict[str, list[Entry]] = {}
    for each in files:
        if each.bytes:
            found.setdefault(each.address, []).append(each)
    return [(each, same) for each, *same in found.values()]


def _dataset_in_schema_org(site: Site, dataset: Entry, files: list[Entry]) -> Markup:
    data = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset.iri,
        "name": list(dataset.titles.values()),
        "description": list(dataset.descriptions.values()),
        "url": site.links.absolute("catalog"),
        "license": documents.LICENCE,
        "version": site.release.id,
        "dateModified": site.release.manifest.date,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Amicorum contributors"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": next(iter(each.titles.values()), ""),
                "contentUrl": each.address,
                "contentSize": f"{each.bytes} B",
            }
            for each in files
            if each.bytes
        ],
    }
    return write_script(data)


def _folder(site: Site, release: str) -> Path:
    """The folder of a release. 410 where there was one that has been cleared away."""
    if folder := site.history.folder(site.release, release):
        return folder
    if site.history.find(site.release, release):
        raise HTTPException(410, f"release {release} is no longer kept here; the latest one is {site.release.id}")
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
    return TYPES[suffix].content_type if suffix in TYPES else "text/plain; charset=utf-8"


def _file(site: Site, name: str) -> Path:
    try:
        return site.release.file(name)
    except ReleaseError as error:
        raise HTTPException(404, str(error)) from error


def _read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]
