"""Render what the reconciliation service shows to people: names in a language, and the preview of a thing."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from amicorum.features.reconciliation import answers
from amicorum.linking.identifiers import OWN
from amicorum.linking.records import Record
from amicorum.rdf import iris
from amicorum.web.html.presenter import Presenter, Wording
from amicorum.web.pages.thing import make_presenter
from amicorum.web.state import AppState

_NAMES = 6
"""Other names that a preview shows."""


@dataclass(frozen=True, slots=True)
class Words:
    """What things are called in the language of the client."""

    presenter: Presenter

    def name(self, iri: str) -> str:
        return self.presenter.name(iri).text

    def country(self, code: str) -> str:
        return self.presenter.language.country(code)

    def message(self, text: str) -> str:
        return self.presenter.language.gettext(text)


@dataclass(frozen=True, slots=True)
class Preview:
    """What helps to tell a thing from its namesakes."""

    name: Wording
    description: str
    others: list[Wording]
    identifiers: list[tuple[str, str]]
    href: str


async def make_words(state: AppState, request: Request) -> Words:
    """The words of the language that the client asked for."""
    return Words(await make_presenter(state, request))


async def make_preview(state: AppState, request: Request, record: Record) -> Preview:
    """A thing as its preview shows it."""
    presenter = await make_presenter(state, request)
    name = presenter.name(record.key)
    identifiers = sorted((each.scheme, each.value) for each in record.identifiers if each.scheme != OWN)
    return Preview(
        name=name,
        description=answers.describe(record, Words(presenter)),
        others=[Wording(text, language) for text, language in record.names.items() if text != name.text][:_NAMES],
        identifiers=[(presenter.name(iris.concept("identifier-schemes", scheme)).text, value) for scheme, value in identifiers],
        href=state.links.absolute((presenter.href(record.key) or "").removeprefix(state.links.prefix).partition("?")[0]),
    )
