"""Read the times of a thing: the EDTF text, how precise it is, who says so, and which sources contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import NamedNode

from amicorum.features.entities.statements import Statements, Value
from amicorum.ingest.edtf import is_period
from amicorum.rdf.namespaces import AMI

BOUNDS = (AMI.earliestStart, AMI.latestEnd)


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A time. `edtf` is what the source allows to say, `precision` the concept for it, `earliest` the first possible day."""

    edtf: str
    precision: str
    earliest: str
    graphs: tuple[str, ...]
    first: str = ""
    """The first day of its window, `last` the last one; empty where open."""
    last: str = ""
    wider: tuple[TimeValue, ...] = ()
    """What other sources say less precisely of the same moment: this time lies inside each of them."""

    @property
    def year(self) -> str:
        """The first possible year; empty where no year is known."""
        return self.earliest[:4]


def read_times(statements: Statements, subject: Value, *predicates: NamedNode) -> list[TimeValue]:
    """The times of a subject, the earliest first; sources that agree share one, and a less precise time that one lies inside joins it.

    So more than one time means that the sources contradict each other.
    """
    times = []
    for fact in statements.facts(subject, *predicates):
        edtf = statements.fact(fact.value, AMI.edtf)
        if edtf is None:
            continue
        precision = statements.fact(fact.value, AMI.precision)
        first, last = (bound.text if bound else "" for bound in (statements.fact(fact.value, each) for each in BOUNDS))
        times.append(
            TimeValue(
                edtf=edtf.text,
                precision=precision.text if precision else "",
                earliest=first or last,
                graphs=fact.graphs,
                first=first,
                last=last,
            )
        )
    return sorted(settle(times), key=lambda each: (each.earliest or "9999", each.edtf))


def settle(times: Iterable[TimeValue]) -> list[TimeValue]:
    """The times that no other one makes more precise, each with the less precise ones around it."""
    settled: list[TimeValue] = []
    for each in sorted(times, key=_width):
        inside = next((number for number, other in enumerate(settled) if _contains(each, other)), None)
        if inside is None:
            settled.append(each)
        else:
            settled[inside] = replace(settled[inside], wider=(*settled[inside].wider, each))
    return settled


def _contains(wide: TimeValue, narrow: TimeValue) -> bool:
    """Whether the moment `narrow` can only be a moment of `wide`. Periods and times without a year say nothing of the kind."""
    if any(is_period(each.edtf) or not each.earliest for each in (wide, narrow)):
        return False
    return wide.first <= (narrow.first or " ") and (narrow.last or "9999") <= (wide.last or "9999")


def _width(time: TimeValue) -> tuple[int, str]:
    """Days that the window has, so that the more precise time comes first."""
    days = date.fromisoformat(time.last or "9999-12-31") - date.fromisoformat(time.first or "0001-01-01")
    return days.days, time.edtf
