"""Load a release into a SPARQL server elsewhere, by the Graph Store HTTP Protocol (SPARQL 1.1, W3C Recommendation 2013)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

import httpx2
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from amicorum.engine.virtuoso.http import authenticate
from amicorum.errors import EngineFailed
from amicorum.progress import Progress
from amicorum.rdf.formats import JSON_RESULTS, NTRIPLES
from amicorum.rdf.iris import BASE
from amicorum.rdf.nquads import parse_by_graph, parse_union
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
    with httpx2.Client(timeout=SECONDS, trust_env=False) as client:
        try:
            _publish(client, release, target, progress)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise EngineFailed(f"{target.store} cannot be reached: {error}") from error


def _publish(client: httpx2.Client, release: Release, target: Target, progress: Progress) -> None:
    if target.user:
        authenticate(client, _address(target, f"{BASE}graph/none"), target.user, target.password)
    total = len(release.manifest.graphs) + 1
    dump = release.folder / NQUADS
    for done, (name, quads) in enumerate(groupby(parse_by_graph(dump), key=_graph_of)):
        progress(name, done, total)
        _put(client, _address(target, name), (quad.triple for quad in quads))
    progress("the union", total - 1, total)
    _put(client, _address(target, target.union), parse_union(dump))
    held = _count(client, target)
    for name in held.keys() - release.manifest.graphs.keys() - {target.union}:
        if name.startswith(BASE):
            _check(client.delete(_address(target, name)))
    _compare(held, release, target)
    progress("", total, total)


def _graph_of(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _address(target: Target, graph: str) -> str:
    """Indirect graph identification (section 4.2); no name stands for the default graph."""
    selector = str(httpx2.QueryParams({"graph": graph})) if graph else "default"
    return f"{target.store}{'&' if '?' in target.store else '?'}{selector}"


def _put(client: httpx2.Client, address: str, triples: Iterator[Triple]) -> None:
    method = "PUT"
    while part := list(islice(triples, PART)):
        body = serialize(part, format=RdfFormat.N_TRIPLES) or b""
        _check(client.request(method, address, content=body, headers={"Content-Type": NTRIPLES.media_type}))
        method = "POST"


def _check(response: httpx2.Response) -> None:
    if not response.is_success:
        said = response.text[:300].strip()
        request = response.request
        raise EngineFailed(f"{request.method} {request.url} was answered with {response.status_code}: {said}")


def _count(client: httpx2.Client, target: Target) -> dict[str, int]:
    # Without the user: the query endpoint is public, and Virtuoso's digest is for its graph store alone.
    response = client.post(target.query, data={"query": _STATISTICS}, headers={"Accept": JSON_RESULTS.media_type}, auth=httpx2.Auth())
    try:
        rows = response.raise_for_status().json()["results"]["bindings"]
        return {row["graph"]["value"]: int(row["statements"]["value"]) for row in rows}
    except (httpx2.HTTPStatusError, ValueError, TypeError, KeyError) as error:
        raise EngineFailed(f"{target.query} does not tell what it holds: {error}") from error


def _compare(held: dict[str, int], release: Release, target: Target) -> None:
    expected = dict(release.manifest.graphs)
    if target.union:
        expected[target.union] = release.manifest.triples
    for name, count in sorted(expected.items()):
        if held.get(name, 0) != count:
            raise EngineFailed(f"{target.query} holds {held.get(name, 0)} statements of graph {name}, the release has {count}")
