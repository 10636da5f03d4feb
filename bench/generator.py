"""Partnership-shaped data of any size from a seed, in the patterns of `docs/model.md`: for benchmarks and load tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from pyoxigraph import Literal, NamedNode, Quad

from amicorum.rdf.iris import NS, concept, graph, source_graph, thing

RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREF_LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
DCT_TYPE = NamedNode("http://purl.org/dc/terms/type")
CLASSIFICATION = NamedNode("http://www.w3.org/ns/org#classification")
XSD_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")
COUNTRY = "http://publications.europa.eu/resource/authority/country/"

COUNTRIES = ("POL", "LTU", "DEU", "FRA", "CZE", "SVK", "UKR", "HRV", "ITA", "ESP", "FIN", "SWE")
AREAS = ("experience-exchange", "study-visits", "co-organised-events", "people-exchange", "mutual-promotion", "joint-exhibitions")
KINDS = ("library", "museum", "cultural-centre", "performing-arts", "archive", "gallery")
TYPES = ("letter-of-intent", "cooperation-agreement", "memorandum", "partnership-agreement")
SYLLABLES = ("va", "kra", "vil", "pod", "gor", "nius", "lin", "mar", "tes", "bro", "dzi", "ska")

QUADS_PER_AGREEMENT = 50
"""About how many quads one agreement brings, with its share of institutions, cities and derived statements."""


def _ami(name: str) -> NamedNode:
    return NamedNode(NS + name)


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()


def _place(chance: random.Random, city: int) -> Iterator[Quad]:
    curated = NamedNode(graph("curated"))
    here = NamedNode(thing("city", f"c{city}"))
    name = _name(chance)
    yield Quad(here, RDF_TYPE, _ami("City"), curated)
    yield Quad(here, _ami("inCountry"), NamedNode(COUNTRY + chance.choice(COUNTRIES)), curated)
    for language in ("en", "pl", "lt"):
        yield Quad(here, PREF_LABEL, Literal(f"{name} {city}", language=language), curated)


def _institution(chance: random.Random, number: int, cities: int) -> Iterator[Quad]:
    curated = NamedNode(graph("curated"))
    it = NamedNode(thing("institution", f"i{number}"))
    kind = chance.choice(KINDS)
    yield Quad(it, RDF_TYPE, _ami("CulturalInstitution"), curated)
    yield Quad(it, CLASSIFICATION, NamedNode(concept("institution-types", kind)), curated)
    yield Quad(it, _ami("inCity"), NamedNode(thing("city", f"c{chance.randrange(cities)}")), curated)
    name = _name(chance)
    for language in ("en", "pl"):
        yield Quad(it, PREF_LABEL, Literal(f"{kind.title()} {name} {number}", language=language), curated)


def _time(day: date, where: NamedNode) -> Iterator[Quad]:
    bounds = NamedNode(thing("time", day.isoformat()))
    yield Quad(bounds, RDF_TYPE, _ami("TimeBounds"), where)
    yield Quad(bounds, _ami("edtf"), Literal(day.isoformat()), where)
    yield Quad(bounds, _ami("precision"), NamedNode(concept("date-precision", "day")), where)
    for edge in ("earliestStart", "latestStart", "earliestEnd", "latestEnd"):
        yield Quad(bounds, _ami(edge), Literal(day.isoformat(), datatype=XSD_DATE), where)


def _agreement(chance: random.Random, number: int, institutions: int) -> Iterator[Quad]:
    where = NamedNode(source_graph(f"s{number // 5}"))
    inferred = NamedNode(graph("inferred"))
    key = f"a{number}"
    partnership, agreement, act = (NamedNode(thing(kind, key)) for kind in ("partnership", "agreement", "act"))
    day = date(1990, 1, 1) + timedelta(days=chance.randrange(13_000))
    kind = chance.choice(TYPES)
    # Some institutions sign far more than others: the square of an even draw gives a long tail.
    parties = {int(institutions * chance.random() ** 2) for _ in range(chance.choice((2, 2, 2, 2, 3, 5)))}
    parties.add(next(n for n in range(institutions) if n not in parties))

    yield Quad(partnership, RDF_TYPE, _ami("InstitutionalPartnership"), where)
    yield Quad(partnership, _ami("establishedBy"), agreement, where)
    yield Quad(agreement, RDF_TYPE, _ami("LetterOfIntent" if kind == "letter-of-intent" else "Agreement"), where)
    yield Quad(agreement, DCT_TYPE, NamedNode(concept("agreement-types", kind)), where)
    yield Quad(agreement, _ami("status"), NamedNode(concept("statuses", "signed")), where)
    yield Quad(agreement, _ami("signedAt"), act, where)
    yield Quad(agreement, _ami("signedOn"), Literal(day.isoformat(), datatype=XSD_DATE), inferred)
    for area in chance.sample(AREAS, k=chance.randint(1, 5)):
        yield Quad(agreement, _ami("coversArea"), NamedNode(concept("cooperation-areas", area)), where)
    yield Quad(act, RDF_TYPE, _ami("SigningEvent"), where)
    yield Quad(act, _ami("occurred"), NamedNode(thing("time", day.isoformat())), where)
    yield from _time(day, where)
    agents = [NamedNode(thing("institution", f"i{n}")) for n in sorted(parties)]
    for n, agent in enumerate(agents, start=1):
        party, signature = NamedNode(thing("party", f"{key}-{n}")), NamedNode(thing("signature", f"{key}-{n}"))
        yield Quad(partnership, _ami("hasParty"), party, where)
        yield Quad(party, RDF_TYPE, _ami("Party"), where)
        yield Quad(party, _ami("partyAgent"), agent, where)
        yield Quad(act, _ami("hasSignature"), signature, where)
        yield Quad(signature, RDF_TYPE, _ami("Signature"), where)
        yield Quad(signature, _ami("onBehalfOf"), agent, where)
        for other in agents:
            if other != agent:
                yield Quad(agent, _ami("partnerOf"), other, inferred)


def generate(quads: int, seed: int = 1) -> Iterator[Quad]:
    """About `quads` quads, each in a named graph; equal arguments give equal data."""
    chance = random.Random(seed)
    agreements = max(2, quads // QUADS_PER_AGREEMENT)
    institutions, cities = max(8, agreements // 3), max(4, agreements // 30)
    for city in range(cities):
        yield from _place(chance, city)
    for number in range(institutions):
        yield from _institution(chance, number, cities)
    for number in range(agreements):
        yield from _agreement(chance, number, institutions)
