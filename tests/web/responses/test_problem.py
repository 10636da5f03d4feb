"""What a person reads where something went wrong, and the page of each kind of problem."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from amicorum.web.html.i18n import load_languages
from amicorum.web.responses.problem import ALL

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("language", ["en", "pl", "lt"])
@pytest.mark.parametrize("name", ALL)
def test_each_kind_is_explained_in_each_language(client: TestClient, name: str, language: str) -> None:
    page = client.get(f"/problems/{name}", params={"lang": language})
    gettext = load_languages()[language].gettext
    assert page.status_code == 200
    for text in (ALL[name].title, ALL[name].advice):
        assert gettext(text) in page.text
        assert (gettext(text) == text) == (language == "en"), "it is translated"


@pytest.mark.parametrize(
    ("path", "status", "shown", "search"),
    [
        ("/doc/city/nowhere?lang=pl", 404, "Pod tym adresem niczego nie znamy", True),
        ("/nothing/at/all?lang=lt", 404, "Šiuo adresu nieko nežinoma", True),
        ("/problems/no-such-kind", 404, "Nothing is known under this address", True),
        ("/search?type=planet&q=a", 400, "The query is wrong", False),
        ("/search?limit=many", 400, "The request is wrong", False),
    ],
)
def test_a_person_gets_a_page_with_a_way_on(client: TestClient, path: str, status: int, shown: str, search: bool) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code == status
    assert f"<h1>{shown}</h1>" in page.text
    assert ('role="search"' in page.text) is search
    assert "urn:amicorum:request:" in page.text
    assert "noindex" in page.text


@pytest.mark.parametrize(("language", "heading"), [("en", "Named graphs"), ("pl", "Grafy nazwane"), ("lt", "Vardiniai grafai")])
def test_the_reference_has_every_address_under_a_heading(client: TestClient, language: str, heading: str) -> None:
    page = client.get("/api", params={"lang": language}).text
    for path in client.get("/openapi.json").json()["paths"]:
        assert page.count(f'<code class="address">{path}</code>') == 1
    assert f'<h2 id="graphs">{heading}</h2>' in page
