"""`fn:time` of the mapping queries: it names an uncertain time, and each time that a statement names is described in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from amicorum.ingest.edtf import Time, read_time
from amicorum.rdf.iris import concept, thing
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import RDF, XSD

Term = NamedNode | BlankNode | Literal | Triple


class NamedTimes:
    """The times that `fn:time` has named, by their IRI."""

    def __init__(self) -> None:
        self._times: dict[NamedNode, Time] = {}

    def name(self, text: Term) -> Term | None:
        """`fn:time("2018-05-21")` → the IRI of the time; None for what is no time in EDTF."""
        if not isinstance(text, Literal):
            return None
        try:
            time = read_time(text.value)
        except ValueError:
            return None
        name = NamedNode(thing("time", time.key))
        self._times[name] = time
        return name

    def find(self, triples: Iterable[Triple]) -> set[NamedNode]:
        """Those of them that statements name."""
        return {each.object for each in triples if isinstance(each.object, NamedNode) and each.object in self._times}

    def describe(self, name: NamedNode) -> Iterator[Triple]:
        """Text, precision and bounds of a time; an open bound is left out."""
        time = self._times[name]
        yield Triple(name, RDF.type, AMI.TimeBounds)
        yield Triple(name, AMI.edtf, Literal(time.text))
        yield Triple(name, AMI.precision, NamedNode(concept("date-precision", time.precision)))
        windows = ((time.start, (AMI.earliestStart, AMI.latestStart)), (time.end, (AMI.earliestEnd, AMI.latestEnd)))
        for window, terms in windows:
            for term, day in zip(terms, window, strict=True):
                if day:
                    yield Triple(name, term, Literal(day.isoformat(), datatype=XSD.date))
