"""The reference page shows every term under its own anchor, in two languages, and needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from amicorum.errors import ReleaseError
from amicorum.rdf.namespaces import AMI
from amicorum.release.reference import render_reference

VOID = {"link", "meta"}


class Page(HTMLParser):
    """Collects what the tests ask about, and fails where a tag is closed that is not open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.examples: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if values.get("id"):
            self.anchors.append(str(values["id"]))
        if tag == "a":
            self.links.append(str(values["href"]))
        if tag == "pre":
            self.examples.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "pre" in self.open:
            self.examples[-1] += data


@pytest.fixture(scope="module")
def html(ontology: Path) -> str:
    return render_reference(ontology / "amicorum.ttl")


@pytest.fixture(scope="module")
def page(html: str) -> Iterator[Page]:
    page = Page(html)
    assert page.open == []
    yield page


def test_every_term_has_its_local_name_as_anchor(page: Page) -> None:
    assert len(set(page.anchors)) == len(page.anchors)
    assert set(page.anchors) == {*AMI, "classes", "object-properties", "datatype-properties", "prefixes"}


def test_links_lead_to_an_anchor_or_outside(page: Page) -> None:
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inside <= set(page.anchors)
    assert all(link.startswith(("#", "http://", "https://")) for link in page.links)


def test_page_needs_nothing_from_elsewhere(page: Page, html: str) -> None:
    assert {"script", "img", "iframe"}.isdisjoint(page.tags)
    assert page.tags.count("link") == 1  # the canonical address
    assert "url(" not in html
    assert "@import" not in html


def test_term_is_shown_with_all_that_the_ontology_says(html: str) -> None:
    start = html.index('<article id="contextTwinning">')
    shown = html[start : html.index("</article>", start)]
    for text in ("context twinning", "partnerstwo miast w tle", 'href="#InstitutionalPartnership"', 'href="#CityTwinning"', 'lang="pl"'):
        assert text in shown


def test_union_of_classes_is_shown_as_its_classes(html: str) -> None:
    start = html.index('<article id="occurred">')
    shown = html[start : html.index("</article>", start)]
    for text in ('href="#Act"', 'href="#CulturalEvent"', "org:ChangeEvent", 'href="#TimeBounds"'):
        assert text in shown


def test_examples_are_shown_as_they_were_written(page: Page) -> None:
    assert '<id/time/1991> ami:earliestEnd "1991-01-01"^^xsd:date .' in page.examples


def test_markup_in_a_text_stays_text(ontology: Path, tmp_path: Path) -> None:
    hostile = (ontology / "amicorum.ttl").read_text(encoding="utf-8").replace("A name as a source writes it.", "<script>alert(1)</script>")
    (tmp_path / "hostile.ttl").write_text(hostile, encoding="utf-8")
    shown = render_reference(tmp_path / "hostile.ttl")
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_same_ontology_gives_the_same_page(ontology: Path, html: str) -> None:
    assert render_reference(ontology / "amicorum.ttl") == html


def test_file_without_an_ontology_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"empty\.ttl must declare one owl:Ontology, and declares 0"):
        render_reference(tmp_path / "empty.ttl")
