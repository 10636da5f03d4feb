"""Harvesting: from a real SPARQL server with Wikidata's vocabulary, and from servers that are busy, slow, broken, lying or gone."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse
from tests.endpoint_server import Answer, serve

from amicorum.cli.main import main
from amicorum.imports.collection import Collection
from amicorum.imports.harvest_items import read_items
from amicorum.imports.identify import identify
from amicorum.linking.endpoint import read_wait
from amicorum.rdf.iris import source_graph, thing
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import FOAF, OWL, SCHEMA, SKOS, WGS84
from amicorum.release.release import NQUADS, Release

GRAPH = NamedNode(source_graph("test"))
KRAKOW, VILNIUS = NamedNode(thing("city", "krakow")), NamedNode(thing("city", "vilnius"))
WIKIDATA = """@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
wd:Q31487 rdfs:label "Cracovia"@en, "Krakau"@de, "Cracovie"@fr, "克拉科夫"@zh ; wdt:P1566 "999", "not a number" ; wdt:P214 "146267734" ;
  wdt:P625 "Point(19.938333333 50.061388888)"^^geo:wktLiteral ; wdt:P856 <https://www.krakow.pl/> ; wdt:P190 wd:Q216, wd:Q1726, [] .
wd:Q216 rdfs:label "Wilna"@de ; wdt:P190 wd:Q31487 ; wdt:P227 "4066221-4" ; wdt:P213 "0000 0004 0386 9347", "0000000121032683" .
wd:Q1726 rdfs:label "Munich"@en .
"""


@pytest.fixture(scope="module")
def wikidata(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Oxigraph's own server, which holds data in the form of Wikidata's."""
    folder = tmp_path_factory.mktemp("wikidata")
    (folder / "data.ttl").write_text(WIKIDATA, encoding="utf-8")
    program = Path(sys.executable).with_name("oxigraph")
    subprocess.run([program, "load", "-l", folder / "store", "-f", folder / "data.ttl"], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "serve-read-only", "-l", folder / "store", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/", server)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server died"
        try:
            with urllib.request.urlopen(address):
                return
        except URLError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def tell(query: str, _: int = 0) -> Answer:
    """What the data answer."""
    store = Store()
    store.load(WIKIDATA.encode(), format=RdfFormat.TURTLE)
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return 200, {"Content-Type": "application/sparql-results+json"}, found.serialize(format=QueryResultsFormat.JSON) or b""


def ask(endpoint: str, release: Release, folder: Path, *more: str) -> int:
    """The command, as a person calls it."""
    given = ["--contact", "me@example.org", "--name", "test", "--imports", str(folder), "--releases", str(release.folder.parent)]
    return main(["harvest", endpoint, *given, *more])


def read(folder: Path) -> set[Quad]:
    return set(Collection(folder / "test", "imports/test").read())


def test_a_harvest_is_an_import_that_the_build_takes_for_ours(wikidata: str, tiny_release: Release, tmp_path: Path) -> None:
    assert ask(wikidata, tiny_release, tmp_path, "--batch", "1") == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["test"]
    known = list(parse(path=tiny_release.file(NQUADS), format=RdfFormat.N_QUADS))
    found = set(identify(known, read(tmp_path)).quads)
    munich = NamedNode(thing("place", "q1726"))
    assert {
        Quad(KRAKOW, SKOS.altLabel, Literal("Krakau", language="de"), GRAPH),
        Quad(KRAKOW, FOAF.homepage, NamedNode("https://www.krakow.pl/"), GRAPH),
        Quad(KRAKOW, SCHEMA.sameAs, NamedNode("http://viaf.org/viaf/146267734"), GRAPH),
        Quad(VILNIUS, SCHEMA.sameAs, NamedNode("https://d-nb.info/gnd/4066221-4"), GRAPH),
        Quad(KRAKOW, AMI.listedTwin, VILNIUS, GRAPH),
        Quad(VILNIUS, AMI.listedTwin, KRAKOW, GRAPH),
        Quad(KRAKOW, AMI.listedTwin, munich, GRAPH),
        Quad(munich, OWL.sameAs, NamedNode("http://www.wikidata.org/entity/Q1726"), GRAPH),
    } <= found
    assert not [quad for quad in found if isinstance(quad.object, Literal) and quad.object.language == "zh"]


def test_what_differs_is_told_and_not_taken(
    wikidata: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(wikidata, tiny_release, tmp_path) == 0
    told = capsys.readouterr().err
    assert "isni: ours none, theirs 0000000121032683 | 0000000403869347" in told
    assert "geonames: ours 3094802, theirs 999" in told
    assert "isni" in (tmp_path / "test" / "differences.tsv").read_text(encoding="utf-8")
    assert not [quad for quad in read(tmp_path) if "isni" in str(quad.object)]


def test_twice_is_as_once(wikidata: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert ask(wikidata, tiny_release, tmp_path) == 0
    assert "Nothing has changed since the last harvest." in capsys.readouterr().err
    assert "VALUES ?item" in (tmp_path / "test" / "query.rq").read_text(encoding="utf-8")


def test_our_own_coordinates_and_identifiers_stand(wikidata: str, make_release: Callable[[str], Release], tmp_path: Path) -> None:
    release = make_release("""@prefix ami: <https://w3id.org/amicorum/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix id: <https://w3id.org/amicorum/id/> .
        <https://w3id.org/amicorum/graph/curated> { <https://w3id.org/amicorum/id/city/krakow> a ami:City ;
          owl:sameAs <http://www.wikidata.org/entity/Q31487> ; wgs84:lat 40.0 ; wgs84:long 19.9 ;
          adms:identifier <https://w3id.org/amicorum/id/identifier/viaf-1> .
        <https://w3id.org/amicorum/id/identifier/viaf-1> a adms:Identifier ; skos:notation "1" ;
          ami:identifierScheme <https://w3id.org/amicorum/scheme/identifier-schemes/viaf> . }""")
    assert ask(wikidata, release, tmp_path) == 0
    differences = (tmp_path / "test" / "differences.tsv").read_text(encoding="utf-8")
    assert "\tviaf\t1\t146267734\n" in differences
    assert "\tcoordinates\t40 19.9\t50.061388888 19.938333333\n" in differences
    said = {quad.predicate for quad in read(tmp_path)}
    assert WGS84.lat not in said
    assert not [quad for quad in read(tmp_path) if "viaf" in str(quad.object)]


def test_a_busy_endpoint_is_asked_again_and_knows_who_asks(
    tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    busy = [(429, {"Retry-After": "0"}, b""), (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"")]
    with serve(lambda query, before: busy[before] if before < 2 else tell(query)) as (endpoint, agents):
        assert ask(endpoint, tiny_release, tmp_path) == 0
    assert len(agents) == 3
    assert "answered with status 429; asked again in 0 seconds." in capsys.readouterr().err
    assert all(agent.startswith("amicorum/") and "(me@example.org)" in agent for agent in agents)


def test_a_harvest_that_was_stopped_goes_on(tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later: Answer = (429, {"Retry-After": "100000"}, b"")
    with serve(lambda query, before: later if before == 1 else tell(query)) as (endpoint, agents):
        assert ask(endpoint, tiny_release, tmp_path, "--batch", "1") == 1
        assert "asks to wait 100000 seconds; 1 of 2 batches are kept" in capsys.readouterr().err
        assert not (tmp_path / "test").exists()
        assert ask(endpoint, tiny_release, tmp_path, "--batch", "1") == 0
    assert "(1 kept from before)" in capsys.readouterr().err
    assert len(agents) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["test"]


def test_a_damaged_or_old_answer_is_asked_again(tiny_release: Release, tmp_path: Path) -> None:
    refuse: Answer = (403, {}, b"")
    with serve(lambda query, before: refuse if before in (1, 3) else tell(query)) as (endpoint, agents):
        assert ask(endpoint, tiny_release, tmp_path, "--batch", "1") == 1
        work = tmp_path / ".test-answers"
        for kept in work.glob("*.json.gz"):
            kept.write_bytes(kept.read_bytes()[:20])
        assert ask(endpoint, tiny_release, tmp_path, "--batch", "1") == 1
        assert len(agents) == 4
        (work / "started").write_text("2020-01-01", encoding="ascii")
        assert ask(endpoint, tiny_release, tmp_path, "--batch", "1") == 0
    assert len(agents) == 6


HTML = b"<html>Too busy today</html>"
OTHER = {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1"}, "property": {"value": "x"}, "value": {"value": "y"}}
WHOLE = tell("SELECT ?item WHERE { ?item ?p ?o }")[2]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, {"Content-Type": "text/html"}, HTML), "something other than rows of a SELECT query: '<html>Too busy"),
        ((200, {}, WHOLE[: len(WHOLE) // 2]), "something other than rows"),
        ((200, {}, b'{"boolean": true}'), "something other than rows"),
        ((200, {}, json.dumps({"results": {"bindings": [OTHER]}}).encode()), "something that was not asked"),
        ((200, {}, b'{"results": {"bindings": []}}'), "tells nothing of the 2 items"),
        ((200, {"X-SPARQL-MaxRows": "3"}, WHOLE), "gives 3 rows at most"),
        ((400, {}, b"no such thing"), "refused the query"),
        ((404, {}, b""), "refused the query"),
        ((403, {}, b""), "status 403"),
    ],
)  # fmt: skip
def test_what_is_no_answer_changes_nothing(
    answer: Answer, words: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(lambda query, before: tell(query)) as (endpoint, _):
        assert ask(endpoint, tiny_release, tmp_path) == 0
    before = {path: path.read_bytes() for path in (tmp_path / "test").iterdir()}
    with serve(lambda query, before: answer) as (endpoint, _):
        assert ask(endpoint, tiny_release, tmp_path) == 1
    assert words in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "test").iterdir()} == before


def test_an_answer_that_breaks_off_is_asked_again(tiny_release: Release, tmp_path: Path) -> None:
    cut: Answer = (200, {"Content-Length": "1000000"}, WHOLE)
    with serve(lambda query, before: cut if before == 0 else tell(query)) as (endpoint, agents):
        assert ask(endpoint, tiny_release, tmp_path) == 0
    assert len(agents) == 2


def test_the_deadline_ends_a_slow_answer(tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, done = threading.Event(), threading.Event()

    def wait(query: str, before: int) -> Answer:
        asked.set()
        done.wait(60)
        return tell(query)

    with serve(wait) as (endpoint, _):
        try:
            assert ask(endpoint, tiny_release, tmp_path, "--deadline", "1") == 1
        finally:
            done.set()
    assert asked.is_set()
    assert "the 1 seconds of --deadline are over; 0 of 1 batches" in capsys.readouterr().err
    assert not (tmp_path / "test").exists()


def test_the_deadline_ends_an_answer_that_comes_drop_by_drop(
    tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(65536)
                client.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
                try:
                    while not gone.wait(0.05):
                        client.sendall(b" ")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            assert ask(f"http://127.0.0.1:{listener.getsockname()[1]}/sparql", tiny_release, tmp_path, "--deadline", "1") == 1
        finally:
            gone.set()
            thread.join()
    assert "the 1 seconds of --deadline are over" in capsys.readouterr().err
    assert not (tmp_path / "test").exists()


def test_a_folder_that_cannot_be_written(wikidata: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "imports").write_text("a file", encoding="ascii")
    assert ask(wikidata, tiny_release, tmp_path / "imports") == 1
    assert "imports cannot be written: File exists" in capsys.readouterr().err


def test_nobody_there(tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("http://127.0.0.1:9/sparql", tiny_release, tmp_path, "--deadline", "2") == 1
    told = capsys.readouterr().err
    assert "cannot be reached" in told or "--deadline are over" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--batch", "0"), "--batch 0"),
        (("--deadline", "-1"), "--deadline -1"),
        (("--contact", "nobody"), "--contact"),
        (("--contact", "a@b\r\nX: y"), "--contact"),
        (("--name", "No Name"), "cannot name an import"),
        (("--languages", 'en") } #'), "no language tag"),
    ],
)
def test_options_that_make_no_sense(
    given: tuple[str, str], words: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("https://example.org/sparql", tiny_release, tmp_path, *given) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("endpoint", ["wikipedia", "ftp://example.org/", "http://[", "file:///etc/passwd"])
def test_what_is_no_endpoint(endpoint: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(endpoint, tiny_release, tmp_path) == 1
    assert "write wikidata, or the address" in capsys.readouterr().err


def test_items_that_are_not_clear_are_not_asked() -> None:
    def same(key: str, item: str, graph: str = "links") -> Quad:
        item = "http://www.wikidata.org/entity/" + item
        return Quad(NamedNode(thing("city", key)), OWL.sameAs, NamedNode(item), NamedNode("https://w3id.org/amicorum/graph/" + graph))

    items = read_items([same("a", "Q1"), same("b", "Q1"), same("c", "Q2"), same("d", "Q3"), same("e", "Q4", "source/test")], "test")
    assert list(items.known) == ["http://www.wikidata.org/entity/Q2", "http://www.wikidata.org/entity/Q3"]
    assert items.unclear == ["http://www.wikidata.org/entity/Q1"]


def test_retry_after_is_a_number_or_a_date() -> None:
    now = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)
    assert read_wait("120", now) == 120
    assert read_wait("Sat, 31 Jan 2026 12:01:30 GMT", now) == 90
    assert read_wait("Sat, 31 Jan 2026 11:00:00 GMT", now) == 0
    assert read_wait("soon", now) > 0


def test_statements_are_the_same_bytes_each_time(tiny_release: Release, tmp_path: Path) -> None:
    with serve(lambda query, before: tell(query)) as (endpoint, _):
        packed = []
        for _ in range(2):
            assert ask(endpoint, tiny_release, tmp_path) == 0
            packed.append((tmp_path / "test" / "statements.nt.gz").read_bytes())
            shutil.rmtree(tmp_path / "test")
    assert packed[0] == packed[1]
    assert b"listedTwin" in gzip.decompress(packed[0])
