"""/terms: what queries are written with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.web.routes.test_things import serve

from amicorum.rdf import iris
from amicorum.release.release import Release


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


@pytest.mark.parametrize(
    ("iri", "kind", "english", "polish"),
    [
        (iris.NS + "CityTwinning", "class", "city twinning", "partnerstwo miast"),
        (iris.NS + "coversArea", "property", "covers area", "obejmuje obszar"),
        (iris.concept("institution-types", "library"), "concept", "library", "biblioteka"),
    ],
)
def test_terms_have_names_in_the_language_asked_for(world: TestClient, iri: str, kind: str, english: str, polish: str) -> None:
    for language, label in (("en", english), ("pl", polish)):
        terms = {each["iri"]: each for each in world.get(f"/terms?lang={language}").json()["terms"]}
        assert (terms[iri]["kind"], terms[iri]["label"].casefold()) == (kind, label)
        assert terms[iri]["uses"] > 0


def test_terms_come_the_most_used_first_with_our_prefixes(world: TestClient) -> None:
    answer = world.get("/terms")
    uses = [each["uses"] for each in answer.json()["terms"]]
    assert uses == sorted(uses, reverse=True)
    assert answer.json()["prefixes"]["ami"] == iris.NS
    assert world.get("/terms", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/terms", "/suggest?q=krak", "/search?q=krak&format=json", "/explore.json?of=city/krakow", "/changes"])
def test_what_is_in_the_readers_language_tells_caches_so(world: TestClient, path: str) -> None:
    answers = [world.get(path, headers={"Accept-Language": language}) for language in ("pl", "lt")]
    assert [answer.headers["vary"] for answer in answers] == ["Accept, Accept-Language, Accept-Encoding"] * 2
    assert answers[0].headers["etag"] != answers[1].headers["etag"]
