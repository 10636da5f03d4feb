"""The catalogue of a release, for data portals: DCAT-AP 3, from the words in `data/catalogue.ttl` and what the build measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from amicorum.errors import ReleaseError
from amicorum.rdf import formats, iris
from amicorum.rdf.canonical import sort_triples
from amicorum.rdf.formats import Format
from amicorum.rdf.terms import XSD
from amicorum.release.queries import construct

NAME = "catalogue.ttl"
CATALOGUE = NamedNode(iris.BASE + "catalog")
DATASET = NamedNode(f"{CATALOGUE.value}#dataset")


_BYTE_SIZE = NamedNode("http://www.w3.org/ns/dcat#byteSize")
_MODIFIED = NamedNode("http://purl.org/dc/terms/modified")
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
_GZIP = NamedNode(_MEDIA_TYPE + "application/gzip")


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the release that anybody can fetch: its path inside the release, size in bytes, SHA-256, format, title by language."""

    path: str
    size: int
    sha256: str
    format: Format
    title: Mapping[str, str]

    @property
    def compressed(self) -> bool:
        """Whether the format is inside a gzip."""
        return self.path.endswith(".gz")


def download_path(release: str, path: str) -> str:
    """Where a dump or table is fetched, below the service's base: `dumps/{release}/{file name}`."""
    return f"dumps/{release}/{PurePosixPath(path).name}"


def read_date(metadata: Iterable[Triple]) -> str:
    """The date that a person gave the catalogue (`dct:modified`). Raises `ReleaseError` where there is none."""
    for triple in metadata:
        if triple.subject == CATALOGUE and triple.predicate == _MODIFIED and isinstance(triple.object, Literal):
            return triple.object.value
    raise ReleaseError(f"the catalogue's metadata give no date: {CATALOGUE} needs dct:modified")


def describe_catalogue(
    metadata: Iterable[Triple],
    downloads: Iterable[Download],
    *,
    release: str,
    date: str,
    start: str,
    base: str,
    sources: Iterable[Quad] = (),
) -> list[Triple]:
    """The catalogue of a release. `base` is the public address of its service, `start` the earliest day that the data speak of.

    Among the `sources` are the lists of others, each of which is a dataset of its own.
    """
    day = Literal(date, datatype=XSD.date)
    sizes: list[Triple] = []
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object if t.predicate != _MODIFIED else day) for t in metadata)
    _add(store, "catalogue-release", base=Literal(base), id=Literal(release), date=day, start=Literal(start, datatype=XSD.date))
    for download in downloads:
        values = _describe(download) | {"address": NamedNode(base + download_path(release, download.path)), "date": day}
        name = PurePosixPath(download.path).name
        places = {_fragment(f"dist-{name}"): DATASET}
        if download.format is formats.NQUADS:
            # A release of the series offers the canonical dump alone: the other files hold the same.
            places[_fragment(f"release-{release}-{name}")] = _fragment(f"release-{release}")
        for distribution, dataset in places.items():
            _add(store, "catalogue-distribution", **values, dataset=dataset, distribution=distribution)
            # Not by the query: the engine turns every kind of integer into xsd:integer, and DCAT-AP asks for this one.
            sizes.append(Triple(distribution, _BYTE_SIZE, Literal(str(download.size), datatype=XSD.nonNegativeInteger)))
    lists = Store()
    lists.extend([*store, *sources])
    collections = list(construct(lists, "catalogue-collection", base=Literal(base)))
    return sort_triples([*(quad.triple for quad in store), *collections, *sizes])


def _describe(download: Download) -> dict[str, NamedNode | Literal]:
    values: dict[str, NamedNode | Literal] = {
        "format": NamedNode(_FILE_TYPE + download.format.eu),
        "media": NamedNode(_MEDIA_TYPE + download.format.media_type),
        "sum": Literal(download.sha256, datatype=XSD.hexBinary),
    }
    values |= {f"title_{language}": Literal(title, language=language) for language, title in download.title.items()}
    return values | {"gzip": _GZIP} if download.compressed else values


def _fragment(name: str) -> NamedNode:
    return NamedNode(f"{CATALOGUE.value}#{name}")


def _add(store: Store, query: str, **values: NamedNode | Literal) -> None:
    store.extend([Quad(t.subject, t.predicate, t.object) for t in construct(store, query, **values)])
