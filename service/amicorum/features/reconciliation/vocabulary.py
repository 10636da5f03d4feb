"""List the types and properties of the service, with every spelling under which a client may name them."""

from __future__ import annotations

from dataclasses import dataclass

from amicorum.rdf import iris
from amicorum.rdf.compact import compact_iri
from amicorum.rdf.namespaces import PREFIXES

SCHEMA_SPACE = iris.NS
IDENTIFIER_SPACE = iris.THINGS
"""An identifier of the service behind this is the thing's IRI; concepts, which lie elsewhere, have their whole IRI as identifier."""
TYPE_SCHEMES = ("institution-types/", "place-kinds/")
"""The schemes whose concepts are types."""


@dataclass(frozen=True, slots=True)
class Type:
    """A class of things. `kind` is the one of `entity_kinds`; `concept` narrows it down to things of one kind of our lists."""

    id: str
    iri: str
    kind: str
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A property: of which kinds of things, and, where its values are things, of which type they are."""

    id: str
    iri: str
    kinds: tuple[str, ...]
    values: str = ""
    """The type of its values, empty for texts and numbers."""


CLASSES = (
    Type("CulturalInstitution", iris.NS + "CulturalInstitution", "institution"),
    Type("City", iris.NS + "City", "city"),
    Type("PublicAuthority", iris.NS + "PublicAuthority", "authority"),
    Type("InstitutionUnit", iris.NS + "InstitutionUnit", "unit"),
    Type("Agreement", iris.NS + "Agreement", "agreement"),
    Type("Partnership", iris.NS + "Partnership", "partnership"),
    Type("CulturalEvent", iris.NS + "CulturalEvent", "event"),
    Type("foaf:Person", PREFIXES["foaf"] + "Person", "person"),
    Type("skos:Concept", PREFIXES["skos"] + "Concept", "concept"),
)
"""The types that are classes, those people look for first coming first."""
DEFAULT_TYPES = CLASSES[:3]
_NARROWER = {
    "MunicipalAuthority": "authority",
    "LetterOfIntent": "agreement",
    "CityTwinning": "partnership",
    "InstitutionalPartnership": "partnership",
}

_AGENTS = ("institution", "unit", "authority")
_PLACED = ("institution", "city", "authority")
_ALL = tuple(each.kind for each in CLASSES)
_TOWNS, _BODIES = ("city",), ("institution", "authority")
SCHEMES = {
    "wikidata": _PLACED, "geonames": _TOWNS, "isil": _BODIES, "ror": _BODIES, "viaf": _BODIES, "isni": _BODIES, "gnd": _BODIES,
    "lc": _BODIES, "nuts": _TOWNS, "lau": _TOWNS, "teryt": _TOWNS, "regon": _BODIES, "nip": _BODIES, "krs": _BODIES,
}  # fmt: skip
"""The identifier schemes, with the kinds of things that they number: each is a property whose values are the identifiers themselves."""

PROPERTIES = (
    Property("prefLabel", PREFIXES["skos"] + "prefLabel", _ALL),
    Property("altLabel", PREFIXES["skos"] + "altLabel", _ALL),
    Property("inCity", iris.NS + "inCity", ("institution", "unit"), "City"),
    Property("inCountry", iris.NS + "inCountry", _PLACED),
    Property("classification", PREFIXES["org"] + "classification", _AGENTS, "skos:Concept"),
    Property("homepage", PREFIXES["foaf"] + "homepage", _AGENTS),
    Property("founded", iris.NS + "founded", ("institution",)),
    Property("lat", PREFIXES["wgs84"] + "lat", ("city", "institution")),
    Property("long", PREFIXES["wgs84"] + "long", ("city", "institution")),
    Property("partnerOf", iris.NS + "partnerOf", ("institution",), "CulturalInstitution"),
    Property("twinnedWith", iris.NS + "twinnedWith", ("city",), "City"),
    Property("governs", iris.NS + "governs", ("authority",), "City"),
    Property("hasParty", iris.NS + "hasParty", ("partnership",), "CulturalInstitution"),
    Property("establishedBy", iris.NS + "establishedBy", ("partnership",), "Agreement"),
    Property("signedOn", iris.NS + "signedOn", ("agreement",)),
    Property("signedBy", iris.NS + "signedBy", ("agreement",), "CulturalInstitution"),
    Property("coversArea", iris.NS + "coversArea", ("agreement",), "skos:Concept"),
    *(Property(each, iris.concept("identifier-schemes", each), kinds) for each, kinds in SCHEMES.items()),
)
"""What can be given as a hint or asked for in a data extension."""
_ALIASES = {
    "city": "inCity", "town": "inCity", "place": "inCity", "country": "inCountry", "type": "classification", "website": "homepage",
    "name": "prefLabel", "latitude": "lat", "longitude": "long", "qid": "wikidata",
}  # fmt: skip


def find_type(name: str) -> Type | None:
    """A type by its identifier, prefixed name or IRI: a class of ours, or a concept such as `institution-types/library`."""
    name = name.strip()
    for each in CLASSES:
        if name in (each.id, each.iri, compact_iri(each.iri)):
            return each
    local = name.removeprefix(iris.NS).removeprefix("ami:")
    if kind := _NARROWER.get(local):
        return Type(local, iris.NS + local, kind)
    concept = name.removeprefix(iris.SCHEMES)
    return concept_type(concept) if concept.count("/") == 1 and not concept.startswith("http") else None


def concept_type(concept: str) -> Type:
    """The type of the things of one kind of our lists, by scheme and key."""
    scheme = concept.partition("/")[0]
    kind = {"place-kinds": "city", "authority-kinds": "authority", "agreement-types": "agreement", "event-types": "event"}
    return Type(id=concept, iri=iris.SCHEMES + concept, kind=kind.get(scheme, "institution"), concept=concept)


def find_property(name: str) -> Property | None:
    """A property by its identifier, a common name for it, its prefixed name or IRI."""
    name = _ALIASES.get(name.strip().lower(), name.strip())
    for each in PROPERTIES:
        if name in (each.id, each.iri, compact_iri(each.iri)) or name.lower() == each.id.lower():
            return each
    return None


def class_of(kind: str) -> Type | None:
    """The class of the things of a kind."""
    return next((each for each in CLASSES if each.kind == kind), None)


def shorten(iri: str) -> str:
    """The identifier of a thing in the service."""
    return iri.removeprefix(IDENTIFIER_SPACE)


def expand(identifier: str) -> str:
    """The IRI of a thing by its identifier in the service, or by its IRI."""
    return identifier if "://" in identifier else IDENTIFIER_SPACE + identifier.removeprefix("id/")
