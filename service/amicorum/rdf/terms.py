"""Terms of outside vocabularies that the code names, each namespace closed so that a misspelt term fails at once."""

from __future__ import annotations

from amicorum.rdf.namespaces import AMI, PREFIXES, Namespace

ADMS = Namespace(PREFIXES["adms"], "Identifier", "identifier")
CC = Namespace("http://creativecommons.org/ns#", "attributionName")
DCAT = Namespace(PREFIXES["dcat"], "contactPoint")
DCT = Namespace(
    PREFIXES["dct"], "created", "creator", "date", "description", "isReplacedBy", "issued", "license", "modified", "publisher",
    "rightsHolder", "source", "title", "type",
)  # fmt: skip
FOAF = Namespace(PREFIXES["foaf"], "homepage", "name", "page", "primaryTopic")
GEO = Namespace(PREFIXES["geo"], "sfWithin")
ORG = Namespace(
    PREFIXES["org"],
    "classification",
    "linkedTo",
    "memberOf",
    "originalOrganization",
    "resultingOrganization",
    "subOrganizationOf",
    "unitOf",
)
OWL = Namespace(
    PREFIXES["owl"],
    "Class",
    "DatatypeProperty",
    "ObjectProperty",
    "Ontology",
    "deprecated",
    "inverseOf",
    "sameAs",
    "versionIRI",
    "versionInfo",
)
RDF = Namespace(PREFIXES["rdf"], "langString", "type")
RDFS = Namespace(PREFIXES["rdfs"], "comment", "domain", "isDefinedBy", "label", "range", "seeAlso", "subClassOf", "subPropertyOf")
SKOS = Namespace(
    PREFIXES["skos"], "ConceptScheme", "altLabel", "broadMatch", "broader", "closeMatch", "definition", "editorialNote", "exactMatch",
    "example", "hasTopConcept", "inScheme", "narrowMatch", "narrower", "notation", "prefLabel", "related", "relatedMatch", "scopeNote",
    "topConceptOf",
)  # fmt: skip
SCHEMA = Namespace(PREFIXES["schema"], "sameAs")
WGS84 = Namespace(PREFIXES["wgs84"], "lat", "long")
XSD = Namespace(PREFIXES["xsd"], "boolean", "date", "dateTime", "hexBinary", "integer", "nonNegativeInteger", "string")

LABELS = (SKOS.prefLabel, DCT.title, RDFS.label, FOAF.name, AMI.attestedName)
"""What a thing is called, the best first."""
