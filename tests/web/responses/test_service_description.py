"""What the service description says of SERVICE, with and without allowed endpoints."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, Namespace
from starlette.testclient import TestClient
from tests.web.fakes import FakeEngine

from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SCHEMA = Namespace("https://schema.org/")


@pytest.mark.parametrize("targets", [(), ("https://one.example/sparql", "https://two.example/sparql")])
def test_service_targets_are_announced(tiny_release: Release, targets: tuple[str, ...]) -> None:
    settings = Settings(releases=tiny_release.folder.parent, base="https://data.example/", service_targets=targets)
    with TestClient(create_app(settings, FakeEngine(tiny_release), tiny_release)) as client:
        answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    description = Graph().parse(data=answer.content, format="turtle")
    assert ((None, SD.feature, SD.BasicFederatedQuery) in description) is bool(targets)
    limits = {str(name): limit for limit, name in description.subject_objects(SCHEMA.propertyID)}
    assert set(description.objects(limits["service_targets"], SCHEMA.value)) == {Literal(target) for target in targets}
    assert {"service_requests", "service_bytes", "service_rows"} <= limits.keys()
