"""The event stream over two releases: what each node says, what never changes, and the reference client that replicates and follows it."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyshacl
import pytest
import rdflib
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, parse
from rdflib import DCTERMS, PROV, RDF, XSD, URIRef
from tests.harvest.conftest import KIOTO, KRAKOW, KYOTO, House, open_house
from tests.harvest.tools import find_ldes_client

from amicorum.release.history.changes import UNCOUNTED
from amicorum.release.release import NQUADS

LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
AS = rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
STREAM = URIRef("https://w3id.org/amicorum/ldes#stream")
VERSION_OF, GENERATED, TYPE = (NamedNode(str(each)) for each in (DCTERMS.isVersionOf, PROV.generatedAtTime, RDF.type))


@dataclass
class Member:
    """A version of a thing, as the client gives it."""

    iri: str
    quads: list[Quad]

    def value(self, predicate: NamedNode) -> str:
        """The one value of a property."""
        (found,) = {str(each.object.value) for each in self.quads if each.predicate == predicate and each.subject.value == self.iri}
        return found


@dataclass
class Followed:
    """A service that published two releases, and what was there after each."""

    house: House
    roots: list[rdflib.Graph]
    nodes: list[dict[str, tuple[str, bytes]]]
    """Tag and content of every node below the root, by address."""
    heard: list[list[Member]]
    """What the client told after the first release, and what the same client told after the second; empty where there is none."""


@pytest.fixture(scope="module")
def client() -> list[str]:
    """The command of the LDES client; empty where it cannot be had."""
    try:
        return find_ldes_client()
    except pytest.skip.Exception:
        return []


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory, client: list[str]) -> Iterator[Followed]:
    folder = tmp_path_factory.mktemp("followed")
    with open_house(folder / "releases") as house:
        followed = Followed(house, [], [], [])
        for number in (1, 2):
            if number == 2:
                house.publish()
            root = wait_for(house, releases=number)
            followed.roots.append(root)
            followed.nodes.append(dict(walk(house, root)))
            if client:
                followed.heard.append(listen(client, house, {"statePath": str(folder / "state")}))
        yield followed


@pytest.fixture
def heard(followed: Followed) -> list[list[Member]]:
    if not followed.heard:
        pytest.skip("the LDES client is not here: it needs node, npm and its registry once")
    return followed.heard


def wait_for(house: House, releases: int) -> rdflib.Graph:
    deadline = time.monotonic() + 30
    while len(targets(root := read(house, f"{house.url}/ldes"), f"{house.url}/ldes")) < releases:
        assert time.monotonic() < deadline, "the release was not switched"
        time.sleep(0.1)
    return root


def read(house: House, node: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=house.get(node, accept="text/turtle").text, format="turtle")


def targets(graph: rdflib.Graph, node: str) -> list[str]:
    return sorted({str(graph.value(each, TREE.node)) for each in graph.objects(URIRef(node), TREE.relation)})


def walk(house: House, root: rdflib.Graph) -> Iterator[tuple[str, tuple[str, bytes]]]:
    for release in targets(root, f"{house.url}/ldes"):
        for node in (release, *targets(read(house, release), release)):
            answer = house.get(node, accept="application/n-quads")
            yield node, (answer.headers["etag"], answer.content)


def listen(client: list[str], house: House, options: dict[str, object], order: str = "ascending") -> list[Member]:
    command = [*client, f"{house.url}/ldes", json.dumps(options), order]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return [Member(each["id"], list(parse(each["quads"], format=RdfFormat.N_QUADS))) for each in told]


def page_bytes(followed: Followed) -> bytes:
    return b"".join(content for _, content in followed.nodes[-1].values())


def test_the_root_says_what_a_client_must_know(followed: Followed) -> None:
    for root in followed.roots:
        view = URIRef(f"{followed.house.url}/ldes")
        assert (STREAM, RDF.type, LDES.EventStream) in root
        assert list(root.objects(STREAM, TREE.view)) == [view]
        assert root.value(STREAM, LDES.timestampPath) == PROV.generatedAtTime
        assert root.value(STREAM, LDES.versionOfPath) == DCTERMS.isVersionOf
        assert [root.value(STREAM, LDES[f"version{what}Object"]) for what in ("Create", "Update", "Delete")] == [
            AS.Create,
            AS.Update,
            AS.Delete,
        ]
        for relation in root.objects(view, TREE.relation):
            assert root.value(relation, TREE.path) == PROV.generatedAtTime
            assert root.value(relation, TREE.value).datatype == XSD.dateTime


def test_every_member_has_the_shape_that_the_stream_promises(followed: Followed) -> None:
    root = followed.roots[-1]
    shape = root.value(STREAM, TREE.shape)
    shapes = rdflib.Graph() + root
    data = rdflib.Graph().parse(data=re.sub(rb" <[^<>]*/graph/[^<>]*> \.$", b" .", page_bytes(followed), flags=re.MULTILINE), format="nt")
    members = set(data.objects(STREAM, TREE.member))
    assert len(members) > 500
    for each in members:
        shapes.add((shape, rdflib.SH.targetNode, each))
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert conforms, text
    broken = rdflib.Graph() + data
    broken.remove((min(members), DCTERMS.isVersionOf, None))
    assert not pyshacl.validate(broken, shacl_graph=shapes, inference="none")[0]


def test_a_release_is_a_node_that_never_changes(followed: Followed) -> None:
    first, second = followed.nodes
    assert first.items() <= second.items(), "content and tags stay as they were"
    assert len(targets(followed.roots[0], f"{followed.house.url}/ldes")) == 1
    assert len(targets(followed.roots[1], f"{followed.house.url}/ldes")) == 2
    for node, (tag, content) in second.items():
        answer = followed.house.get(node, accept="application/n-quads")
        assert "immutable" in answer.headers["cache-control"]
        assert f"<{node}> <{LDES.immutable}> ".encode() in content
        assert followed.house.get(node, accept="application/n-quads", **{"if-none-match": tag}).status_code == 304
    assert "immutable" not in followed.house.get("ldes").headers["cache-control"]


@pytest.mark.parametrize(
    ("accept", "content_type", "graphs"),
    [
        ("", "application/trig", True),
        ("text/html", "application/trig", True),
        ("application/trig", "application/trig", True),
        ("application/n-quads", "application/n-quads", True),
        ("application/ld+json", "application/ld+json", True),
        ("text/turtle", "text/turtle; charset=utf-8", False),
        ("application/n-triples", "application/n-triples", False),
    ],
)
def test_a_page_in_each_format(followed: Followed, accept: str, content_type: str, graphs: bool) -> None:
    page = max(followed.nodes[-1])
    answer = followed.house.get(page, accept=accept)
    assert answer.headers["content-type"] == content_type
    assert (answer.headers["vary"].partition(",")[0], answer.headers["etag"][0]) == ("Accept", '"')
    assert f'<{page}>; rel="canonical"' in answer.headers["link"]
    form = RdfFormat.from_media_type(content_type)
    store = Store()
    store.extend(parse(answer.content, format=form))
    assert bool(list(store.named_graphs())) is graphs
    whole = Store()
    whole.extend(parse(followed.nodes[-1][page][1], format=RdfFormat.N_QUADS))
    assert {quad.triple for quad in store} == {quad.triple for quad in whole}


def test_what_is_not_in_the_stream_is_not_found(followed: Followed) -> None:
    release = min(followed.nodes[-1])
    for path in (f"{release}/0", f"{release}/99999", f"{release}/..%2Fentry", f"{followed.house.url}/ldes/9-0123456789abcdef"):
        assert followed.house.get(path).status_code == 404, path
    assert followed.house.get("ldes", accept="image/png").status_code == 406


def test_the_client_replicates_the_first_release(followed: Followed, heard: list[list[Member]]) -> None:
    """Put back in the place of its version, each thing is exactly what the release says of it, source by source."""
    things = {each.iri: NamedNode(each.value(VERSION_OF)) for each in heard[0]}
    assert len(set(things.values())) == len(heard[0]) > 500
    told = {
        (things[quad.subject.value], quad.predicate, value_of(quad), quad.graph_name)
        for each in heard[0]
        for quad in each.quads
        if isinstance(quad.graph_name, NamedNode) and quad.subject.value in things
    }
    held = {
        (quad.subject, quad.predicate, value_of(quad), quad.graph_name)
        for quad in parse(path=followed.house.releases[0].folder / NQUADS, format=RdfFormat.N_QUADS)
        if quad.subject in things.values() and str(quad.graph_name)[1:-1] not in UNCOUNTED
    }
    assert told == held
    blank = {quad.subject for each in heard[0] for quad in each.quads if isinstance(quad.subject, BlankNode)}
    assert blank >= {quad.object for each in heard[0] for quad in each.quads if isinstance(quad.object, BlankNode)} != set()


def value_of(quad: Quad) -> object:
    """The value, but for the label of a blank node, which anybody may change."""
    return "a blank node" if isinstance(quad.object, BlankNode) else quad.object


def test_the_client_then_hears_only_what_the_second_release_changed(heard: list[list[Member]]) -> None:
    for members, moment in zip(heard, ("2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z"), strict=True):
        assert {each.value(GENERATED) for each in members} == {moment}
    happened = {
        each.value(VERSION_OF): quad.object.value.rpartition("#")[2]
        for each in heard[1]
        for quad in each.quads
        if quad.predicate == TYPE and str(quad.object.value).startswith(AS)
    }
    assert happened == {KIOTO.value: "Create", KRAKOW.value: "Update", KYOTO.value: "Delete"}
    (gone,) = (each for each in heard[1] if each.value(VERSION_OF) == KYOTO.value)
    assert gone.value(NamedNode(str(DCTERMS.isReplacedBy))) == KIOTO.value
    (krakow,) = (each for each in heard[1] if each.value(VERSION_OF) == KRAKOW.value)
    assert "Cracovia" in {str(quad.object.value) for quad in krakow.quads}


def test_a_client_that_comes_later_hears_both_in_their_order(followed: Followed, heard: list[list[Member]], client: list[str]) -> None:
    told = listen(client, followed.house, {})
    assert [each.value(GENERATED) for each in told] == sorted(each.value(GENERATED) for each in told)
    assert {each.iri for each in told} == {each.iri for each in [*heard[0], *heard[1]]}
    latest = listen(client, followed.house, {"lastVersionOnly": True, "materialize": True}, "descending")
    assert len(latest) == len({each.value(VERSION_OF) for each in told})
