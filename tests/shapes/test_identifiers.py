"""The check digits in SPARQL against a library that computes them its own way."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from stdnum import isni
from stdnum.pl import nip, regon
from tests.project_shapes import read_project_shapes

from amicorum.rdf.iris import BASE, NS, concept, thing
from amicorum.validation.run import validate

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
IDENTIFIER = NamedNode("http://www.w3.org/ns/adms#Identifier")
NOTATION = NamedNode("http://www.w3.org/2004/02/skos/core#notation")


def _is_ror(value: str) -> bool:
    """https://ror.readme.io/docs/identifier: base 32 of Crockford, ISO 7064 MOD 97-10."""
    number = 0
    for letter in value[1:7]:
        number = number * 32 + ALPHABET.index(letter)
    return int(value[7:]) == 98 - (number * 100) % 97


def _ror(chance: random.Random) -> str:
    return "0" + "".join(chance.choices(ALPHABET, k=6)) + f"{chance.randrange(2, 99):02}"


def _digits(length: int, last: str = "0123456789") -> Callable[[random.Random], str]:
    return lambda chance: "".join(chance.choices("0123456789", k=length - 1)) + chance.choice(last)


@pytest.mark.parametrize(
    ("scheme", "shape", "make", "is_right"),
    [
        ("isni", "isni-check", _digits(16, "0123456789X"), isni.is_valid),
        ("ror", "ror-check", _ror, _is_ror),
        ("regon", "regon-check", _digits(9), regon.is_valid),
        ("regon", "regon-check", _digits(14), regon.is_valid),
        ("nip", "nip-check", _digits(10), nip.is_valid),
    ],
)
def test_check_digits(scheme: str, shape: str, make: Callable[[random.Random], str], is_right: Callable[[str], bool]) -> None:
    chance = random.Random(7)
    values = {make(chance) for _ in range(400)}
    # A long REGON holds two check digits, so a random one is hardly ever right.
    values |= {short + tail for short in ("123456785", "192598184") for tail in (f"{n:05}" for n in range(200)) if scheme == "regon"}
    quads = []
    for value in values:
        node = NamedNode(thing("identifier", f"{scheme}-{value}"))
        quads += [
            Quad(node, RDF_TYPE, IDENTIFIER),
            Quad(node, NOTATION, Literal(value)),
            Quad(node, NamedNode(NS + "identifierScheme"), NamedNode(concept("identifier-schemes", scheme))),
        ]
    refused = {
        str(result.focus).removeprefix(f"{BASE}id/identifier/{scheme}-")
        for result in validate(quads, read_project_shapes().only(shape)).results
    }
    right = {value for value in values if is_right(value)}
    assert right, "no value that is right was tried"
    assert refused == values - right
