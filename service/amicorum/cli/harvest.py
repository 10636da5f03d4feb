"""`amicorum harvest`: what Wikidata, Europeana or an endpoint like these tells of our cities and institutions, as an import."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from amicorum.cli.endpoint import find_host, make_client, make_deadline, tell_retries
from amicorum.cli.imports_folder import add_imports, find_imports
from amicorum.cli.progress import report_progress
from amicorum.errors import SettingsError
from amicorum.imports.harvest import DIFFERENCES, VOCABULARIES, Harvested, Plan, Source, harvest
from amicorum.imports.harvest_items import Items, read_items
from amicorum.release.release import current, open_release, read_quads

HELP = "Harvest labels, coordinates, identifiers, websites and twin towns from Wikidata, Europeana or another endpoint, as an import."
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
LANGUAGES = "en,pl,lt,de,fr,uk"
SHOWN = 10
"""Differences that are told one by one on the terminal."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that is known by name; the name is its vocabulary's too."""

    address: str
    title: str
    attribution: str


ENDPOINTS = {
    "wikidata": Endpoint("https://query.wikidata.org/sparql", "Wikidata", "Wikidata contributors"),
    "europeana": Endpoint("https://sparql.europeana.eu/", "Europeana", "Europeana"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("endpoint", metavar="wikidata|europeana|ENDPOINT", help="Wikidata, Europeana, or the address of a SPARQL endpoint")
    parser.add_argument("--contact", required=True, metavar="MAIL", help="where the endpoint's operator finds you, in the user agent")
    parser.add_argument("--name", default="", help="name of the import (default: such as wikidata-harvest, or made of the endpoint's host)")
    add_imports(parser)
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of releases (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=50, metavar="N", help="things asked about at once (default: %(default)s)")
    parser.add_argument("--deadline", type=float, default=1800, metavar="SECONDS", help="stop after so long (default: %(default)s)")
    parser.add_argument("--languages", default=LANGUAGES, metavar="TAGS", help="languages of the labels (default: %(default)s)")
    parser.add_argument("--license", default=CC0, metavar="IRI", help="licence of what is told (default: CC0, as of these two)")
    parser.add_argument("--attribution", default="", metavar="WORDS", help="who is to be named (default: by the endpoint)")
    parser.add_argument(
        "--vocabulary", choices=sorted(VOCABULARIES), help="the vocabulary of an endpoint that is given by its address (default: wikidata)"
    )


def run(options: argparse.Namespace) -> int:
    """Harvest, and say what came of it."""
    options.imports = find_imports(options)
    endpoint = _find_endpoint(options.endpoint)
    if not options.contact:
        raise SettingsError("--contact '': write a mail address or the address of a page")
    client = make_client(endpoint.address, options.contact)
    name = options.name or "-".join(filter(None, (*endpoint.title.lower().split("."), "harvest")))
    source = Source(f"{endpoint.title}, harvested", endpoint.address, options.license, options.attribution or endpoint.attribution)
    vocabulary = VOCABULARIES[options.vocabulary or (options.endpoint if options.endpoint in ENDPOINTS else "wikidata")]
    plan = Plan(name, [each.strip() for each in options.languages.split(",")], options.batch, vocabulary)
    plan.check()
    release = open_release(current(options.releases))
    items = read_items(read_quads(release), name)
    say = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    try:
        with tell_retries(say), report_progress(console=say) as progress:
            done = harvest(
                items,
                client,
                make_deadline(options.deadline),
                plan,
                source,
                options.imports,
                lambda batch, of: progress.part("batches", batch, of),
            )
    except OSError as error:
        raise SettingsError(f"{options.imports} cannot be written: {error.strerror or error}") from error
    _tell(say, items, done, options.imports / name)
    return 0


def _find_endpoint(given: str) -> Endpoint:
    if given in ENDPOINTS:
        return ENDPOINTS[given]
    if not (host := find_host(given)):
        raise SettingsError(f"{given}: write {', '.join(ENDPOINTS)}, or the address of a SPARQL endpoint (https://…)")
    return Endpoint(given, host, host)


def _tell(say: Console, items: Items, done: Harvested, folder: Path) -> None:
    told = done.told
    asked = len(items.known)
    say.print(
        f"{asked - len(told.silent)} of {asked} items answered in {done.batches} batches ({done.resumed} kept from before): "
        f"{len(told.triples)} statements, in {folder}."
    )
    for thing, item, what, ours, theirs in sorted(told.differences)[:SHOWN]:
        say.print(f"{thing}: {what}: ours {ours or 'none'}, theirs {theirs} ({item}): left out")
    if told.differences:
        say.print(f"{len(told.differences)} differences are left out; {folder / DIFFERENCES} lists them.")
    if told.silent:
        say.print(f"Nothing was told of {len(told.silent)} items; perhaps they were merged or deleted: {' '.join(told.silent[:SHOWN])}")
    if items.unclear:
        say.print(f"Not asked, since they are linked to several things, or their thing to several: {' '.join(items.unclear[:SHOWN])}")
    if told.left_out:
        say.print(f"{told.left_out} values have not the form of what they should be, and are left out.")
    say.print("Nothing has changed since the last harvest." if not done.changed else "Run `amicorum build` to check it and publish it.")
