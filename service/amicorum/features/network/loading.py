"""Reading the network of a release from the engine: a handful of queries, put together once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from itertools import combinations

from pyoxigraph import NamedNode

from amicorum.engine.port import Engine, Term
from amicorum.engine.rows import rows
from amicorum.features.network.model import Act, Link, Network, Node
from amicorum.features.network.periods import NOT_KNOWN, Window, find_begin, find_end
from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT, FOAF, ORG, WGS84

CURATED = "curated"
"""The collection of what the curators gathered, document by document."""
CONFIDENCES = ("high", "medium", "low")
"""How sure the curators are, the surest first: of several judgements about one partnership the surest counts."""

_ROLES = {
    AMI.validDuring.value: "validity",
    AMI.plannedFor.value: "planned",
    AMI.preferredDate.value: "preferred",
    AMI.observedOn.value: "observation",
}
_NO_ACT = "act"
Row = Mapping[str, Term]


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
    agents = _group(await _ask(engine, "agents"))
    cities = _group(await _ask(engine, "cities"))
    gathered = await _gather(engine)
    broader = {_key(row["area"]): _key(row["broader"]) for row in await _ask(engine, "areas")}
    nodes: dict[str, Node] = {}
    links: list[Link] = []
    for partnership, each in gathered.items():
        keys = set()
        for agent in each.agents:
            node = _make_node(agent, agents.get(agent, {}), cities)
            nodes.setdefault(node.key, node)
            keys.add(node.key)
        link = _make_link(partnership, each, sorted(keys))
        if link:
            links += [replace(link, ends=pair) for pair in combinations(sorted(keys), 2)]
    links.sort(key=lambda link: (link.begin.last or link.begin.first or "9999", link.key, link.ends))
    return Network(nodes, tuple(links), broader)


async def _gather(engine: Engine) -> Mapping[str, Gathered]:
    gathered: defaultdict[str, Gathered] = defaultdict(Gathered)
    for row in await _ask(engine, "partners"):
        each = gathered[_key(row["partnership"])]
        each.kind = "twinning" if row["kind"] == AMI.CityTwinning else "institutional"
        each.agents.add(_text(row["agent"]))
    for row in await _ask(engine, "agreements"):
        gathered[_key(row["partnership"])].agreements.add(_key(row["agreement"]))
    for row in await _ask(engine, "sources"):
        gathered[_key(row["partnership"])].sources.add(_key(row["graph"]))
    for row in await _ask(engine, "claims"):
        _add_claim(gathered[_key(row["partnership"])], row["property"], _key(row["value"]))
    times = {_text(row["time"]): _read_time(row) for row in await _ask(engine, "times")}
    for row in await _ask(engine, "acts"):
        if time := times.get(_text(row["time"])):
            _add_act(gathered[_key(row["partnership"])], row, time)
    return {key: each for key, each in sorted(gathered.items()) if each.agents}


def _add_claim(about: Gathered, term: Term, value: str) -> None:
    match term:
        case AMI.status:
            about.statuses.add(value)
        case AMI.coversArea:
            about.areas.add(value)
        case AMI.confidence:
            about.confidences.add(value)
        case AMI.legalKind | DCT.type:
            about.kinds.add(value)


def _add_act(about: Gathered, row: Row, time: Time) -> None:
    role = _text(row["role"]) if "role" in row else ""
    kind = _ROLES[role] if role else _key(row["type"]) if "type" in row else _NO_ACT
    document = _key(row["document"]) if "document" in row else ""
    if kind == "validity":
        about.ends[document] = time.end
        about.acts.add(Act(kind, time.edtf, *time.start, document))
    else:
        about.acts.add(Act(kind, time.edtf, time.start.first, time.end.last, document))


def _make_node(agent: str, about: Mapping[str, list[Term]], cities: Mapping[str, Mapping[str, list[Term]]]) -> Node:
    """The node of a partner: a municipality stands for its city. What has no place of its own lies where its city lies."""
    kind, _, name = agent.removeprefix(iris.BASE + "id/").partition("/")
    city = _find_city(about)
    place = cities.get(city, {})
    if kind == "authority" and AMI.governs.value in about and city in cities:
        latitude, longitude = _read_point(place)
        return Node(f"city/{_key(city)}", "city", ("city",), _first(place, AMI.inCountry), _key(city), latitude, longitude)
    latitude, longitude = _read_point(about)
    if latitude is None:
        latitude, longitude = _read_point(place)
    types = {_key(each) for each in about.get(ORG.classification.value, ())}
    country = _first(about, AMI.inCountry) or _first(place, AMI.inCountry)
    homepage = min((_text(each) for each in about.get(FOAF.homepage.value, ())), default="")
    named = AMI.devisedLabel.value not in about
    return Node(f"{kind}/{name}", kind, tuple(sorted(types or {kind})), country, _key(city), latitude, longitude, homepage, named)


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
        confidence=next((each for each in CONFIDENCES if each in about.confidences), ""),
        sources=tuple(sorted(about.sources)),
        collections=(CURATED,),
        agreements=tuple(sorted(about.agreements)),
        acts=tuple(acts),
        begin=find_begin(acts) if acts else NOT_KNOWN,
        end=end,
    )


def _find_city(about: Mapping[str, list[Term]]) -> str:
    """Where a partner is; the first where sources name several."""
    return min((_text(each) for term in (AMI.governs, AMI.inCity) for each in about.get(term.value, ())), default="")


def _read_point(about: Mapping[str, list[Term]]) -> tuple[float, float] | tuple[None, None]:
    latitudes, longitudes = (about.get(term.value, ()) for term in (WGS84.lat, WGS84.long))
    if not latitudes or not longitudes:
        return None, None
    return float(min(each.value for each in latitudes)), float(min(each.value for each in longitudes))


def _read_time(row: Row) -> Time:
    bounds = {name: row[name].value if name in row else "" for name in ("earliestStart", "latestStart", "earliestEnd", "latestEnd")}
    return Time(
        row["edtf"].value, Window(bounds["earliestStart"], bounds["latestStart"]), Window(bounds["earliestEnd"], bounds["latestEnd"])
    )


def _group(found: Iterable[Row]) -> Mapping[str, Mapping[str, list[Term]]]:
    grouped: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        grouped[_text(row["thing"])][_text(row["property"])].append(row["value"])
    return grouped


def _first(about: Mapping[str, list[Term]], term: NamedNode) -> str:
    return min((_key(each) for each in about.get(term.value, ())), default="")


def _text(term: Term) -> str:
    return term.value


def _key(term: Term | str) -> str:
    """The end of an address: what tells things of one kind apart."""
    text = term if isinstance(term, str) else term.value
    return text.rpartition("/")[2]


async def _ask(engine: Engine, name: str) -> list[dict[str, Term]]:
    return await rows(engine, resources.files(__package__).joinpath(f"{name}.rq").read_text(encoding="utf-8"))
