"""Join twin towns that lists of others name with the twinnings that the curators know; they are links of their own where there are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from amicorum.features.network.answers import key_of, read_rows
from amicorum.features.network.model import LISTED, Act, Link, find_surest
from amicorum.features.network.periods import find_begin

BY_BOTH, BY_ONE = "listed-by-both", "listed-by-one"
"""Whether each of the two names the other, or only one does."""


@dataclass(slots=True)
class Pair:
    """Two places that lists name as twin towns."""

    said_by: set[str] = field(default_factory=set)
    """Those of the two that name the other."""
    sources: set[str] = field(default_factory=set)
    acts: set[Act] = field(default_factory=set)
    confidences: set[str] = field(default_factory=set)


Pairs = Mapping[tuple[str, str], Pair]


def read_listed(answers: Mapping[str, bytes], nodes: Mapping[str, str]) -> Pairs:
    """The pairs of all lists by the keys of their nodes, which `nodes` has by address."""
    lists = {key_of(source): (issued, key_of(confidence)) for source, issued, confidence in read_rows(answers["lists"])}
    pairs: defaultdict[tuple[str, str], Pair] = defaultdict(Pair)
    for place, twin, graph in read_rows(answers["listed"]):
        one, other = nodes.get(place, ""), nodes.get(twin, "")
        if not one or not other or one == other:  # a list may name what is no thing of ours
            continue
        pair = pairs[min(one, other), max(one, other)]
        source = key_of(graph)
        issued, confidence = lists.get(source, ("", ""))
        pair.said_by.add(one)
        pair.sources.add(source)
        if issued:
            pair.acts.add(Act(type="observation", edtf=issued, first=issued, last=issued))
        if confidence:
            pair.confidences.add(confidence)
    return pairs


def add_listed(links: Iterable[Link], pairs: Pairs) -> list[Link]:
    """The links, each twinning with the lists that name it too, and a link of its own for each pair that no twinning joins."""
    joined: list[Link] = []
    known: set[tuple[str, str]] = set()
    for link in links:
        pair = pairs.get(link.ends) if link.kind == "twinning" else None
        if pair is None:
            joined.append(link)
            continue
        known.add(link.ends)
        joined.append(
            replace(
                link,
                kinds=link.kinds | _describe(pair),
                sources=tuple(sorted({*link.sources, *pair.sources})),
                collections=tuple(sorted({*link.collections, *pair.sources})),
            )
        )
    return joined + [_make_link(ends, pair) for ends, pair in pairs.items() if ends not in known]


def _make_link(ends: tuple[str, str], pair: Pair) -> Link:
    acts = tuple(sorted(pair.acts, key=lambda act: act.first))
    return Link(
        key=f"{key_of(ends[0])}~{key_of(ends[1])}",
        ends=ends,
        kind=LISTED,
        kinds=_describe(pair),
        confidence=find_surest(pair.confidences),
        sources=tuple(sorted(pair.sources)),
        collections=tuple(sorted(pair.sources)),
        acts=acts,
        begin=find_begin(acts),
    )


def _describe(pair: Pair) -> frozenset[str]:
    return frozenset({LISTED, BY_BOTH if len(pair.said_by) == 2 else BY_ONE})
