"""`amicorum query`: ask a release a question on this machine, without a service."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    serialize,
)
from rich.console import Console
from rich.table import Table
from rich.text import Text

from amicorum.engine.embedded.in_process import InProcessEvaluator
from amicorum.engine.embedded.loading import find_statistics
from amicorum.engine.planner.planner import Planner
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.errors import BadQuery, NoFormat
from amicorum.rdf import formats
from amicorum.rdf.compact import compact_iri
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.release import Release, current, load, open_release
from amicorum.settings import load_settings

HELP = "Ask the current release a SPARQL query, read from a file or from standard input."

_RESULTS = {each.name: formats.RESULTS_SYNTAX[each] for each in formats.RESULTS}
_GRAPHS = {each.extension: formats.RDF_SYNTAX[each] for each in formats.DATA}
TABLE = "table"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("file", metavar="FILE.rq", help="the query, or - for standard input")
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of releases (default: releases)")
    parser.add_argument("--release", type=Path, help="a release's own folder, instead of the current one")
    parser.add_argument(
        "--explain", action="store_true", help="show who answers it and by which plan, with estimates of its rows; do not ask it"
    )
    parser.add_argument("--format", choices=[TABLE, *_RESULTS, *_GRAPHS], help="default: a table on a terminal, else json or ttl")


def run(options: argparse.Namespace) -> int:
    """Ask, and write the answer to standard output."""
    text = sys.stdin.read() if options.file == "-" else _read(Path(options.file))
    release = open_release(options.release or current(options.releases))
    if options.explain:
        print(_explain(release, text))
        return 0
    store = load(release)
    answer = _ask(store, text)
    rows = not isinstance(answer, QueryTriples)
    name = options.format or (TABLE if sys.stdout.isatty() and rows else "json" if rows else "ttl")
    if isinstance(answer, QuerySolutions) and name == TABLE:
        _show(answer)
    elif isinstance(answer, QueryBoolean) and name == TABLE:
        print("yes" if answer else "no")
    elif isinstance(answer, QueryTriples) and name in _GRAPHS:
        serialize(answer, sys.stdout.buffer, _GRAPHS[name], prefixes=dict(PREFIXES))
    elif not isinstance(answer, QueryTriples) and name in _RESULTS:
        answer.serialize(sys.stdout.buffer, _RESULTS[name])
    else:
        raise NoFormat(f"{name} cannot carry {'rows' if rows else 'a graph'}; use one of: {', '.join(_RESULTS if rows else _GRAPHS)}")
    return 0


def _explain(release: Release, text: str) -> str:
    """Who answers the query, and by which plan."""
    planner, statistics = Planner(), find_statistics(release.folder)
    planner.statistics = statistics
    proof = None
    if statistics:
        evaluator = InProcessEvaluator(load(release), statistics, planner=True, answer_bytes=load_settings().answer_bytes)
        proof = evaluator.prove(ParsedQuery(text))
    told = (
        f"# answered by the service itself: {proof.bound.rows:,.0f} rows at most, {proof.bound.nanoseconds / 1e6:.2f} ms at most"
        if proof
        else "# answered by a worker: nothing proves that it is cheap"
    )
    return f"{told}\n{planner.explain(text)}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuery(f"{path} cannot be read: {error}") from error


def _ask(store: Store, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    try:
        return store.query(text)
    except SyntaxError as error:
        raise BadQuery(f"this is not SPARQL: {error}") from error


def _show(solutions: QuerySolutions) -> None:
    names = [variable.value for variable in solutions.variables]
    table = Table(*names, highlight=False)
    count = 0
    for solution in solutions:
        table.add_row(*(Text(_show_term(term)) for term in solution))
        count += 1
    console = Console()
    console.print(table)
    console.print(f"{count} rows" if count != 1 else "1 row")


def _show_term(term: object) -> str:
    """A term for a person: an IRI with the prefix of its namespace, a literal without its type."""
    if isinstance(term, NamedNode):
        return compact_iri(term.value)
    return term.value if isinstance(term, Literal | BlankNode) else "" if term is None else str(term)
