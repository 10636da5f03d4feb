"""Derived statements: each rule is a SPARQL CONSTRUCT over the default graph, and sees what the rules before it derived."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, QueryTriples, Store

from amicorum.errors import ReleaseError
from amicorum.rdf import iris
from amicorum.rdf.dataset import with_union

GRAPH = NamedNode(iris.graph("inferred"))


def derive(store: Store, rules: Sequence[Path]) -> int:
    """Run the rules in file-name order; write what they derive into the graph `inferred` and the default graph. Gives the count.

    Raises `ReleaseError` where a rule is not a CONSTRUCT, or makes blank nodes (nobody could cite them).
    """
    for rule in sorted(rules, key=lambda path: path.name):
        try:
            answer = store.query(rule.read_text(encoding="utf-8"))
        except SyntaxError as error:
            raise ReleaseError(f"rule {rule.name} is not SPARQL: {error}") from error
        if not isinstance(answer, QueryTriples):
            raise ReleaseError(f"rule {rule.name} is not a CONSTRUCT query")
        triples = list(answer)
        if any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object)):
            raise ReleaseError(f"rule {rule.name} derives statements about blank nodes, which nobody can cite")
        store.extend(with_union(Quad(t.subject, t.predicate, t.object, GRAPH) for t in triples))
    return sum(1 for _ in store.quads_for_pattern(None, None, None, GRAPH))
