"""The page `docs/model.md` names every term, and no term or concept that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from amicorum.rdf.iris import BASE
from amicorum.rdf.namespaces import AMI, PREFIXES

PAGE = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
IN_SCHEME = NamedNode(PREFIXES["skos"] + "inScheme")


@pytest.mark.parametrize("name", AMI)
def test_model_names_the_term(name: str) -> None:
    assert re.search(rf"\bami:{name}\b|`{name}`", PAGE)


def test_model_names_terms_that_exist() -> None:
    assert set(re.findall(r"\bami:(\w+)", PAGE)) <= set(AMI)


def test_model_names_concepts_that_exist(schemes: Store) -> None:
    named = set(re.findall(r"<a/scheme/([a-z-]+/[a-z-]+)>", PAGE))
    assert len(named) > 10
    assert [key for key in sorted(named) if not any(schemes.quads_for_pattern(NamedNode(f"{BASE}scheme/{key}"), IN_SCHEME, None))] == []
