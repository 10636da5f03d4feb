"""Which terms a release refuses."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from amicorum.errors import ReleaseError
from amicorum.rdf.lint import IRI_LENGTH, LEXICAL_LENGTH, find_faults, lint

THING, GRAPH = NamedNode("https://example.org/a"), NamedNode("https://example.org/g")


def faults(value: Literal | NamedNode | BlankNode) -> list[str]:
    return list(find_faults([Quad(THING, THING, value, GRAPH)]))


@pytest.mark.parametrize(
    "value",
    [
        Literal("Kraków, Краків, 克拉科夫\t\n"),
        Literal("a", language="pl"),
        Literal("a", language="sr-Latn-RS"),
        Literal("a", language="de-1996"),
        Literal("a", language="en-x-amicorum"),
        NamedNode("https://example.org/Kraków?q=ł#ó"),
        NamedNode("mailto:office@example.org"),
        BlankNode(),
    ],
    ids=str,
)
def test_takes_what_every_format_can_carry(value: Literal | NamedNode | BlankNode) -> None:
    assert faults(value) == []


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (Literal("a\x00b"), "U+0000"),
        (Literal("a\x1bb"), "U+001B"),
        (Literal("a\uffffb"), "U+FFFF"),
        (Literal("Ab\u202ecd"), "U+202E"),
        (Literal("Krako\u0301w"), "NFC"),
        (Literal("x" * (LEXICAL_LENGTH + 1)), "longer than"),
        (Literal("a", language="english-language"), "malformed language tag"),
        (NamedNode("ftp://example.org/a"), "not an absolute http"),
        (NamedNode("https:example.org"), "not an absolute http"),
        (NamedNode("https://example.org/Krako\u0301w"), "NFC"),
        (NamedNode("https://example.org/" + "a" * IRI_LENGTH), "longer than"),
        (NamedNode("https://example.org/\u202ea"), "control character"),
    ],
    ids=lambda value: str(value)[:40].encode("unicode_escape").decode(),
)
def test_refuses_what_some_reader_would_stumble_on(value: Literal | NamedNode, fault: str) -> None:
    found = faults(value)
    assert len(found) == 1
    assert fault in found[0]


def test_contacts_are_objects_only() -> None:
    mail = NamedNode("mailto:office@example.org")
    assert list(find_faults([Quad(mail, THING, THING, GRAPH)]))


def test_shows_the_first_and_counts_the_rest() -> None:
    quads = [Quad(THING, THING, NamedNode(f"ftp://example.org/{n}"), GRAPH) for n in range(25)]
    with pytest.raises(ReleaseError, match=r"ftp://example\.org/19(?s:.)*and 5 more"):
        lint(quads)


def test_refuses_more_statements_than_a_build_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amicorum.rdf.lint.QUADS", 1)
    lint([Quad(THING, THING, THING, GRAPH)])
    with pytest.raises(ReleaseError, match="2 statements, more than 1"):
        lint([Quad(THING, THING, THING, GRAPH)] * 2)
