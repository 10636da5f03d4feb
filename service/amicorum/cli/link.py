"""`amicorum link`: propose which of our institutions or cities stand in another list; take over what a person accepted."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

from pyoxigraph import RdfFormat, parse
from rich.console import Console

from amicorum import __version__
from amicorum.errors import SettingsError, SourceError
from amicorum.ingest.project import Project
from amicorum.linking.endpoint import ask_rows
from amicorum.linking.lists import Entry, read_list, read_rows
from amicorum.linking.matcher import Matcher
from amicorum.linking.proposals import LEAST, propose
from amicorum.linking.records import read_records
from amicorum.linking.register import NAME, Decision, add_links
from amicorum.linking.review import read_review, write_review
from amicorum.release.release import NQUADS, current, open_release

HELP = "Find our institutions or cities in another list, and take over the identifiers that a person accepted."
KINDS = ("institution", "city")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--against", metavar="FILE|ENDPOINT", help="a list (CSV, TSV, JSON lines), or the address of a SPARQL endpoint")
    what.add_argument(
        "--accept", type=Path, metavar="REVIEW.csv", help="write the accepted rows of a review file into the register of links"
    )
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0], help="what the list is of (default: %(default)s)")
    parser.add_argument("--column", action="append", default=[], metavar="ROLE=NAME", help="which column is name, city, country, isil …")
    parser.add_argument("--query", type=Path, metavar="FILE.rq", help="what to ask the endpoint: a SELECT whose variables are such columns")
    parser.add_argument("--contact", default="", help="an address for the endpoint's operator, in the user agent")
    parser.add_argument("--least", type=float, default=LEAST, help="score from which to propose, of 100 (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("review.csv"), help="the review file to write (default: %(default)s)")
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of releases (default: %(default)s)")
    parser.add_argument("--project", type=Path, default=Path(), help="folder with ontology/, data/ and shapes/ (default: this one)")
    parser.add_argument("--reviewer", default="", help="who accepted, for the register")
    parser.add_argument("--source", default="", metavar="KEY", help="the list's key in sources.csv")
    parser.add_argument("--confidence", choices=("high", "medium"), default="high", help="how sure (default: %(default)s)")
    parser.add_argument("--date", default="", help="the day of the review (default: today)")


def run(options: argparse.Namespace) -> int:
    """Propose, or take over."""
    return _accept(options) if options.accept else _propose(options)


def _propose(options: argparse.Namespace) -> int:
    say = Console(stderr=True)
    if options.out.exists():
        raise SettingsError(f"{options.out} is there already, perhaps with somebody's decisions: name another file with --out")
    entries = _read(options)
    release = open_release(current(options.releases))
    with say.status("Comparing …"):
        matcher = Matcher(each for each in read_records(parse(path=release.file(NQUADS), format=RdfFormat.N_QUADS)) if each.kind in KINDS)
        found = propose(matcher, entries, options.kind, least=options.least)
    options.out.write_text(write_review(found), encoding="utf-8")
    counts = Counter(str(each.state) for each in found)
    told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "nothing alike"
    say.print(f"{len(entries)} rows compared: {told}.", highlight=False)
    say.print(
        f"Write yes or no into the first column of {options.out}, then: amicorum link --accept {options.out} --reviewer NAME --source KEY",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    return 0


def _read(options: argparse.Namespace) -> list[Entry]:
    columns = dict(_split(each) for each in options.column)
    if not options.against.startswith(("http://", "https://")):
        return read_list(Path(options.against), options.kind, columns)
    if options.query is None:
        raise SettingsError(
            "say with --query what to ask the endpoint: a SELECT with variables such as ?name ?city ?country ?wikidata ?isil"
        )
    try:
        query = options.query.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", file=str(options.query)) from error
    agent = f"amicorum/{__version__}" + (f" ({options.contact})" if options.contact else "")
    return list(read_rows(ask_rows(options.against, query, agent), options.kind, columns, options.against))


def _split(text: str) -> tuple[str, str]:
    role, equals, column = text.partition("=")
    if not equals:
        raise SettingsError(f"--column {text}: write ROLE=NAME, such as --column name=Nazwa")
    return role, column


def _accept(options: argparse.Namespace) -> int:
    if not options.reviewer or not options.source:
        raise SettingsError("say who accepted with --reviewer, and which list it was with --source (a key of sources.csv)")
    try:
        day = date.fromisoformat(options.date) if options.date else date.today()
    except ValueError as error:
        raise SettingsError(f"--date {options.date}: write year-month-day") from error
    accepted = read_review(options.accept)
    decision = Decision(options.reviewer, day.isoformat(), options.confidence, options.source)
    added = add_links(Project(options.project).registers, accepted, decision)
    say = Console(stderr=True)
    say.print(f"{len(accepted)} accepted, {added} new rows in {NAME}. Now: amicorum validate --data", highlight=False)
    return 0
