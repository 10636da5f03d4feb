"""`amicorum harvest`: what Wikidata, or another endpoint with its vocabulary, tells of our cities and institutions, as an import."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import RdfFormat, parse
from rich.console import Console
from stamina.instrumentation import set_on_retry_hooks

from amicorum import __version__
from amicorum.cli.progress import report_progress
from amicorum.errors import SettingsError
from amicorum.imports.harvest import DIFFERENCES, Harvested, Plan, Source, harvest
from amicorum.imports.harvest_client import Client, Deadline
from amicorum.imports.harvest_items import Items, read_items
from amicorum.release.release import NQUADS, current, open_release

HELP = "Harvest labels, coordinates, identifiers, websites and twin towns from Wikidata or another SPARQL endpoint, as an import."
ENDPOINTS = {"wikidata": "https://query.wikidata.org/sparql"}
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
LANGUAGES = "en,pl,lt,de,fr,uk"
SHOWN = 10
"""Differences that are told one by one on the terminal."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("endpoint", metavar="wikidata|ENDPOINT", help="Wikidata, or the address of an endpoint with its vocabulary")
    parser.add_argument("--contact", required=True, metavar="MAIL", help="where the endpoint's operator finds you, in the user agent")
    parser.add_argument("--name", default="", help="name of the import (default: wikidata-harvest, or made of the endpoint's host)")
    parser.add_argument("--imports", type=Path, default=Path("imports"), help="folder of imports (default: %(default)s)")
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of releases (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=50, metavar="N", help="things asked about at once (default: %(default)s)")
    parser.add_argument("--deadline", type=float, default=1800, metavar="SECONDS", help="stop after so long (default: %(default)s)")
    parser.add_argument("--languages", default=LANGUAGES, metavar="TAGS", help="languages of the labels (default: %(default)s)")
    parser.add_argument("--license", default=CC0, metavar="IRI", help="licence of what is told (default: CC0, as Wikidata's)")
    parser.add_argument(
        "--attribution", default="", metavar="WORDS", help="who is to be named (default: Wikidata contributors, or the host)"
    )


def run(options: argparse.Namespace) -> int:
    """Harvest, and say what came of it."""
    endpoint = ENDPOINTS.get(options.endpoint, options.endpoint)
    host = _check(endpoint, options)
    title = "Wikidata" if options.endpoint in ENDPOINTS else host
    name = options.name or (
        "wikidata-harvest" if options.endpoint in ENDPOINTS else "-".join(filter(None, host.lower().split("."))) + "-harvest"
    )
    source = Source(
        f"{title}, harvested", endpoint, options.license, options.attribution or ("Wikidata contributors" if title == "Wikidata" else host)
    )
    plan = Plan(name, [each.strip() for each in options.languages.split(",")], options.batch)
    plan.check()
    release = open_release(current(options.releases))
    items = read_items(parse(path=release.file(NQUADS), format=RdfFormat.N_QUADS), name)
    say = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    client = Client(endpoint, f"amicorum/{__version__} ({options.contact})")
    set_on_retry_hooks([lambda retry: say.print(f"{retry.caused_by}; asked again in {retry.wait_for:.0f} seconds.")])
    try:
        with report_progress(console=say) as progress:
            done = harvest(
                items,
                client,
                Deadline(options.deadline),
                plan,
                source,
                options.imports,
                lambda batch, of: progress.part("batches", batch, of),
            )
    except OSError as error:
        raise SettingsError(f"{options.imports} cannot be written: {error.strerror or error}") from error
    finally:
        set_on_retry_hooks(None)
    _tell(say, items, done, options.imports / name)
    return 0


def _check(endpoint: str, options: argparse.Namespace) -> str:
    """The endpoint's host. Raises a `SettingsError` for options that make no sense."""
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise SettingsError(f"{endpoint}: write wikidata, or the address of a SPARQL endpoint (https://…)")
    if not options.contact.isprintable() or not options.contact.isascii() or ("@" not in options.contact and "://" not in options.contact):
        raise SettingsError(f"--contact {options.contact!r}: write a mail address or the address of a page")
    if not options.deadline > 0:
        raise SettingsError(f"--deadline {options.deadline:g}: write how many seconds it may take")
    return host


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
