"""Mapping the rows of an imported table: a SPARQL CONSTRUCT is evaluated for some thousands of rows at a time.

The language is that of the registers (see `ingest/mapping.py`): `?row cell:COLUMN "value"`, `cell:line`, and the functions `fn:cell`,
`fn:slug`, `fn:thing`, `fn:concept`, `fn:time` and its relatives. Nothing is looked up in other tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from amicorum.imports.rows import Line
from amicorum.ingest.construct import Construct, Function, Term, read_construct
from amicorum.ingest.decoding import decode
from amicorum.ingest.functions import COUNTRY, COUNTRY_NAMED, FUNCTIONS, TIME
from amicorum.ingest.time_bounds import NamedTimes
from amicorum.rdf.iris import BASE, CELL, FN
from amicorum.rdf.lint import find_triple_fault

MISREAD = 1000
"""Texts that are noted of which a function could make nothing."""
BATCH = 500
"""Rows that the query is evaluated for at once."""
_CELL_FUNCTION, _LINE = NamedNode(FN + "cell"), NamedNode(CELL + "line")


@dataclass(frozen=True, slots=True)
class MappedRow:
    """What the mapping made of one row: its statements, or the reason why it is left out."""

    line: int
    triples: tuple[Triple, ...]
    fault: str = ""


def read_mapping(path: Path, file: str = "") -> Construct:
    """Read a mapping query. Raises a `SourceError` with its place for what is none."""
    file = file or str(path)
    return read_construct(decode(path.read_bytes(), file), file, (*FUNCTIONS, TIME, _CELL_FUNCTION))


def find_missing(mapping: Construct, columns: Iterable[str]) -> list[str]:
    """Columns that a mapping names and the table does not have: misspelt, or such as need not be there."""
    text = re.sub(r"(?m)^\s*#.*$", "", mapping.text)
    named = re.findall(r'\bcell:(\w+)|\bfn:cell\s*\(\s*\?row\s*,\s*"([^"]*)"', text)
    return sorted({one or other for one, other in named} - {*columns, "line"})


Misread = dict[NamedNode, set[str]]
"""Texts of which a function could make nothing, by the function."""


def map_lines(lines: Iterable[Line], mapping: Construct, misread: Misread | None = None) -> Iterator[MappedRow]:
    """What the mapping makes of each row, in the order of the rows. Adds to `misread` what is no time and no country."""
    rows = iter(lines)
    while batch := list(islice(rows, BATCH)):
        yield from _map_batch(batch, mapping, {} if misread is None else misread)


def _watch(function: Function, misread: set[str]) -> Function:
    """The same function, which notes texts of which it makes nothing; so many that a person sees which they are."""

    def watched(*given: Term) -> Term | None:
        found = function(*given)
        if found is None and given and isinstance(given[0], Literal) and len(misread) < MISREAD:
            misread.add(given[0].value)
        return found

    return watched


def _map_batch(batch: list[Line], mapping: Construct, misread: Misread) -> Iterator[MappedRow]:
    named = {_name(line): line for line in batch if not line.fault}
    store = Store()
    store.extend(
        Quad(name, NamedNode(CELL + column), Literal(value)) for name, line in named.items() for column, value in line.cells.items()
    )
    store.extend(Quad(name, _LINE, Literal(line.number)) for name, line in named.items())

    def cell(row: Term, column: Term) -> Term | None:
        line = named.get(row) if isinstance(row, NamedNode) else None
        value = line.cells.get(column.value, "") if line and isinstance(column, Literal) else ""
        return Literal(value) if value else None

    times = NamedTimes()
    functions = dict(FUNCTIONS) | {_CELL_FUNCTION: cell, TIME: times.name}
    functions |= {name: _watch(functions[name], misread.setdefault(name, set())) for name in (TIME, COUNTRY, COUNTRY_NAMED)}
    made = mapping.run(store, list(named), functions) if named else {}
    for statements in made.values():
        statements |= {triple for time in times.find(statements) for triple in times.describe(time)}
    triples = {line: tuple(sorted(made.get(name, ()), key=str)) for name, line in ((_name(line), line) for line in batch)}
    # What could not be published is found here, where the row is still known.
    whole = find_triple_fault(triple for each in triples.values() for triple in each)
    for line, own in triples.items():
        fault = line.fault or (find_triple_fault(own) if whole else "")
        fault = fault or ("" if own else "the mapping makes no statement of this row: is a cell empty that it needs?")
        yield MappedRow(line.number, () if fault else own, fault)


def _name(line: Line) -> NamedNode:
    return NamedNode(f"{BASE}row/{line.number}")
