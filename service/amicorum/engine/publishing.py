"""Loading a release into a SPARQL server elsewhere, by the Graph Store HTTP Protocol (SPARQL 1.1, W3C Recommendation 2013)."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
import urllib.response
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize
from SPARQLWrapper import JSON, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from amicorum.errors import EngineFailed
from amicorum.progress import Progress
from amicorum.rdf.formats import NTRIPLES
from amicorum.rdf.iris import BASE
from amicorum.release.release import NQUADS, Release

SECONDS = 600
"""Longest wait for the server to take one graph."""
PART = 50_000
"""Triples in one request: a larger graph is sent in parts, the first by PUT, the others by POST."""

_STATISTICS = "SELECT ?graph (COUNT(*) AS ?statements) WHERE { GRAPH ?graph { ?subject ?property ?value } } GROUP BY ?graph"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to load to.

    `store` is the graph store's address; `union` names the graph that takes the set union, empty for the store's own default graph
    (Virtuoso's default graph counts a statement once for each graph that holds it, so there it needs a name). `user` and `password`
    go out by HTTP digest or basic authentication, whichever the server asks for.
    """

    store: str
    query: str
    union: str = ""
    user: str = ""
    password: str = ""


def publish(release: Release, target: Target, progress: Progress) -> None:
    """Replace what the server holds of us by the release, then count. Raises `EngineFailed` where it refuses or counts otherwise.

    Graphs below our base that the release does not have are deleted. This is no transaction: load into a fresh database where
    nobody may see a mixture, and point the service at it afterwards.
    """
    opener = _open_as(target)
    graphs = _read_graphs(release)
    total = len(release.manifest.graphs) + 1
    union: set[Triple] = set()
    for done, (name, triples) in enumerate(graphs):
        progress(name, done, total)
        _put(opener, _address(target, name), triples)
        union.update(triples)
    progress("the union", total - 1, total)
    _put(opener, _address(target, target.union), sorted(union, key=str))
    held = _count(target)
    for name in held.keys() - release.manifest.graphs.keys() - {target.union}:
        if name.startswith(BASE):
            _send(opener, urllib.request.Request(_address(target, name), method="DELETE"))  # noqa: S310  the operator's own address
    _compare(held, release, target)
    progress("", total, total)


def _read_graphs(release: Release) -> Iterator[tuple[str, list[Triple]]]:
    """Each graph with its triples; the dump is sorted by subject, so it is sorted anew by graph."""
    quads = sorted(parse(path=release.folder / NQUADS, format=RdfFormat.N_QUADS), key=_graph_of)
    for name, group in groupby(quads, key=_graph_of):
        yield name, [quad.triple for quad in group]


def _graph_of(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _address(target: Target, graph: str) -> str:
    """Indirect graph identification (section 4.2); no name stands for the default graph."""
    selector = urllib.parse.urlencode({"graph": graph}) if graph else "default"
    return f"{target.store}{'&' if '?' in target.store else '?'}{selector}"


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Answers the server's last challenge before it is asked again: Virtuoso breaks off a large body that comes without an answer."""

    _challenge: dict[str, str] | None = None

    def retry_http_digest_auth(self, req: urllib.request.Request, auth: str) -> urllib.response.addinfourl | None:
        """Keeps the challenge."""
        self._challenge = urllib.request.parse_keqv_list(urllib.request.parse_http_list(auth.partition(" ")[2]))
        return super().retry_http_digest_auth(req, auth)

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        """Called by the opener with each request that goes out."""
        if self._challenge and (answer := self.get_authorization(request, self._challenge)):
            request.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return request

    https_request = http_request


def _open_as(target: Target) -> urllib.request.OpenerDirector:
    """An opener that has been let in, by a request without a body."""
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    if not target.user:
        return urllib.request.build_opener()
    passwords.add_password(None, target.store, target.user, target.password)
    opener = urllib.request.build_opener(_Digest(passwords), urllib.request.HTTPBasicAuthHandler(passwords))
    _send(opener, urllib.request.Request(_address(target, f"{BASE}graph/none")), fine=(404,))  # noqa: S310  the operator's own address
    return opener


def _put(opener: urllib.request.OpenerDirector, address: str, triples: list[Triple]) -> None:
    for start in range(0, len(triples), PART):
        body = serialize(triples[start : start + PART], format=RdfFormat.N_TRIPLES) or b""
        method = "POST" if start else "PUT"
        _send(opener, urllib.request.Request(address, body, {"Content-Type": NTRIPLES.media_type}, method=method))  # noqa: S310


def _send(opener: urllib.request.OpenerDirector, request: urllib.request.Request, fine: Container[int] = ()) -> None:
    try:
        with opener.open(request, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        if error.code in fine:
            return
        said = error.read(300).decode("utf-8", "replace").strip()
        raise EngineFailed(f"{request.get_method()} {request.full_url} was answered with {error.code}: {said}") from error
    except (OSError, ValueError) as error:
        raise EngineFailed(f"{request.full_url} cannot be reached: {error}") from error


def _count(target: Target) -> dict[str, int]:
    client = SPARQLWrapper(target.query, returnFormat=JSON)
    client.setQuery(_STATISTICS)
    client.setTimeout(SECONDS)
    try:
        answer = cast("dict[str, Any]", client.queryAndConvert())  # the library does not say what a SELECT in JSON becomes
        rows = answer["results"]["bindings"]
        return {row["graph"]["value"]: int(row["statements"]["value"]) for row in rows}
    except (SPARQLWrapperException, OSError, ValueError, TypeError, KeyError) as error:
        raise EngineFailed(f"{target.query} does not tell what it holds: {error}") from error


def _compare(held: dict[str, int], release: Release, target: Target) -> None:
    expected = dict(release.manifest.graphs)
    if target.union:
        expected[target.union] = release.manifest.triples
    for name, count in sorted(expected.items()):
        if held.get(name, 0) != count:
            raise EngineFailed(f"{target.query} holds {held.get(name, 0)} statements of graph {name}, the release has {count}")
