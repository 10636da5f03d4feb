"""The terms: `AMI`, our namespace, closed so that a misspelt term fails at once, and the outside namespaces with their prefixes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

from amicorum.rdf.iris import BASE, NS


class Namespace(Mapping[str, NamedNode]):
    """A namespace in which only the terms exist that it was made with: `AMI.City`, `AMI["City"]`, `"City" in AMI`."""

    def __init__(self, iri: str, *names: str) -> None:
        self._iri = iri
        self._terms = {name: NamedNode(iri + name) for name in names}
        # As attributes they are found at once, and `__getattr__` is left to what there is none of.
        self.__dict__.update({name: term for name, term in self._terms.items() if not hasattr(type(self), name)})

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_"):  # asked for by copy and pickle before there is anything to look in
            raise AttributeError(name)
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(f"<{self._iri}> has no term {name!r}") from None

    def __getitem__(self, name: str) -> NamedNode:
        try:
            return self._terms[name]
        except KeyError:
            raise KeyError(f"<{self._iri}> has no term {name!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def __str__(self) -> str:
        return self._iri


CLASSES = (
    "Act",
    "Agreement",
    "City",
    "CityTwinning",
    "CountObservation",
    "CulturalEvent",
    "CulturalInstitution",
    "ImportedDataset",
    "InstitutionUnit",
    "InstitutionalPartnership",
    "LetterOfIntent",
    "ListedPlace",
    "MunicipalAuthority",
    "NameInTime",
    "Partnership",
    "Party",
    "PlannedActivity",
    "PublicAuthority",
    "Signature",
    "SigningEvent",
    "SourceDocument",
    "StatusObservation",
    "TimeBounds",
)
"""Local names of the classes of `ontology/amicorum.ttl` (a test compares them)."""

PROPERTIES = (
    "attestedName",
    "basedOn",
    "capacity",
    "confidence",
    "contextTwinning",
    "cooperatesOn",
    "count",
    "countOf",
    "coversArea",
    "devisedLabel",
    "dissolved",
    "earliestEnd",
    "earliestStart",
    "edtf",
    "establishedBy",
    "eventStatus",
    "forOfficer",
    "founded",
    "governs",
    "hasAct",
    "hasName",
    "hasParty",
    "hasSignature",
    "identifierScheme",
    "implements",
    "inCapacity",
    "inCity",
    "inCountry",
    "latestEnd",
    "latestStart",
    "legalKind",
    "legallyBinding",
    "listedTwin",
    "observed",
    "observedOn",
    "occurred",
    "onBehalfOf",
    "ordinalInYear",
    "organiser",
    "participant",
    "partnerOf",
    "partyAgent",
    "partyDuring",
    "partyRole",
    "place",
    "placeName",
    "plannedFor",
    "plans",
    "precision",
    "preferredDate",
    "ratifiedBy",
    "realises",
    "renews",
    "renewsAutomatically",
    "signatory",
    "signedAt",
    "signedBy",
    "signedOn",
    "sourceTerm",
    "status",
    "supersedes",
    "term",
    "terminates",
    "twinnedWith",
    "underAgreement",
    "unitCount",
    "validDuring",
    "witness",
)
"""Local names of its properties."""

AMI = Namespace(NS, *CLASSES, *PROPERTIES)

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "adms": "http://www.w3.org/ns/adms#",
        "ami": NS,
        "bibo": "http://purl.org/ontology/bibo/",
        "country": "http://publications.europa.eu/resource/authority/country/",
        "crm": "http://www.cidoc-crm.org/cidoc-crm/",
        "cv": "http://data.europa.eu/m8g/",
        "dbo": "http://dbpedia.org/ontology/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "edm": "http://www.europeana.eu/schemas/edm/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "locn": "http://www.w3.org/ns/locn#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sf": "http://www.opengis.net/ont/sf#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vann": "http://purl.org/vocab/vann/",
        "vivo": "http://vivoweb.org/ontology/core#",
        "void": "http://rdfs.org/ns/void#",
        "wd": "http://www.wikidata.org/entity/",
        "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""The one prefix of each namespace, wherever we write Turtle or a query is shown."""

METADATA_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        **PREFIXES,
        "as": "https://www.w3.org/ns/activitystreams#",
        "cat": BASE + "catalog#",
        "cc": "http://creativecommons.org/ns#",
        "dcatap": "http://data.europa.eu/r5r/",
        "ldes": "https://w3id.org/ldes#",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "tree": "https://w3id.org/tree#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
    }
)
"""Those, and the prefixes of namespaces that only descriptions of the service and its data use: catalogue, event stream, endpoint."""
