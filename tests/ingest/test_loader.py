"""Reading a project: which statements, in which graphs, from where."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from amicorum.errors import SourceError
from amicorum.ingest.loader import LoadedProject, Place, read, read_files
from amicorum.ingest.project import Project
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import RDF, XSD

from .conftest import QUERY, Write

A = "https://w3id.org/amicorum/"
PLACE, OCCURRED = NamedNode(A + "ns#place"), NamedNode(A + "ns#occurred")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
BOUNDS = (AMI.earliestStart, AMI.latestStart, AMI.earliestEnd, AMI.latestEnd)


def thing(name: str) -> NamedNode:
    return NamedNode(f"{A}id/{name}")


def source(name: str) -> NamedNode:
    return NamedNode(f"{A}graph/source/{name}")


def describe_day(day: str, graph: NamedNode) -> set[Quad]:
    """What is said of a time that is a day."""
    time = thing(f"time/{day}")
    bounds = {Quad(time, bound, Literal(day, datatype=XSD.date), graph) for bound in BOUNDS}
    precision = NamedNode(A + "scheme/date-precision/day")
    described = ((RDF.type, AMI.TimeBounds), (AMI.edtf, Literal(day)), (AMI.precision, precision))
    return bounds | {Quad(time, term, value, graph) for term, value in described}


def letter_statements(graph: NamedNode) -> set[Quad]:
    """What the first letter's row says, in one graph."""
    letter = thing("agreement/l1")
    return {
        Quad(letter, PLACE, thing("city/krakow"), graph),
        Quad(letter, PLACE, thing("city/vilnius"), graph),
        Quad(letter, LABEL, Literal("Kraków"), graph),
        Quad(letter, LABEL, Literal("Vilnius"), graph),
        Quad(letter, OCCURRED, thing("time/2018-05-21"), graph),
        *describe_day("2018-05-21", graph),
    }


def test_a_row_is_stated_once_for_each_of_its_sources(project: Project) -> None:
    quads = set(read(project).quads)
    said = {quad for quad in quads if quad.graph_name in (source("news"), source("paper"))}
    second = {
        Quad(thing("agreement/l2"), PLACE, thing("city/vilnius"), source("news")),
        Quad(thing("agreement/l2"), LABEL, Literal("Vilnius"), source("news")),
    }
    assert said == letter_statements(source("news")) | letter_statements(source("paper")) | second


def test_each_kind_of_file_has_its_graph(project: Project) -> None:
    graphs = {quad.graph_name.value.removeprefix(A + "graph/") for quad in read(project).quads if isinstance(quad.graph_name, NamedNode)}
    assert graphs == {"ontology", "schemes", "links", "source/news", "source/paper"}


def test_a_time_of_an_assessment_is_described_where_its_source_says_it(project: Project, write: Write) -> None:
    assessment = QUERY.replace("ami:place ?town ; rdfs:label ?label ; ami:occurred", "ami:preferredDate")
    write("registers/letters.assessment.rq", assessment)
    write("registers/letters.source.rq", QUERY.replace("; ami:occurred ?time", ""))
    said = {quad for quad in read(project).quads if quad.graph_name in (source("news"), NamedNode(f"{A}graph/assessment/news"))}
    concluded = Quad(thing("agreement/l1"), AMI.preferredDate, thing("time/2018-05-21"), NamedNode(f"{A}graph/assessment/news"))
    assert {quad for quad in said if quad.subject == thing("time/2018-05-21")} == describe_day("2018-05-21", source("news"))
    assert concluded in said


def test_a_curated_time_is_described_in_its_own_graph(project: Project, write: Write) -> None:
    write("registers/letters.curated.rq", QUERY)
    write("registers/letters.source.rq", QUERY.replace("; ami:occurred ?time", ""))
    described = {quad for quad in read(project).quads if quad.subject == thing("time/2018-05-21")}
    assert described == describe_day("2018-05-21", NamedNode(A + "graph/curated"))


def test_statements_come_once_and_in_the_same_order(project: Project, write: Write) -> None:
    quads = read(project).quads
    assert len(set(quads)) == len(quads)
    assert read(project).quads == quads


def test_a_subject_has_the_lines_of_its_rows(project: Project) -> None:
    places = read(project).places
    assert places[thing("agreement/l1").value] == (Place("data/registers/letters.csv", 2),)
    assert places[thing("agreement/l2").value] == (Place("data/registers/letters.csv", 3),)


DOCUMENT = """BASE <https://w3id.org/amicorum/>
PREFIX ami: <https://w3id.org/amicorum/ns#>
GRAPH <graph/source/news> {
  # <id/city/oslo> is mentioned first
  <id/agreement/l3> ami:place <id/city/oslo> .
  <id/city/oslo>
    a ami:City .
}
"""


def test_a_document_keeps_its_graphs_and_tells_the_lines_of_its_subjects(project: Project, write: Write) -> None:
    write("documents/letter.trig", DOCUMENT)
    read_now = read(project)
    assert Quad(thing("agreement/l3"), PLACE, thing("city/oslo"), source("news")) in read_now.quads
    assert read_now.places[thing("agreement/l3").value] == (Place("data/documents/letter.trig", 5),)
    assert read_now.places[thing("city/oslo").value] == (Place("data/documents/letter.trig", 6),)


def test_a_subject_of_two_files_has_both_places(project: Project, write: Write) -> None:
    write("documents/letter.trig", DOCUMENT.replace("l3", "l1"))
    assert [place.file for place in read(project).places[thing("agreement/l1").value]] == [
        "data/documents/letter.trig",
        "data/registers/letters.csv",
    ]


