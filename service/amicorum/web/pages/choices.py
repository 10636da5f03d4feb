"""List what can be chosen at /explore, and what the values are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amicorum.features.network.model import CONFIDENCES, Network
from amicorum.features.network.selection import FACETS, Found, Selection
from amicorum.rdf import iris
from amicorum.web.html.presenter import Presenter

SCHEMES: Mapping[str, tuple[str, ...]] = {
    "type": ("institution-types", "authority-kinds"),
    "area": ("cooperation-areas",),
    "kind": ("agreement-types", "legal-kinds"),
    "status": ("statuses",),
    "confidence": ("confidence",),
    "act": ("act-types",),
}
"""The concept schemes that name the values of each list."""
MOST_SOURCES = 30
"""Sources to choose from at once: those of the most links."""
ORDER = {"confidence": CONFIDENCES, "kind": ("institutional", "twinning", "listed")}
"""Values that come first, in this order; all others by their number of links."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a list: its name, how many links it would give, whether it is chosen; of an area the broader one."""

    key: str
    label: str
    count: int
    chosen: bool
    broader: str = ""


def list_choices(presenter: Presenter, network: Network, selection: Selection, found: Found) -> dict[str, list[Choice]]:
    """The lists to choose from: each value that would give links, and each that is chosen."""
    lists: dict[str, list[Choice]] = {}
    for facet in FACETS:
        chosen, counts = selection.chosen.get(facet, frozenset()), found.counts[facet]
        order = ORDER.get(facet, ())
        ranked = sorted({*counts, *chosen}, key=lambda key: (order.index(key) if key in order else len(order), -counts[key], key))
        if facet == "source":
            ranked = [key for place, key in enumerate(ranked) if place < MOST_SOURCES or key in chosen]
        choices = [
            Choice(
                key=key,
                label=name_value(presenter, facet, key),
                count=counts[key],
                chosen=key in chosen,
                broader=network.broader.get(key, "") if facet == "area" else "",
            )
            for key in ranked
        ]
        lists[facet] = sorted(choices, key=lambda each: each.label.casefold()) if facet == "country" else choices
    return lists


def name_value(presenter: Presenter, facet: str, key: str) -> str:
    """What a value of a list is called."""
    gettext = presenter.language.gettext
    own = {
        ("kind", "twinning"): gettext("twinning of cities"),
        ("kind", "institutional"): gettext("partnership of institutions"),
        ("kind", "listed"): gettext("twin towns by a list"),
        ("kind", "listed-by-both"): gettext("both name each other"),
        ("kind", "listed-by-one"): gettext("only one names the other"),
        ("type", "place"): gettext("place of a list"),
        ("type", "city"): gettext("city"),
        ("type", "institution"): gettext("institution"),
        ("type", "authority"): gettext("authority"),
        ("collection", "curated"): gettext("gathered by the curators"),
        ("act", "validity"): gettext("valid"),
        ("act", "planned"): gettext("planned"),
        ("act", "preferred"): gettext("date, by the curators’ decision"),
        ("act", "observation"): gettext("observed"),
    }
    if (facet, key) in own:
        return own[facet, key]
    if facet == "country":
        return presenter.language.country(key)
    if facet in ("source", "collection"):
        return presenter.source(iris.source_graph(key)).name.text
    for scheme in SCHEMES.get(facet, ()):
        if presenter.index.labels(concept := iris.concept(scheme, key)):
            return presenter.name(concept).text
    return key
