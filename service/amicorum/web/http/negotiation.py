"""Choose the format of an answer: `?format=` first, then `Accept` with q-values, wildcards and specificity (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from amicorum.errors import NoFormat
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

HTML = "text/html"
PAGE = "html"
"""The name that `?format=` gives to a page for people."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A format and the content type to send it with: the very name that the client used for it, where it has several."""

    format: Format
    content_type: str


@lru_cache(maxsize=512)
def parse_accept(header: str) -> MIMEAccept:
    """The media ranges of an `Accept` header; an absent or empty one accepts everything.

    Parameters such as `charset` and `profile` do not tell our formats apart, so they are dropped.
    """
    parsed = parse_accept_header(header, MIMEAccept)
    plain = [(value.partition(";")[0].strip().lower(), quality) for value, quality in parsed]
    return MIMEAccept(plain or [("*/*", 1)])


def choose(accept: str, offers: Sequence[Format]) -> Choice | None:
    """The best format for an `Accept` header, None where the client accepts none of them.

    Another name of a format counts only where the client says it. Between equal qualities a type named in full beats a wildcard, then the
    earlier offer a later one.
    """
    return _choose(accept, tuple(offers))


@lru_cache(maxsize=512)
def _choose(accept: str, offers: tuple[Format, ...]) -> Choice | None:
    ranges = parse_accept(accept)
    best: tuple[float, bool, int] | None = None
    choice = None
    for place, offer in enumerate(offers):
        for name in (offer.media_type, *offer.aliases):
            quality, named = ranges.quality(name), name in ranges.values()
            rank = (quality, named, -place)
            if quality > 0 and (named or name == offer.media_type) and (best is None or rank > best):
                best, choice = rank, Choice(offer, _content_type(offer, name))
    return choice


def choose_by_name(names: str, offers: Sequence[Format]) -> Choice | None:
    """The format that `?format=` names by name, extension, media type or the short form of one (`json` also for JSON-LD).

    Clients send several at once, separated by commas: the first that is known counts.
    """
    for name in names.lower().split(","):
        for wanted in (name, f"application/{name.strip()}"):
            if found := formats.by_name(wanted, tuple(offers)):
                return Choice(found, found.content_type)
    return None


def wants_page(accept: str, name: str | None, offers: Iterable[Format]) -> bool:
    """Whether this is a person's browser: `?format=html`, or `text/html` named in full and at least as welcome as any data."""
    if name is not None:
        return name.lower().partition(",")[0] in (PAGE, HTML)
    return _prefers_page(accept, tuple(offers))


@lru_cache(maxsize=512)
def _prefers_page(accept: str, offers: tuple[Format, ...]) -> bool:
    ranges = parse_accept(accept)
    page = ranges.quality(HTML)
    data = max((ranges.quality(kind) for offer in offers for kind in (offer.media_type, *offer.aliases)), default=0)
    return page > 0 and (page > data or (page == data and HTML in ranges.values()))


def no_format(offers: Iterable[Format]) -> NoFormat:
    """The error that lists what there is."""
    listed = ", ".join(f"{each.media_type} (format={each.name})" for each in offers)
    return NoFormat(f"none of the formats asked for is available here; there are: {listed}")


def choose_language(header: str, name: str | None, offers: Sequence[str]) -> str:
    """The language of a page: `?lang=` first, then `Accept-Language`, then the first offer."""
    if name is not None and name.lower() in offers:
        return name.lower()
    return parse_accept_header(header, LanguageAccept).best_match(offers, default=offers[0])


def _content_type(offer: Format, name: str) -> str:
    if name == offer.media_type:
        return offer.content_type
    return f"{name}; charset=utf-8" if name.startswith("text/") else name
