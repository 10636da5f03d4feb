"""Run every SHACL shape against its two fixtures in `shapes/cases`: `.valid.trig` must pass, `.invalid.trig` must fail.

Guards against shapes whose target or term is misspelt and never match: such a shape accepts everything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse
from rdflib import SH, URIRef

from amicorum.errors import SourceError, SourceErrors
from amicorum.rdf.iris import BASE, NS
from amicorum.validation.dataset import load
from amicorum.validation.literals import as_written
from amicorum.validation.run import find_focus_nodes, find_results
from amicorum.validation.shapes import Rule, Shapes

_OURS = (NS, BASE + "scheme/")
_NAME = re.compile(r"(?<![\w<?$-])([a-z][\w-]*):([A-Za-z][\w-]*)")


def check_shapes(shapes: Shapes, cases: Path, known: Collection[str]) -> None:
    """Raise `SourceErrors` for each shape that does not do its work.

    Every shape has two cases, `<part>/<shape>.valid.trig` and `<part>/<shape>.invalid.trig`: in the first it finds something to
    look at and nothing wrong, in the second something wrong. `known` are the terms of our vocabulary and the concepts of our
    schemes: a shape may name no other, for a misspelt one never fires.
    """
    with as_written():
        faults = [*_unknown_terms(shapes, known, cases.parent), *_idle_cases(shapes, cases)]
        for rule in shapes.rules:
            faults += _failures(rule, shapes, cases)
    if faults:
        raise SourceErrors(faults)


def find_case(cases: Path, rule: Rule, kind: str) -> Path | None:
    """A shape's case of the kind `valid` or `invalid`."""
    return next(cases.glob(f"*/{rule.name}.{kind}.trig"), None)


def read_case(path: Path) -> list[Quad]:
    """The statements of a case."""
    return list(parse(path=path, format=RdfFormat.TRIG, base_iri=BASE))


def _failures(rule: Rule, shapes: Shapes, cases: Path) -> Iterator[SourceError]:
    for kind in ("valid", "invalid"):
        path = find_case(cases, rule, kind)
        if path is None:
            yield SourceError(f"shape {rule.name} has no {kind} case", file=str(cases))
            continue
        dataset = load(read_case(path))
        hierarchy = dataset.hierarchy()
        if not find_focus_nodes(rule, shapes, dataset, hierarchy):
            yield SourceError(f"shape {rule.name} finds nothing to look at: is its target misspelt?", file=str(path))
            continue
        results = find_results(rule, shapes, dataset, hierarchy)
        if kind == "valid" and results:
            yield SourceError(f"shape {rule.name} rejects what is right", file=str(path))
        if kind == "invalid" and not results:
            yield SourceError(f"shape {rule.name} does not reject what is broken", file=str(path))


def _idle_cases(shapes: Shapes, cases: Path) -> Iterator[SourceError]:
    names = {rule.name for rule in shapes.rules}
    for path in sorted(cases.glob("*/*.trig")):
        if path.name.split(".")[0] not in names:
            yield SourceError("a case of no shape", file=str(path))


def _unknown_terms(shapes: Shapes, known: Collection[str], folder: Path) -> Iterator[SourceError]:
    terms = {str(term) for triple in shapes.graph for term in triple if isinstance(term, URIRef)}
    for select in shapes.graph.objects(None, SH.select):
        # Words inside quotes and full addresses are no prefixed names.
        text = re.sub(r'"[^"\n]*"|<[^>\s]*>', "", str(select))
        terms |= {shapes.prefixes[prefix] + name for prefix, name in _NAME.findall(text) if prefix in shapes.prefixes}
    for term in sorted(terms):
        if term.startswith(_OURS) and term not in known:
            yield SourceError(f"the shapes name {term}, which is no term of the vocabulary", file=str(folder))
