"""Dumps and tables as scripts fetch them: curl with ranges and conditions, `latest` over a new release, CSV on the Web."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from email import message_from_bytes
from pathlib import Path

import csvw  # type: ignore[import-untyped]  # it has no types
import pytest
from tests.harvest.conftest import House, open_house
from tests.polling import wait_for

from amicorum.release.checksums import read_checksums
from amicorum.release.tables import METADATA, read_tables

NQ = "dumps/amicorum.nq"


@pytest.fixture(scope="module")
def curl(house: House) -> str:
    """The canonical dump's address, where there is a curl to fetch it with."""
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    return f"{house.url}/dumps/{house.releases[0].id}/amicorum.nq"


def fetch(address: str, *options: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, as curl has them."""
    done = subprocess.run(["curl", "-sS", "-i", *options, address], capture_output=True, timeout=60, check=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) if line.lower().startswith("etag") else line.split(": ", 1) for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, value in headers.items()}, body


def test_curl_takes_one_range(house: House, curl: str) -> None:
    whole = (house.releases[0].folder / NQ).read_bytes()
    for asked, start, end in (("0-99", 0, 100), ("100-", 100, len(whole)), ("-50", len(whole) - 50, len(whole))):
        status, headers, body = fetch(curl, "-r", asked)
        assert (status, body) == (206, whole[start:end])
        assert headers["content-range"] == f"bytes {start}-{end - 1}/{len(whole)}"
    status, headers, _ = fetch(curl, "-r", f"{len(whole)}-")
    assert (status, headers["content-range"]) == (416, f"bytes */{len(whole)}")


def test_curl_takes_several_ranges(house: House, curl: str) -> None:
    whole = (house.releases[0].folder / NQ).read_bytes()
    status, headers, body = fetch(curl, "-r", "0-9,100-119")
    assert status == 206
    parts = message_from_bytes(f"Content-Type: {headers['content-type']}\r\n\r\n".encode() + body)
    assert parts.get_content_type() == "multipart/byteranges"
    assert [(each["content-range"], each.get_payload(decode=True)) for each in parts.get_payload()] == [
        (f"bytes 0-9/{len(whole)}", whole[:10]),
        (f"bytes 100-119/{len(whole)}", whole[100:120]),
    ]


def test_curl_resumes_only_the_same_file(curl: str) -> None:
    tag = fetch(curl, "-I")[1]["etag"]
    assert fetch(curl, "-r", "5-9", "-H", f"If-Range: {tag}")[0] == 206
    status, _, body = fetch(curl, "-r", "5-9", "-H", 'If-Range: "of another release"')
    assert status == 200
    assert len(body) > 5


def test_curl_asks_again_only_for_what_is_new(curl: str, tmp_path: Path) -> None:
    tag = fetch(curl, "-I")[1]["etag"]
    assert fetch(curl, "-H", f"If-None-Match: {tag}")[::2] == (304, b"")
    assert fetch(curl, "-H", 'If-None-Match: "another"', "-r", "0-0")[0] == 206
    kept = tmp_path / "etag"
    for status in ("200", "304"):
        done = subprocess.run(
            ["curl", "-sS", "-o", tmp_path / "file", "-w", "%{http_code}", "--etag-save", kept, "--etag-compare", kept, curl],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert done.stdout == status


def test_a_download_in_pieces_has_the_published_checksum(house: House, curl: str, tmp_path: Path) -> None:
    target = tmp_path / "amicorum.nq"
    target.write_bytes((house.releases[0].folder / NQ).read_bytes()[:1000])
    subprocess.run(["curl", "-sS", "-f", "-C", "-", "-o", target, curl], timeout=60, check=True)
    sums = house.get(curl.replace("amicorum.nq", "SHA256SUMS")).text.splitlines()
    assert f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {NQ}" in sums


def test_latest_leads_from_one_whole_release_to_the_next(tmp_path: Path) -> None:
    with open_house(tmp_path / "releases") as house:
        for number in (1, 2):
            if number == 2:
                house.publish()
                _wait_for_switch(house)
            newest = house.releases[-1]
            landed = {
                house.get(f"dumps/latest/{name}").headers["location"].rpartition("/")[0] for name in ("amicorum.nq", "SHA256SUMS", "")
            }
            assert landed == {f"{house.url}/dumps/{newest.id}"}
            assert house.get("dumps/latest/amicorum.nq").headers["cache-control"] == "no-cache"
        for release in house.releases:
            content = house.get(f"dumps/{release.id}/amicorum.nq").content
            assert hashlib.sha256(content).hexdigest() == read_checksums(release.folder)[NQ]
            assert house.get(f"releases/{release.id}", accept="application/json").json()["id"] == release.id
        first = house.releases[0]
        shutil.rmtree(first.folder)
        for path in (f"releases/{first.id}", f"dumps/{first.id}/", f"dumps/{first.id}/amicorum.ttl"):
            assert house.get(path).status_code == 410, path
            assert house.get(path.replace(first.id, "0" * 16)).status_code == 404
        assert [each["id"] for each in house.get("releases", accept="application/json").json()] == [house.releases[1].id, first.id]


def _wait_for_switch(house: House) -> None:
    latest = f"{house.url}/dumps/{house.releases[-1].id}/"
    wait_for(lambda: house.get("dumps/").headers["location"] == latest, "the release was not switched")


def test_csv_on_the_web_reads_every_table(house: House) -> None:
    folder = f"{house.url}/dumps/{house.releases[0].id}"
    answer = house.get(f"{folder}/{METADATA}")
    assert answer.headers["content-type"] == "application/csvm+json"
    assert len(answer.json()["tables"]) == len(read_tables())
    group = csvw.CSVW(f"{folder}/{METADATA}", validate=True)
    assert group.is_valid, group.warnings
    read = group.to_json()["tables"]
    assert {each["url"] for each in read} == {f"{folder}/{table.path.partition('/')[2]}" for table in read_tables()}
    cities = next(each for each in read if each["url"].endswith("/cities.csv"))["row"]
    assert "Kraków" in json.dumps(cities, ensure_ascii=False)


def test_a_table_alone_leads_to_its_metadata(house: House) -> None:
    table = f"{house.url}/dumps/{house.releases[0].id}/cities.csv"
    assert METADATA in house.get(table).headers["link"]
    group = csvw.CSVW(table, validate=True)
    assert group.is_valid, group.warnings
    assert ["city"] in [each.tableSchema.primaryKey for each in group.tables], "the metadata were found by the link"
