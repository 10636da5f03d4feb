"""The report of a validation: results, worst first, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import SH, BNode, Literal, URIRef

from amicorum.errors import SourceError
from amicorum.ingest.loader import Place
from amicorum.translations import gettext_noop
from amicorum.validation.shapes import SEVERITIES, Rule

_RANKS = {str(severity): rank for rank, severity in enumerate(SEVERITIES)}

Term = URIRef | BNode | Literal

CONFORMS = gettext_noop("Nothing stands in the way.")
FAILS = gettext_noop("Violations must be mended first.")
NOTHING_CHECKED = gettext_noop(
    "Nothing was checked: no rule speaks of these data, since nothing here is described by our vocabulary (https://w3id.org/amicorum/ns#)."
)


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that breaks one shape."""

    rule: Rule
    focus: Term
    path: str
    """As SPARQL; empty where the shape is about the whole thing."""
    value: Term | None
    component: str
    graph: str = ""
    """The named graph that breaks it, where the shape is asked of each graph."""
    places: tuple[Place, ...] = ()
    label: str = ""
    """The focus node's name, where it has one."""

    @property
    def severity(self) -> str:
        """The shape's severity, as an IRI of SHACL."""
        return self.rule.severity

    def message(self, language: str) -> str:
        """What is wrong and what to do."""
        return self.rule.message(language)

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """The worst first, then by shape and thing."""
        value = "" if self.value is None else self.value.n3()
        return _RANKS[self.severity], self.rule.iri, str(self.focus), self.graph, value, self.component


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one run over `checked` shapes."""

    results: Sequence[Result]
    checked: int
    remarks: tuple[SourceError, ...] = ()
    """What is worth a look in how the data were read, and stops nothing."""
    targets: int = -1
    """How many things the shapes speak about among those that were checked; -1 where nobody counted."""

    @property
    def silent(self) -> bool:
        """Whether no shape speaks of anything that was checked: then that it conforms says nothing."""
        return self.targets == 0

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks a shape of severity Violation; warnings are shown and stop nothing."""
        return not any(result.severity == str(SH.Violation) for result in self.results)

    @property
    def summary(self) -> str:
        """The verdict in one sentence, to be translated."""
        return NOTHING_CHECKED if self.silent else CONFORMS if self.conforms else FAILS

    @property
    def counts(self) -> Mapping[str, int]:
        """Results for each severity, by its local name, the worst first."""
        found = Counter(result.severity for result in self.results)
        return {each.fragment: found[str(each)] for each in SEVERITIES}

    def groups(self) -> Iterator[tuple[Rule, Sequence[Result]]]:
        """The results of each shape, the worst shape first."""
        groups: dict[str, list[Result]] = {}
        for result in sorted(self.results, key=lambda each: each.order):
            groups.setdefault(result.rule.iri, []).append(result)
        for results in groups.values():
            yield results[0].rule, results
