"""What the limits check lets through, what it refuses and by which name; and that no text makes it slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amicorum.engine.port import Form
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.query_limits import read_query
from amicorum.engine.sparql.query_type import names_service
from amicorum.engine.sparql.tokens import read_tokens
from amicorum.errors import BadQuery, QueryError, Refused, TooLarge
from amicorum.settings import Settings

SETTINGS = Settings(query_bytes=2000, query_depth=10, query_patterns=20)
HARMLESS = [
    "ASK { }",
    "SELECT * WHERE { ?s ?p ?o }",
    "SELECT * WHERE { ?s ?p '" + "{" * 50 + "(" * 50 + "'}",
    "SELECT * WHERE { ?s ?p '''" + "a.b;c," * 50 + "''' }",
    "SELECT * WHERE { ?s ?p <http://e/" + "((((((((((((((" + "> }",
    "SELECT * WHERE { ?s ?p ?o } # " + "{" * 50,
    "SELECT * WHERE { ?s e:a\\(\\(\\(\\(\\(\\(\\(\\(\\(\\(\\(\\( ?o }",
    "SELECT * WHERE { VALUES (?a ?b) { " + "(1 2) " * 100 + "} }",
    "SELECT * WHERE { FILTER(?x IN (" + ", ".join("1" * 100) + ")) }",
]
HEAVY = [
    (" ", BadQuery, ""),
    ("SELECT * WHERE { ?s ?p ?o }" + " " * 2000, TooLarge, "query_bytes"),
    ("ASK " + "{" * 11 + "}" * 11, TooLarge, "query_depth"),
    ("ASK { FILTER" + "(" * 11, TooLarge, "query_depth"),
    ("ASK { FILTER(" + "!" * 11, TooLarge, "query_depth"),
    ("ASK { FILTER(" + "- " * 11, TooLarge, "query_depth"),
    ("ASK { ?s ?p " + "[ ?p " * 11, TooLarge, "query_depth"),
    ("ASK { " + "<< " * 11, TooLarge, "query_depth"),
    ("ASK { " + "?s ?p ?o . " * 21, TooLarge, "query_patterns"),
    ("ASK { ?s ?p ?o " + "; ?p ?o " * 21, TooLarge, "query_patterns"),
    ("ASK { ?s <a:b>" + "/<a:b>" * 21, TooLarge, "query_patterns"),
    ("ASK { " + "OPTIONAL {} " * 21, TooLarge, "query_patterns"),
    ("ASK { FILTER(1" + "+1" * 201, TooLarge, "query_patterns"),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_heavy_passes(text: str) -> None:
    read_query(text, SETTINGS)


@pytest.mark.parametrize(("text", "error", "limit"), HEAVY)
def test_what_is_heavy_is_refused_by_name(text: str, error: type[QueryError], limit: str) -> None:
    with pytest.raises(error) as caught:
        read_query(text, SETTINGS)
    assert getattr(caught.value, "limit", "") == limit


@pytest.mark.parametrize(
    "piece",
    [
        "'",
        '"""',
        "'''\\'",
        "a.",
        "a-",
        "a.b-",
        "<",
        "<a",
        "<<",
        "\\",
        ":",
        "_:.",
        "e:a.",
        "1e",
        "@",
        "@a-",
        "\\u0041",
        '"\n',
        "?",
        "}",
        "e:\\",
    ],
)
def test_reading_tokens_takes_linear_time(piece: str) -> None:
    began = time.process_time()
    assert sum(1 for _ in read_tokens(piece * 30_000)) > 0
    assert time.process_time() - began < 20, "a hundredth of a second is usual; time that grows with the square would be minutes"


@given(st.text())
def test_tokens_are_pieces_of_the_text_in_order(text: str) -> None:
    at = 0
    for token in read_tokens(text):
        assert token.start >= at
        assert text[token.start : token.end] == token.text != ""
        at = token.end


@given(st.text(alphabet="{}()<>[]'\"\\#?:.;!/ \nSELECTaVU0"))
def test_any_text_is_checked_or_refused_with_an_error_of_ours(text: str) -> None:
    try:
        _ = read_query(text, SETTINGS).form
    except QueryError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", Form.SELECT),
        ("PREFIX ask: <http://select/> ASK {}", Form.ASK),
        ("BASE <http://construct/> # SELECT\nDESCRIBE <x>", Form.DESCRIBE),
        ('VERSION "1.2" CONSTRUCT WHERE { ?s ?p ?o }', Form.CONSTRUCT),
    ],
)
def test_form(text: str, form: Form) -> None:
    assert ParsedQuery(text).form is form


@pytest.mark.parametrize("word", ["insert", "DELETE", "LOAD", "clear", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
def test_updates_are_refused(word: str) -> None:
    with pytest.raises(Refused, match="Update"):
        _ = ParsedQuery(f"PREFIX a: <a:> {word} <a:b>").form


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ASK { SERVICE <http://e/> {} }", True),
        ("ASK { sErViCe silent ?where {} }", True),
        ("ASK {SERVICE<http://e/>{}}", True),
        ("ASK { SERVICE # comment\n e:x {} }", True),
        ("ASK { SERV\\u0049CE <http://e/> {} }", True),
        ("ASK { FILTER(?a<?b)SERVICE#>\n<http://e/> {} }", True),
        ("ASK { FILTER(?a<<http://e/'>)SERVICE <http://e/> {} } #'", True),
        ("ASK { ?s e:it\\'s ?o . SERVICE <http://e/> {} } #'", True),
        ("ASK { ?s e:a\\# ?o . SERVICE <http://e/> {} }", True),
        ("ASK { ?s ?p '''it's''' . SERVICE <http://e/> {} }", True),
        ("ASK { FILTER(?a<''&&'>')SERVICE <http://e/> {} } #'", True),
        ('ASK { FILTER(?a<?b#>"""\n)SERVICE <http://e/> {} } #"""', True),
        ('ASK { FILTER(?a<e:b#>"""\n)SERVICE <http://e/> {} } #"""', True),
        ("ASK { ?s e:a\N{MIDDLE DOT}\\'b ?o . SERVICE <http://e/> {} } #'", True),
        ("ASK { ?s e:a\N{MIDDLE DOT}\\#b ?o . SERVICE <http://e/> {} }", True),
        ("PREFIX service: <http://e/service#> ASK { ?service service:SERVICE 'SERVICE <http://e/>' } # SERVICE", False),
        ("ASK { ?s <http://e/it's#a> 'a Service' ; <urn:e:a> 'its service' }", False),
        ("ASK { ?s <http://e/service> '''\nSERVICE ?x''' ; e:service 'x'@service }", False),
    ],
)
def test_service_is_found_whatever_its_spelling(text: str, named: bool) -> None:
    assert names_service(text) is named
