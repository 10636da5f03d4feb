"""Attempts to make the service itself do what only a worker may: data with hubs and huge texts, queries of two readings, deep ones.

Nothing here may be answered in the service's own process; each is what it was without that way: an answer of a worker, or a typed error.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.engine.embedded.queries import make_query, until
from tests.hostile.attacks import ATTACKS, Attack

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.rows import read_answer
from amicorum.errors import QueryError
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio

QUIET = "SELECT ?o { <http://e/quiet> <http://e/p> ?o }"
HUB, STATEMENTS = "<http://e/hub>", 3000
HUGE = 2_000_000
LONG_TEXT = "a" * 2000

DEAR = {
    "everything of a hub": f"SELECT * {{ {HUB} ?p ?o }}",
    "everything of a hub, by a value": f"SELECT * {{ VALUES ?s {{ {HUB} }} ?s ?p ?o }}",
    "a hub among many values": f"SELECT * {{ VALUES ?s {{ {'<http://e/quiet> ' * 19} {HUB} }} ?s ?p ?o }}",
    "whatever points at a hub": f"SELECT ?s {{ ?s ?p {HUB} }}",
    "a hub that the data lead to": "SELECT * { <http://e/quiet> <http://e/to> ?hub . ?s <http://e/at> ?hub }",
    "a hub and back": "SELECT * { <http://e/quiet> <http://e/to> ?hub . ?hub <http://e/p> ?x . ?x ?q ?y }",
    "a hub behind a limit": f"SELECT * {{ {HUB} ?p ?o }} ORDER BY ?o LIMIT 1",
    "a hub with an alias": f"PREFIX hub: {HUB} SELECT * {{ hub: ?p ?o }}",
    "a hub in other words": "SELECT * { <http://e/x/../hub> ?p ?o }",
    "a hub in escapes": r"SELECT * { <http://e/\u0068ub> ?p ?o }",
    "a hub behind two declarations": f"PREFIX x: <http://e/quiet> PREFIX x: {HUB} SELECT * {{ x: ?p ?o }}",
    "a hub behind a base": "BASE <http://e/> SELECT * { <hub> ?p ?o }",
    "two hubs multiplied": f"SELECT * {{ {HUB} <http://e/p> ?a . {HUB} <http://e/p> ?b }}",
    "a hub joined with itself": f"SELECT * {{ ?s <http://e/at> {HUB} . ?t <http://e/at> {HUB} . ?s <http://e/n> ?n . ?t <http://e/n> ?n }}",
    "a regular expression": f"SELECT ?o {{ <http://e/quiet> <http://e/p> ?o FILTER REGEX('{LONG_TEXT}', '^(a|aa|a*)*$') }}",
    "a product of texts": f"SELECT ?o {{ <http://e/quiet> <http://e/p> ?o FILTER(CONCAT('{LONG_TEXT}', ?o) = ?o) }}",
    "deep brackets": f"SELECT ?o {{ <http://e/quiet> <http://e/p> ?o FILTER({'(' * 80}?o{')' * 80}) }}",
    "deep calls": f"SELECT ?o {{ <http://e/quiet> <http://e/p> ?o FILTER({'STR(' * 80}?o{')' * 80} = 'x') }}",
    "many negations of a path": f"SELECT ?o {{ <http://e/quiet> {'^' * 80}<http://e/p> ?o }}",
    "a comparison that hides a pattern": "SELECT * { <http://e/quiet> <http://e/p> ?o FILTER(?o<?x)#> || true)\n ?a ?b ?c }",
    "a path that ends where a name begins": f"PREFIX x: {HUB} SELECT * {{ <http://e/quiet> <http://e/to>?x: ?q ?r }}",
    "a number that goes on": f"PREFIX e3: <http://e/quiet> PREFIX : {HUB} SELECT * {{ <http://e/quiet> <http://e/p> 5.e3: ?q ?r }}",
    "a name that breaks off": f"PREFIX q: <http://e/> PREFIX a: {HUB} SELECT * {{ <http://e/quiet> <http://e/p> q:.a: ?b ?c }}",
    "a subquery": f"SELECT * {{ <http://e/quiet> <http://e/p> ?o {{ SELECT ?x {{ {HUB} ?p ?x }} }} }}",
    "every graph": "SELECT * { GRAPH ?g { <http://e/quiet> <http://e/p> ?o } }",
    "a filter that keeps a group apart": "SELECT * { <http://e/quiet> ?to ?h GRAPH <http://g/1> { ?h ?p ?x . ?x ?q ?y FILTER(true) } }",
}

TEXTS = {
    "a text that is not huge": QUIET,
    "the huge text": "SELECT ?o { <http://e/text> <http://e/big> ?o }",
    "a look into it": "ASK { <http://e/text> <http://e/big> ?o FILTER(CONTAINS(UCASE(?o), 'B')) }",
    "it many times": f"SELECT * {{ VALUES ?x {{ {'1 ' * 20} }} <http://e/text> <http://e/big> ?o . <http://e/text> <http://e/n> ?x }}",
}


@pytest.fixture(scope="module")
def skewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub, a star around it, one huge text, and a thing of which little is said."""
    lines = [f'{HUB} <http://e/p> "{n}" <http://g/1> .' for n in range(STATEMENTS)]
    lines += [
        f'<http://e/s{n}> <http://e/at> {HUB} <http://g/1> .\n<http://e/s{n}> <http://e/n> "0" <http://g/2> .' for n in range(STATEMENTS)
    ]
    lines += ['<http://e/quiet> <http://e/p> "x" <http://g/1> .', f"<http://e/quiet> <http://e/to> {HUB} <http://g/1> ."]
    path = tmp_path_factory.mktemp("skewed") / "skewed.nq"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def huge(skewed: Path) -> Path:
    path = skewed.with_name("huge.nq")
    text = f'<http://e/text> <http://e/big> "{"x" * HUGE}" <http://g/1> .\n<http://e/text> <http://e/n> "1" <http://g/1> .\n'
    path.write_text(skewed.read_text(encoding="utf-8") + text, encoding="utf-8")
    return path


