"""How much work a query can make at most: rows, index entries and bytes of text that the engine touches, as time on a slow machine.

What is known of the engine, and tested in `tests/engine/cost/`: of the elements of a join it begins with the one whose own estimate, by the
places of its constants, is the least; to what it has it always joins an element that shares a variable, looking it up for each row. A
lookup walks the statements of one of the pattern's terms, in whatever graph they are, and takes the term that has the fewest. In which
order the elements are joined is not taken for granted: the bound is that of the worst order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import NamedTuple

from amicorum.engine.cost.reading import Element, Pattern, Reading, Values
from amicorum.release.statistics import DatasetStatistics, Property

# What a piece of work takes, in nanoseconds: measured, and rounded up.
_ENTRY = 30
"""One entry of an index that is walked."""
_LOOKUP = 1_000
_ROW = 1_000
_CELL = 300
_BYTE = 8
"""One byte that is written; JSON takes the most."""
_OPERATION = 150
_COMPARISON = 400
_BEGINNING = 60_000
"""Parsing and planning, by the engine, of a query as short as those that are read."""
_COPIES = 2
"""Of each statement the store holds one in its graph (which the statistics count) and at most one more in the default graph."""


class Counted(NamedTuple):
    """How many statements have some term in some place."""

    default: float
    """In the default graph."""
    all: float
    """In whatever graph."""


UNKNOWN = Counted(math.inf, math.inf)
Count = Callable[[str, bool], Counted]
"""Counts the statements with an IRI as their subject (True) or object (False)."""


class Bound(NamedTuple):
    """The most that a query can take."""

    rows: float
    """At the end."""
    made: float
    """Rows on the way, with those at the end."""
    nanoseconds: float


def find_bound(reading: Reading, statistics: DatasetStatistics, enough: float, count: Count = lambda *_: UNKNOWN) -> Bound | None:
    """The most that the query can take; None where that is not known, or more than `enough` nanoseconds."""
    if not reading.elements or not statistics.longest_term:
        return None
    join = _Join(reading, statistics, count).bound(enough)
    if join is None:
        return None
    text = statistics.longest_term + reading.longest_constant
    properties = {each.predicate for each in reading.elements if isinstance(each, Pattern)}.intersection(reading.columns)
    written = len(reading.columns) * _CELL + _BYTE * text * (len(reading.columns) - len(properties))
    written += _BYTE * max(map(len, statistics.properties), default=0) * len(properties)
    work = _BEGINNING + join.nanoseconds + join.made * reading.operations * (_OPERATION + text)
    work += join.rows * (written + reading.distinct * _ROW)
    work += join.rows * math.ceil(math.log2(join.rows + 2)) * reading.sort_keys * (_COMPARISON + text)
    work *= 1 + reading.star  # a first run finds the columns
    return join._replace(nanoseconds=work) if work <= enough else None


class _Join:
    """The join of a query's elements."""

    def __init__(self, reading: Reading, statistics: DatasetStatistics, count: Count) -> None:
        self._elements, self._in_graphs = reading.elements, reading.in_graphs
        self._statistics, self._count = statistics, count
        self._counted: dict[tuple[tuple[str, ...], bool], tuple[float, float]] = {}
        self._any = Property(0, 0, 0, statistics.most_of_subject, statistics.most_of_object)

    def bound(self, enough: float) -> Bound | None:
        """The most that it can take in the worst order; None where one of them takes more than is enough."""
        elements, whole = self._elements, frozenset(range(len(self._elements)))
        least = min(map(_estimate, elements))
        rows: dict[frozenset[int], float] = {frozenset(): 1.0}
        worst: dict[frozenset[int], tuple[float, float]] = {}
        for joined in _subsets(len(elements)):
            rows[joined] = math.inf
            for last in joined:
                before = joined - {last}
                found, walked = self._look_up(elements[last], before)
                rows[joined] = min(rows[joined], rows[before] * found)
                if (before in worst and self._share_variable(before, elements[last])) if before else _estimate(elements[last]) == least:
                    work, made = worst.get(before, (0.0, 0.0))
                    work += rows[before] * (_LOOKUP + walked * _ENTRY + found * _ROW)
                    if not work <= enough:
                        return None
                    most, most_made = worst.get(joined, (0.0, 0.0))
                    worst[joined] = max(work, most), max(made + rows[before] * found, most_made)
        if whole not in worst:
            return None  # its parts have nothing in common
        work, made = worst[whole]
        return Bound(rows[whole], made, work)

    def _share_variable(self, before: Iterable[int], element: Element) -> bool:
        return any(not self._elements[each].variables.isdisjoint(element.variables) for each in before)

    def _look_up(self, element: Element, before: frozenset[int]) -> tuple[float, float]:
        """How many rows an element makes of one row of those before it, and how many entries are walked to find them."""
        if isinstance(element, Values):
            return float(len(element.terms)), float(len(element.terms))
        subject, predicate, target = element
        of = self._any if predicate.startswith("?") else self._statistics.properties.get(predicate[1:-1], self._any)
        places = (
            (subject, True, of.most_of_subject, self._statistics.most_of_subject),
            (target, False, of.most_of_object, self._statistics.most_of_object),
        )
        found = walked = math.inf
        for term, is_subject, most, most_entries in places:
            if terms := self._find_terms(term, before):
                rows, entries = self._count_all(terms, is_subject)
                found, walked = min(found, most, rows), min(walked, _COPIES * most_entries, entries)
        return found, walked

    def _count_all(self, terms: tuple[str, ...], is_subject: bool) -> tuple[float, float]:
        """The most rows that a lookup of one of these terms finds, and the most entries that it walks."""
        known = self._counted.get((terms, is_subject))
        if known is None:
            counted = [self._count(each, is_subject) for each in terms]
            rows = max(each.all if self._in_graphs else each.default for each in counted)
            known = self._counted[terms, is_subject] = rows, max(each.all for each in counted)
        return known

    def _find_terms(self, term: str, before: frozenset[int]) -> tuple[str, ...]:
        """What the engine looks up for this term: empty where it has no value yet, unknown (``""``) where it may have any."""
        if not term.startswith("?"):
            return (term,)
        holding = [self._elements[each] for each in before if term in self._elements[each].variables]
        named = next((each.terms for each in holding if isinstance(each, Values)), None)
        return named or (("",) if holding else ())


def _subsets(size: int) -> Iterable[frozenset[int]]:
    """All that is not empty, the smaller before the larger."""
    return (frozenset(each) for some in range(1, size + 1) for each in combinations(range(size), some))


def _estimate(element: Element) -> int:
    """What the engine takes for an element's size when it looks for one to begin with: by the places where constants stand."""
    if isinstance(element, Values):
        return len(element.terms)
    subject, predicate, target = (not term.startswith("?") for term in element)
    return _ESTIMATES[subject, predicate, target]


_ESTIMATES = {
    (True, True, True): 1,
    (True, False, True): 2,
    (True, True, False): 10,
    (True, False, False): 100,
    (False, True, True): 10_000,
    (False, False, True): 100_000,
    (False, True, False): 1_000_000,
    (False, False, False): 1_000_000_000,
}
"""By whether subject, predicate and object are constants."""
