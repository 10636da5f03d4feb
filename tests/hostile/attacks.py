"""Queries that strangers send to hurt: each with the kinds of problem that may answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

ANSWER = "answer"
"""Beside the kinds of problem: a whole answer, where the engine is simply good enough."""
LIMITED = frozenset({"limit-reached"})
REFUSED = frozenset({"too-large"})
EITHER = frozenset({"limit-reached", "too-large", "bad-query", ANSWER})
SHALLOW, DEEP = 90, 3000
"""Nesting below the limit of `query_depth`, and far above what the engine's native stack bears."""


@dataclass(frozen=True)
class Attack:
    """One hostile query."""

    name: str
    query: str
    kinds: frozenset[str]


NESTS = {
    "function": ("SELECT ({}?x{} AS ?y) {{ ?x ?p ?o }} LIMIT 1", "STR(", ")"),
    "bracket": ("SELECT * {{ ?x ?p ?o FILTER({}?x{} != 1) }} LIMIT 1", "(", ")"),
    "not": ("SELECT * {{ ?x ?p ?o FILTER({}?x{}) }} LIMIT 1", "!", ""),
    "minus-sign": ("SELECT ({}1{} AS ?y) {{ }}", "- ", ""),
    "if": ("SELECT ({}1{} AS ?y) {{ }}", "IF(true, ", ", 0)"),
    "group": ("SELECT * {{ {}?x ?p ?o{} }} LIMIT 1", "{", "}"),
    "optional": ("SELECT * {{ {}?x ?p ?o{} }} LIMIT 1", "OPTIONAL { ", " }"),
    "minus": ("SELECT * {{ ?x ?p ?o {}{} }} LIMIT 1", "MINUS { ?x ?p ?o ", " }"),
    "not-exists": ("SELECT * {{ ?x ?p ?o {}{} }} LIMIT 1", "FILTER NOT EXISTS { ?x ?p ?o ", " }"),
    "graph": ("SELECT * {{ {}?x ?p ?o{} }} LIMIT 1", "GRAPH ?g { ", " }"),
    "subquery": ("SELECT * {{ {}?x ?p ?o{} }} LIMIT 1", "{ SELECT * { ", " } }"),
    "blank-node": ("SELECT * {{ ?x ?p {}1{} }} LIMIT 1", "[ ?p ", " ]"),
    "list": ("SELECT * {{ ?x ?p {}1{} }} LIMIT 1", "(", ")"),
    "triple-term": ("SELECT * {{ ?x ?p {}?x{} }} LIMIT 1", "<< ?x ?p ", " >>"),
    "path-bracket": ("SELECT * {{ ?x {}a{} ?y }} LIMIT 1", "(", ")"),
    "path-inverse": ("SELECT * {{ ?x {}a{} ?y }} LIMIT 1", "^(", ")"),
    "path-star": ("SELECT * {{ ?x {}a{} ?y }} LIMIT 1", "(", ")*"),
    "path-not": ("SELECT * {{ ?x {}a{} ?y }} LIMIT 1", "(!", ")"),
}
"""For each construct that nests: the query around it, what opens a level and what closes one."""


def nest() -> Iterator[Attack]:
    """Every construct within the limit, above it, and never closed."""
    for name, (frame, opening, closing) in NESTS.items():
        for depth, kinds in ((SHALLOW, EITHER), (DEEP, REFUSED)):
            yield Attack(f"{name}-{depth}", frame.format(opening * depth, closing * depth), kinds)
        yield Attack(f"{name}-open", frame.format(opening * DEEP, ""), REFUSED)


def chain() -> Iterator[Attack]:
    """Long without being deep: the tree that a parser makes of it is as deep as it is long."""
    yield Attack("path-sequence", f"SELECT * {{ ?x {'/'.join(['a'] * 2000)} ?y }} LIMIT 1", REFUSED)
    yield Attack("path-alternative", f"SELECT * {{ ?x {'|'.join(['a'] * 2000)} ?y }} LIMIT 1", REFUSED)
    yield Attack("sum", f"SELECT ({' + '.join(['1'] * 4000)} AS ?y) {{ }}", REFUSED)
    yield Attack("or", f"SELECT * {{ ?x ?p ?o FILTER({' || '.join(['?x'] * 4000)}) }}", REFUSED)
    yield Attack("union", f"SELECT * {{ {' UNION '.join(['{ ?x ?p ?o }'] * 1000)} }} LIMIT 1", REFUSED)
    yield Attack("optionals", f"SELECT * {{ ?x ?p ?o {'OPTIONAL { ?x ?q ?r } ' * 1000} }} LIMIT 1", REFUSED)
    yield Attack("in", f"SELECT * {{ ?x ?p ?o FILTER(?o IN ({', '.join(map(str, range(8000)))})) }}", EITHER)


