"""The part of SPARQL on which bounds are proven: what is read is what the engine reads, and everything else is not understood."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from amicorum.engine.cost.reading import (
    MOST_BYTES,
    MOST_ELEMENTS,
    MOST_TOKENS,
    MOST_VALUES,
    NotUnderstood,
    Pattern,
    Reading,
    Values,
    read,
    without_constants,
)
from amicorum.engine.sparql.tokens import read_tokens
from amicorum.rdf import iris

UNDERSTOOD = {
    "constants first": ("SELECT ?o { <e:s> <e:p> ?o }", [Pattern("<e:s>", "<e:p>", "?o")]),
    "any property": ("ASK WHERE { <e:s> ?p ?o . }", [Pattern("<e:s>", "?p", "?o")]),
    "prefixes": (
        "prefix : <e:> prefix x: <e:x#> SELECT * { :s a ?c ; x:p.q ?o , :o }",
        [
            Pattern("<e:s>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "?c"),
            Pattern("<e:s>", "<e:x#p.q>", "?o"),
            Pattern("<e:s>", "<e:x#p.q>", "<e:o>"),
        ],
    ),
    "values": (
        "SELECT DISTINCT ?p { VALUES ?s { <e:a> <e:b> } $s ?p ?o } # and a comment",
        [Values("?s", ("<e:a>", "<e:b>")), Pattern("?s", "?p", "?o")],
    ),
    "literals": ("SELECT ?s { ?s <e:p> 'łódź'@pl, \"1\"^^<e:t>, 5, true }", [Pattern("?s", "<e:p>", "")] * 4),
    "a named graph": (
        "SELECT ?o { GRAPH <e:g> { <e:s> <e:p> ?x . ?x <e:q> ?o } }",
        [Pattern("<e:s>", "<e:p>", "?x"), Pattern("?x", "<e:q>", "?o")],
    ),
    "filters": (
        "SELECT ?o { <e:s> <e:p> ?o FILTER(LANG(?o) = 'en' && !(?o < 5 || sameTerm(?o, <e:x>))) FILTER isLiteral(?o) }",
        [Pattern("<e:s>", "<e:p>", "?o")],
    ),
    "order": ("SELECT ?o { <e:s> <e:p> ?o } ORDER BY DESC(?o) ?p OFFSET 2 LIMIT 1", [Pattern("<e:s>", "<e:p>", "?o")]),
}
REFUSED = {
    "a path": "SELECT ?o { <e:s> <e:p>/<e:q> ?o }",
    "a repeated path": "SELECT ?o { <e:s> <e:p>* ?o }",
    "a path that ends where a name begins": "PREFIX : <e:> PREFIX x: <e:> SELECT * { <e:s> <e:p>?x:y ?q ?r }",
    "an inverse path": "SELECT ?o { <e:s> ^<e:p> ?o }",
    "a number that goes on": "PREFIX : <e:> PREFIX e3: <e:> SELECT * { <e:s> <e:p> 5.e3:x ?q ?r }",
    "a local name that begins with a full stop": "PREFIX p: <e:> PREFIX a: <e:> SELECT * { <e:s> <e:p> p:.a:b ?q ?r }",
    "a comparison that looks like an IRI": "SELECT * { <e:s> <e:p> ?a FILTER(?a<?b)#>) \n }",
    "the same with a prefix": "PREFIX b: <e:> SELECT * { <e:s> <e:p> ?a FILTER(?a<b:c)#>) \n }",
    "an escape": r"SELECT * { <e:s> <e:p> ?o FILTER(?o = 'a\'b') }",
    "an escaped keyword": r"SELECT * { <e:s> <e:p> ?o . \u004fPTIONAL { ?a ?b ?c } }",
    "an IRI with steps": "SELECT * { <http://e/a/../p> <e:p> ?o }",
    "a property with steps": "SELECT * { <e:s> <http://e/./p> ?o }",
    "a prefix with steps": "PREFIX x: <http://e/a/../> SELECT * { x:s <e:p> ?o }",
    "a relative IRI": "SELECT * { <s> <e:p> ?o }",
    "a base": "BASE <e:> SELECT * { <e:s> <e:p> ?o }",
    "a prefix twice": "PREFIX x: <e:> PREFIX x: <f:> SELECT * { x:s <e:p> ?o }",
    "an undeclared prefix": "SELECT * { x:s <e:p> ?o }",
    "a letter that readers differ on": "PREFIX x: <e:> SELECT * { x:ª <e:p> ?o }",
    "a blank node": "SELECT * { <e:s> <e:p> [] }",
    "a labelled blank node": "SELECT * { <e:s> <e:p> _:b }",
    "a list": "SELECT * { <e:s> <e:p> (1 2) }",
    "a triple term": "SELECT * { <e:s> <e:p> <<( <e:s> <e:p> ?o )>> }",
    "an annotation": "SELECT * { <e:s> <e:p> ?o {| ?a ?b |} }",
    "optional": "SELECT * { <e:s> <e:p> ?o OPTIONAL { ?a ?b ?c } }",
    "union": "SELECT * { { <e:s> <e:p> ?o } UNION { ?a ?b ?c } }",
    "minus": "SELECT * { <e:s> <e:p> ?o MINUS { ?a ?b ?c } }",
    "a subquery": "SELECT * { { SELECT ?o { <e:s> <e:p> ?o } } }",
    "any graph": "SELECT * { GRAPH ?g { <e:s> <e:p> ?o } }",
    "a filter in a graph": "SELECT * { GRAPH <e:g> { <e:s> <e:p> ?o FILTER(?o = 1) } }",
    "a service": "SELECT * { SERVICE <e:s> { <e:s> <e:p> ?o } }",
    "bind": "SELECT * { <e:s> <e:p> ?o BIND(1 AS ?x) }",
    "an expression to select": "SELECT (STR(?o) AS ?x) { <e:s> <e:p> ?o }",
    "an aggregate": "SELECT (COUNT(*) AS ?n) { <e:s> <e:p> ?o }",
    "a group by": "SELECT ?o { <e:s> <e:p> ?o } GROUP BY ?o",
    "a regular expression": "SELECT ?o { <e:s> <e:p> ?o FILTER REGEX(?o, '(a*)*b') }",
    "a replacement": "SELECT ?o { <e:s> <e:p> ?o FILTER(REPLACE(?o, 'a', 'aaaa') = 'b') }",
    "a concatenation": "SELECT ?o { <e:s> <e:p> ?o FILTER(CONCAT(?o, ?o) = 'b') }",
    "not exists": "SELECT ?o { <e:s> <e:p> ?o FILTER NOT EXISTS { ?a ?b ?c } }",
    "exists in brackets": "SELECT ?o { <e:s> <e:p> ?o FILTER(EXISTS { ?a ?b ?c }) }",
    "in": "SELECT ?o { <e:s> <e:p> ?o FILTER(?o IN (1, 2)) }",
    "a function elsewhere": "SELECT ?o { <e:s> <e:p> ?o FILTER(<e:f>(?o)) }",
    "deep brackets": f"SELECT ?o {{ <e:s> <e:p> ?o FILTER{'(' * 50}?o{')' * 50} }}",
    "a dataset": "SELECT ?o FROM <e:g> { <e:s> <e:p> ?o }",
    "sorting by an expression": "SELECT ?o { <e:s> <e:p> ?o } ORDER BY STRLEN(?o)",
    "values of several": "SELECT ?o { VALUES (?s ?o) { (<e:s> UNDEF) } ?s <e:p> ?o }",
    "values after the end": "SELECT ?o { ?s <e:p> ?o } VALUES ?s { <e:s> }",
    "many values": f"SELECT ?o {{ VALUES ?s {{ {'<e:s> ' * (MOST_VALUES + 1)} }} ?s <e:p> ?o }}",
    "many patterns": f"SELECT * {{ {'<e:s> <e:p> ?o . ' * (MOST_ELEMENTS + 1)} }}",
    "many tokens": f"SELECT ?o {{ <e:s> <e:p> ?o FILTER({' || '.join(['?o'] * MOST_TOKENS)}) }}",
    "a long text": f"SELECT * {{ <e:s> <e:p> ?o }} #{'x' * MOST_BYTES}",
    "construct": "CONSTRUCT { <e:s> <e:p> ?o } { <e:s> <e:p> ?o }",
    "describe": "DESCRIBE <e:s>",
    "an update": "DELETE WHERE { ?s ?p ?o }",
    "nothing": "",
    "an open group": "SELECT * { <e:s> <e:p> ?o",
    "something after the end": "SELECT * { <e:s> <e:p> ?o } }",
}


def understand(text: str) -> Reading | None:
    try:
        return read(text, read_tokens(text))
    except NotUnderstood:
        return None


@pytest.mark.parametrize(("text", "elements"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_is_understood(text: str, elements: list[Pattern | Values]) -> None:
    Store().query(text, base_iri=iris.BASE)
    assert read(text, read_tokens(text)).elements == tuple(elements)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_is_not_understood(text: str) -> None:
    assert understand(text) is None


def test_counts_what_costs() -> None:
    reading = understand("SELECT * { <e:s> <e:p> ?o, ?x FILTER(CONTAINS(?o, 'some text') && ?o != 5) } ORDER BY ?o ?x")
    assert reading is not None
    assert (reading.star, reading.distinct, reading.sort_keys) == (True, False, 2)
    assert reading.columns == ("?o", "?x")
    assert reading.operations >= 3
    assert reading.longest_constant >= len("some text")


def test_queries_that_differ_in_their_constants_alone_are_of_one_kind() -> None:
    texts = [
        "SELECT ?o { VALUES ?s { <e:a> 5 } ?s <e:p> ?o . ?o <e:q> <e:x> }",
        'SELECT ?o { VALUES ?s { <e:b> <e:c> } ?s <e:p> ?o . ?o <e:q> "x" }',
    ]
    one, other, another = (understand(text) for text in (*texts, texts[0].replace("<e:q>", "<e:r>")))
    assert one and other and another
    assert without_constants(one)._replace(longest_constant=0) == without_constants(other)._replace(longest_constant=0)
    assert without_constants(one) != without_constants(another)
    assert without_constants(one).elements == (Values("?s", ("", "")), Pattern("?s", "<e:p>", "?o"), Pattern("?o", "<e:q>", ""))


@given(st.from_regex(r"\A[a-z]{1,3}:[a-zA-Z0-9./:#?%&=_~@!$'()*+,;-]{0,12}\Z"))
@example("urn:../x")
@example("e:.")
@example("http://e/..")
def test_an_iri_means_itself(iri: str) -> None:
    reading = understand(f"SELECT * {{ <{iri}> ?p ?o }}")
    if reading is None:
        return
    assert reading.elements == (Pattern(f"<{iri}>", "?p", "?o"),)
    assert resolve(f"<{iri}>", "") in (iri, "")


@given(st.from_regex(r"\A[a-z]{1,2}:[a-z/.:#%]{0,6}\Z"), st.from_regex(r"\A[A-Za-z0-9_.:%-]{0,8}\Z"))
@example("e:", "a.b")
@example("http://e/", "..")
def test_a_prefixed_name_means_what_the_engine_takes_it_for(namespace: str, local: str) -> None:
    reading = understand(f"PREFIX p: <{namespace}> SELECT * {{ p:{local} ?p ?o }}")
    if reading is None:
        return
    if resolved := resolve(f"p:{local}", f"PREFIX p: <{namespace}>"):
        assert reading.elements == (Pattern(f"<{resolved}>", "?p", "?o"),)


def resolve(name: str, prologue: str) -> str:
    """The IRI that the engine takes a name for; empty where it takes it for none."""
    try:
        found = Store().query(f"{prologue} SELECT ({name} AS ?x) {{}}", base_iri=iris.BASE)
    except SyntaxError:
        return ""
    assert isinstance(found, QuerySolutions)
    term = next(found)["x"]
    assert isinstance(term, NamedNode)
    return term.value


SENTENCES = [
    "<e:s> <e:p> ?c .",
    "?a ?b ?c .",
    ":s :p :o ; x:p ?b , ?c .",
    "x:s ?b e3:o .",
    "?c a <e:a> .",
    "VALUES ?a { <e:s> :o }",
    "$b <e:p> ?a .",
]
PIECES = [
    *("?a", "?x", "<e:s>", ":p", "x:s", "e3:o", "a", "true", "5", "5.", "e", "e3"),
    *(".", ";", ",", "{", "}", "(", ")", "<", ">", "#", "\n", "'", '"', "?", "*", "+", "/", "^", "!", "=", "@en", "^^", "-", ":", "|"),
]
NODES = [NamedNode(f"e:{name}") for name in ("s", "p", "o", "a")]
DENSE = Store()
DENSE.extend(Quad(one, two, three) for one in NODES for two in NODES for three in NODES if (one, two, three) != (NODES[0],) * 3)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES), st.sampled_from([0, 1, 2])), max_size=4),
)
@example("<e:s> <e:p> ?a . :s ?b ?c .", [(0.42, "", 2), (0.42, "?a", 0)])
@example("?a <e:p> 5.e3:o ?b ?c .", [])
@example("<e:s> <e:p>?x:p ?b ?c .", [])
@example("<e:s> <e:p> ?a FILTER(?a<?b)#>) \n", [])
def test_what_is_read_is_what_the_engine_reads(body: str, edits: list[tuple[float, str, int]]) -> None:
    """However a query is spoilt: where it is understood and the engine takes it, its elements in a plain spelling give the same rows."""
    for place, piece, dropped in edits:
        at = int(place * len(body))
        body = body[:at] + piece + body[at + dropped :]
    text = f"PREFIX : <e:> PREFIX x: <e:> PREFIX e3: <e:> SELECT * {{ {body} }}"
    reading = understand(text)
    if reading is None or reading.operations or any("" in (each.terms if isinstance(each, Values) else each) for each in reading.elements):
        return
    try:
        expected = rows(text)
    except SyntaxError:
        return
    assert rows(f"SELECT * {{ {' '.join(map(spell, reading.elements))} }}") == expected


def spell(element: Pattern | Values) -> str:
    if isinstance(element, Values):
        return f"VALUES {element.variable} {{ {' '.join(element.terms)} }}"
    return f"{' '.join(element)} ."


def rows(text: str) -> Counter[frozenset[tuple[str, str]]]:
    found = DENSE.query(text)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter(frozenset((name, str(row[name])) for name in names) for row in found)
