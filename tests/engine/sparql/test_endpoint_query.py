"""A query for an endpoint elsewhere: which clauses go, and when a base comes."""

from __future__ import annotations

import pytest

from amicorum.engine.sparql.endpoint_query import drop_dataset, give_base
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import rewrite


def test_the_dataset_clauses_can_be_dropped() -> None:
    text = "SELECT * FROM <a:b> from named e:x WHERE { ?s e:from 'FROM <x>' }"
    assert rewrite(text, drop_dataset(ParsedQuery(text))).split() == ["SELECT", "*", "WHERE", "{", "?s", "e:from", "'FROM", "<x>'", "}"]


@pytest.mark.parametrize(("text", "given"), [("ASK { <a> ?base 'BASE' }", True), ("# BASE\nbase <http://e/> ASK { }", False)])
def test_a_base_is_given_where_there_is_none(text: str, given: bool) -> None:
    assert rewrite(text, give_base(ParsedQuery(text), "http://e/")) == ("BASE <http://e/> " + text if given else text)