def multiply() -> Iterator[Attack]:
    """Few bytes, more rows than there is time."""
    yield Attack("product-count", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }", LIMITED)
    yield Attack("product-sorted", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f DESC(?c)", LIMITED)
    yield Attack("product-distinct", "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 100000000", LIMITED)
    yield Attack("product-ask", "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?f)) = STR(?i)) }", LIMITED)
    yield Attack("product-values", "SELECT * { " + "".join(f"VALUES ?v{n} {{ {'1 ' * 99} }} " for n in range(9)) + "}", LIMITED)
    yield Attack("product-minus", "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?d ?h ?c . ?a ?j ?f } }", LIMITED)
    yield Attack("closure", "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b . ?b (!<x:z>)* ?c . ?c (!<x:y>)* ?d }", LIMITED)
    yield Attack("group-concat", "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?t) { ?a ?b ?c . ?d ?e ?f }", LIMITED)
    yield Attack("construct", "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }", LIMITED)
    yield Attack("describe", "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }", LIMITED | {ANSWER})
    yield Attack("star-140", "SELECT * { " + "".join(f"?s ?p{n} ?o{n} . " for n in range(140)) + "}", LIMITED)
    yield Attack("star-300", "SELECT * { " + "".join(f"?s ?p{n} ?o{n} . " for n in range(300)) + "}", REFUSED)
    yield Attack("chain-140", "SELECT * { " + "".join(f"?s{n} ?p{n} ?s{n + 1} . " for n in range(140)) + "}", LIMITED)


def inflate() -> Iterator[Attack]:
    """Strings that double, or patterns that look again and again."""
    doubling = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
    yield Attack("concat-bomb", f"SELECT ?x0 {{ BIND('{'a' * 1000}' AS ?x0) {doubling} FILTER(STRLEN(?x40) > 1) }}", LIMITED)
    replacing = "".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaa') AS ?x{n + 1}) " for n in range(12))
    yield Attack("replace-bomb", f"SELECT ?x0 {{ BIND('aaaaaaaaaa' AS ?x0) {replacing} FILTER(STRLEN(?x12) > 1) }}", LIMITED)
    encoding = "".join(f"BIND(ENCODE_FOR_URI(?x{n}) AS ?x{n + 1}) " for n in range(40))
    yield Attack("encode-bomb", f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('{'%' * 5000}' AS ?x0) {encoding} }}", EITHER)
    long = "a" * 30_000
    for name, pattern in {
        "greedy": "(a*)*b",
        "alternative": "(a|a)*b",
        "counted": "(a{1,100}){1,100}b",
        "huge": "((a{1,999}){1,999}){1,999}",
    }.items():
        yield Attack(f"regex-{name}", f"SELECT * {{ ?s ?p ?o FILTER(REGEX(CONCAT('{long}', STR(?o)), '{pattern}')) }}", EITHER)
    yield Attack("regex-per-row", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(REGEX(STR(?o), STR(?c))) }", LIMITED)
    yield Attack("values", f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {'1 ' * 30_000} }} VALUES ?y {{ 1 }} ?s ?p ?x }}", EITHER)
    yield Attack("long", f"SELECT * {{ ?s ?p '{'x' * 70_000}' }}", REFUSED)
    yield Attack("decimal", f"SELECT ((1.{'0' * 40_000}1 * 1.{'0' * 20_000}1) AS ?y) {{ }}", EITHER)
    yield Attack("dates", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(CONCAT(STR(?a), STRUUID()) = STR(?f)) }", LIMITED)


def call_out() -> Iterator[Attack]:
    """Other endpoints, in every spelling."""
    refused, wrong = frozenset({"refused"}), frozenset({"refused", "bad-query"})
    spellings = {
        "plain": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "silent": "ASK { sErViCe SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "variable": "SELECT * { VALUES ?e { <http://127.0.0.1:9/> } SERVICE ?e { ?s ?p ?o } }",
        "nested": "ASK { FILTER NOT EXISTS { { OPTIONAL { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } } }",
        "subquery": "ASK { { SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } } } }",
    }
    for name, query in spellings.items():
        yield Attack(f"service-{name}", query, refused)
    yield Attack("service-escaped", "ASK { SERV\\u0049CE <http://127.0.0.1:9/> { ?s ?p ?o } }", wrong)
    yield Attack("service-hidden", "ASK { FILTER(?a<?b)SERVICE#>\n<http://127.0.0.1:9/> { ?s ?p ?o } }", wrong)
    yield Attack("from-file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", frozenset({ANSWER}))
    yield Attack("load", "LOAD <http://127.0.0.1:9/>", frozenset({"refused", "update-refused"}))
    yield Attack("drop", "DROP ALL", frozenset({"refused", "update-refused"}))


ATTACKS = (*nest(), *chain(), *multiply(), *inflate(), *call_out())
