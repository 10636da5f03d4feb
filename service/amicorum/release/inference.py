"""Derived statements: each rule is a SPARQL CONSTRUCT over the default graph, and sees what the rules before it derived."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples, Store, Triple

from amicorum.errors import ReleaseError
from amicorum.linking.transliteration import to_latin
from amicorum.rdf import iris
from amicorum.rdf.dataset import remove, with_union
from amicorum.rdf.terms import RDFS

GRAPH = NamedNode(iris.graph("inferred"))

Term = NamedNode | BlankNode | Literal | Triple


_HEAD = re.compile(r"CONSTRUCT\s*\{\s*(?P<subject>\S+)\s+(?P<property>\S+)\s+(?P<object>\S+)\s*\.?\s*\}\s*WHERE\s*\{")
"""A rule that derives one kind of statement, up to where its pattern begins."""


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
        store.extend(with_union(_run(store, rule, rule.read_text(encoding="utf-8"))))
    return sum(1 for _ in store.quads_for_pattern(None, None, None, GRAPH))


def derive_about(store: Store, rules: Sequence[Path], things: Collection[str]) -> tuple[list[Quad], list[Quad]]:
    """Derive anew the statements that name one of these things, as their subject or as their object: gives the old ones and the new.

    Titles (`rdfs:label`), which are made of names that stand elsewhere, stay as they are.
    """
    before: dict[Quad, None] = {}
    for thing in map(NamedNode, things):
        before |= dict.fromkeys(store.quads_for_pattern(thing, None, None, GRAPH))
        before |= dict.fromkeys(store.quads_for_pattern(None, None, thing, GRAPH))
    old = [quad for quad in before if quad.predicate != RDFS.label]
    for quad in old:
        remove(store, quad)
    named = " ".join(f"<{thing}>" for thing in sorted(things))
    derived: dict[Quad, None] = {}
    for rule in sorted(rules, key=lambda path: path.name):
        text = rule.read_text(encoding="utf-8")
        head = _HEAD.search(text)
        if head is None or head["property"] == "rdfs:label":
            continue
        for variable in (head["subject"], head["object"]):
            if variable.startswith("?"):
                narrowed = f"{text[: head.end()]} VALUES {variable} {{ {named} }} {text[head.end() :]}"
                found = _run(store, rule, narrowed)
                store.extend(with_union(found))
                derived |= dict.fromkeys(found)
    return old, list(derived)


def _run(store: Store, rule: Path, text: str) -> list[Quad]:
    try:
        answer = store.query(text, custom_functions=dict(FUNCTIONS))
    except SyntaxError as error:
        raise ReleaseError(f"rule {rule.name} is not SPARQL: {error}") from error
    if not isinstance(answer, QueryTriples):
        raise ReleaseError(f"rule {rule.name} is not a CONSTRUCT query")
    triples = list(answer)
    if any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object)):
        raise ReleaseError(f"rule {rule.name} derives statements about blank nodes, which nobody can cite")
    return [Quad(t.subject, t.predicate, t.object, GRAPH) for t in triples]
