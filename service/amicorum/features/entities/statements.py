"""Hold a set of statements, each with the graphs that make it, and answer what a page asks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from amicorum.rdf import iris
from amicorum.rdf.terms import RDF

_INFERRED = iris.graph("inferred")

Subject = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal


class Statement(NamedTuple):
    """One statement in one graph."""

    subject: Subject
    predicate: NamedNode
    object: Value
    graph: NamedNode


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, and the graphs that hold it."""

    value: Value
    graphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The IRI, or the literal's text."""
        return self.value.value

    @property
    def language(self) -> str:
        """The language of a text; empty for all else."""
        return (self.value.language or "") if isinstance(self.value, Literal) else ""


class Statements:
    """Statements in memory, found from their subject or from their object. Order is that of arrival; nothing counts twice."""

    def __init__(self, statements: Iterable[Statement] = ()) -> None:
        self._graphs: dict[tuple[Subject, NamedNode, Value], dict[str, None]] = {}
        self._about: defaultdict[Subject, defaultdict[NamedNode, dict[Value, None]]] = defaultdict(lambda: defaultdict(dict))
        self._to: defaultdict[tuple[NamedNode, Value], dict[Subject, None]] = defaultdict(dict)
        self._values: set[Value] = set()
        for statement in statements:
            self._add(statement)

    def _add(self, statement: Statement) -> None:
        subject, predicate, value, graph = statement
        self._graphs.setdefault((subject, predicate, value), {})[graph.value] = None
        self._about[subject][predicate][value] = None
        self._to[predicate, value][subject] = None
        self._values.add(value)

    def __len__(self) -> int:
        """How many statements, however many graphs make each."""
        return len(self._graphs)

    @property
    def rows(self) -> int:
        """How many statements, each as often as graphs make it."""
        return sum(len(graphs) for graphs in self._graphs.values())

    def of(self, subjects: Iterable[Subject]) -> Statements:
        """The statements about some of the subjects alone."""
        chosen = set(subjects)
        return Statements(statement for statement in self if statement.subject in chosen)

    def __or__(self, other: Statements) -> Statements:
        return Statements([*self, *other])

    def __iter__(self) -> Iterator[Statement]:
        for (subject, predicate, value), graphs in self._graphs.items():
            for graph in graphs:
                yield Statement(subject, predicate, value, NamedNode(graph))

    def __contains__(self, subject: object) -> bool:
        return subject in self._about

    def subjects(self) -> list[Subject]:
        """Everything that something is said about."""
        return list(self._about)

    def predicates(self, subject: Subject) -> list[NamedNode]:
        """The properties that a subject has, in a stable order."""
        return sorted(self._about[subject], key=lambda each: each.value) if subject in self._about else []

    def facts(self, subject: Value, *predicates: NamedNode) -> list[Fact]:
        """The values of the properties, each once for each property, with who says so."""
        if isinstance(subject, Literal) or subject not in self._about:
            return []
        about = self._about[subject]
        return [
            Fact(value, tuple(self._graphs[subject, predicate, value]))
            for predicate in predicates
            for value in about.get(predicate, ())
        ]  # fmt: skip

    def fact(self, subject: Value, *predicates: NamedNode) -> Fact | None:
        """The first of the values; None where there is none."""
        return next(iter(self.facts(subject, *predicates)), None)

    def values(self, subject: Value, *predicates: NamedNode) -> list[Value]:
        """The bare values."""
        return [fact.value for fact in self.facts(subject, *predicates)]

    def nodes(self, subject: Value, *predicates: NamedNode) -> list[NamedNode]:
        """The values that are things with an IRI, each once."""
        return list(dict.fromkeys(value for value in self.values(subject, *predicates) if isinstance(value, NamedNode)))

    def pointing(self, value: Value, *predicates: NamedNode) -> list[NamedNode]:
        """The things that have this value, each once."""
        found = (each for predicate in predicates for each in self._to.get((predicate, value), ()))
        return list(dict.fromkeys(each for each in found if isinstance(each, NamedNode)))

    def is_value(self, value: Value) -> bool:
        """Whether anything points at it."""
        return value in self._values

    def graphs(self, subject: Subject) -> tuple[str, ...]:
        """The graphs that say anything about a subject. What a rule derives, nobody says."""
        if subject not in self._about:
            return ()
        found = (self._graphs[subject, predicate, value] for predicate, values in self._about[subject].items() for value in values)
        return tuple(dict.fromkeys(graph for graphs in found for graph in graphs if graph != _INFERRED))

    def has_type(self, subject: Value, *types: NamedNode) -> bool:
        """Whether a subject is of one of the types, as somebody says in so many words."""
        return any(kind in types for kind in self.values(subject, RDF.type))
