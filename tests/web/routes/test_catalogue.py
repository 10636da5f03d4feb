"""What portals and crawlers take: catalogue, VoID, dumps in ranges, releases, feeds, sitemaps, search as data."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from starlette.testclient import TestClient
from tests.conftest import MakeRelease
from tests.web.routes.test_things import BASE, serve

from amicorum.rdf import iris
from amicorum.release.checksums import read_checksums
from amicorum.release.release import Release
from amicorum.release.tables import METADATA
from amicorum.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "accept", "content_type"),
    [
        ("/catalog", "text/html", "text/html; charset=utf-8"),
        ("/catalog", "", "text/turtle; charset=utf-8"),
        ("/catalog", "application/rdf+xml", "application/rdf+xml"),
        ("/catalog.jsonld", "", "application/ld+json"),
        ("/.well-known/void", "text/html", "text/turtle; charset=utf-8"),
        ("/.well-known/void", "application/n-triples", "application/n-triples"),
        ("/ns", "text/html", "text/html; charset=utf-8"),
        ("/ns", "application/ld+json", "application/ld+json"),
        ("/ns.ttl", "text/html", "text/turtle; charset=utf-8"),
        ("/ns/1.0.0", "text/html", "text/html; charset=utf-8"),
        ("/ns/1.0.0.rdf", "", "application/rdf+xml"),
        ("/ns/2.0.0", "text/html", "text/html; charset=utf-8"),
        ("/ns/2.0.0.ttl", "", "text/turtle; charset=utf-8"),
        ("/shapes", "text/html", "text/turtle; charset=utf-8"),
        ("/shapes.nt", "", "application/n-triples"),
        ("/context.jsonld", "", "application/ld+json"),
        ("/changes", "text/html", "text/html; charset=utf-8"),
        ("/changes", "application/atom+xml", "application/atom+xml"),
        ("/changes.atom", "text/html", "application/atom+xml"),
        ("/releases", "application/json", "application/json"),
        ("/search?q=krakow", "application/json", "application/json"),
        ("/suggest?q=krak", "", "application/x-suggestions+json"),
        ("/robots.txt", "", "text/plain; charset=utf-8"),
        ("/llms.txt", "", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "", "application/xml"),
        ("/opensearch.xml", "", "application/opensearchdescription+xml"),
    ],
)
def test_every_address_answers_in_kind(world: TestClient, address: str, accept: str, content_type: str) -> None:
    answer = world.get(address, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    if tag := answer.headers.get("etag"):
        assert world.get(address, headers={"Accept": accept, "If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/ns/9.9.9",
        "/dumps/0123456789abcdef/",
        "/dumps/nonsense/amicorum.nq",
        "/dumps/../manifest.json",
        "/sitemap-9x.xml",
        "/static/nothing.css",
    ],
)
def test_what_is_not_there_is_not_found(world: TestClient, address: str) -> None:
    assert world.get(address).status_code in (404, 400)


def test_the_catalogue_leads_to_files_that_are_there(world: TestClient, world_release: Release) -> None:
    store = Store()
    store.bulk_extend(parse(world.get("/catalog.ttl").content, format=RdfFormat.TURTLE))
    files = [quad.object for quad in store.quads_for_pattern(None, NamedNode("http://www.w3.org/ns/dcat#downloadURL"), None)]
    assert len(files) > 8
    for file in files:
        name = str(file)[1:-1].rpartition("/")[2]
        assert world.head(f"/dumps/{world_release.id}/{name}").status_code == 200, name


def test_a_dump_comes_whole_in_ranges_and_with_its_digest(world: TestClient, world_release: Release) -> None:
    address = f"/dumps/{world_release.id}/amicorum.nq"
    whole = world.get(address, headers={"Accept-Encoding": "identity"})
    digest = hashlib.sha256(whole.content)
    assert whole.headers["etag"] == f'"{digest.hexdigest()}"'
    assert whole.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert "immutable" in whole.headers["cache-control"]
    ranged = {"Range": "bytes=100-199", "Accept-Encoding": "identity"}
    part = world.get(address, headers=ranged)
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    assert world.get(address, headers=ranged | {"If-Range": whole.headers["etag"]}).status_code == 206
    assert world.get(address, headers=ranged | {"If-Range": '"another"'}).status_code == 200
    assert world.get(address, headers={"Range": "bytes=999999999-"}).status_code == 416
    assert world.get(address, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_latest_never_mixes_releases(world: TestClient, world_release: Release) -> None:
    for address, target in (("/dumps/latest/amicorum.ttl.gz", "amicorum.ttl.gz"), ("/dumps/latest/", ""), ("/dumps/", "")):
        answer = world.get(address)
        assert (answer.status_code, answer.headers["location"]) == (302, f"{BASE}dumps/{world_release.id}/{target}")
    archive = world.get(f"/dumps/{world_release.id}/amicorum.ttl.gz")
    assert archive.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in archive.headers


def test_every_file_on_the_list_is_there_with_its_checksum(world: TestClient, world_release: Release) -> None:
    page = world.get(f"/dumps/{world_release.id}/", headers={"Accept": "text/html"}).text
    sums = read_checksums(world_release.folder)
    offered = [name for name in sums if name.startswith(("dumps/", "tables/"))]
    assert len(offered) > 8
    for name in offered:
        assert sums[name] in page
        assert f"/dumps/{world_release.id}/{name.partition('/')[2]}" in page
    assert world.get(f"/dumps/{world_release.id}/SHA256SUMS").content == (world_release.folder / "SHA256SUMS").read_bytes()


TRIG = """
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <https://w3id.org/amicorum/>
GRAPH <graph/curated> { %s }
"""


def test_changes_are_told_release_by_release(make_release: MakeRelease) -> None:
    first = make_release(TRIG % '<id/city/aa> a ami:City ; skos:prefLabel "Aa"@en . <id/city/bb> a ami:City ; skos:prefLabel "Bb"@en .')
    second = make_release(
        TRIG % '<id/city/aa> a ami:City ; skos:prefLabel "Aa the new"@en . <id/city/cc> a ami:City ; skos:prefLabel "Cc"@en .'
    )
    with serve(second) as client:
        listed = client.get("/releases?format=json").json()
        assert [each["id"] for each in listed] == [second.id, first.id]
        assert [each["previous"] for each in listed] == [first.id, None]
        page = client.get("/changes", headers={"Accept": "text/html"}).text
        for words in ("Added", "Changed", "Withdrawn", "Aa the new", "Cc", "Bb"):
            assert words in page
        feed = ElementTree.fromstring(client.get("/changes.atom").content)
        assert [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] == [
            f"{BASE}dumps/{each.id}/" for each in (second, first)
        ]
        assert "1 added, 1 changed, 1 withdrawn" in [entry.findtext(f"{ATOM}summary") for entry in feed.iter(f"{ATOM}entry")]
        assert client.get(f"/dumps/{first.id}/amicorum.nq").status_code == 200, "an older release is still to be had"


def test_the_sitemap_lists_documents_that_answer(world: TestClient) -> None:
    parts = [each.text or "" for each in ElementTree.fromstring(world.get("/sitemap.xml").content).iter(f"{SITEMAP}loc")]
    assert parts == [f"{BASE}sitemap-0.xml"]
    pages = [each.text or "" for each in ElementTree.fromstring(world.get("/sitemap-0.xml").content).iter(f"{SITEMAP}loc")]
    assert f"{BASE}doc/institution/ckp" in pages
    assert BASE in pages
    assert len(pages) == len(set(pages)) > 100
    for page in pages[:: len(pages) // 25]:
        assert world.get("/" + page.removeprefix(BASE), headers={"Accept": "text/html"}).status_code == 200, page


def test_robots_may_read_everything_but_queries(world: TestClient) -> None:
    robots = world.get("/robots.txt").text
    assert f"Sitemap: {BASE}sitemap.xml" in robots
    assert "Disallow: /amicorum/sparql" in robots
    assert "Disallow: /amicorum/doc" not in robots


def test_search_answers_programs(world: TestClient) -> None:
    found = world.get("/search?q=KROKUVA&format=json&lang=lt").json()
    best = found["hits"][0]
    assert (best["id"], best["type"], best["name"]) == (iris.thing("city", "krakow"), "city", "Krokuva")
    assert best["document"] == f"{BASE}doc/city/krakow"
    assert world.get("/suggest?q=krak&type=city").json() == ["krak", ["Kraków"], ["city"], [iris.thing("city", "krakow")]]
    assert world.get("/search?q=x&type=nonsense&format=json").status_code == 400
    whole = world.get("/search?q=vilnius&format=json&limit=100").json()
    part = world.get("/search?q=vilnius&format=json&limit=2&offset=2").json()
    assert part["total"] == whole["total"]
    assert part["hits"] == whole["hits"][2:4]


def test_the_about_page_shows_every_limit_as_it_is_set(world: TestClient) -> None:
    page = world.get("/about", headers={"Accept": "text/html"}).text
    for name in ("query_seconds", "query_memory", "answer_bytes", "query_bytes", "client_workers"):
        assert f"<code>{name}</code>" in page
    assert f"{Settings().query_bytes:,}" in page


def test_the_catalogues_page_lists_each_file_once(world: TestClient) -> None:
    page = world.get("/catalog", headers={"Accept": "text/html"}).text
    links = re.findall(r'<td>(?:<span id="[^"]+"></span>)*<a href="([^"]+)"', page)
    assert len(links) == len(set(links)) > 10
    catalogue = world.get("/catalog", headers={"Accept": "application/n-triples"}).text
    for anchor in re.findall(r"/catalog#(\S+)> \S+type> <http://www.w3.org/ns/dcat#Distribution>", catalogue):
        assert page.count(f'id="{anchor}"') == ("sparql" not in anchor and "stream" not in anchor), anchor


def test_the_catalogues_page_leads_to_files_of_this_service(world: TestClient, world_release: Release) -> None:
    """The release was built for another address than it is served at."""
    page = world.get("/catalog", headers={"Accept": "text/html"}).text
    folder = f"/amicorum/dumps/{world_release.id}/"
    linked = set(re.findall(r'href="([^"]+)"><code>[^<]+</code>', page))
    sums = read_checksums(world_release.folder)
    offered = [name for name in sums if name.startswith(("dumps/", "tables/")) and not name.endswith(METADATA)]
    assert {folder + name.rpartition("/")[2] for name in offered} <= linked
    assert f'"contentUrl": "{BASE}dumps/{world_release.id}/amicorum.nq"' in page
    for address in linked:
        assert world.head(address.removeprefix("/amicorum"), follow_redirects=True).status_code == 200, address


def test_the_vocabulary_is_served_with_its_equivalents(world: TestClient) -> None:
    """Who loads what stands at the address of the namespace finds the alignments too, though the core file names none."""
    narrower = b"<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    aligned = b"<https://w3id.org/amicorum/ns#CulturalInstitution> " + narrower + b" <https://schema.org/Organization>"
    assert aligned in world.get("/ns.nt").content
    assert aligned in world.get("/ns/2.0.0.nt").content


def test_an_earlier_version_of_the_vocabulary_is_served_as_it_was(world: TestClient) -> None:
    then, now = (world.get(f"/ns/{version}.nt").text for version in ("1.0.0", "2.0.0"))
    observed = "<https://w3id.org/amicorum/ns#observedOn> <http://www.w3.org/2000/01/rdf-schema#range> "
    assert observed + "<http://www.w3.org/2001/XMLSchema#date>" in then
    assert observed + "<https://w3id.org/amicorum/ns#TimeBounds>" in now
    assert "schema.org" not in then
