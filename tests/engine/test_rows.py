"""What the service asks for itself comes as terms, from its own priority, and rows alone are rows."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode
from tests.engine.conftest import StartEngine

from amicorum.engine.port import Query
from amicorum.engine.rows import rows
from amicorum.errors import EngineFailed
from amicorum.rdf.formats import JSON_RESULTS

pytestmark = pytest.mark.anyio


async def test_a_row_has_the_variables_with_a_value(start_engine: StartEngine) -> None:
    text = "SELECT ?thing ?number ?none WHERE { ?thing <http://e/number> ?number OPTIONAL { ?thing <http://e/none> ?none } }"
    seven = NamedNode("http://e/7")
    (row,) = await rows(await start_engine(), text, {"thing": seven})
    assert row == {"thing": seven, "number": Literal(7)}


async def test_the_public_cannot_take_the_place(start_engine: StartEngine) -> None:
    engine = await start_engine(workers=1, queue=0)
    heavy = await engine.ask(Query("SELECT * WHERE { ?s ?p ?o . ?s2 ?p2 ?o2 }", JSON_RESULTS, None, client="somebody"))
    try:
        assert len(await rows(engine, "SELECT * WHERE { <http://e/7> ?p ?o }")) == 1
    finally:
        await heavy.close()


async def test_a_truth_value_is_no_row(start_engine: StartEngine) -> None:
    engine = await start_engine()
    with pytest.raises(EngineFailed, match="truth value"):
        await rows(engine, "ASK { }")
