"""A real SPARQL server that holds data in the form of Wikidata's, and the command as a person calls it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store
from tests.endpoint_server import Answer

from amicorum.cli.main import main
from amicorum.imports.collection import Collection
from amicorum.rdf.iris import source_graph, thing
from amicorum.release.release import Release

GRAPH = NamedNode(source_graph("test"))


KRAKOW, VILNIUS = NamedNode(thing("city", "krakow")), NamedNode(thing("city", "vilnius"))


WIKIDATA = """@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
wd:Q31487 rdfs:label "Cracovia"@en, "Krakau"@de, "Cracovie"@fr, "克拉科夫"@zh ; wdt:P1566 "999", "not a number" ; wdt:P214 "146267734" ;
  wdt:P625 "Point(19.938333333 50.061388888)"^^geo:wktLiteral ; wdt:P856 <https://www.krakow.pl/> ; wdt:P190 wd:Q216, wd:Q1726, [] .
wd:Q216 rdfs:label "Wilna"@de ; wdt:P190 wd:Q31487 ; wdt:P227 "4066221-4" ; wdt:P213 "0000 0004 0386 9347", "0000000121032683" .
wd:Q1726 rdfs:label "Munich"@en .
"""


EUROPEANA = """@prefix wd: <http://www.wikidata.org/entity/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix edm: <http://www.europeana.eu/schemas/edm/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://data.europeana.eu/place/143> a edm:Place ; wgs84:lat 50.0614 ; wgs84:long 19.9383 ;
  skos:prefLabel "Krakau"@de, "Kraków"@pl, "クラクフ"@ja ; skos:altLabel "Kroke"@en, "Gród" ;
  owl:sameAs wd:Q31487, <http://sws.geonames.org/1/>, <http://viaf.org/viaf/146267734>, <http://dbpedia.org/resource/Krakow> .
<http://data.europeana.eu/place/base/9> a edm:Place ; skos:exactMatch wd:Q216 ; skos:prefLabel "Wilna"@de .
<http://data.europeana.eu/agent/base/9> a edm:Agent ; skos:exactMatch wd:Q216 ; owl:sameAs <http://d-nb.info/gnd/4066221-4> .
<http://data.europeana.eu/organization/7> a foaf:Organization ; owl:sameAs wd:Q999, <http://isni.org/isni/0000000121032683> ;
  skos:prefLabel "Somebody else"@en ; foaf:homepage <https://example.org/> .
# A provider's own entity, which is none of Europeana's.
<http://provider.example/agent/1> a edm:Agent ; owl:sameAs wd:Q31487 ; skos:prefLabel "Cracow city"@en .
<http://data.europeana.eu/proxy/provider/1> dc:title "A view of Kraków" ; dc:coverage <http://data.europeana.eu/place/143> .
"""


@pytest.fixture(scope="module")
def wikidata(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Oxigraph's own server, which holds data in the form of Wikidata's."""
    yield from _serve(tmp_path_factory.mktemp("wikidata"), WIKIDATA)


@pytest.fixture(scope="module")
def europeana(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with data in the form of Europeana's."""
    yield from _serve(tmp_path_factory.mktemp("europeana"), EUROPEANA)


def _serve(folder: Path, data: str) -> Iterator[str]:
    (folder / "data.ttl").write_text(data, encoding="utf-8")
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
