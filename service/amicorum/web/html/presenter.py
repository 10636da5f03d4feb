"""Present terms and values in the reader's language: the name of everything, its address, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from amicorum.features.entities.statements import Fact
from amicorum.features.entities.time_values import TimeValue
from amicorum.features.search.index import Index
from amicorum.rdf import iris
from amicorum.rdf.compact import compact_iri, without_scheme
from amicorum.rdf.entity_kinds import BY_NAME
from amicorum.rdf.namespaces import PREFIXES
from amicorum.web.html.dates import write_day, write_time
from amicorum.web.html.i18n import Language
from amicorum.web.html.urls import Links

_SOURCES, _ASSESSMENTS = iris.graph("source/"), iris.graph("assessment/")
_COUNTRIES = PREFIXES["country"]
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_DATE = PREFIXES["xsd"] + "date"
_BOOLEAN = PREFIXES["xsd"] + "boolean"
_INTEGER = PREFIXES["xsd"] + "integer"


class Wording(NamedTuple):
    """A text and its language, empty where it is the page's own or none."""

    text: str
    lang: str = ""


class Source(NamedTuple):
    """Somebody who says something: a source document, or one of our own graphs."""

    name: Wording
    href: str


@dataclass(frozen=True, slots=True)
class Presenter:
    """A reader's language, the names of a release and the links of the site."""

    language: Language
    index: Index
    links: Links
    outside: Mapping[str, str]
    """Names of outside terms in this language."""

    def name(self, thing: NamedNode | BlankNode | str) -> Wording:
        """What a thing is called. Countries are named as the graph has it, else as the language; what nobody names, by its address."""
        iri = thing if isinstance(thing, str) else thing.value
        if iri.startswith(_COUNTRIES):
            return Wording(self.index.labels(iri).get(self.language.code) or self.language.country(iri))
        if iri.startswith(_LANGUAGES):
            return Wording(self.language.language(iri))
        labels = self.index.labels(iri)
        text, code = self.language.pick(labels)
        if text:
            # What is called alike in several languages, as most towns are, belongs to none of them.
            alike = code == self.language.code or list(labels.values()).count(text) > 1
            return Wording(text, "" if alike else code)
        if outside := self.outside.get(iri):
            return Wording(outside)
        if iri.startswith(iris.BASE + "graph/"):
            return self.source(iri).name
        return Wording(_show_address(iri))

    def tongue(self, code: str) -> str:
        """The name of a language in the reader's: `Polish` for `pl`; the code itself where it has none."""
        name: str = self.language.locale.languages.get(code.partition("-")[0].lower(), code)
        return name

    def what_and_where(self, iri: str, kind: str) -> tuple[list[Wording], list[Wording]]:
        """What a thing is, by its types, else by its kind; and its cities and countries."""
        around = self.index.surroundings(iri)
        types = [self.name(each) for each in around.types] or [Wording(self.language.gettext(BY_NAME[kind].label))]
        places = around.cities + around.countries
        return types, [self.name(each) for each in places if each != iri]

    def href(self, thing: NamedNode | BlankNode | str) -> str | None:
        """Where a link to a thing leads: our own things to their documents at once, without the detour over `/id/`."""
        iri = thing if isinstance(thing, str) else thing.value
        if iri.startswith(iris.THINGS):
            return self.links.path("doc/" + iri.removeprefix(iris.THINGS))
        if iri.startswith(iris.SCHEMES):
            return self.links.path("doc/scheme/" + iri.removeprefix(iris.SCHEMES))
        return self.links.thing(iri)

    def source(self, graph: str) -> Source:
        """Who stands behind a graph."""
        if graph.startswith(_SOURCES):
            document = iris.source(graph.removeprefix(_SOURCES))
            text, code = self.language.pick(self.index.labels(document))
            name = Wording(text, "" if code == self.language.code else code) if text else Wording(graph.removeprefix(_SOURCES))
            return Source(name, self.href(document) or "")
        gettext = self.language.gettext
        if graph.startswith(_ASSESSMENTS):
            read = self.source(_SOURCES + graph.removeprefix(_ASSESSMENTS))
            return Source(Wording(gettext("the curators, on: %(source)s", source=read.name.text)), self.links.thing(graph) or "")
        own = {
            "curated": gettext("the curators of this graph"),
            "links": gettext("the curators, by comparing registers"),
            "inferred": gettext("derived from other statements by a rule"),
            "ontology": gettext("the vocabulary"),
            "schemes": gettext("the concept schemes"),
            "catalogue": gettext("the catalogue"),
        }
        key = graph.removeprefix(iris.graph(""))
        return Source(Wording(own.get(key, key)), self.links.thing(graph) or "")

    def best(self, facts: Iterable[Fact]) -> list[Fact]:
        """Of texts in several languages those in the one that the reader knows best; facts without a language stay."""
        facts = list(facts)
        languages = {fact.language for fact in facts if fact.language}
        _, chosen = self.language.pick(dict.fromkeys(languages, ""))
        chosen = next((code for code in (self.language.code, "en", "pl", "lt", *sorted(languages)) if code in languages), chosen)
        return [fact for fact in facts if not fact.language or fact.language == chosen]

    def value(self, fact: Fact) -> Wording:
        """A value in words."""
        value = fact.value
        if not isinstance(value, Literal):
            return self.name(value)
        kind = value.datatype.value
        if kind == _DATE:
            return Wording(write_day(value.value, self.language))
        if kind == _BOOLEAN:
            return Wording(self.language.gettext("yes") if value.value in ("true", "1") else self.language.gettext("no"))
        if kind == _INTEGER:
            return Wording(self.language.number(int(value.value)))
        lang = value.language or ""
        return Wording(value.value, "" if lang == self.language.code else lang)

    def time(self, when: TimeValue | str) -> str:
        """A time in words, with how exactly it is known."""
        return write_time(when if isinstance(when, str) else when.edtf, self.language)

    def sort(self, things: Sequence[NamedNode]) -> list[NamedNode]:
        """Things in the order of their names."""
        return sorted(things, key=lambda each: self.name(each).text.casefold())


def _show_address(iri: str) -> str:
    """What nobody names: our own things by their key, others by prefix or as people write an address."""
    if iri.startswith(iris.BASE):
        return iri.rpartition("/")[2].rpartition("#")[2]
    short = compact_iri(iri)
    return short if short != iri else without_scheme(iri)
