"""A harvest of an endpoint that has Europeana's vocabulary: a real SPARQL server with entities as data.europeana.eu describes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from tests.endpoint_server import Answer, serve

from amicorum.imports.identify import identify
from amicorum.rdf.terms import SCHEMA, SKOS
from amicorum.release.release import NQUADS, Release

from .conftest import GRAPH, KRAKOW, VILNIUS, ask, read


def test_what_europeana_tells_becomes_an_import_about_our_things(europeana: str, tiny_release: Release, tmp_path: Path) -> None:
    assert ask(europeana, tiny_release, tmp_path, "--vocabulary", "europeana") == 0
    known = list(parse(path=tiny_release.file(NQUADS), format=RdfFormat.N_QUADS))
    found = set(identify(known, read(tmp_path)).quads)
    assert {
        Quad(KRAKOW, SKOS.altLabel, Literal("Krakau", language="de"), GRAPH),
        Quad(KRAKOW, SKOS.altLabel, Literal("Kroke", language="en"), GRAPH),
        Quad(KRAKOW, SCHEMA.sameAs, NamedNode("http://data.europeana.eu/place/143"), GRAPH),
        Quad(KRAKOW, SCHEMA.sameAs, NamedNode("http://viaf.org/viaf/146267734"), GRAPH),
        Quad(VILNIUS, SCHEMA.sameAs, NamedNode("https://d-nb.info/gnd/4066221-4"), GRAPH),
        Quad(VILNIUS, SKOS.altLabel, Literal("Wilna", language="de"), GRAPH),
    } <= found
    said = " ".join(map(str, found))
    assert not [each for each in ("Cracow city", "provider.example", "Gród", "クラクフ", "Somebody else", "dbpedia") if each in said]


def test_what_europeana_says_otherwise_is_told_and_not_taken(
    europeana: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(europeana, tiny_release, tmp_path, "--vocabulary", "europeana", "--batch", "1") == 0
    told = capsys.readouterr().err
    # Two entities there are one item: which of them is ours, nobody chose.
    assert "entity: ours none, theirs http://data.europeana.eu/agent/base/9 | http://data.europeana.eu/place/base/9" in told
    assert "geonames: ours 3094802, theirs 1 " in told
    source = (tmp_path / "test" / "source.ttl").read_text(encoding="utf-8")
    assert europeana in source
    assert "data.europeana.eu" in (tmp_path / "test" / "query.rq").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("entity", "item"),
    [
        ("http://data.europeana.eu/place/1", "http://www.wikidata.org/entity/Q1"),
        ("http://liar.example/1", "http://www.wikidata.org/entity/Q31487"),
    ],
)
def test_an_answer_to_another_question_is_refused(
    tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str], entity: str, item: str
) -> None:
    row = {"item": item, "entity": entity, "property": SKOS.prefLabel.value, "value": "Lies"}
    body = json.dumps({"head": {"vars": list(row)}, "results": {"bindings": [{k: {"type": "uri", "value": v} for k, v in row.items()}]}})

    def lie(_: str, __: int) -> Answer:
        return 200, {"Content-Type": "application/sparql-results+json"}, body.encode()

    with serve(lie) as (address, _):
        assert ask(address, tiny_release, tmp_path, "--vocabulary", "europeana") == 1
    assert "something that was not asked" in capsys.readouterr().err
    assert not (tmp_path / "test").exists()


def test_an_endpoint_without_that_vocabulary_is_told(
    wikidata: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(wikidata, tiny_release, tmp_path, "--vocabulary", "europeana") == 1
    assert "has it Europeana's vocabulary (EDM)?" in capsys.readouterr().err
