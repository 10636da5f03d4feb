"""What comes of a harvest: an import that the build takes for ours, differences that are told, a start that goes on."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from tests.endpoint_server import Answer, serve

from amicorum.imports.harvest_items import read_items
from amicorum.imports.identify import identify
from amicorum.linking.endpoint import read_wait
from amicorum.rdf.iris import thing
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import FOAF, OWL, SCHEMA, SKOS, WGS84
from amicorum.release.release import NQUADS, Release

from .conftest import GRAPH, KRAKOW, VILNIUS, ask, read, tell


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
