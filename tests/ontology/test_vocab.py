"""A misspelt term fails where it is written."""

from __future__ import annotations

import copy
import pickle

import pytest
from pyoxigraph import NamedNode

from amicorum.rdf.iris import NS
from amicorum.rdf.namespaces import AMI, PREFIXES, Namespace


def test_term_by_attribute_and_by_item() -> None:
    assert NamedNode(NS + "City") == AMI.City == AMI["City"]


@pytest.mark.parametrize("name", ["Citty", "city", "", "__wrapped__"])
def test_unknown_term_fails(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(AMI, name)
    with pytest.raises(KeyError):
        AMI[name]
    assert name not in AMI


@pytest.mark.parametrize("name", AMI)
def test_no_term_is_hidden_by_a_method(name: str) -> None:
    assert getattr(AMI, name) == AMI[name]


def test_namespace_can_be_copied() -> None:
    for copied in (copy.deepcopy(AMI), pickle.loads(pickle.dumps(AMI))):
        assert dict(copied) == dict(AMI)
        assert str(copied) == NS


def test_namespace_of_others() -> None:
    assert Namespace("http://example.org/", "a")["a"] == NamedNode("http://example.org/a")


def test_prefixes_are_sorted_distinct_and_end_as_namespaces_do() -> None:
    assert list(PREFIXES) == sorted(PREFIXES)
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert all(iri.endswith(("#", "/")) for iri in PREFIXES.values())
