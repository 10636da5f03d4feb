"""Load the network of a release from the engine: a handful of queries, put together once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from pyoxigraph import NamedNode

from amicorum.engine.port import Engine
from amicorum.engine.rows import read_answer
from amicorum.features.network.answers import key_of, make_query, read_rows
from amicorum.features.network.listed import add_listed, read_listed
from amicorum.features.network.model import Act, Link, Network, Node, find_surest
from amicorum.features.network.periods import NOT_KNOWN, Window, find_begin, find_end
from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import FOAF, ORG, WGS84

CURATED = "curated"
"""The collection of what the curators gathered, document by document."""

_ROLES = {
    AMI.validDuring.value: "validity",
    AMI.plannedFor.value: "planned",
    AMI.preferredDate.value: "preferred",
    AMI.observedOn.value: "observation",
}
_NO_ACT = "act"
About = Mapping[str, list[str]]
"""What is said of a thing: the values of each property."""
QUERIES = ("agents", "cities", "areas", "partners", "agreements", "sources", "claims", "times", "acts", "listed", "lists")


@dataclass(frozen=True, slots=True)
class Time:
    """A time of the graph: as the source has it, and the windows of its beginning and its end."""

    edtf: str
    start: Window
    end: Window


@dataclass(slots=True)
class Gathered:
    """All that the queries say of one partnership."""

    kind: str = ""
    agents: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    confidences: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    agreements: set[str] = field(default_factory=set)
    acts: set[Act] = field(default_factory=set)
    ends: dict[str, Window] = field(default_factory=dict)
    """The end of each validity, by the agreement (empty: the partnership) that it is of."""


async def load_network(engine: Engine) -> Network:
    """The network of what the engine holds."""
    answers = {name: await read_answer(engine, make_query(name)) for name in QUERIES}
    return await asyncio.to_thread(build_network, answers)


def build_network(answers: Mapping[str, bytes]) -> Network:
    """The network from the answers to `QUERIES` as JSON. Takes seconds for tens of thousands of partnerships."""
    agents, cities = (_group(read_rows(answers[name])) for name in ("agents", "cities"))
    made: dict[str, Node] = {}
    links: list[Link] = []
    for partnership, each in _gather(answers).items():
        for agent in each.agents:
            if agent not in made:
                made[agent] = _make_node(agent, agents.get(agent, {}), cities)
        keys = sorted({made[agent].key for agent in each.agents})
        if link := _make_link(partnership, each, keys):
            links += [link] if len(keys) == 2 else [replace(link, ends=pair) for pair in combinations(keys, 2)]
    made |= {place: _make_place(place, cities) for row in read_rows(answers["listed"]) for place in row[:2] if place.startswith(iris.BASE)}
    links = add_listed(links, read_listed(answers, {place: node.key for place, node in made.items()}))
    links.sort(key=lambda link: (link.begin.last or link.begin.first or "9999", link.key, link.ends))
    broader = {key_of(area): key_of(wider) for area, wider in read_rows(answers["areas"])}
    return Network({node.key: node for node in made.values()}, tuple(links), broader)


def _gather(answers: Mapping[str, bytes]) -> Mapping[str, Gathered]:
    gathered: defaultdict[str, Gathered] = defaultdict(Gathered)
    for partnership, kind, agent in read_rows(answers["partners"]):
        each = gathered[key_of(partnership)]
        each.kind = "twinning" if kind == AMI.CityTwinning.value else "institutional"
        each.agents.add(agent)
    for partnership, agreement in read_rows(answers["agreements"]):
        gathered[key_of(partnership)].agreements.add(key_of(agreement))
    for partnership, graph in read_rows(answers["sources"]):
        gathered[key_of(partnership)].sources.add(key_of(graph))
    for partnership, term, value in read_rows(answers["claims"]):
        _add_claim(gathered[key_of(partnership)], term, key_of(value))
    times = {time: Time(edtf, Window(*bounds[:2]), Window(*bounds[2:])) for time, edtf, *bounds in read_rows(answers["times"])}
    for partnership, document, role, kind, time in read_rows(answers["acts"]):
        if time in times:
            _add_act(gathered[key_of(partnership)], key_of(document), role, key_of(kind), times[time])
    return {key: each for key, each in sorted(gathered.items()) if each.agents}


def _add_claim(about: Gathered, term: str, value: str) -> None:
    if term == AMI.status.value:
        about.statuses.add(value)
    elif term == AMI.coversArea.value:
        about.areas.add(value)
    elif term == AMI.confidence.value:
        about.confidences.add(value)
    else:
        about.kinds.add(value)


def _add_act(about: Gathered, document: str, role: str, kind: str, time: Time) -> None:
    kind = _ROLES[role] if role else kind or _NO_ACT
    if kind == "validity":
        about.ends[document] = time.end
        about.acts.add(Act(type=kind, edtf=time.edtf, first=time.start.first, last=time.start.last, document=document))
    else:
        about.acts.add(Act(type=kind, edtf=time.edtf, first=time.start.first, last=time.end.last, document=document))


def _make_node(agent: str, about: About, cities: Mapping[str, About]) -> Node:
    """The node of a partner: a municipality stands for its city. What has no place of its own lies where its city lies."""
    kind, _, name = agent.removeprefix(iris.THINGS).partition("/")
    city = _find_city(about)
    place = cities.get(city, {})
    if kind == "authority" and AMI.governs.value in about:
        return _make_place(city, cities)
    latitude, longitude = _read_point(about)
    if latitude is None:
        latitude, longitude = _read_point(place)
    types = {key_of(each) for each in about.get(ORG.classification.value, ())}
    country = _first(about, AMI.inCountry) or _first(place, AMI.inCountry)
    homepage = min(about.get(FOAF.homepage.value, ()), default="")
    named = AMI.devisedLabel.value not in about
    return Node(
        key=f"{kind}/{name}",
        kind=kind,
        types=tuple(sorted(types or {kind})),
        country=country,
        city=key_of(city),
        latitude=latitude,
        longitude=longitude,
        homepage=homepage,
        named=named,
    )


def _make_place(place: str, cities: Mapping[str, About]) -> Node:
    """The node of a city, or of a place that a list names and the curators have not described."""
    kind, _, name = place.removeprefix(iris.THINGS).partition("/")
    about = cities.get(place, {})
    latitude, longitude = _read_point(about)
    return Node(
        key=f"{kind}/{name}",
        kind=kind,
        types=(kind,),
        country=_first(about, AMI.inCountry),
        city=name if kind == "city" else "",
        latitude=latitude,
        longitude=longitude,
    )


def _make_link(partnership: str, about: Gathered, ends: list[str]) -> Link | None:
    """What all links of a partnership have in common; None where nobody is joined with anybody."""
    if len(ends) < 2:
        return None
    acts = sorted(about.acts, key=lambda act: (act.first or act.last or "9999", act.type, act.edtf, act.document))
    end = find_end(acts, list(about.ends.values()), max(len(about.agreements), 1), about.statuses)
    return Link(
        key=partnership,
        ends=(ends[0], ends[1]),
        kind=about.kind,
        parties=len(ends),
        kinds=frozenset({about.kind, *about.kinds}),
        statuses=tuple(sorted(about.statuses)),
        areas=tuple(sorted(about.areas)),
        confidence=find_surest(about.confidences),
        sources=tuple(sorted(about.sources)),
        collections=(CURATED,),
        agreements=tuple(sorted(about.agreements)),
        acts=tuple(acts),
        begin=find_begin(acts) if acts else NOT_KNOWN,
        end=end,
    )


def _find_city(about: About) -> str:
    """Where a partner is; the first where sources name several."""
    return min((each for term in (AMI.governs, AMI.inCity) for each in about.get(term.value, ())), default="")


def _read_point(about: About) -> tuple[float, float] | tuple[None, None]:
    latitudes, longitudes = (about.get(term.value, ()) for term in (WGS84.lat, WGS84.long))
    if not latitudes or not longitudes:
        return None, None
    return float(min(latitudes)), float(min(longitudes))


def _group(found: Iterable[list[str]]) -> Mapping[str, About]:
    grouped: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for thing, term, value in found:
        grouped[thing][term].append(value)
    return grouped


def _first(about: About, term: NamedNode) -> str:
    return min((key_of(each) for each in about.get(term.value, ())), default="")
