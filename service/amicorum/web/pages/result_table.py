"""Make the table of a query answer: short names, labels and links, cut where a page would become too long."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from pyoxigraph import Triple as Quoted

from amicorum.engine.port import Answer, Form
from amicorum.rdf.compact import local_address
from amicorum.rdf.namespaces import PREFIXES
from amicorum.rdf.terms import RDF
from amicorum.web.html.presenter import Presenter

SHOWN_BYTES = 512 * 1024
SHOWN_ROWS = 1000
"""What a page shows at most; everything is in the downloads."""

PLAIN = {PREFIXES["xsd"] + name for name in ("string", "boolean", "integer", "decimal", "double", "date", "gYear", "anyURI")}
PLAIN.add(RDF.langString.value)
"""Datatypes that a value shows by itself."""
NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger")}
"""Datatypes of what can be drawn as a length."""
UNBROKEN = 28
"""Characters of a value that stays on one line: a date, a number, a code."""

Value = NamedNode | BlankNode | Literal | Quoted | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in a table. Of an IRI `text` is the short form, `label` the name of the thing and `iri` the whole address."""

    text: str
    href: str | None = None
    note: str = ""
    iri: str = ""
    label: str = ""
    language: str = ""
    unbroken: bool = False
    number: float | None = None
    """The value of a finite number."""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer; `verdict` for ASK."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    whole: bool
    verdict: bool | None = None


async def read_table(presenter: Presenter, answer: Answer) -> Table:
    """The beginning of an answer in TSV or N-Triples, for this reader."""
    data, whole = bytearray(), True
    async for chunk in answer.chunks():
        data += chunk
        if len(data) > SHOWN_BYTES or data.count(b"\n") > SHOWN_ROWS + 1:
            whole = False
            break
    if not whole:
        # Both formats have one row a line and no line breaks inside values, so a cut after a line leaves whole rows.
        lines = bytes(data).splitlines(keepends=True)[: SHOWN_ROWS + 1]
        data = bytearray(b"".join(line for line in lines if line.endswith(b"\n")))
    if answer.form in (Form.CONSTRUCT, Form.DESCRIBE):
        triples = parse(bytes(data), format=RdfFormat.N_TRIPLES)
        return Table(("subject", "predicate", "object"), [_row(presenter, (t.subject, t.predicate, t.object)) for t in triples], whole)
    results = parse_query_results(bytes(data), format=QueryResultsFormat.TSV)
    if isinstance(results, QuerySolutions):
        columns = [variable.value for variable in results.variables]
        return Table(columns, [_row(presenter, solution) for solution in results], whole)
    return Table((), (), whole, verdict=bool(results))


def _row(presenter: Presenter, values: Iterable[Value]) -> list[Cell]:
    values = list(values)
    said = {value.value for value in values if isinstance(value, Literal)}
    return [_cell(presenter, value, said) for value in values]


def _cell(presenter: Presenter, value: Value, said: set[str]) -> Cell:
    """A value; a label that another cell of the row says is not said again."""
    match value:
        case None:
            return Cell("")
        case NamedNode():
            text, code = presenter.language.pick(presenter.index.labels(value.value))
            label = "" if text in said else text
            return Cell(
                text=local_address(value.value),
                href=presenter.href(value),
                note="",
                iri=value.value,
                label=label,
                language="" if code == presenter.language.code else code,
            )
        case Literal():
            note = "" if value.datatype.value in PLAIN else local_address(value.datatype.value)
            unbroken = len(value.value) <= UNBROKEN and " " not in value.value
            return Cell(
                text=value.value,
                href=None,
                note=value.language or note,
                iri="",
                label="",
                language=value.language or "",
                unbroken=unbroken,
                number=_number(value),
            )
        case _:
            return Cell(str(value), unbroken=True)


def _number(value: Literal) -> float | None:
    if value.datatype.value not in NUMBERS:
        return None
    try:
        number = float(value.value)
    except ValueError:  # a literal may say that it is a number and not be one
        return None
    return number if math.isfinite(number) else None
