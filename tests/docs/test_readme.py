"""The README: its query gives the answer that it shows, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import Quad, QueryResultsFormat, Store

from amicorum.ingest.loader import read
from amicorum.ingest.project import Project
from amicorum.release.dataset import complete

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_query_has_the_answer_shown() -> None:
    [query] = re.findall(r"<<'EOF'\n(.*?)EOF\n", README, re.DOTALL)
    [answer] = re.findall(r"```csv\n(.*?)```", README, re.DOTALL)
    project = Project(ROOT)
    quads = complete(read(project).quads, project)
    store = Store()
    store.bulk_extend([*quads, *(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])
    found = store.query(query).serialize(format=QueryResultsFormat.CSV)
    assert found is not None
    assert found.decode().replace("\r\n", "\n") == answer


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_every_command_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
