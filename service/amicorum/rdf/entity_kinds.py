"""The kinds of things that have an address: one row for each, with all that differs from kind to kind."""

from __future__ import annotations

from dataclasses import dataclass

from amicorum.rdf import iris
from amicorum.translations import gettext_noop


@dataclass(frozen=True, slots=True)
class EntityKind:
    """A kind of things.

    `name` is the first part of the path behind `/id/` (`concept` and `term` stand elsewhere, see `kind_of`), `label` and `plural` are
    messages for gettext, `page` names the template and the query of its page.
    """

    name: str
    label: str
    plural: str
    page: str
    schema_org: str
    """Its class in schema.org."""
    searchable: bool = True
    rank_penalty: int = 0
    """Taken from its score in a search: what most people do not look for comes later where it fits as well."""
    figure: bool = False
    """Whether the home page says how many there are."""


KINDS: tuple[EntityKind, ...] = (
    EntityKind("institution", gettext_noop("institution"), gettext_noop("institutions"), "institution", "Organization", figure=True),
    EntityKind("city", gettext_noop("city"), gettext_noop("cities"), "city", "City", figure=True),
    EntityKind("place", gettext_noop("listed place"), gettext_noop("listed places"), "place", "Place", rank_penalty=10),
    EntityKind("authority", gettext_noop("authority"), gettext_noop("authorities"), "agent", "Organization"),
    EntityKind("person", gettext_noop("person"), gettext_noop("people"), "agent", "Person"),
    EntityKind("unit", gettext_noop("unit"), gettext_noop("units"), "agent", "Organization"),
    EntityKind("agreement", gettext_noop("agreement"), gettext_noop("agreements"), "agreement", "DigitalDocument", figure=True),
    EntityKind("partnership", gettext_noop("partnership"), gettext_noop("partnerships"), "partnership", "Thing", figure=True),
    EntityKind("event", gettext_noop("event"), gettext_noop("events"), "event", "Event"),
    EntityKind("activity", gettext_noop("planned activity"), gettext_noop("planned activities"), "event", "Event", searchable=False),
    EntityKind("concept", gettext_noop("concept"), gettext_noop("concepts"), "concept", "DefinedTerm", rank_penalty=20),
    EntityKind(
        "term", gettext_noop("term of the vocabulary"), gettext_noop("terms of the vocabulary"),
        "vocabulary", "DefinedTerm", rank_penalty=40,
    ),
    EntityKind(
        "source", gettext_noop("source document"), gettext_noop("source documents"),
        "source", "WebPage", rank_penalty=60, figure=True,
    ),
)  # fmt: skip
"""In the order in which a search's filters show them."""
OTHER = EntityKind("", gettext_noop("thing"), gettext_noop("things"), "thing", "Thing", searchable=False)
"""Parties, acts, signatures, times, counts: parts of a thing, shown as statements."""

BY_NAME = {kind.name: kind for kind in KINDS}
SEARCHABLE = tuple(kind.name for kind in KINDS if kind.searchable)


def kind_name(iri: str) -> str:
    """What kind of thing an IRI of ours names, as its address says: `city`, `party`, `concept`, `term`; empty for all else."""
    local = iri.removeprefix(iris.BASE)
    if local == iri:
        return ""
    first, _, rest = local.partition("/")
    if first == "id":
        return rest.partition("/")[0]
    if first == "scheme":
        return "concept"
    return "term" if local.startswith("ns#") else ""


def kind_of(iri: str) -> EntityKind:
    """The row of the table for a thing, by its address; `OTHER` for what has none."""
    return BY_NAME.get(kind_name(iri), OTHER)