def test_a_statement_in_no_graph_is_refused_in_a_document(project: Project, write: Write) -> None:
    write("documents/letter.trig", "\n<https://w3id.org/amicorum/id/city/oslo> a <https://w3id.org/amicorum/ns#City> .")
    with pytest.raises(SourceError, match="stand in no graph") as caught:
        read(project)
    assert (caught.value.file, caught.value.line) == ("data/documents/letter.trig", 2)


def test_wrong_syntax_is_told_with_line_and_column(project: Project, write: Write) -> None:
    write("documents/letter.trig", DOCUMENT.replace("a ami:City", "a ami:"))
    write("documents/other.trig", "<http://a> <http://b> .\n")
    with pytest.raises(SourceError) as caught:
        read(project)
    each = [(error.file, error.line, error.column) for error in caught.value.each]
    assert each[-1] == ("data/documents/other.trig", 1, 23)


QUERIES = [
    ("letters.elsewhere.rq", "CONSTRUCT WHERE { ?s ?p ?o }", "nothing says which graph"),
    ("letters.curated.rq", "CONSTRUCT {", "not a SPARQL query"),
    ("letters.curated.rq", "SELECT * WHERE { ?row ?p ?o }", "must be a CONSTRUCT query"),
]


@pytest.mark.parametrize(("name", "query", "words"), QUERIES, ids=["graph", "syntax", "form"])
def test_a_wrong_query_is_told_with_its_file(project: Project, write: Write, name: str, query: str, words: str) -> None:
    write(f"registers/{name}", query)
    with pytest.raises(SourceError, match=words) as caught:
        read(project)
    assert name in str(caught.value)


def test_files_alone_are_read_with_the_project_to_look_up(project: Project, write: Write) -> None:
    path = write("letters.csv", "id,towns,source\nl9,vilnius,news\n")
    read_now = read_files(project, [path])
    assert set(read_now.quads) == {
        Quad(thing("agreement/l9"), PLACE, thing("city/vilnius"), source("news")),
        Quad(thing("agreement/l9"), LABEL, Literal("Vilnius"), source("news")),
    }
    assert read_now.places[thing("agreement/l9").value] == (Place("data/letters.csv", 2),)


def test_a_row_with_a_key_of_the_register_is_read_as_a_change_of_that_row(project: Project, write: Write) -> None:
    path = write("letters.csv", "id,towns,source\nl1,vilnius,news\nl9,krakow,news\n")
    given = LoadedProject(project).take([path])
    assert {quad for quad in letter_statements(source("paper")) if quad.predicate == PLACE} <= given.replaced
    assert [(remark.file, remark.line, remark.column) for remark in given.remarks] == [("data/letters.csv", 2, 1)]
    assert "line 2 of data/registers/letters.csv" in given.remarks[0].message


def test_the_same_row_again_is_no_change(project: Project, write: Write) -> None:
    given = LoadedProject(project).take([write("letters.csv", "id,towns,source\nl2,vilnius,news\n")])
    assert given.remarks == ()


def test_other_rows_of_the_register_can_be_referred_to(project: Project, write: Write) -> None:
    before = LoadedProject(project)
    with pytest.raises(SourceError, match="no row whose id is 'nowhere'"):
        before.take([write("letters.csv", "id,towns,source\nl9,nowhere,news\n")])
    assert len(before.take([write("letters.csv", "id,towns,source\nl9,krakow,news\n")]).sources.quads) == 2


def test_a_file_of_the_project_is_what_it_is(project: Project) -> None:
    loaded = LoadedProject(project)
    given = loaded.take([project.registers / "letters.csv"])
    assert set(given.sources.quads) == given.replaced
    assert given.remarks == ()


FOREIGN = {
    "a.ttl": "<http://a> <http://b> <http://c> .",
    "a.nt": "<http://a> <http://b> <http://c> .",
    "a.trig": "<http://a> <http://b> <http://c> .",
    "a.nq": "<http://a> <http://b> <http://c> .",
    "a.jsonld": '{"@id": "http://a", "http://b": {"@id": "http://c"}}',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://">'
    '<rdf:Description rdf:about="http://a"><x:b rdf:resource="http://c"/></rdf:Description></rdf:RDF>',
}


@pytest.mark.parametrize(("name", "text"), FOREIGN.items(), ids=FOREIGN.keys())
def test_a_foreign_file_stays_in_the_default_graph(project: Project, write: Write, name: str, text: str) -> None:
    path = write(name, text)
    assert read_files(project, [path]).quads == (Quad(NamedNode("http://a"), NamedNode("http://b"), NamedNode("http://c"), DefaultGraph()),)


def test_a_file_of_no_known_format_is_refused(project: Project, write: Write) -> None:
    with pytest.raises(SourceError, match="no format is known"):
        read_files(project, [write("a.docx", "")])


def test_progress_counts_every_file(project: Project) -> None:
    told: list[tuple[str, int, int]] = []
    read(project, lambda name, done, total: told.append((name, done, total)))
    assert [done for _, done, _ in told] == list(range(len(told)))
    assert {total for _, _, total in told} == {len(told)}
    assert told[0][0] == "ontology/amicorum.ttl"


def test_a_folder_that_is_no_project_is_refused(project: Project) -> None:
    with pytest.raises(SourceError, match="no ontology/, data/, shapes/"):
        Project(project.shapes)
