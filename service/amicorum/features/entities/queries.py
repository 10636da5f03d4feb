"""Ask the engine the queries of this feature: the `.rq` files beside the code, with a thing bound to `?thing`."""

from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode

from amicorum.engine.port import Engine, Term
from amicorum.engine.rows import rows
from amicorum.features.entities.statements import Statement, Statements
from amicorum.rdf.queries import load_query


def read_query(name: str) -> str:
    """The text of a query of this feature."""
    return load_query(__package__, name)


async def ask_statements(engine: Engine, name: str, thing: NamedNode, **bindings: Term) -> Statements:
    """The statements that a query of this feature selects about a thing.

    Its rows are `?graph ?subject ?predicate ?object`; a row without `?subject` is about the thing itself.
    """
    found = [
        Statement(subject, predicate, row["object"], graph)
        for row in await rows(engine, read_query(name), {"thing": thing, **bindings})
        if isinstance(subject := row.get("subject", thing), NamedNode | BlankNode)
        and isinstance(predicate := row["predicate"], NamedNode)
        and isinstance(graph := row["graph"], NamedNode)
    ]
    # The engine's order may differ from one start to the next; the pages of one release never do.
    return Statements(sorted(found, key=lambda each: (each.subject.value, each.predicate.value, each.object.value, each.graph.value)))
