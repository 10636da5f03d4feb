"""Derived statements: each rule is a SPARQL CONSTRUCT over the default graph, and sees what the rules before it derived."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples, Store, Triple

from amicorum.errors import ReleaseError
from amicorum.linking.transliteration import to_latin
from amicorum.rdf import iris
from amicorum.rdf.dataset import with_union

GRAPH = NamedNode(iris.graph("inferred"))

Term = NamedNode | BlankNode | Literal | Triple


def _latin(text: Term, reader: Term) -> Term | None:
    """`fn:latin("Краків"@uk, "pl")` → `"Krakiw"`: a name in Latin letters, as the readers of a language write it."""
    if not isinstance(text, Literal) or not isinstance(reader, Literal):
        return None
    return Literal(to_latin(text.value, text.language or "", reader.value))


FUNCTIONS = {NamedNode(iris.FN + "latin"): _latin}
"""What rules may call; asked elsewhere, a rule needs a function of this name, or leaves names in their own script."""


def derive(store: Store, rules: Sequence[Path]) -> int:
    """Run the rules in file-name order; write what they derive into the graph `inferred` and the default graph. Gives the count.

    Raises `ReleaseError` where a rule is not a CONSTRUCT, or makes blank nodes (nobody could cite them).
    """
    for rule in sorted(rules, key=lambda path: path.name):
        try:
            answer = store.query(rule.read_text(encoding="utf-8"), custom_functions=dict(FUNCTIONS))
        except SyntaxError as error:
            raise ReleaseError(f"rule {rule.name} is not SPARQL: {error}") from error
        if not isinstance(answer, QueryTriples):
            raise ReleaseError(f"rule {rule.name} is not a CONSTRUCT query")
        triples = list(answer)
        if any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object)):
            raise ReleaseError(f"rule {rule.name} derives statements about blank nodes, which nobody can cite")
        store.extend(with_union(Quad(t.subject, t.predicate, t.object, GRAPH) for t in triples))
    return sum(1 for _ in store.quads_for_pattern(None, None, None, GRAPH))
