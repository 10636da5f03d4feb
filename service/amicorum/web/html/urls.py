"""Make every URL of the service: absolute ones from the public base address, never from a request's `Host`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode, urlsplit

from amicorum.rdf import iris

_SAFE = "/-._~:@!$&'()*+,;="
"""What may stand in a path as it is (RFC 3986, section 3.3)."""

_PAGES = re.compile(
    r"|about|api|catalog|changes|compare|disagreements|explore|graph|ns|opportunities|path|questions|reconcile/about|report|scheme|search|sparql"
    r"|statistics|validate"
    r"|releases(/\w+)?|(doc|dumps|graph|id|problems|scheme)/[^.?]*"
)
"""Paths under which people find pages; files, feeds and data have a dot or are not among them."""


class Links:
    """Addresses of the service under its public base, which may have a path (`https://example.org/amicorum/`)."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/") + "/"
        self.prefix = urlsplit(self.base).path.rstrip("/")
        """What stands before every path of ours, empty or `/amicorum`."""
        self.language = ""
        """The language that the reader chose, where one was chosen."""

    def absolute(self, path: str = "", **parameters: str | Sequence[str]) -> str:
        """A full address, for data and headers: `absolute("sparql")`."""
        return self.base + self._local(path, parameters)

    def path(self, path: str = "", **parameters: str | Sequence[str]) -> str:
        """An address inside this host, for pages."""
        return f"{self.prefix}/{self._local(path, parameters)}"

    def thing(self, iri: str) -> str | None:
        """Where a page links for an IRI: our own things here, others where http(s) leads; None where a link would be unsafe."""
        if iri.startswith(iris.BASE):
            return self.prefix + "/" + quote(iri[len(iris.BASE) :], safe=_SAFE + "#%")
        return iri if iri.startswith(("http://", "https://")) else None

    def problem(self, name: str) -> str:
        """The page that explains a kind of problem; also its stable `type`."""
        return self.absolute(f"problems/{name}")

    def sparql(self, query: str) -> str:
        """The query form with this query filled in and answered."""
        return self.path("sparql", query=query, format="html")

    @staticmethod
    def _local(path: str, parameters: Mapping[str, str | Sequence[str]]) -> str:
        text = quote(path.lstrip("/"), safe=_SAFE)
        return f"{text}?{urlencode(parameters, doseq=True)}" if parameters else text


class SpokenLinks(Links):
    """Links on a page whose reader chose its language: every page they lead to is in that language too."""

    def __init__(self, base: str, language: str) -> None:
        super().__init__(base)
        self.language = language

    def path(self, path: str = "", **parameters: str | Sequence[str]) -> str:
        """As before; a page in the chosen language, anything else as it is."""
        if _PAGES.fullmatch(path.lstrip("/")) and parameters.get("format", "html") == "html":
            parameters = {**parameters, "lang": self.language}
        return super().path(path, **parameters)

    def thing(self, iri: str) -> str | None:
        """As before; of our own things the page in the chosen language."""
        href = super().thing(iri)
        if href is None or not iri.startswith(iris.BASE):
            return href
        path, hash_, fragment = href.removeprefix(self.prefix + "/").partition("#")
        return f"{href.partition('#')[0]}?lang={self.language}{hash_}{fragment}" if _PAGES.fullmatch(path) else href
