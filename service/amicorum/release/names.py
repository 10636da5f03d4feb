"""`names.tsv`: the statements by which things are found, so that who looks for names need not read the whole dump.

A row (SPARQL 1.1 Query Results TSV) is a statement about a thing: what it is called, its identifiers, its kind and where it is, with the
number of statements of all graphs that point at the thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QueryResultsFormat, RdfFormat, parse_query_results

from amicorum.errors import ReleaseError
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.nquads import parse_lines
from amicorum.rdf.terms import ADMS, DCT, FOAF, LABELS, ORG, OWL, SCHEMA, SKOS, WGS84
from amicorum.release.release import NQUADS, Release

NAME = "names.tsv"
PROPERTIES = (
    *LABELS, SKOS.altLabel, SKOS.notation, AMI.devisedLabel, AMI.hasName, ADMS.identifier, AMI.identifierScheme, FOAF.page, OWL.sameAs,
    SCHEMA.sameAs, ORG.classification, DCT.type, SKOS.inScheme, SKOS.broader, AMI.inCity, AMI.governs, AMI.inCountry, WGS84.lat, WGS84.long,
)  # fmt: skip
"""What is told of a thing here: all that the index of names and the matcher read."""
COLUMNS = ("thing", "property", "value", "links")
_WANTED = frozenset(f"<{term.value}>".encode() for term in PROPERTIES)


@dataclass(frozen=True, slots=True)
class NamedThings:
    """The statements by which things are found, in no graph and each once, and how many statements point at each of the things."""

    statements: list[Quad]
    links: Mapping[str, int]


def write_names(nquads: Path, folder: Path) -> None:
    """Write the file into a release's folder, from its canonical N-Quads."""
    with (folder / NAME).open("wb") as file:
        file.write("\t".join(f"?{column}" for column in COLUMNS).encode() + b"\n")
        file.writelines(b"%s\t%s\t%s\t%d\n" % row for row in _choose(nquads))


def read_named_things(release: Release) -> NamedThings:
    """What a release names. Of a release from before there was such a file: the same, from its dump.

    Raises `ReleaseError` where the file is something else.
    """
    if NAME not in release.checksums:
        return _read_dump(release.file(NQUADS))
    path = release.file(NAME)
    statements: list[Quad] = []
    links: dict[str, int] = {}
    try:
        rows = parse_query_results(path=path, format=QueryResultsFormat.TSV)
        if isinstance(rows, QueryBoolean) or [column.value for column in rows.variables] != list(COLUMNS):
            raise ReleaseError(f"{path} is not a table of {', '.join(COLUMNS)}")
        for thing, term, value, number in rows:
            if not (isinstance(thing, NamedNode) and isinstance(term, NamedNode) and value is not None and isinstance(number, Literal)):
                raise ReleaseError(f"{path} has a row that tells nothing of a thing: {thing} {term} {value} {number}")
            statements.append(Quad(thing, term, value))
            links[thing.value] = int(number.value)
    except (OSError, SyntaxError, ValueError) as error:
        raise ReleaseError(f"{path} cannot be read: {error}") from error
    return NamedThings(statements, links)


def _read_dump(nquads: Path) -> NamedThings:
    rows = list(_choose(nquads))
    statements = parse_lines((b"%s %s %s .\n" % row[:3] for row in rows), RdfFormat.N_TRIPLES)
    return NamedThings(list(statements), {subject[1:-1].decode(): number for subject, _, _, number in rows})


def _choose(nquads: Path) -> Iterator[tuple[bytes, bytes, bytes, int]]:
    """The terms of the statements that tell of things, each statement once, and how many point at the thing."""
    with nquads.open("rb") as lines:
        objects = (line.split(b" ", 3)[2] for line in lines if line.startswith(b"<"))
        links = Counter(value for value in objects if value.startswith(b"<"))
        lines.seek(0)
        for statement, _ in groupby(line.rsplit(b" ", 2)[0] for line in lines if line.startswith(b"<")):
            subject, predicate, value = statement.split(b" ", 2)
            if predicate in _WANTED and not value.startswith(b"_:"):
                yield subject, predicate, value, links[subject]
