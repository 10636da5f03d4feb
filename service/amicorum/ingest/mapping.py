"""Turn registers into statements: each row is bound in turn to `?row` of the register's CONSTRUCT queries.

Beside `NAME.csv` may stand `NAME.source.rq`, whose statements go to the graph of each source that the row names, `NAME.assessment.rq`,
whose statements go to the graph of what the curators make of each of these sources, and `NAME.curated.rq`, `NAME.links.rq`,
`NAME.catalogue.rq`, whose statements go to the graph of that name. A query finds the row as `?row cell:COLUMN "value"`, one triple for
each value of a list, with `cell:table` and `cell:line`. `fn:cell(?row, "COLUMN")` gives the one value of a cell, or the first;
`fn:row("REGISTER", "key")` another row: rows of all registers are there to look up. An uncertain time that `fn:time` names is described
in the same graph; one of an assessment in that of the source, whose date it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from amicorum.errors import SourceError
from amicorum.ingest.construct import Construct, read_construct
from amicorum.ingest.functions import FUNCTIONS, TIME, Term
from amicorum.ingest.tables import Row, Table
from amicorum.ingest.time_bounds import NamedTimes
from amicorum.rdf.iris import BASE, CELL, FN, assessment_graph, graph, source_graph

SOURCE = "source"
ASSESSMENT = "assessment"
GRAPHS = (SOURCE, ASSESSMENT, "curated", "links", "catalogue")
"""The graphs that a query of a register may write to."""

_TABLE, _LINE = NamedNode(CELL + "table"), NamedNode(CELL + "line")
_CELL, _ROW = NamedNode(FN + "cell"), NamedNode(FN + "row")
_CALLABLE = (*FUNCTIONS, TIME, _CELL, _ROW)
BATCH = 2000
"""Rows that a query is run for at once."""


@dataclass(frozen=True, slots=True)
class Query:
    """One mapping query, the register it is for and the graph it writes to."""

    construct: Construct
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
        queries.append(Query(read_construct(path.read_text(encoding="utf-8"), name(path), _CALLABLE), register, target))
    return queries


class Rows:
    """The rows of all registers as queries find them: in a store, and by the functions `fn:cell` and `fn:row`."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._store = Store()
        self._rows: dict[Term, Row] = {}
        self._keys: dict[tuple[str, str], Term] = {}
        self.times = NamedTimes()
        self._functions = dict(FUNCTIONS) | {TIME: self.times.name, _CELL: self._cell, _ROW: self._row}
        for table in tables:
            self._add(table)

    def _add(self, table: Table) -> None:
        self._store.extend(quad for row in table.rows for quad in _describe(row, table))
        for row in table.rows:
            self._rows[_name(row, table)] = row
            self._keys[table.name, row.first(table.description.key)] = _name(row, table)

    @contextmanager
    def replaced(self, register: Table, keys: Collection[str], table: Table) -> Iterator[Rows]:
        """These rows with those of a table in the place of the register's that have its keys, while the block runs."""
        gone = Table(register.file, register.description, register.header, tuple(r for r in register.rows if r.first(register.key) in keys))
        self._remove(gone)
        self._add(table)
        try:
            yield self
        finally:
            self._remove(table)
            self._add(gone)

    def _remove(self, table: Table) -> None:
        for row in table.rows:
            name = _name(row, table)
            for quad in list(self._store.quads_for_pattern(name, None, None)):
                self._store.remove(quad)
            self._rows.pop(name, None)
            self._keys.pop((table.name, row.first(table.description.key)), None)

    def run(self, query: Query, rows: Sequence[NamedNode]) -> dict[NamedNode, set[Triple]]:
        """The statements that the query makes of each row."""
        return query.construct.run(self._store, rows, self._functions)

    def _cell(self, row: Term, column: Term) -> Term | None:
        found = self._rows.get(row)
        value = found.first(column.value) if found and isinstance(column, Literal) else ""
        return Literal(value) if value else None

    def _row(self, register: Term, key: Term) -> Term | None:
        return self._keys.get((register.value, key.value)) if isinstance(register, Literal) and isinstance(key, Literal) else None


def map_rows(table: Table, queries: Iterable[Query], rows: Rows) -> Iterator[tuple[Row, Quad]]:
    """Every statement that the queries make of the register's rows, with its row, in the order of the rows."""
    mine = [query for query in queries if query.register == table.name]
    for start in range(0, len(table.rows), BATCH):
        batch = {_name(row, table): row for row in table.rows[start : start + BATCH]}
        made = [(query.graph, rows.run(query, list(batch))) for query in mine]
        for name, row in batch.items():
            graphs = _find_graphs(row)
            for graph_name, triples in made:
                own = triples.get(name, set())
                bounds = {triple for time in rows.times.find(own) for triple in rows.times.describe(time)}
                yield from _place(row, own, graphs[graph_name])
                yield from _place(row, bounds, graphs[SOURCE if graph_name == ASSESSMENT else graph_name])


def _place(row: Row, triples: Iterable[Triple], graphs: Iterable[NamedNode]) -> Iterator[tuple[Row, Quad]]:
    """The statements in each of the graphs, in a fixed order."""
    for triple in sorted(triples, key=str):
        for target in graphs:
            yield row, Quad(triple.subject, triple.predicate, triple.object, target)


def _find_graphs(row: Row) -> dict[str, tuple[NamedNode, ...]]:
    """The named graphs that the queries of each kind write to for a row."""
    graphs: dict[str, tuple[NamedNode, ...]] = {name: (NamedNode(graph(name)),) for name in GRAPHS}
    for name, locate in ((SOURCE, source_graph), (ASSESSMENT, assessment_graph)):
        graphs[name] = tuple(NamedNode(locate(key)) for key in row.values.get(SOURCE, ()))
    return graphs


def _describe(row: Row, table: Table) -> Iterator[Quad]:
    subject = _name(row, table)
    yield Quad(subject, _TABLE, Literal(table.name))
    yield Quad(subject, _LINE, Literal(row.line))
    for name, values in row.values.items():
        for value in values:
            yield Quad(subject, NamedNode(CELL + name), Literal(value))


def _name(row: Row, table: Table) -> NamedNode:
    return NamedNode(f"{BASE}row/{quote(table.file)}/{row.line}")
