"""Outside terms in words: what readers see where another vocabulary's class or property has no name in our graph."""

from __future__ import annotations

from collections.abc import Mapping

from amicorum.vocab import PREFIXES
from amicorum.web.language import Language


def name_outside_terms(language: Language) -> Mapping[str, str]:
    """The names by IRI, in one language."""
    say = language.say
    names = {
        "adms:Identifier": say("identifier"),
        "adms:identifier": say("identifier"),
        "dct:created": say("created"),
        "dct:creator": say("creator"),
        "dct:date": say("date"),
        "dct:description": say("description"),
        "dct:identifier": say("identifier"),
        "dct:isReplacedBy": say("replaced by"),
        "dct:issued": say("issued"),
        "dct:language": say("language"),
        "dct:license": say("licence"),
        "dct:modified": say("changed"),
        "dct:publisher": say("publisher"),
        "dct:rightsHolder": say("rights holder"),
        "dct:source": say("source"),
        "dct:subject": say("subject"),
        "dct:title": say("title"),
        "dct:type": say("kind"),
        "foaf:Person": say("person"),
        "foaf:homepage": say("website"),
        "foaf:name": say("name"),
        "foaf:page": say("page"),
        "geo:asWKT": say("coordinates"),
        "geo:hasGeometry": say("geometry"),
        "locn:address": say("address"),
        "org:ChangeEvent": say("change of an organisation"),
        "org:classification": say("kind"),
        "org:memberOf": say("member of"),
        "org:originalOrganization": say("before"),
        "org:resultingOrganization": say("after"),
        "org:unitOf": say("unit of"),
        "owl:sameAs": say("the same as"),
        "prov:wasDerivedFrom": say("derived from"),
        "rdf:type": say("type"),
        "rdfs:comment": say("comment"),
        "rdfs:label": say("label"),
        "rdfs:seeAlso": say("see also"),
        "sf:Point": say("point"),
        "skos:Concept": say("concept"),
        "skos:ConceptScheme": say("concept scheme"),
        "skos:altLabel": say("other name"),
        "skos:broadMatch": say("broader match"),
        "skos:broader": say("broader"),
        "skos:closeMatch": say("close match"),
        "skos:definition": say("definition"),
        "skos:editorialNote": say("note of the curators"),
        "skos:exactMatch": say("exact match"),
        "skos:hasTopConcept": say("top concept"),
        "skos:inScheme": say("in the scheme"),
        "skos:narrowMatch": say("narrower match"),
        "skos:narrower": say("narrower"),
        "skos:notation": say("notation"),
        "skos:prefLabel": say("preferred name"),
        "skos:related": say("related"),
        "skos:relatedMatch": say("related match"),
        "skos:scopeNote": say("scope note"),
        "skos:topConceptOf": say("top concept of"),
        "void:distinctSubjects": say("things"),
        "void:triples": say("statements"),
        "wgs84:lat": say("latitude"),
        "wgs84:long": say("longitude"),
    }
    namespaces = dict(PREFIXES)
    return {
        namespaces[prefix] + local: name for (prefix, _, local), name in ((key.partition(":"), name) for key, name in names.items())
    } | {
        "http://creativecommons.org/ns#attributionName": say("to be named"),
        "http://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
        "http://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    }
