"""Check terms: nothing enters a release that some format cannot carry or a reader misreads, such as control and direction characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from amicorum.errors import ReleaseError

IRI_LENGTH = 2048
"""Longest IRI, in characters: what browsers and servers agree on."""
LEXICAL_LENGTH = 65_536
"""Longest literal, in characters."""
QUADS = 50_000_000
"""Most statements a build takes in."""
SHOWN = 20
"""Findings shown to a person before the rest are only counted."""

# What XML 1.0 cannot carry (its section 2.2), the noncharacters it discourages, and the controls that reorder text (UAX 9).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IRI = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*")
_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?", re.I
)
_ANY_GRAPH = NamedNode("https://w3id.org/amicorum/graph/any")
_OTHER_SCHEMES = ("mailto:", "tel:", "urn:")
"""Beside http(s), for contacts and standard names, as objects only."""


def find_faults(quads: Iterable[Quad]) -> Iterator[str]:
    """A sentence for each fault, with the statement it stands in. Each distinct term is looked at once."""
    seen: set[NamedNode | Literal] = set()
    for quad in quads:
        if not isinstance(quad.graph_name, NamedNode):
            yield f"statement in no named graph: {quad}"
        for term, is_object in ((quad.subject, False), (quad.predicate, False), (quad.object, True), (quad.graph_name, False)):
            if not isinstance(term, NamedNode | Literal):
                if not isinstance(term, BlankNode) and isinstance(quad.graph_name, NamedNode):
                    yield f"a term that RDF 1.1 does not know, in: {quad}"
                continue
            if term in seen:
                continue
            seen.add(term)
            fault = _fault_of_iri(term.value, is_object) if isinstance(term, NamedNode) else _fault_of_literal(term)
            if fault:
                yield f"{fault}, in: {quad.subject} {quad.predicate} {_shorten(str(quad.object))}"


def find_triple_fault(triples: Iterable[Triple]) -> str:
    """A sentence for the first fault in statements that have no graph yet; empty where there is none."""
    return next(find_faults(Quad(each.subject, each.predicate, each.object, _ANY_GRAPH) for each in triples), "")


def lint(quads: Collection[Quad]) -> None:
    """Raise `ReleaseError` that lists the faults where there are any, or says that there are too many statements."""
    if len(quads) > QUADS:
        raise ReleaseError(f"{len(quads)} statements, more than {QUADS}: is there a file that does not belong?")
    faults = list(find_faults(quads))
    if faults:
        more = [f"… and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
        raise ReleaseError("\n  ".join(["some terms cannot be published:", *faults[:SHOWN], *more]))


def _fault_of_iri(iri: str, is_object: bool) -> str:
    if len(iri) > IRI_LENGTH:
        return f"IRI longer than {IRI_LENGTH} characters"
    if not _IRI.fullmatch(iri) and not (is_object and iri.startswith(_OTHER_SCHEMES)):
        return f"not an absolute http(s) IRI: <{_shorten(iri)}>"
    if unicodedata.normalize("NFC", iri) != iri:
        return f"IRI not in Unicode form NFC: <{_shorten(iri)}>"
    return "control character in an IRI" if _NOT_XML.search(iri) or _BIDI.search(iri) else ""


def _fault_of_literal(literal: Literal) -> str:
    if len(literal.value) > LEXICAL_LENGTH:
        return f"literal longer than {LEXICAL_LENGTH} characters"
    if match := _NOT_XML.search(literal.value):
        return f"character U+{ord(match[0]):04X} that XML cannot carry or should not"
    if match := _BIDI.search(literal.value):
        return f"invisible character U+{ord(match[0]):04X} that reorders text"
    if unicodedata.normalize("NFC", literal.value) != literal.value:
        return "text not in Unicode form NFC"
    return f"malformed language tag {literal.language}" if literal.language and not _TAG.fullmatch(literal.language) else ""


def _shorten(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"
