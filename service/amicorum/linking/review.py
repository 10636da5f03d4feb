"""The review file: proposals as a table in which a person decides, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from amicorum.errors import SourceError
from amicorum.linking.identifiers import Identifier, read_identifier
from amicorum.linking.lists import SCHEMES
from amicorum.linking.proposals import Proposal
from amicorum.rdf import iris

DECISION = "decision"
COLUMNS = (DECISION, "state", "score", "thing", "name", "place", "listed_as", "listed_place", *SCHEMES, "reasons", "line")
"""What the file has; a person fills in the first."""
_YES = frozenset(("accept", "accepted", "yes", "y", "x", "1", "true", "tak", "taip"))
_NO = frozenset(("", "reject", "rejected", "no", "n", "0", "false", "nie", "ne", "?"))
_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row of a review file that a person accepted: the thing of ours, its new identifiers, why they are taken to be its own."""

    line: int
    thing: str
    identifiers: tuple[Identifier, ...]
    score: str
    reasons: str

    @property
    def kind(self) -> str:
        """`institution` or `city`."""
        return self.thing.partition("/")[0]

    @property
    def key(self) -> str:
        """The key of the thing in its register."""
        return self.thing.partition("/")[2]


def write_review(proposals: Iterable[Proposal]) -> str:
    """The file, the best proposals first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for each in proposals:
        record = each.entry.record
        row = {
            "state": str(each.state),
            "score": f"{each.score:.1f}",
            "thing": each.thing.key.removeprefix(iris.THINGS),
            "name": each.thing.name,
            "place": each.place,
            "listed_as": record.name,
            "listed_place": ", ".join(filter(None, (*each.entry.listed[:1], record.country))),
            "reasons": _SEPARATOR.join(each.reasons),
            "line": str(each.entry.line),
        }
        for scheme in SCHEMES:
            row[scheme] = _SEPARATOR.join(value for own, value in each.new if own == scheme)
        writer.writerow({name: _disarm(value) for name, value in row.items()})
    return text.getvalue()


def read_review(path: Path) -> list[Accepted]:
    """The accepted rows of a review file. Raises a `SourceError` where it is none, or where a decision is neither yes nor no."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", file=str(path)) from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    if missing := [name for name in (DECISION, "thing", "score", "reasons") if name not in (reader.fieldnames or ())]:
        raise SourceError(f"is no review file: it has no column {missing[0]!r}", file=str(path))
    found = []
    for row in reader:
        decision = (row[DECISION] or "").strip().casefold()
        if decision in _YES:
            found.append(_read_accepted(row, reader.line_num, str(path)))
        elif decision not in _NO:
            raise SourceError(f"{decision!r} is no decision: write yes or no", file=str(path), line=reader.line_num)
    return found


def _read_accepted(row: dict[str, str], line: int, file: str) -> Accepted:
    thing = (row["thing"] or "").strip()
    if thing.partition("/")[0] not in ("institution", "city") or not thing.partition("/")[2]:
        raise SourceError(f"{thing!r} is no institution or city: write it as institution/KEY or city/KEY", file=file, line=line)
    identifiers = []
    for scheme in SCHEMES:
        for value in filter(None, ((each or "").strip() for each in (row.get(scheme) or "").split(";"))):
            identifier = read_identifier(scheme, value)
            if identifier is None:
                raise SourceError(f"{value!r} is no {scheme} identifier", file=file, line=line)
            identifiers.append(identifier)
    if not identifiers:
        raise SourceError("is accepted and has no identifier to take over", file=file, line=line)
    return Accepted(line, thing, tuple(identifiers), (row["score"] or "").strip(), (row["reasons"] or "").strip())


def _disarm(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "@", "\t") or (value[:1] == "-" and not value[1:2].isdigit()) else value
