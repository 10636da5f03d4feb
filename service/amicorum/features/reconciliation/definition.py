"""What a type or a property means, as the vocabulary and the concept schemes define it."""

from __future__ import annotations

from importlib import resources

from pyoxigraph import Literal, NamedNode

from amicorum.engine.port import Engine
from amicorum.engine.rows import rows


async def ask_definition(engine: Engine, iri: str) -> dict[str, str]:
    """The definition in each language; empty where there is none."""
    text = resources.files(__package__).joinpath("definition.rq").read_text(encoding="utf-8")
    found = [row["text"] for row in await rows(engine, text, {"thing": NamedNode(iri)})]
    return {each.language or "": each.value for each in found if isinstance(each, Literal)}
