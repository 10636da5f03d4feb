"""Find the node of the network, or the country, that a reader means: by its key or by any of its names."""

from __future__ import annotations

from dataclasses import dataclass

from amicorum.features.network.model import Network
from amicorum.linking.folding import fold
from amicorum.rdf import iris
from amicorum.rdf.entity_kinds import SEARCHABLE
from amicorum.rdf.namespaces import PREFIXES
from amicorum.web.html.presenter import Presenter, Wording

SEARCHED = tuple(kind for kind in ("institution", "city", "authority", "place") if kind in SEARCHABLE)
"""Kinds of things that are nodes."""
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
    named = [f"country/{each}" for each in sorted(countries) if fold(presenter.language.country(each)) == fold(text)]
    found = (key for key, _ in _search(presenter, network, text))
    return list(dict.fromkeys([*named, *found]))


def find_meant(presenter: Presenter, network: Network, text: str) -> Meant:
    """The node that a text means, with what else it could mean; where nothing is called like that, only what is called nearly so."""
    text = text.strip()
    keys = find_nodes(presenter, network, text)
    if not keys:
        return Meant(text, field=text)
    if text == keys[0]:
        name = node_name(presenter, text).text
        return Meant(text=text, key=text, others=(), field=name if find_nodes(presenter, network, name)[:1] == keys[:1] else text)
    alike = dict(_search(presenter, network, text))
    if keys[0] in alike and not any(alike.values()) and not _contains(presenter, keys[0], text):
        return Meant(text=text, key="", others=tuple(keys[:MOST_OTHERS]), field=text)
    others = [key for key in keys if alike.get(key, True)] if alike.get(keys[0], True) else keys
    return Meant(text=text, key=keys[0], others=tuple(others[1 : MOST_OTHERS + 1]), field=text)


def _search(presenter: Presenter, network: Network, text: str) -> list[tuple[str, bool]]:
    """The nodes that a search finds, the best first, and whether each is called just so."""
    found: dict[str, bool] = {}
    for hit in presenter.index.search(text, SEARCHED, limit=CANDIDATES).hits:
        if node := network.node_key(hit.iri.removeprefix(iris.THINGS)):
            found[node] = found.get(node, False) or fold(hit.name.text) == fold(text)
    return list(found.items())


def _contains(presenter: Presenter, key: str, text: str) -> bool:
    """Whether a name of the node holds the text: what was not written wrongly, but not in full."""
    names = (each.name.text for each in presenter.index.search(text, SEARCHED, limit=CANDIDATES).hits if each.iri == address_of(key))
    return any(fold(text) in fold(name) for name in (*names, *presenter.index.labels(address_of(key)).values()))


def address_of(key: str) -> str:
    """The address of a node; of a country the one in the EU's table."""
    return PREFIXES["country"] + key[8:] if key.startswith("country/") else iris.THINGS + key


def node_name(presenter: Presenter, key: str) -> Wording:
    """What a node is called; a country by its code behind `country/`."""
    return presenter.name(address_of(key))
