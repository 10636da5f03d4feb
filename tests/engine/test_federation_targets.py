"""SERVICE asks no address but those of the settings, whatever the spelling of a query."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from amicorum.engine.federation import Federation
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.query_type import names_service
from amicorum.engine.sparql.service_clauses import replace_clauses
from amicorum.errors import BadQuery, QueryError, Refused, TooLarge
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio


TARGET = "http://e.org:8080/sparql"


SPELLINGS = {
    "plain": f"SERVICE <{TARGET}> {{}}",
    "silent": f"sErViCe sIlEnT<{TARGET}>{{}}",
    "comment": f"SERVICE # <http://evil/>\n <{TARGET}> # {{\n {{}}",
    "prefixed": "SERVICE t:sparql {}",
    "prefixed-escape": "SERVICE t:%73parql {}",  # not decoded: another IRI
    "relative": "SERVICE </sparql> {}",
    "relative-dots": "SERVICE <a/../b/../../sparql> {}",
    "relative-network": "SERVICE <//e.org:8080/sparql> {}",
    "unicode-escape": "SERVICE <http://e.org:8080/\\u0073parql> {}",
    "unicode-long-escape": "SERVICE <http://e.org:8080/\\U00000073parql> {}",
}
"""All of them the allowed endpoint, to the parser, but for the one that the comment tells of."""


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_of_the_allowed_endpoint(name: str) -> None:
    text = f"PREFIX t: <http://e.org:8080/> BASE <http://e.org:8080/base> ASK {{ {SPELLINGS[name]} }}"
    federation = Federation(Settings(service_targets=(TARGET,)))
    if name == "prefixed-escape":
        with pytest.raises(Refused, match="%73parql"):
            federation.find(ParsedQuery(text))
    else:
        (clause,) = federation.find(ParsedQuery(text))
        assert (clause.endpoint, clause.silent) == (TARGET, name == "silent")


OTHERS = [
    "http://evil.org/sparql",
    "HTTP://e.org:8080/sparql",
    "http://E.org:8080/sparql",
    "http://e.org/sparql",
    "http://e.org:80/sparql",
    "http://e.org:08080/sparql",
    "https://e.org:8080/sparql",
    "http://user@e.org:8080/sparql",
    "http://e.org:8080@evil.org/sparql",
    "http://e.org:8080#@evil.org/sparql",
    "http://e.org.:8080/sparql",
    "http://e.org:8080/sparql#fragment",
    "http://e.org:8080/sparql#",
    "http://e.org:8080/sparql?",
    "http://e.org:8080/sparql?query=x",
    "http://e.org:8080/sparql/",
    "http://e.org:8080//sparql",
    "http://e.org:8080/%73parql",
    "http://e.org:8080/./sparql",
    "http://e%2Eorg:8080/sparql",
    "http://\N{FULLWIDTH LATIN SMALL LETTER E}.org:8080/sparql",
    "http://e\N{IDEOGRAPHIC FULL STOP}org:8080/sparql",
    "http://\N{CYRILLIC SMALL LETTER IE}.org:8080/sparql",
    "http://xn--e1a.org:8080/sparql",
    "http://[::ffff:127.0.0.1]:8080/sparql",
    "http://127.1:8080/sparql",
    "http://2130706433:8080/sparql",
    "file:///etc/passwd",
    "urn:x",
]


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("other", OTHERS)
def test_any_other_address_is_refused_however_close(other: str, silent: str) -> None:
    with pytest.raises(Refused, match="not allowed"):
        Federation(Settings(service_targets=(TARGET,))).find(ParsedQuery(f"ASK {{ SERVICE {silent}<{other}> {{}} }}"))


REFUSED: dict[str, tuple[str, type[QueryError]]] = {
    "variable": ("VALUES ?x { <http://e.org:8080/sparql> } SERVICE ?x {}", Refused),
    "nested": (f"SERVICE <{TARGET}> {{ SERVICE <{TARGET}> {{}} }}", Refused),
    "nested-deep": (f"SERVICE <{TARGET}> {{ OPTIONAL {{ {{ SERVICE SILENT ?x {{}} }} }} }}", Refused),
    "nested-escaped": (f"SERVICE <{TARGET}> {{ SERV\\u0049CE <http://evil/> {{}} }}", Refused),
    "second": (f"SERVICE <{TARGET}> {{}} SERVICE <http://evil/> {{}}", Refused),
    "second-escaped": (f"SERVICE <{TARGET}> {{}} SERV\\u0049CE <http://evil/> {{}}", Refused),
    "second-hidden": (f"SERVICE <{TARGET}> {{}} FILTER(?a<?b)SERVICE#>\n<http://evil/> {{}}", Refused),
    "second-in-quotes": (f"SERVICE <{TARGET}> {{}} FILTER(?a<''&&'>')SERVICE <http://evil/> {{}} #'", Refused),
    "blank": ("SERVICE _:x {}", BadQuery),
    "undeclared": ("SERVICE t:sparql {}", BadQuery),
    "string": ("SERVICE 'http://e.org:8080/sparql' {}", BadQuery),
    "broken-iri": ("SERVICE <http://e.org:8080x/> {}", BadQuery),
    "no-endpoint": ("SERVICE {}", BadQuery),
    "no-group": (f"SERVICE <{TARGET}>", BadQuery),
    "no-end": (f"SERVICE <{TARGET}> {{ {{}}", BadQuery),
    "too-many": (f"SERVICE <{TARGET}> {{}} " * 5, TooLarge),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_before_anything_runs(name: str) -> None:
    text, error = REFUSED[name]
    with pytest.raises(error):
        Federation(Settings(service_targets=(TARGET,))).find(ParsedQuery(f"ASK {{ {text}" + ("" if name == "no-end" else " }")))


def test_nothing_is_allowed_by_default_and_an_update_is_told_apart() -> None:
    federation = Federation(Settings())
    assert federation.find(ParsedQuery("SELECT * WHERE { ?s ?p 'SERVICE' }")) == ()
    with pytest.raises(Refused, match="SERVICE is not allowed"):
        federation.find(ParsedQuery(f"ASK {{ SERVICE <{TARGET}> {{}} }}"))
    with pytest.raises(Refused, match="Update"):
        federation.find(ParsedQuery(f"INSERT {{}} WHERE {{ SERVICE <{TARGET}> {{}} }}"))


PIECES = [
    "SERVICE", "SILENT", f"<{TARGET}>", "t:sparql", "?x", "{", "}", "(", ")", "<", "<<", "'", '"""', "#", "\\", "\n", "\\u0053", "_:b",
    "PREFIX", "t:", "BASE", "<http://e.org:8080/>", "VERSION", "ASK", "SELECT *", "FILTER", "\N{MIDDLE DOT}", "e:a.", "@en", "1.5e3",
]  # fmt: skip


@hypothesis.settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_whatever_is_asked_only_the_target_is_found_and_no_service_is_left(pieces: list[str]) -> None:
    federation = Federation(Settings(service_targets=(TARGET,)))
    text = f"PREFIX t: <http://e.org:8080/> ASK {{ {' '.join(pieces)} }}"
    try:
        clauses = federation.find(ParsedQuery(text))
    except QueryError as error:
        assert str(error)
        return
    assert {clause.endpoint for clause in clauses} <= {TARGET}
    assert not names_service(replace_clauses(text, clauses, ["" for _ in clauses]))


@pytest.mark.parametrize(
    "target",
    [
        "",
        "e.org",
        "ftp://e.org/",
        "http:///x",
        "http://u@e.org/",
        "http://e.org/#x",
        "http://e.org/ x",
        "http://é.org/",
        "http://e.org:99999/",
    ],
)
def test_a_target_that_is_no_plain_address_is_no_setting(target: str) -> None:
    with pytest.raises(ValidationError, match="service_targets"):
        Settings(service_targets=(target,))
