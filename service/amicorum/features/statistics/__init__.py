"""Figures of a release: each the answer to one SPARQL query, which is shown with it, and how many agreements it leaves out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.engine.port import Engine, Term
from amicorum.engine.rows import rows
from amicorum.engine.sparql.bindings import bind
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.queries import load_query
from amicorum.rdf.terms import DCT, RDF

FIGURES: Mapping[str, NamedNode | None] = {
    "years": None,
    "areas": AMI.coversArea,
    "countries": None,
    "types": DCT.type,
    "statuses": AMI.status,
    "sources": None,
}
"""The figures in the order of the page, with the property that an agreement must have to count where one says it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one query found."""

    name: str
    query: str
    """Its text, as it was asked."""
    rows: Sequence[Mapping[str, Term]]
    left_out: int | None = None
    """Agreements that say nothing of it; None where that does not apply."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures, and how many agreements there are."""

    agreements: int
    figures: Mapping[str, Figure]


async def ask_statistics(engine: Engine, country: str = "") -> Statistics:
    """The figures of all agreements, or of those with a party in one country (the address of the country)."""
    bindings: dict[str, Term] = {"country": NamedNode(country)} if country else {}
    agreements = await _count(engine, RDF.type, bindings)
    figures = {}
    for name, found in zip(
        FIGURES, await asyncio.gather(*(rows(engine, load_query(__package__, name), bindings) for name in FIGURES)), strict=True
    ):
        left_out = None
        if term := FIGURES[name]:
            left_out = agreements - await _count(engine, term, bindings)
        elif name == "years":
            left_out = agreements - sum(int(row[key].value) for row in found for key in ("institutions", "cities"))
        figures[name] = Figure(name=name, query=bind(load_query(__package__, name), bindings), rows=found, left_out=left_out)
    return Statistics(agreements, figures)


async def _count(engine: Engine, term: NamedNode, bindings: Mapping[str, Term]) -> int:
    (row,) = await rows(engine, load_query(__package__, "counted"), {**bindings, "property": term})
    return int(row["agreements"].value)
