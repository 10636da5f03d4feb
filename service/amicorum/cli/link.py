"""`amicorum link`: propose which of our institutions or cities stand in another list; take over what a person accepted."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Console

from amicorum.cli.endpoint import find_host, make_client, make_deadline, tell_retries
from amicorum.engine.sparql.paging import page_query
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.errors import SettingsError, SourceError
from amicorum.imports.lists import read_list
from amicorum.imports.rows import Options
from amicorum.ingest.project import Project
from amicorum.linking.endpoint import Client, Deadline
from amicorum.linking.lists import Entry, read_rows
from amicorum.linking.matcher import Matcher
from amicorum.linking.proposals import LEAST, propose
from amicorum.linking.records import keep_own, read_records
from amicorum.linking.register import NAME, Decision, add_links
from amicorum.linking.review import read_review, write_review
from amicorum.release.release import current, open_release, read_quads

HELP = "Find our institutions or cities in another list, and take over the identifiers that a person accepted."
KINDS = ("institution", "city")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--against", metavar="FILE|ENDPOINT", help="a list (CSV, TSV, XLSX, JSON lines), or the address of a SPARQL endpoint")
    what.add_argument(
        "--accept", type=Path, metavar="REVIEW.csv", help="write the accepted rows of a review file into the register of links"
    )
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0], help="what the list is of (default: %(default)s)")
    parser.add_argument("--column", action="append", default=[], metavar="ROLE=NAME", help="which column is name, city, country, isil …")
    parser.add_argument("--encoding", default="", help="encoding of the list, where it is not recognised (such as cp1250)")
    parser.add_argument("--delimiter", default="", help="delimiter of the list, where it is not recognised")
    parser.add_argument("--sheet", default="", help="sheet of a spreadsheet (default: the first)")
    parser.add_argument("--query", type=Path, metavar="FILE.rq", help="what to ask the endpoint: a SELECT whose variables are such columns")
    parser.add_argument("--contact", default="", help="an address for the endpoint's operator, in the user agent")
    parser.add_argument("--batch", type=int, default=5000, metavar="N", help="rows asked of the endpoint at once (default: %(default)s)")
    parser.add_argument("--deadline", type=float, default=1800, metavar="SECONDS", help="stop asking after so long (default: %(default)s)")
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
    say = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    if options.out.exists():
        raise SettingsError(f"{options.out} is there already, perhaps with somebody's decisions: name another file with --out")
    with tell_retries(say):
        entries = _read(options)
    release = open_release(current(options.releases))
    with say.status("Comparing …"):
        matcher = Matcher(each for each in read_records(keep_own(read_quads(release))) if each.kind in KINDS)
        found = propose(matcher, entries, options.kind, least=options.least)
    try:
        options.out.write_text(write_review(found), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{options.out} cannot be written: {error.strerror}") from error
    counts = Counter(str(each.state) for each in found)
    told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "nothing alike"
    say.print(f"{len(entries)} rows compared: {told}.")
    if without := sum(not each.record.identifiers for each in entries):
        say.print(f"{without} rows bring no identifier to take over; which of ours they are, a reconciliation tells (docs/reconciling.md).")
    say.print(
        f"Write yes or no into the first column of {options.out}, then: amicorum link --accept {options.out} --reviewer NAME --source KEY"
    )
    return 0


def _read(options: argparse.Namespace) -> list[Entry]:
    columns = dict(_split(each) for each in options.column)
    if not options.against.startswith(("http://", "https://")):
        return read_list(Path(options.against), options.kind, columns, Options(options.encoding, options.delimiter, options.sheet))
    if options.query is None:
        raise SettingsError(
            "say with --query what to ask the endpoint: a SELECT with variables such as ?name ?city ?country ?wikidata ?isil"
        )
    try:
        query = options.query.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", file=str(options.query)) from error
    if not find_host(options.against):
        raise SettingsError(f"{options.against}: write a file, or the address of a SPARQL endpoint (https://…)")
    if options.batch < 1:
        raise SettingsError(f"--batch {options.batch}: write how many rows to ask for at once")
    client, deadline = make_client(options.against, options.contact), make_deadline(options.deadline)
    rows = _ask_pages(client, ParsedQuery(query), options.batch, deadline)
    if not (found := list(read_rows(enumerate(rows, 1), options.kind, columns, options.against))):
        raise SourceError("answered with no row that has a name", file=options.against)
    return found


def _ask_pages(client: Client, query: ParsedQuery, size: int, deadline: Deadline) -> Iterator[dict[str, str]]:
    """Every row of the answer. An endpoint may give fewer rows than it is asked for, so only an empty page is the last."""
    count = 0
    while page := client.ask(page_query(query, size, count), deadline):
        count += len(page)
        for row in page:
            yield {name: cell["value"] for name, cell in row.items()}


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
    decision = Decision(reviewer=options.reviewer, day=day.isoformat(), confidence=options.confidence, source=options.source)
    added = add_links(Project(options.project).registers, accepted, decision)
    say = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    say.print(f"{len(accepted)} accepted, {added} new rows in {NAME}. Now: amicorum validate --data")
    return 0
