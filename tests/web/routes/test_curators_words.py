"""What the curators say stands apart from what a source says, and is called theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from tests.web.routes.test_things import serve

from amicorum.release.release import Release

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


def read(client: TestClient, address: str) -> str:
    """The words of a page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address, headers=HTML).text))


def test_the_page_of_a_source_has_the_curators_words_under_a_heading_of_their_own(world: TestClient) -> None:
    said, _, assessed = read(world, "/doc/source/legitymizm").partition("What the curators make of it")
    assert "confidence low" not in said.partition("What it says")[2]
    assert "confidence low" in assessed


def test_a_page_says_that_a_judgement_is_the_curators_on_a_source(world: TestClient) -> None:
    assert re.search(r"low \* source the curators, on: ", read(world, "/doc/agreement/ia09"))


@pytest.mark.parametrize(("institution", "told"), [("lviv-library-x", True), ("ckp", False)])
def test_a_name_of_ours_is_called_ours(world: TestClient, institution: str, told: bool) -> None:
    assert ("No source gives its name" in read(world, f"/doc/institution/{institution}")) is told


def test_the_front_page_counts_what_no_source_names_apart(world: TestClient) -> None:
    named, unnamed = re.search(r"institutions (\d+) and (\d+) that no source names", read(world, "/")).groups()  # type: ignore[union-attr]
    assert (int(named) > 10, int(unnamed)) == (True, 1)
