"""Turning registers into statements: each row is bound in turn to `?row` of the register's CONSTRUCT queries.

Beside `NAME.csv` may stand `NAME.source.rq`, whose statements go to the graph of each source that the row names, `NAME.assessment.rq`,
whose statements go to the graph of what the curators make of each of these sources, and `NAME.curated.rq`, `NAME.links.rq`,
`NAME.catalogue.rq`, whose statements go to the graph of that name. `every-row.GRAPH.rq` is run for the rows of every register. A query
finds the row as `?row cell:COLUMN "value"`, one triple for each value of a list, with `cell:table` and `cell:line`, and `cell:time`
for every uncertain time in it. `fn:cell(?row, "COLUMN")` gives the one value of a cell, or the first; `fn:row("REGISTER", "key")`
another row: rows of all registers are there to look up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store, Triple, Variable

from amicorum.errors import SourceError
from amicorum.ingest.csvw import EDTF
from amicorum.ingest.functions import FUNCTIONS, Term
from amicorum.ingest.tables import Row, Table
from amicorum.rdf.iris import BASE, CELL, FN, assessment_graph, graph, source_graph

EVERY_ROW = "every-row"
SOURCE = "source"
ASSESSMENT = "assessment"
GRAPHS = (SOURCE, ASSESSMENT, "curated", "links", "catalogue")
"""The graphs that a query of a register may write to."""

_ROW = Variable("row")
_TABLE, _LINE, _TIME = NamedNode(CELL + "table"), NamedNode(CELL + "line"), NamedNode(CELL + "time")


@dataclass(frozen=True, slots=True)
class Query:
    """One mapping query: its file, its text, the register it is for (or every one) and the graph it writes to."""

    file: str
    text: str
    register: str
    graph: str


def read_queries(folder: Path, name: Callable[[Path], str] = str) -> list[Query]:
    """The mapping queries in a folder of registers. Raises a `SourceError` for one that names no graph."""
    queries = []
    for path in sorted(folder.glob("*.rq")):
        register, _, target = path.stem.partition(".")
        if target not in GRAPHS:
            raise SourceError(
                f"called neither {register}.{f'.rq nor {register}.'.join(GRAPHS)}.rq, so nothing says which graph it writes",
                file=name(path),
            )
        queries.append(Query(name(path), path.read_text(encoding="utf-8"), register, target))
    return queries


class Rows:
    """The rows of all registers as queries find them: in a store, and by the functions `fn:cell` and `fn:row`."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._store = Store()
        self._rows: dict[Term, Row] = {}
        self._keys: dict[tuple[str, str], Term] = {}
        self._functions = dict(FUNCTIONS) | {NamedNode(FN + "cell"): self._cell, NamedNode(FN + "row"): self._row}
        for table in tables:
            self._store.extend(quad for row in table.rows for quad in _describe(row, table))
            for row in table.rows:
                self._rows[_name(row, table)] = row
                self._keys[table.name, row.first(table.description.key)] = _name(row, table)

    def run(self, query: Query, row: NamedNode) -> set[Triple]:
        """The statements that the query makes of a row. Raises a `SourceError` where it is not a CONSTRUCT query."""
        try:
            result = self._store.query(query.text, substitutions={_ROW: row}, custom_functions=self._functions)
        except SyntaxError as error:
            raise SourceError(
                f"not a SPARQL query: {error.msg}", file=query.file, line=error.lineno or 0, column=error.offset or 0
            ) from None
        if not isinstance(result, QueryTriples):
            raise SourceError("a mapping query must be a CONSTRUCT query", file=query.file)
        return set(result)

    def _cell(self, row: Term, column: Term) -> Term | None:
        found = self._rows.get(row)
        value = found.first(column.value) if found and isinstance(column, Literal) else ""
        return Literal(value) if value else None

    def _row(self, register: Term, key: Term) -> Term | None:
        return self._keys.get((register.value, key.value)) if isinstance(register, Literal) and isinstance(key, Literal) else None


def map_rows(table: Table, queries: Iterable[Query], rows: Rows) -> Iterator[tuple[Row, Quad]]:
    """Every statement that the queries make of the register's rows, with its row."""
    mine = [query for query in queries if query.register in (table.name, EVERY_ROW)]
    for row in table.rows:
        graphs: dict[str, tuple[NamedNode, ...]] = {name: (NamedNode(graph(name)),) for name in GRAPHS}
        for name, locate in ((SOURCE, source_graph), (ASSESSMENT, assessment_graph)):
            graphs[name] = tuple(NamedNode(locate(key)) for key in row.values.get(SOURCE, ()))
        for query in mine:
            for triple in sorted(rows.run(query, _name(row, table)), key=str):
                for target in graphs[query.graph]:
                    yield row, Quad(triple.subject, triple.predicate, triple.object, target)


def _describe(row: Row, table: Table) -> Iterator[Quad]:
    subject = _name(row, table)
    yield Quad(subject, _TABLE, Literal(table.name))
    yield Quad(subject, _LINE, Literal(row.line))
    for name, values in row.values.items():
        for value in values:
            yield Quad(subject, NamedNode(CELL + name), Literal(value))
            if table.description.columns[name].datatype == EDTF:
                yield Quad(subject, _TIME, Literal(value))


def _name(row: Row, table: Table) -> NamedNode:
    return NamedNode(f"{BASE}row/{table.name}/{row.line}")
