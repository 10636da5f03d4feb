"""Check what rows refer to: every key stands in its register, every concept in its scheme."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from amicorum.errors import SourceError
from amicorum.ingest.csvw import Column
from amicorum.ingest.tables import Table, suggest
from amicorum.rdf.iris import concept


def check_references(tables: Iterable[Table], registers: Mapping[str, Table], concepts: Collection[str]) -> Iterator[SourceError]:
    """Each value of `tables` that refers to nothing. `concepts` are the IRIs of all concepts of our schemes."""
    keys: dict[tuple[str, str], dict[str, object]] = {}
    schemes = _group_concepts(concepts)
    for table in tables:
        for column in table.description.columns.values():
            if column.name not in table.header:
                continue
            if reference := column.reference:
                address = (reference.register, reference.column)
                if address not in keys:
                    keys[address] = _collect_keys(registers.get(reference.register), reference.column)
                yield from _check(
                    table, column, keys[address], f"{reference.register}.csv has no row whose {reference.column} is", "add it there first"
                )
            elif column.scheme:
                known = schemes.get(column.scheme, {})
                yield from _check(
                    table, column, known, f"the scheme {column.scheme} has no concept", f"choose one of {', '.join(sorted(known))}"
                )


def _check(table: Table, column: Column, known: Mapping[str, object], lacks: str, advice: str) -> Iterator[SourceError]:
    for row in table.rows:
        for value in row.values.get(column.name, ()):
            if value not in known:
                several = all(part.strip() in known for part in value.split(",")) and column.separator
                mend = f": write {column.separator!r} between several" if several else suggest(value, known) or f": {advice}"
                message = f"{column.name}: {lacks} {value!r}{mend}"
                yield SourceError(message, file=table.file, line=row.line, column=table.place(column.name))


def _collect_keys(table: Table | None, column: str) -> dict[str, object]:
    return {value: row for row in table.rows for value in row.values.get(column, ())} if table else {}


def _group_concepts(concepts: Iterable[str]) -> dict[str, dict[str, object]]:
    """The keys of the concepts of each scheme, from IRIs `…/scheme/{scheme}/{key}`."""
    base = concept("", "").rstrip("/") + "/"
    grouped: dict[str, dict[str, object]] = {}
    for iri in concepts:
        scheme, _, key = iri.removeprefix(base).partition("/")
        if iri.startswith(base) and key:
            grouped.setdefault(scheme, {})[key] = iri
    return grouped
