"""Names in composed characters: every pair of a letter and a mark that Unicode composes, in the scripts that the shape promises."""

from __future__ import annotations

import unicodedata

from pyoxigraph import Literal, NamedNode, Quad
from tests.project_shapes import read_project_shapes

from amicorum.validation.run import validate

LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def test_every_composable_pair_is_refused_and_its_composition_is_not() -> None:
    composed = [
        letter
        for letter in map(chr, range(0x00C0, 0x0500))
        if unicodedata.normalize("NFC", letter) == letter and len(unicodedata.normalize("NFD", letter)) > 1
    ]
    apart = [unicodedata.normalize("NFD", letter) for letter in composed]
    quads = [Quad(NamedNode(f"urn:whole:{n}"), LABEL, Literal(text, language="pl")) for n, text in enumerate(composed)]
    quads += [Quad(NamedNode(f"urn:apart:{n}"), LABEL, Literal(text, language="pl")) for n, text in enumerate(apart)]
    refused = {str(result.focus) for result in validate(quads, read_project_shapes().only("label-composed")).results}
    assert refused == {f"urn:apart:{n}" for n in range(len(apart))}
