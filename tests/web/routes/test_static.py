"""Files of the package: those of the pages, and the built scripts, whose names change with their content."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from starlette.testclient import TestClient

BUILT = Path(str(resources.files("amicorum.web.html"))) / "static" / "explorer"
PREFIX = "/amicorum/"
SCRIPTS = sorted(BUILT.glob("*.js"))


def test_a_file_is_asked_for_again_after_a_while(client: TestClient) -> None:
    answer = client.get("/static/amicorum.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=60")
    assert client.get("/static/amicorum.css", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.skipif(not SCRIPTS, reason="the scripts are not built: make explorer")
def test_a_script_is_kept_for_good(client: TestClient) -> None:
    answer = client.get(f"/static/explorer/{SCRIPTS[0].name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.skipif(not SCRIPTS, reason="the scripts are not built: make explorer")
def test_the_licences_of_what_the_scripts_hold_are_handed_out(client: TestClient) -> None:
    about = client.get("/about", headers={"Accept": "text/html"}).text
    assert f'href="{PREFIX}static/explorer/licences.txt"' in about
    answer = client.get("/static/explorer/licences.txt")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.headers["cache-control"] == "public, max-age=60"
    wanted = json.loads((Path(__file__).parents[3] / "explorer" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert [name for name in wanted if f"\n## {name}" not in answer.text] == []


@pytest.mark.skipif(not SCRIPTS, reason="the scripts are not built: make explorer")
def test_a_page_names_its_script(client: TestClient) -> None:
    page = client.get("/sparql?format=html").text
    assert any(f'<script type="module" src="{PREFIX}static/explorer/{each.name}"></script>' in page for each in SCRIPTS)


@pytest.mark.parametrize("path", ["explorer/nothing.js", "explorer/.vite/manifest.json", "explorer/..%2Famicorum.css", "explorer"])
def test_nothing_else_is_handed_out(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404
