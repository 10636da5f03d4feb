"""Render Jinja templates, everything escaped, in each language, with the functions that every template may call."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from pyoxigraph import Literal
from starlette.requests import Request
from starlette.responses import HTMLResponse

from amicorum.rdf import entity_kinds, formats
from amicorum.rdf.compact import compact_all, local_address
from amicorum.translations import LANGUAGES
from amicorum.web.html.bundles import find_bundle
from amicorum.web.html.dates import write_day
from amicorum.web.html.i18n import Language, load_languages
from amicorum.web.html.term_labels import name_outside_terms
from amicorum.web.html.urls import Links, SpokenLinks
from amicorum.web.http.negotiation import choose_language


class Templates:
    """The templates of the service, bound to its links and languages."""

    def __init__(self, links: Links) -> None:
        self.languages: Mapping[str, Language] = load_languages()
        self.outside = {code: name_outside_terms(language) for code, language in self.languages.items()}
        self._plain = links
        self._spoken = {code: SpokenLinks(links.base, code) for code in self.languages}
        self._environments = {
            (code, each.language): _make_environment(each, language)
            for code, language in self.languages.items()
            for each in (links, self._spoken[code])
        }
        for environment in self._environments.values():
            environment.globals["languages"] = self.languages

    def language(self, request: Request) -> Language:
        """The reader's language: `?lang=` first, then `Accept-Language`."""
        return self.languages[choose_language(request.headers.get("accept-language", ""), request.query_params.get("lang"), LANGUAGES)]

    def links(self, request: Request | None) -> Links:
        """The links for a page: they keep the language that the reader chose, and leave it open where none was chosen."""
        chosen = request.query_params.get("lang", "").lower() if request else ""
        return self._spoken.get(chosen, self._plain)

    def render(self, template: str, /, request: Request | None = None, **values: object) -> str:
        """The text of a page, in the language of the request; without one in the first of the languages."""
        language = self.language(request) if request else self.languages[LANGUAGES[0]]
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"] if request else []
        others = {code: "?" + urlencode([*asked, ("lang", code)]) for code in LANGUAGES if request}
        return (
            self._environments[language.code, self.links(request).language]
            .get_template(template)
            .render(in_other_languages=others, **values)
        )

    def answer(
        self,
        template: str,
        /,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        request: Request | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A page as a response; it depends on `Accept` and on the language wherever data have the same address."""
        text = self.render(template, request, **values)
        language = self.language(request).code if request else LANGUAGES[0]
        return HTMLResponse(text, status, {"Vary": "Accept, Accept-Language", "Content-Language": language, **(headers or {})})


def _make_breakable(text: str) -> Markup:
    """A text that may break after the slashes of an address."""
    return escape(text).replace("/", Markup("/<wbr>"))


def _make_environment(links: Links, language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("amicorum.web.html"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals |= {
        "links": links,
        "language": language,
        "kind_names": {kind.name: language.gettext(kind.plural) for kind in entity_kinds.KINDS},
        "kind_name": {kind.name: language.gettext(kind.label) for kind in entity_kinds.KINDS},
        "format_labels": {form.name: form.label for form in formats.ALL},
        "day": lambda text: write_day(text, language),
        "bundle": find_bundle,
    }
    environment.tests["literal"] = lambda value: isinstance(value, Literal)
    environment.filters["number"] = language.number
    environment.filters["size"] = language.size
    environment.filters["breakable"] = _make_breakable
    environment.filters["short"] = local_address
    environment.filters["all_short"] = compact_all
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    return environment
