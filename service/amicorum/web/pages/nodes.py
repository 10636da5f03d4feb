"""Finding the node of the network, or the country, that a reader means: by its key or by any of its names."""

from __future__ import annotations

from dataclasses import dataclass

from amicorum.features.network.model import Network
from amicorum.linking.folding import fold
from amicorum.rdf import iris
from amicorum.rdf.namespaces import PREFIXES
from amicorum.web.html.presenter import Presenter, Wording

SEARCHED = ("institution", "city", "authority")
CANDIDATES = 20
"""Hits of a search among which nodes are looked for."""
MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """What a reader wrote and the node that it means: its key, empty where nothing fits, and others that it could mean."""

    text: str
    key: str = ""
    others: tuple[str, ...] = ()
    field: str = ""
    """What to show in the field: the name where that leads to the same node again, else the key."""


def find_nodes(presenter: Presenter, network: Network, text: str) -> list[str]:
    """The keys of nodes that a text can mean, the best first. A country is `country/POL`."""
    text = text.strip()
    if not text:
        return []
    if text in network.nodes:
        return [text]
    countries = {each.country for each in network.nodes.values() if each.country}
    code = text.removeprefix("country/")
    if text.startswith("country/") and code in countries:
        return [text]
    named = [f"country/{each}" for each in sorted(countries) if fold(presenter.language.country(f"/{each}")) == fold(text)]
    hits = presenter.index.search(text, SEARCHED, limit=CANDIDATES).hits
    keys = (hit.iri.removeprefix(iris.BASE + "id/") for hit in hits)
    nodes = (each if each in network.nodes else each.replace("authority/", "city/") for each in keys)
    return list(dict.fromkeys([*named, *(each for each in nodes if each in network.nodes)]))


def find_meant(presenter: Presenter, network: Network, text: str) -> Meant:
    """The node that a text means best, with what else it could mean."""
    text = text.strip()
    keys = find_nodes(presenter, network, text)
    if not keys:
        return Meant(text, field=text)
    field = text
    if text == keys[0]:
        name = node_name(presenter, text).text
        field = name if find_nodes(presenter, network, name)[:1] == keys[:1] else text
    exact = [key for key in keys if fold(text) in {fold(label) for label in presenter.index.labels(address_of(key)).values()}]
    others = exact if keys[0] in exact else [] if text == keys[0] else keys
    return Meant(text, keys[0], tuple(key for key in others if key != keys[0])[:MOST_OTHERS], field)


def address_of(key: str) -> str:
    """The address of a node; of a country the one in the EU's table."""
    return PREFIXES["country"] + key[8:] if key.startswith("country/") else iris.BASE + "id/" + key


def node_name(presenter: Presenter, key: str) -> Wording:
    """What a node is called; a country by its code behind `country/`."""
    return presenter.name(address_of(key))
