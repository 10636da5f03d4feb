"""Ask for the definition of a type or a property in the vocabulary and the concept schemes."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from amicorum.engine.port import Engine
from amicorum.engine.rows import rows
from amicorum.rdf.queries import load_query


async def ask_definition(engine: Engine, iri: str) -> dict[str, str]:
    """The definition in each language; empty where there is none."""
    found = [row["text"] for row in await rows(engine, load_query(__package__, "definition"), {"thing": NamedNode(iri)})]
    return {each.language or "": each.value for each in found if isinstance(each, Literal)}
