"""The register of links: what a person accepted, one row for each identifier of a thing, with who decided, when and on what grounds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from amicorum.errors import SourceError, SourceErrors
from amicorum.linking.folding import fold
from amicorum.linking.identifiers import Identifier, compare_key
from amicorum.linking.lists import ONE_FOR_EACH
from amicorum.linking.review import Accepted

NAME = "links.csv"
COLUMNS = ("id", "institution", "city", "scheme", "value", "method", "reviewer", "reviewed", "confidence", "source")
_REGISTERS = {"institution": "institutions.csv", "city": "cities.csv"}
_IN_REGISTERS = ("wikidata", "ror", "isni", "geonames")
"""Identifiers that stand in registers of things."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who accepted, on which day, how sure, and from which source: a key of the register of sources."""

    reviewer: str
    day: str
    confidence: str
    source: str


def add_links(registers: Path, accepted: Iterable[Accepted], decision: Decision) -> int:
    """Write what was accepted into the register; the number of rows that are new.

    What stands there already is left as it is, so twice is as once. Raises `SourceErrors` and writes nothing where a thing or the source
    is not known, an identifier is another thing's, or a thing would get two of a scheme that gives one.
    """
    path = registers / NAME
    rows = _read(path) if path.exists() else []
    keys = {kind: {row["id"] for row in _read(registers / file)} for kind, file in _REGISTERS.items()}
    if decision.source not in {row["id"] for row in _read(registers / "sources.csv")}:
        raise SourceError(f"sources.csv has no row whose id is {decision.source!r}: add the list there first", file=NAME)
    holders, own = _read_holders(registers, rows)
    errors: list[SourceError] = []
    new = []
    for each in accepted:
        if each.key not in keys[each.kind]:
            errors.append(SourceError(f"{_REGISTERS[each.kind]} has no row whose id is {each.key!r}", line=each.line, file="review"))
            continue
        for identifier in each.identifiers:
            if message := _find_fault(identifier, each.thing, holders, own):
                errors.append(SourceError(message, line=each.line, file="review"))
            elif compare_key(identifier) not in holders:
                holders[compare_key(identifier)] = each.thing
                own.setdefault((each.thing, identifier.scheme), identifier.value)
                new.append(_make_row(each, identifier, decision))
    if errors:
        raise SourceErrors(errors)
    if new:
        _write(path, [*rows, *new])
    return len(new)


def _find_fault(identifier: Identifier, thing: str, holders: Mapping[Identifier, str], own: Mapping[tuple[str, str], str]) -> str:
    """What speaks against an identifier of a thing; empty for nothing."""
    if (holder := holders.get(compare_key(identifier), thing)) != thing:
        return f"{identifier.scheme} {identifier.value} is that of {holder} already, so it cannot be that of {thing}"
    other = own.get((thing, identifier.scheme), identifier.value)
    if identifier.scheme in ONE_FOR_EACH and other != identifier.value:
        return f"{thing} has {identifier.scheme} {other} already, so it cannot have {identifier.value}"
    return ""


def _read_holders(registers: Path, links: Iterable[Mapping[str, str]]) -> tuple[dict[Identifier, str], dict[tuple[str, str], str]]:
    """Which thing has which identifier, in the registers of things and of links."""
    found = [(Identifier(row["scheme"], row["value"]), _thing_of(row)) for row in links]
    for kind, file in _REGISTERS.items():
        for row in _read(registers / file):
            thing = f"{kind}/{row.get('same_as') or row['id']}"
            found += [
                (Identifier(scheme, row[scheme]), thing) for scheme in _IN_REGISTERS if row.get(scheme) and row["confidence"] != "low"
            ]
    holders = {compare_key(identifier): thing for identifier, thing in found}
    return holders, {(thing, identifier.scheme): identifier.value for identifier, thing in found}


def _thing_of(row: Mapping[str, str]) -> str:
    return f"institution/{row['institution']}" if row["institution"] else f"city/{row['city']}"


def _make_row(accepted: Accepted, identifier: Identifier, decision: Decision) -> dict[str, str]:
    slug = fold(f"{identifier.scheme} {identifier.value}").replace(" ", "-")
    return {
        "id": slug,
        accepted.kind: accepted.key,
        "scheme": identifier.scheme,
        "value": identifier.value,
        "method": f"Names compared, score {accepted.score}: {accepted.reasons}",
        "reviewer": decision.reviewer,
        "reviewed": decision.day,
        "confidence": decision.confidence,
        "source": decision.source,
    }


def _read(path: Path) -> list[dict[str, str]]:
    try:
        return [
            {name: value or "" for name, value in row.items()} for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        ]
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=str(path)) from error


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """The register anew, in the order of things, in one step."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in sorted(rows, key=lambda row: (_thing_of({"institution": "", "city": "", **row}), row["scheme"], row["value"])):
        writer.writerow({name: row.get(name, "") for name in COLUMNS})
    draft = path.with_suffix(".csv.new")
    draft.write_text(text.getvalue(), encoding="utf-8")
    draft.replace(path)
