"""Evaluate one query over the store and write its answer to an output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import IO, Protocol, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, serialize

from amicorum.engine.embedded.ipc import Question
from amicorum.engine.planner.planner import Planner
from amicorum.engine.port import Form
from amicorum.engine.sparql.projection import name_columns
from amicorum.errors import BadQuery, LimitReached, NoFormat
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format

_XML = frozenset({formats.XML_RESULTS, formats.RDFXML})
_PREFIXED = frozenset({formats.TURTLE, formats.TRIG})
_SYNTAX = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
_LONGEST_HINT = 120
_ANYTHING = "[_]"
"""Where the parser expects this, it expects any character at all: what is wrong is no character."""
_RULES = {
    "The SELECT contains a variable that is unbound": "names a variable that is neither grouped by nor made by an aggregate: with GROUP BY "
    "or an aggregate (COUNT, MIN …) add it to GROUP BY, or put it into an aggregate such as SAMPLE",
    "The SELECT contains an expression with a variable that is unbound": "calculates with a variable that is neither grouped by nor inside "
    "an aggregate: with GROUP BY or an aggregate (COUNT, MIN …) add it to GROUP BY, or put it into an aggregate such as SAMPLE",
    "SELECT * is not authorized with GROUP BY": "has * beside GROUP BY or an aggregate: name the variables that it is to give",
    "Duplicated variable name in SELECT": "gives one variable twice: name each once",
}
"""Rules about a whole SELECT, as the parser tells that one is broken, and what is wrong then with the SELECT."""

Result = QuerySolutions | QueryBoolean | QueryTriples


class Output(Protocol):
    """Where an answer goes: a file object that first hears what is coming."""

    def announce(self, form: Form, answer_format: Format, *, xml: bool) -> None: ...
    def write(self, data: bytes) -> int: ...
    def flush(self) -> None: ...


def evaluate(store: Store, question: Question, output: Output, planner: Planner) -> None:
    """Answer the question into `output`. Raises a `QueryError` for everything that is the query's own fault."""
    answer_format = _find_format(question.answer_format)
    try:
        result = find_result(store, question, planner)
        output.announce(question.form, answer_format, xml=is_xml(answer_format))
        _write(result, answer_format, question.prefixes, cast("IO[bytes]", output))
    except SyntaxError as error:
        raise _explain(error) from error
    except RuntimeError as error:
        raise BadQuery(f"The query cannot be evaluated: {error}.") from error
    except MemoryError as error:
        raise LimitReached("The query needs more memory than one query may use.", limit="query_memory") from error


def find_result(store: Store, question: Question, planner: Planner) -> Result:
    """What the query finds, with its columns in the order of the query."""
    result = _query(store, question, planner)
    if isinstance(result, QuerySolutions) and (
        text := name_columns(question.text, question.star, [each.value for each in result.variables] if question.star else ())
    ):
        result = _query(store, replace(question, text=text), planner)
    return result


def is_xml(answer_format: Format) -> bool:
    """Whether answers in this format are XML, which cannot carry every character."""
    return answer_format in _XML


def _find_format(name: str) -> Format:
    found = formats.by_name(name)
    if found is None:
        raise NoFormat(f"no such format: {name}")
    return found


def _query(store: Store, question: Question, planner: Planner) -> Result:
    try:
        return _run(store, question, planner.rewrite(question.text))
    except SyntaxError:
        return _run(store, question, question.text)  # says where in the text as it was sent


def _run(store: Store, question: Question, text: str) -> Result:
    if question.default_graphs is None and question.named_graphs is None:
        return store.query(text, base_iri=iris.BASE)
    # The protocol's dataset takes the place of the query's own (SPARQL 1.1 Protocol, 2.1.4), and is all there is.
    default: list[NamedNode | BlankNode | DefaultGraph] = [_graph(each) for each in question.default_graphs or ()]
    named: list[NamedNode | BlankNode] = [_graph(each) for each in question.named_graphs or ()]
    return store.query(text, base_iri=iris.BASE, default_graph=default, named_graphs=named)


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise BadQuery(f"<{iri}> is no absolute IRI and so cannot name a graph.") from error


def _write(result: Result, answer_format: Format, prefixes: Mapping[str, str], output: IO[bytes]) -> None:
    if isinstance(result, QueryTriples):
        if answer_format in _PREFIXED and prefixes:
            serialize(result, output, format=formats.RDF_SYNTAX[answer_format], prefixes=dict(prefixes))
        else:
            result.serialize(output, format=formats.RDF_SYNTAX[answer_format])
    else:
        result.serialize(output, format=formats.RESULTS_SYNTAX[answer_format])


def _explain(error: SyntaxError) -> BadQuery:
    """The parser's complaint with its position. What it expected there is told only where that is short enough to help.

    A rule that a SELECT breaks (`_RULES`) stands among what was expected, at the end of the SELECT.
    """
    message = str(error)
    match = _SYNTAX.match(message)
    if match is None:
        return BadQuery(f"The query has a syntax error: {message}")
    line, column, expected = int(match[1]), int(match[2]), match[3].strip()
    if broken := next((rule for rule in _RULES if rule in expected), None):
        return BadQuery(f"The SELECT that ends at line {line}, column {column} {_RULES[broken]}.", line=line, column=column)
    hint = f": expected {expected}" if len(expected) <= _LONGEST_HINT and _ANYTHING not in expected else ""
    return BadQuery(f"Syntax error at line {line}, column {column}{hint}", line=line, column=column)
