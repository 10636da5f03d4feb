"""/reconcile: every answer valid against the schemas of the specification, in every way of asking; what is wrong is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from starlette.testclient import TestClient

from amicorum.engine.factory import open_engine
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

BASE = "https://data.example/amicorum/"
SCHEMAS = Path(__file__).parents[3].parent / "shared" / "conformance" / "reconciliation-0.2" / "schemas"
SPACE = "https://reconciliation-api.github.io/specs/0.2/schemas/"
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas of the Reconciliation API 0.2 are not on this machine")


@pytest.fixture(scope="module")
def client(world_release: Release) -> Iterator[TestClient]:
    settings = Settings(releases=world_release.folder.parent, base=BASE, workers=1, reconcile_batch=120)
    app = create_app(settings, open_engine(settings, world_release), world_release)
    with TestClient(app, base_url="http://inside.example", follow_redirects=False) as client:
        yield client


@cache
def read_schemas() -> Registry[Any]:
    """The schemas under the addresses by which they name each other."""
    found: dict[str, dict[str, Any]] = {}
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        found[f"{SPACE}{path.name}"] = schema
        found[schema.get("$id", path.name)] = schema
    return Registry().with_resources(
        (address, Resource.from_contents(schema, default_specification=DRAFT7)) for address, schema in found.items()
    )


def check(value: object, name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft7Validator(schema, registry=read_schemas()).validate(value)


def ask(client: TestClient, queries: object) -> dict[str, Any]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


QUERIES = {
    "name": {"query": "Centrum Kultury Podgórza", "type": "CulturalInstitution", "limit": 3},
    "identifier": {"query": "Q31487"},
    "hints": {
        "query": "Museum",
        "properties": [{"pid": "inCity", "v": [{"id": "city/krakow", "name": "Kraków"}]}, {"pid": "inCountry", "v": "PL"}],
    },
    "nobody": {"query": "zzzzzz"},
}
EXTENSION = {
    "ids": ["city/krakow", "institution/ckp", "nobody/knows"],
    "properties": [{"id": each} for each in ("prefLabel", "twinnedWith", "wikidata", "lat", "inCountry", "founded", "no-such")],
}
JSON_ADDRESSES = {
    "/reconcile": "manifest",
    "/reconcile/suggest/entity?prefix=krak": "suggest-entities-response",
    "/reconcile/suggest/type?prefix=cit": "suggest-types-response",
    "/reconcile/suggest/property?prefix=in": "suggest-properties-response",
    "/reconcile/properties?type=City&limit=3": "data-extension-property-proposal",
}


@needs_schemas
@pytest.mark.parametrize("address", JSON_ADDRESSES)
def test_answers_are_valid(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/json"
    check(answer.json(), JSON_ADDRESSES[address])


@needs_schemas
def test_candidates_and_values_are_valid(client: TestClient) -> None:
    check(QUERIES, "reconciliation-query-batch")
    check(ask(client, QUERIES), "reconciliation-result-batch")
    check(EXTENSION, "data-extension-query")
    check(client.post("/reconcile", data={"extend": json.dumps(EXTENSION)}).json(), "data-extension-response")


@needs_schemas
def test_the_schemas_would_find_a_fault(client: TestClient) -> None:
    broken = ask(client, QUERIES)
    del broken["name"]["result"][0]["score"]
    assert not Draft7Validator(json.loads((SCHEMAS / "reconciliation-result-batch.json").read_text(encoding="utf-8"))).is_valid(broken)


def test_a_batch_has_an_answer_for_each_query(client: TestClient) -> None:
    found = ask(client, QUERIES)
    assert list(found) == list(QUERIES)
    [best, *_] = found["name"]["result"]
    assert (best["id"], best["name"], best["match"]) == ("institution/ckp", "Podgórze Culture Centre", True)
    assert best["description"] == "cultural centre · Kraków, Poland"
    assert best["type"][0]["id"] == "CulturalInstitution"
    assert [each["id"] for each in found["identifier"]["result"]] == ["city/krakow"]
    assert found["nobody"]["result"] == []


def test_get_and_post_and_jsonp_say_the_same(client: TestClient) -> None:
    posted = ask(client, QUERIES)
    got = client.get("/reconcile", params={"queries": json.dumps(QUERIES)})
    assert got.json() == posted
    assert client.post("/reconcile", files={"queries": (None, json.dumps(QUERIES))}).json() == posted
    called = client.get("/reconcile", params={"queries": json.dumps(QUERIES), "callback": "jQuery1.take"})
    assert called.headers["content-type"].startswith("application/javascript")
    assert called.text.startswith("/**/jQuery1.take(")
    assert json.loads(called.text.removeprefix("/**/jQuery1.take(").removesuffix(");")) == posted
    assert got.headers["access-control-allow-origin"] == "*"
    single = client.get("/reconcile", params={"query": "Q31487"}).json()
    assert single["result"] == posted["identifier"]["result"]


def test_names_are_in_the_language_of_the_client(client: TestClient) -> None:
    query = {"a": {"query": "Q216"}}
    assert client.get("/reconcile", params={"queries": json.dumps(query), "lang": "pl"}).json()["a"]["result"][0]["name"] == "Wilno"
    spoken = client.get("/reconcile", params={"queries": json.dumps(query)}, headers={"Accept-Language": "pl"})
    assert spoken.json()["a"]["result"][0]["description"] == "Litwa"
    assert "Accept-Language" in spoken.headers["vary"]


def test_every_address_of_the_manifest_answers(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()

    def get(address: str) -> int:
        assert address.startswith(BASE)
        return client.get("/" + address.removeprefix(BASE)).status_code

    assert (
        get(manifest["documentation"]) == get(manifest["logo"]) == get(manifest["preview"]["url"].replace("{{id}}", "city%2Fkrakow")) == 200
    )
    assert get(manifest["view"]["url"].replace("{{id}}", "city%2Fkrakow")) == 303
    for name, service in manifest["suggest"].items():
        assert get(service["service_url"] + service["service_path"] + "?prefix=a") == 200
        one = {"entity": "city/krakow", "type": "City", "property": "inCity"}[name]
        assert get(service["flyout_service_url"] + service["flyout_service_path"].replace("${id}", one)) == 200
    assert get(manifest["extend"]["propose_properties"]["service_url"] + manifest["extend"]["propose_properties"]["service_path"]) == 200


def test_values_are_fetched(client: TestClient) -> None:
    rows = client.post("/reconcile", data={"extend": json.dumps(EXTENSION)}).json()["rows"]
    krakow = rows["city/krakow"]
    assert krakow["wikidata"] == [{"str": "Q31487"}]
    assert {"id": "city/vilnius", "name": "Vilnius"} in krakow["twinnedWith"]
    assert krakow["inCountry"] == [{"str": "Poland"}]
    assert list(krakow["lat"][0]) == ["float"]
    assert set(map(tuple, rows["nobody/knows"].values())) == {()}
    asked = {
        "ids": ["city/krakow"],
        "properties": [{"id": "prefLabel", "settings": {"lang": "lt"}}, {"id": "twinnedWith", "settings": {"limit": "1"}}],
    }
    found = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    assert found["rows"]["city/krakow"]["prefLabel"] == [{"str": "Krokuva"}]
    assert len(found["rows"]["city/krakow"]["twinnedWith"]) == 1
    assert found["meta"][1]["type"]["id"] == "City"


def test_suggestions_begin_with_what_was_typed(client: TestClient) -> None:
    found = client.get("/reconcile/suggest/entity", params={"prefix": "Krok", "type": "City"}).json()["result"]
    assert [each["id"] for each in found] == ["city/krakow"]
    assert client.get("/reconcile/suggest/entity", params={"prefix": "Krok", "type": "City", "cursor": 1}).json()["result"] == []
    assert "City" in [each["id"] for each in client.get("/reconcile/suggest/type", params={"prefix": "cit"}).json()["result"]]
    assert [each["id"] for each in client.get("/reconcile/suggest/property", params={"prefix": "in ci"}).json()["result"]] == ["inCity"]


def test_a_preview_may_be_framed_and_a_page_may_not(client: TestClient) -> None:
    preview = client.get("/reconcile/preview", params={"id": "institution/ckp"})
    assert "Centrum Kultury Podgórza" in preview.text
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    about = client.get("/reconcile", headers={"Accept": "text/html"})
    assert "frame-ancestors 'none'" in about.headers["content-security-policy"]
    assert f"{BASE}reconcile" in about.text
    assert 'id="identifier"' in about.text, "feature_view leads here"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/reconcile?queries=%7B", 400),
        ("/reconcile?callback=alert(1)", 400),
        ("/reconcile?extend=%5B%5D", 400),
        ("/reconcile/preview?id=nobody", 404),
        ("/reconcile/preview", 400),
        ("/reconcile/view?id=%2F%2Fevil.example", 404),
        ("/reconcile/flyout/entity?id=nobody", 404),
        ("/reconcile/flyout/type?id=nobody", 404),
        ("/reconcile/flyout/nobody?id=City", 404),
    ],
)
def test_what_is_wrong_is_told(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_batch_is_bounded(client: TestClient) -> None:
    answer = client.post("/reconcile", data={"queries": json.dumps({str(each): {"query": "a"} for each in range(121)})})
    assert answer.status_code == 413
    assert client.post("/reconcile").status_code == 400
    assert len(ask(client, {str(each): {"query": "Kraków"} for each in range(120)})) == 120
