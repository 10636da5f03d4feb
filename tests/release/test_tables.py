"""Tables: their metadata and their queries fit together, and a standard CSVW reader takes them."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import csvw  # type: ignore[import-untyped]  # it has no types
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from amicorum.errors import ReleaseError
from amicorum.release.release import Release, load
from amicorum.release.tables import METADATA, Table, read_tables, select_rows

TABLES = {table.name: table for table in read_tables()}


def read(release: Release, table: Table) -> list[dict[str, str]]:
    with (release.folder / table.path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_the_tables_that_portals_are_promised() -> None:
    assert list(TABLES) == ["institutions", "cities", "partnerships", "agreements", "signatures", "events", "sources"]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_file_has_the_columns_of_its_metadata(tiny_release: Release, table: Table) -> None:
    header = (tiny_release.folder / table.path).read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == [column.name for column in table.columns]
    packed = (tiny_release.folder / f"{table.path}.gz").read_bytes()
    assert gzip.decompress(packed) == (tiny_release.folder / table.path).read_bytes()
    assert packed[4:8] == bytes(4), "no time in the gzip header"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_query_fills_only_columns_that_there_are(table: Table) -> None:
    text = (Path(__file__).parents[2] / "service/amicorum/release/tables" / f"{table.name}.rq").read_text()
    for column in table.columns:
        assert f'"{column.name}"' in text or column.name in {"name_en", "name_pl", "title_en", "title_pl"}, column.name


def test_rows_hold_what_the_graph_says(tiny_release: Release) -> None:
    base = "https://w3id.org/amicorum/"
    rows = {name: read(tiny_release, table) for name, table in TABLES.items()}
    assert rows["cities"] == [
        {
            "city": base + "id/city/krakow",
            "name_en": "Krakow",
            "name_pl": "Kraków",
            "names": "Krakow|Kraków|Krokuva",
            "countries": "http://publications.europa.eu/resource/authority/country/POL",
            "latitude": "50.06",
            "longitude": "19.94",
            "same_as": "http://www.wikidata.org/entity/Q31487|https://sws.geonames.org/3094802/",
        },
        {
            "city": base + "id/city/vilnius",
            "name_en": "Vilnius",
            "name_pl": "Wilno",
            "names": "Vilnius|Wilno",
            "countries": "http://publications.europa.eu/resource/authority/country/LTU",
            "latitude": "",
            "longitude": "",
            "same_as": "http://www.wikidata.org/entity/Q216",
        },
    ]
    [agreement] = rows["agreements"]
    assert agreement["dates"] == "2018-05-21"
    assert agreement["party_names"] == "Central Library of Vilnius City Municipality|Podgórze Culture Centre"
    assert agreement["legally_binding"] == "false"
    [partnership] = rows["partnerships"]
    assert (partnership["kind"], partnership["signed"]) == ("institutional", "2018-05-21")
    [signature] = rows["signatures"]
    assert (signature["agreements"], signature["signatories"]) == (base + "id/agreement/ia02", "")
    library = next(row for row in rows["institutions"] if row["institution"].endswith("vcb"))
    assert library["sources"] == f"{base}graph/source/krakow-pl-0a1b2c|{base}graph/source/vilnius-lt-3d4e5f"


def test_refuses_two_values_where_there_is_place_for_one(tiny_release: Release) -> None:
    store: Store = load(tiny_release)
    krakow = NamedNode("https://w3id.org/amicorum/id/city/krakow")
    store.add(Quad(krakow, NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal("Cracow", language="en")))
    with pytest.raises(ReleaseError, match="krakow has several values for name_en: Cracow, Krakow"):
        select_rows(store, TABLES["cities"])


def test_what_is_not_of_the_tables_class_has_no_row(tiny_release: Release) -> None:
    store = load(tiny_release)
    other = NamedNode("https://w3id.org/amicorum/id/agreement/untyped")
    partnership = NamedNode("https://w3id.org/amicorum/id/partnership/ia02")
    store.add(Quad(partnership, NamedNode("https://w3id.org/amicorum/ns#establishedBy"), other))
    assert [row[0] for row in select_rows(store, TABLES["agreements"])] == ["https://w3id.org/amicorum/id/agreement/ia02"]


def test_metadata_explain_every_column_in_two_languages(tiny_release: Release) -> None:
    described = json.loads((tiny_release.folder / "tables" / METADATA).read_text())
    for table in described["tables"]:
        for column in table["tableSchema"]["columns"]:
            assert [text["@language"] for text in column["dc:description"]] == ["en", "pl"], column["name"]


@pytest.mark.parametrize("name", TABLES)
def test_a_csvw_reader_takes_every_value_as_what_it_is_said_to_be(tiny_release: Release, name: str) -> None:
    group = csvw.TableGroup.from_file(tiny_release.folder / "tables" / METADATA)
    [table] = [each for each in group.tables if each.local_name == f"{name}.csv"]
    rows = list(table.iterdicts())  # raises for a value that is not of its column's datatype
    assert len(rows) == len(read(tiny_release, TABLES[name]))
    key = TABLES[name].columns[0].name
    assert table.tableSchema.primaryKey == [key]
    assert len({str(row[key]) for row in rows}) == len(rows)
    if name == "agreements":
        assert rows[0]["legally_binding"] == [False]
        assert len(rows[0]["areas"]) == 2