@pytest.fixture
async def engine(skewed: Path) -> AsyncIterator[EmbeddedEngine]:
    """Over the data without the huge text, with which hardly anything is cheap."""
    engine = EmbeddedEngine(Settings(workers=1, query_memory=256, query_seconds=2.0, client_budget=1000.0), skewed)
    try:
        await engine.start()
        await until(lambda: engine.ask_now(make_query(QUIET)) is not None)
        yield engine
    finally:
        await engine.close()


async def test_what_is_dear_goes_to_a_worker(engine: EmbeddedEngine) -> None:
    """A worker's answer, or its error, as without this way."""
    for name, text in DEAR.items():
        assert engine.ask_now(make_query(text)) is None, name
        try:
            await read_answer(engine, make_query(text))
        except QueryError as error:
            assert str(error), name
    assert engine.ask_now(make_query(QUIET)) is not None


async def test_no_known_attack_is_taken_for_cheap(engine: EmbeddedEngine) -> None:
    def is_refused(attack: Attack) -> bool:
        return engine.ask_now(make_query(attack.query)) is None

    assert [attack.name for attack in ATTACKS if not is_refused(attack)] == []


async def test_one_huge_text_anywhere_makes_every_text_dear(huge: Path) -> None:
    """Which statement has it is not known beforehand; a question without a text in its answer is as cheap as before."""
    engine = EmbeddedEngine(Settings(workers=1), huge)
    try:
        await engine.start()
        await until(lambda: engine.ask_now(make_query("ASK { <http://e/quiet> <http://e/p> ?o }")) is not None)
        for text in (*TEXTS.values(), *DEAR.values()):
            assert engine.ask_now(make_query(text)) is None
    finally:
        await engine.close()
