"""Time as sources tell it: the EDTF text, how precise it is, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.describe.statements import Statements, Value
from amicorum.vocab import AMI


@dataclass(frozen=True, slots=True)
class When:
    """A time. `edtf` is what the source allows to say, `precision` the concept for it, `earliest` the first possible day."""

    edtf: str
    precision: str
    earliest: str
    graphs: tuple[str, ...]

    @property
    def year(self) -> str:
        """The first possible year; empty where no year is known."""
        return self.earliest[:4]


def read_times(statements: Statements, subject: Value, *predicates: NamedNode) -> list[When]:
    """The times of a subject, the earliest first; sources that agree share one."""
    times = []
    for fact in statements.facts(subject, *predicates):
        edtf = statements.fact(fact.value, AMI.edtf)
        if edtf is None:
            continue
        precision = statements.fact(fact.value, AMI.precision)
        earliest = statements.fact(fact.value, AMI.earliestStart) or statements.fact(fact.value, AMI.latestEnd)
        times.append(When(edtf.text, precision.text if precision else "", earliest.text if earliest else "", fact.graphs))
    return sorted(times, key=lambda each: (each.earliest or "9999", each.edtf))
