"""Give the tools what they read: the release that is served, its engine, names, network and matcher; name things and sources for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from babel import Locale

from amicorum.engine.port import Engine
from amicorum.errors import BadQuery, NotKnown
from amicorum.features.network.cache import NetworkCache
from amicorum.features.network.model import Network
from amicorum.features.reconciliation.batch import Query
from amicorum.features.reconciliation.reconciler import Reconciler
from amicorum.features.reconciliation.service import ReconciliationService
from amicorum.features.search.index import Index
from amicorum.linking.geography import two_letters
from amicorum.rdf import iris
from amicorum.rdf.compact import compact_iri
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.cache import ReleaseCache
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.translations import LANGUAGES

_SOURCES = iris.graph("source/")
_COUNTRY = PREFIXES["country"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The parts of the service that the tools use; `serving` gives the release and the engine of now."""

    settings: Settings
    serving: Callable[[], tuple[Release, Engine]]
    indexes: ReleaseCache[Index]
    networks: NetworkCache
    reconciliation: ReconciliationService

    @property
    def release(self) -> Release:
        return self.serving()[0]

    @property
    def engine(self) -> Engine:
        return self.serving()[1]

    async def index(self) -> Index:
        """The names of the release."""
        return await asyncio.to_thread(self.indexes.get, self.release)

    async def network(self) -> Network:
        """The partnerships of the release."""
        return await self.networks.get(self.release, self.engine)

    async def reconciler(self) -> Reconciler:
        """The matcher of the release."""
        return await self.reconciliation.get(self.release)

    async def names(self, language: str) -> Names:
        """What things are called in a language."""
        return Names(await self.index(), language if language in LANGUAGES else LANGUAGES[0], self.settings.base)

    async def find(self, text: str) -> str:
        """The IRI of the thing that a text means: an address, a key such as `city/krakow`, an identifier, or a name that fits one alone.

        Raises `NotKnown` where nothing fits, `BadQuery` with the candidates where several do.
        """
        reconciler = await self.reconciler()
        if record := reconciler.get(text.strip()):
            return record.key
        found = (await self.reconciliation.answer(self.release, {"q": Query(query=text)}))["q"]
        if found and (found[0].certain or len(found) == 1):
            return found[0].record.key
        if not found:
            raise NotKnown(text)
        candidates = ", ".join(f"{each.record.key.removeprefix(iris.THINGS)} ({each.record.name})" for each in found)
        raise BadQuery(f"{text!r} may be one of: {candidates}. Say which, by its key")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of things and sources in one language."""

    index: Index
    language: str
    base: str

    def name(self, iri: str) -> str:
        """What a thing is called: in the language, else in another one, else by its address."""
        if iri.startswith(_COUNTRY):
            return self.country(two_letters(iri.removeprefix(_COUNTRY)))
        labels = self.index.labels(iri)
        known = next((code for code in (self.language, *LANGUAGES, "", *sorted(labels)) if code in labels), None)
        return labels[known] if known is not None else compact_iri(iri)

    def country(self, code: str) -> str:
        """A country by two letters."""
        return str(Locale.parse(self.language).territories.get(code, code))

    def message(self, text: str) -> str:
        """A text of ours; tools speak English."""
        return text

    def refer(self, iri: str) -> dict[str, str]:
        """A thing by its IRI, its name and, where it is ours, its page here."""
        found = {"id": iri, "name": self.name(iri)}
        if iri.startswith((iris.THINGS, iris.SCHEMES)):
            found["page"] = self.base + "doc/" + iris.local_path(iri)
        return found

    def sources(self, graphs: Iterable[str]) -> list[dict[str, str]]:
        """Who says something: the source documents of graphs, with their titles; our own graphs by their IRI."""
        found = []
        for graph in dict.fromkeys(graphs):
            source = iris.source(graph.removeprefix(_SOURCES)) if graph.startswith(_SOURCES) else graph
            found.append(self.refer(source))
        return found
