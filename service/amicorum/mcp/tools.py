"""The tools that look things up: search, describe, partners, path, reconcile. Every answer carries IRIs, and every fact its sources."""

from __future__ import annotations

import asyncio
from typing import Any

from pyoxigraph import Literal, NamedNode

from amicorum.errors import BadQuery, NotKnown
from amicorum.features.entities.queries import ask_statements
from amicorum.features.entities.statements import Value
from amicorum.features.network.model import Link, Network
from amicorum.features.network.paths import Conditions, find_chains
from amicorum.features.network.periods import Presence, find_presence
from amicorum.features.reconciliation import answers
from amicorum.features.reconciliation.batch import Hint, Query
from amicorum.mcp.knowledge import Knowledge, Names
from amicorum.rdf import iris
from amicorum.rdf.entity_kinds import SEARCHABLE

Json = dict[str, Any]

MOST = 100
"""Things in one answer."""
MOST_VALUES = 30
"""Values of one property in a description."""
MOST_CHAINS = 10


class Tools:
    """What an assistant can look up. Names are understood wherever a thing is asked for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def search(self, text: str, kinds: list[str], limit: int, language: str) -> Json:
        """Things whose names fit a text."""
        if unknown := [each for each in kinds if each not in SEARCHABLE]:
            raise BadQuery(f"there is no kind {unknown[0]}; there are: {', '.join(SEARCHABLE)}")
        names = await self._knowledge.names(language)
        reconciler = await self._knowledge.reconciler()
        found = await asyncio.to_thread(names.index.search, text[:200], kinds, limit=_bound(limit))
        hits = []
        for hit in found.hits:
            record = reconciler.get(hit.iri)
            about = {"description": answers.describe(record, names)} if record else {}
            hits.append({**names.refer(hit.iri), "kind": hit.kind, "matched": hit.name.text, **about})
        return {"total": found.total, "hits": hits}

    async def describe(self, thing: str, language: str) -> Json:
        """All that is said of a thing, property by property, each value with who says so."""
        iri = await self._knowledge.find(thing)
        names = await self._knowledge.names(language)
        about = await ask_statements(self._knowledge.engine, "about", NamedNode(iri))
        values: dict[str, dict[Value, list[str]]] = {}
        for statement in about:
            values.setdefault(statement.predicate.value, {}).setdefault(statement.object, []).append(statement.graph.value)
        if not values:
            raise NotKnown(iri)
        facts = []
        for predicate, found in values.items():
            shown = [
                {**_write_value(value, names), "sources": names.sources(graphs)} for value, graphs in list(found.items())[:MOST_VALUES]
            ]
            left = {"more": len(found) - MOST_VALUES} if len(found) > MOST_VALUES else {}
            facts.append({"property": predicate, "label": names.name(predicate), "values": shown, **left})
        return {**names.refer(iri), "facts": facts}

    async def list_partners(self, thing: str, year: int | None, limit: int, language: str) -> Json:
        """Who works with an institution, or which cities are partners of a city: since when, on what, and who says so."""
        iri = await self._knowledge.find(thing)
        names = await self._knowledge.names(language)
        network = await self._knowledge.network()
        key = _find_node(network, iri)
        links = [each for each in network.links_of[key] if year is None or find_presence(each.begin, each.end, year) is not Presence.ABSENT]
        partners = [{"partner": names.refer(iris.THINGS + each.other(key)), **_write_link(each, names)} for each in links[: _bound(limit)]]
        return {"of": names.refer(iri), "total": len(links), "partners": partners}

    async def find_path(self, start: str, goal: str, kind: str, year: int | None, *, places: bool, limit: int, language: str) -> Json:
        """Chains of partnerships between two things, the shortest first."""
        ends = [await self._knowledge.find(each) for each in (start, goal)]
        names = await self._knowledge.names(language)
        network = await self._knowledge.network()
        keys = [_find_node(network, each) for each in ends]
        if kind not in ("", "twinning", "institutional"):
            raise BadQuery("kind is twinning or institutional, or empty for both")
        conditions = Conditions(kind, year, places)
        chains = await asyncio.to_thread(find_chains, network, keys[0], keys[1], conditions, min(max(limit, 1), MOST_CHAINS))
        note = "" if chains or places else "No chain joins them; with places a step may also lead from an institution to its city."
        return {
            **({"note": note} if note else {}),
            "from": names.refer(ends[0]),
            "to": names.refer(ends[1]),
            "chains": [
                [
                    {
                        "from": names.refer(iris.THINGS + step.source),
                        "to": names.refer(iris.THINGS + step.target),
                        "partnerships": [_write_link(link, names) for link in step.links],
                    }
                    for step in chain
                ]
                for chain in chains
            ],
        }

    async def reconcile(self, names: list[str], city: str, country: str, kind: str, language: str) -> Json:
        """Which of our things the names of a list mean; `match` where that is certain."""
        if len(names) > self._knowledge.settings.reconcile_batch:
            raise BadQuery(f"{self._knowledge.settings.reconcile_batch} names at most at once")
        hints = [Hint(pid=pid, v=[value]) for pid, value in (("inCity", city), ("inCountry", country)) if value]
        kinds = [kind] if kind else []
        queries = {str(at): Query(query=name, type=kinds, properties=hints, limit=3) for at, name in enumerate(names)}
        found = await self._knowledge.reconciliation.answer(self._knowledge.release, queries)
        words = await self._knowledge.names(language)
        results = []
        for at, name in enumerate(names):
            candidates = []
            for each in found[str(at)]:
                said = {"description": answers.describe(each.record, words), "score": each.score, "match": each.certain}
                candidates.append({**words.refer(each.record.key), **said})
            results.append({"query": name, "candidates": candidates})
        return {"results": results}


def _bound(limit: int) -> int:
    return min(max(limit, 1), MOST)


def _find_node(network: Network, iri: str) -> str:
    """The key of a thing in the network. Raises `NotKnown` where it has none."""
    if key := network.node_key(iri.removeprefix(iris.THINGS)):
        return key
    raise NotKnown(iri)


def _write_value(value: Value, names: Names) -> Json:
    if isinstance(value, Literal):
        return {"value": value.value, **({"language": value.language} if value.language else {})}
    return names.refer(value.value)


def _write_link(link: Link, names: Names) -> Json:
    """A partnership between two: its documents, how it stands, from when to when, and who says so."""
    found: Json = {
        "partnership": iris.thing("partnership", link.key),
        "kind": link.kind,
        "status": list(link.statuses),
        "areas": [names.name(iris.concept("cooperation-areas", each)) for each in link.areas],
        "began": {"earliest": link.begin.first, "latest": link.begin.last},
        "agreements": [names.refer(iris.thing("agreement", each)) for each in link.agreements],
        "sources": [names.refer(iris.source(each)) for each in link.sources],
    }
    return found | ({"ended": {"earliest": link.end.first, "latest": link.end.last}} if link.end else {})
