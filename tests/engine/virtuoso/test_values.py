"""Constants in filters and paths: written where Virtuoso needs them, nowhere else."""

from __future__ import annotations

import pytest

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import rewrite
from amicorum.engine.virtuoso.values import spread_constants


def spread(text: str) -> str:
    return rewrite(text, spread_constants(ParsedQuery(text)))


VALUES = "VALUES ?l { 'en'@x }"
ONE = f"SELECT * {{ {VALUES} "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ONE + "OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
            f"SELECT * {{  OPTIONAL {{ ?s ?p ?o FILTER(LANG(?o) = 'en'@x) }}  {VALUES} }}",
        ),
        (
            ONE + "OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } FILTER(?l != 'x') }",
            ONE + "OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = 'en'@x) } FILTER(?l != 'x') }",
        ),
        (
            "SELECT * { ?a ?b ?c VALUES ?l { 1 } ?d ?e ?f OPTIONAL { ?s ?p ?o FILTER(?o = ?l) } }",
            "SELECT * { ?a ?b ?c VALUES ?l { 1 } ?d ?e ?f OPTIONAL { ?s ?p ?o FILTER(?o = 1) } }",
        ),
        ("ASK { VALUES ?a { <a> } . ?a <p>* ?b }", "ASK {  <a> <p>* ?b  VALUES ?a { <a> } }"),
        ("ASK { VALUES ?a { <a> } ?b <q> 1 ; (<p>|^<p>)+ ?a . }", "ASK {  ?b <q> 1 ; (<p>|^<p>)+ <a> .  VALUES ?a { <a> } }"),
        (ONE + "OPTIONAL { ?s ?p ?l FILTER LANGMATCHES(?o, $l) } }", ONE + "OPTIONAL { ?s ?p ?l FILTER LANGMATCHES(?o, 'en'@x) } }"),
        (
            "ASK { VALUES (?a ?l) { (<a> 'en'^^<t>) } OPTIONAL { ?a ?p ?o FILTER(?o = ?l || ?o = ?a) } }",
            "ASK { VALUES (?a ?l) { (<a> 'en'^^<t>) } OPTIONAL { ?a ?p ?o FILTER(?o = 'en'^^<t> || ?o = <a>) } }",
        ),
    ],
)
def test_a_constant_stands_in_the_filter(text: str, expected: str) -> None:
    assert spread(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } VALUES ?l { 'en' } }",
        "SELECT * { VALUES ?l { 'en' 'pl' } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        "SELECT * { VALUES ?l { UNDEF } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        "SELECT * { VALUES (?l) { ('en') ('pl') } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        ONE + "?s ?p ?o FILTER(LANG(?o) = ?l) }",
        ONE + "MINUS { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        ONE + "OPTIONAL { { ?s ?p ?o FILTER(LANG(?o) = ?l) } } }",
        ONE + "OPTIONAL { ?s ?p ?o FILTER NOT EXISTS { ?s ?q ?l } } }",
        ONE + "OPTIONAL { ?s ?p ?o FILTER(BOUND(?l)) } }",
        ONE + "{ SELECT ?s { OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } } } }",
        ONE,
        "ASK { ?a <p>* ?b . VALUES ?a { <a> } }",
        "ASK { VALUES ?a { <a> <b> } ?a <p>* ?b }",
        "ASK { VALUES ?a { <a> } ?a <p> ?b }",
        "ASK { VALUES ?a { <a> } OPTIONAL { ?a <p>* ?b } }",
        "SELECT * { VALUES ?l {",
        "SELECT * { VALUES",
        "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?l { 'en' } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
    ],
)
def test_everything_else_is_left_alone(text: str) -> None:
    assert spread(text) == text
