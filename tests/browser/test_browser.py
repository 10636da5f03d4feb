"""The pages in a real browser: nothing that axe objects to, nothing wider than a phone, nothing refused, in both colour schemes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

ROWS = quote("SELECT ?city ?name ?day { ?city a <https://w3id.org/amicorum/ns#City> ; ?p ?name BIND('2018-05-21' AS ?day) } LIMIT 50")
NOTHING = quote("SELECT ?nothing { <urn:a> <urn:b> ?nothing }")
PATHS = (
    "/",
    "/search?q=krokuva",
    "/search?q=nothing-of-the-kind",
    "/doc/institution/ckp",
    "/doc/institution/vcb?lang=lt",
    "/doc/city/krakow?lang=pl",
    "/doc/agreement/ia02",
    "/doc/agreement/we013",
    "/doc/partnership/ca026",
    "/doc/partnership/we011?lang=pl",
    "/doc/event/ev08",
    "/doc/activity/ia02-1",
    "/doc/person/anna-grabowska",
    "/doc/authority/krakow",
    "/doc/unit/ckp-sokolska",
    "/doc/time/1977",
    "/doc/source/podgorze-vilnius",
    "/doc/scheme/cooperation-areas",
    "/doc/scheme/cooperation-areas/study-visits",
    "/graph/curated",
    "/ns",
    "/catalog",
    "/releases",
    "/changes",
    "/about",
    "/explore",
    "/explore?of=city/krakow&with=city/vilnius&year=2018&face=timeline&lang=lt",
    "/path",
    "/path?from=institution/ckp&to=institution/biblioteka-krakow&lang=pl",
    "/opportunities?institution=institution/ckp&to=city/vilnius&lang=lt",
    "/opportunities?city=city/krakow",
    "/compare?a=city/krakow&b=city/vilnius",
    "/compare?a=country/POL&b=country/LTU&lang=lt",
    "/disagreements?lang=pl",
    "/report?on=2030-01-01&lang=lt",
    "/statistics",
    "/statistics?country=LTU&lang=pl",
    "/sparql",
    "/sparql?lang=pl&format=html&query=ASK%7B%7D",
    f"/sparql?lang=lt&format=html&query={ROWS}",
    f"/sparql?format=html&query={NOTHING}",
    "/validate?lang=lt",
    "/api",
    "/problems/busy?lang=pl",
    "/doc/city/nowhere?format=html",
)


@pytest.fixture(scope="module")
def looks(run_script: Callable[..., tuple[str, str]]) -> list[dict[str, Any]]:
    """What the browser saw: every page narrow in the dark, and wide by day."""
    return [json.loads(line) for line in run_script("look", *PATHS)[0].splitlines()]


def test_every_page_was_looked_at(looks: list[dict[str, Any]]) -> None:
    assert len(looks) == 2 * len(PATHS)
    assert {look["path"]: look["status"] for look in looks} == {path: 404 if "nowhere" in path else 200 for path in PATHS}
    assert min(look["passes"] for look in looks) > 15, "axe really looked"


def test_axe_objects_to_nothing(looks: list[dict[str, Any]]) -> None:
    assert [(look["path"], look["width"], look["colorScheme"], look["violations"]) for look in looks if look["violations"]] == []


def test_nothing_is_wider_than_the_screen(looks: list[dict[str, Any]]) -> None:
    assert [(look["path"], look["width"]) for look in looks if look["overflow"]] == []


def test_the_policy_refuses_nothing_that_a_page_needs(looks: list[dict[str, Any]]) -> None:
    # The browser itself notes the 404 of a page that is not there.
    assert [(look["path"], look["errors"]) for look in looks if look["errors"] and look["status"] == 200] == []


def test_the_keyboard_begins_with_the_way_to_the_content(looks: list[dict[str, Any]]) -> None:
    assert {look["focus"] for look in looks} == {"skip"}
