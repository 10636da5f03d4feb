"""Page through what is too long for one answer, by the address of the last subject: a page stays the same whatever is added before it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from amicorum.engine.port import Engine
from amicorum.features.entities.queries import ask_statements
from amicorum.features.entities.statements import Statements

ROWS = {"pointing": 200, "graph": 1500}
"""Rows that the queries give at most, as their LIMIT says; a test holds the two together."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some statements, and after which subject the next page begins; empty where there is none."""

    statements: Statements
    next: str


async def ask_page(engine: Engine, name: str, thing: NamedNode, after: str) -> Page:
    """A page of the statements that a query selects. The last subject of a full page may be cut, so it goes to the next one."""
    found = await ask_statements(engine, name, thing, after=Literal(after))
    if found.rows < ROWS[name]:
        return Page(found, "")
    subjects = found.subjects()
    whole = subjects[:-1] or subjects
    return Page(found.of(whole), whole[-1].value)
