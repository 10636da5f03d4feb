"""The IRIs that the names in a query stand for, by its prologue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, RdfFormat, parse

from amicorum.engine.sparql.tokens import Token

_DECLARATIONS = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
"""Words of the prologue, each with how many tokens its declaration has."""


def write_prologue(tokens: Sequence[Token], base: str) -> str:
    """The prefixes and bases that a query declares, in order; `base` where it declares none.

    Without the version, which an older endpoint does not know. The base is given only there, since Virtuoso knows one in a query.
    """
    declarations = list(_read_declarations(tokens))
    if not any(each.upper().startswith("BASE") for each in declarations):
        declarations.insert(0, f"BASE <{base}>")
    return "\n".join(declarations)


def _read_declarations(tokens: Sequence[Token]) -> Iterator[str]:
    at = 0
    while at < len(tokens) and (length := _DECLARATIONS.get(tokens[at].upper)):
        if tokens[at].upper != "VERSION":
            yield " ".join(token.text for token in tokens[at : at + length])
        at += length


def resolve(name: Token, prologue: str, base: str) -> str | None:
    """The IRI that an IRI or a prefixed name stands for; None where it is none.

    A Turtle document with the same declarations says it: Turtle has this part of its grammar from SPARQL, and the library reads both alike.
    """
    try:
        document = f"{prologue}\n<urn:x> <urn:x> {name.text} ."
        found = [quad.object for quad in parse(document, format=RdfFormat.TURTLE, base_iri=base)]
    except SyntaxError:
        return None
    return found[0].value if len(found) == 1 and isinstance(found[0], NamedNode) else None
