"""A harvest: what a SPARQL endpoint with Wikidata's or Europeana's vocabulary tells of our cities and institutions, as an import.

The import appears whole or not at all. Answers are kept batch by batch in a working folder beside the imports, so that a harvest
which was stopped goes on where it was.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from amicorum.errors import AmicorumError, EngineFailed, SourceError
from amicorum.imports import harvest_europeana, harvest_statements
from amicorum.imports.collection import KEY, SOURCE, STATEMENTS, read_source
from amicorum.imports.harvest_items import Items
from amicorum.imports.harvest_statements import Told, read_rows
from amicorum.imports.importer import hash_folder, lock_imports, replace_folder
from amicorum.linking.endpoint import Client, Deadline, Row
from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI, PREFIXES
from amicorum.rdf.terms import CC, DCT, FOAF, XSD

QUERY, DIFFERENCES = "query.rq", "differences.tsv"
KEPT = timedelta(days=7)
"""How long the answers of a harvest that was stopped are good for."""
_STARTED = "started"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Source:
    """What is harvested, for the description of the source."""

    title: str
    page: str
    license: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The vocabulary of an endpoint: how it is asked, what may be answered, and the answer in terms of Wikidata's."""

    words: str
    make_query: Callable[[Iterable[str], Sequence[str]], str]
    check_rows: Callable[[Iterable[Row], Iterable[str], str], None]
    translate: Callable[[Iterable[Row]], Sequence[Row]] = tuple


VOCABULARIES = {
    "wikidata": Vocabulary("Wikidata's vocabulary", harvest_statements.make_query, harvest_statements.check_rows),
    "europeana": Vocabulary(
        "Europeana's vocabulary (EDM)", harvest_europeana.make_query, harvest_europeana.check_rows, harvest_europeana.translate
    ),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask: the import's name, labels in which languages, how many things at once, in whose vocabulary."""

    name: str
    languages: Sequence[str]
    batch: int = 50
    vocabulary: Vocabulary = VOCABULARIES["wikidata"]

    def check(self) -> None:
        """Raise a `SourceError` for what makes no sense."""
        if not KEY.fullmatch(self.name):
            raise SourceError(f"{self.name!r} cannot name an import: give --name, small letters, digits and single hyphens")
        if not 1 <= self.batch <= 1000:
            raise SourceError(f"--batch {self.batch}: from 1 to 1000 things can be asked about at once")
        if wrong := [each for each in self.languages if not _LANGUAGE.fullmatch(each)]:
            raise SourceError(f"--languages: {wrong[0]!r} is no language tag such as en or pl")


@dataclass(frozen=True, slots=True)
class Harvested:
    """What a harvest came to; `resumed` batches were there from an earlier start."""

    told: Told
    batches: int
    resumed: int
    changed: bool


class Stopped(AmicorumError):
    """A harvest that could not end; what it has is kept."""


def harvest(
    items: Items, client: Client, deadline: Deadline, plan: Plan, source: Source, folder: Path, report: Callable[[int, int], None]
) -> Harvested:
    """Ask about all the items and put what is told into `folder/NAME`, in place of what stood there.

    Raises `Stopped` where the endpoint fails or the time is over: then the import is as it was, and the next call goes on.
    """
    plan.check()
    if not items.known:
        raise SourceError("no city or institution of the release has an item in Wikidata: link some first (amicorum link)")
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / f".{plan.name}-answers"
    started = _open_work(work)
    ask = plan.vocabulary
    queries = [(batch, ask.make_query(batch, plan.languages)) for batch in _cut(list(items.known), plan.batch)]
    rows: list[Row] = []
    resumed = 0
    for number, (batch, query) in enumerate(queries):
        report(number, len(queries))
        kept = work / _name_answer(client.endpoint, query)
        found = _read_kept(kept)
        if found is None:
            try:
                found = client.ask(query, deadline)
                ask.check_rows(found, batch, client.endpoint)
            except AmicorumError as error:
                kept_words = f"{number} of {len(queries)} batches are kept in {work}; nothing else is changed"
                raise Stopped(f"{error}; {kept_words}. The same command goes on from there.") from error
            _keep(kept, found)
        else:
            resumed += 1
        rows += found
    report(len(queries), len(queries))
    told = read_rows(ask.translate(rows), items)
    if not told.triples:
        shutil.rmtree(work)
        raise EngineFailed(f"{client.endpoint} tells nothing of the {len(items.known)} items: has it {ask.words}?")
    text = ask.make_query(list(items.known)[: plan.batch], plan.languages)
    with lock_imports(folder):
        changed = _write(folder, plan.name, told, _describe(plan.name, source, started, len(items.known)), text)
    shutil.rmtree(work)
    return Harvested(told, len(queries), resumed, changed)


def _cut(items: list[str], size: int) -> list[list[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _name_answer(endpoint: str, query: str) -> str:
    return hashlib.sha256(f"{endpoint} {query}".encode()).hexdigest()[:32] + ".json.gz"


def _open_work(work: Path) -> date:
    """The day when the harvest began. Answers that are too old are thrown away."""
    today = date.today()
    try:
        started = date.fromisoformat((work / _STARTED).read_text(encoding="ascii"))
    except (OSError, ValueError):
        started = date.min
    if not today - KEPT <= started <= today:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        (work / _STARTED).write_text(today.isoformat(), encoding="ascii")
        return today
    return started


def _read_kept(path: Path) -> list[Row] | None:
    """The answer that is kept; nothing where there is none or it is damaged."""
    try:
        found: list[Row] = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError):
        return None
    return found


def _keep(path: Path, rows: list[Row]) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), mtime=0))
    part.rename(path)


def _write(folder: Path, name: str, told: Told, description: list[Triple], query: str) -> bool:
    staging = Path(mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        lines = sorted(serialize([each], format=RdfFormat.N_TRIPLES) or b"" for each in told.triples)
        (staging / STATEMENTS).write_bytes(gzip.compress(b"".join(lines), 6, mtime=0))
        (staging / QUERY).write_text(f"# Asked of one batch of items; the others are asked the same.\n{query}\n", encoding="utf-8")
        if told.differences:
            rows = [("thing", "item", "what", "ours", "theirs"), *sorted(told.differences)]
            table = "".join("\t".join(re.sub(r"\s", " ", cell) for cell in row) + "\n" for row in rows)
            (staging / DIFFERENCES).write_text(table, encoding="utf-8")
        prefixes = {each: PREFIXES[each] for each in ("ami", "dct", "foaf", "xsd") if each in PREFIXES}
        (staging / SOURCE).write_bytes(serialize(description, format=RdfFormat.TURTLE, prefixes=prefixes) or b"")
        read_source(staging / SOURCE, name)
        changed = hash_folder(staging) != hash_folder(folder / name)
        replace_folder(staging, folder / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return changed


def _describe(name: str, source: Source, day: date, asked: int) -> list[Triple]:
    words = f"What the endpoint told of the {asked} cities and institutions of ours that have an item in Wikidata; {QUERY} has the query."
    said = (
        (DCT.title, Literal(source.title, language="en")),
        (DCT.description, Literal(words, language="en")),
        (DCT.issued, Literal(day.isoformat(), datatype=XSD.date)),
        (DCT.license, NamedNode(source.license)),
        (FOAF.page, NamedNode(source.page)),
        (CC.attributionName, Literal(source.attribution)),
        (AMI.confidence, NamedNode(iris.concept("confidence", "medium"))),
    )
    return [Triple(NamedNode(iris.source(name)), predicate, value) for predicate, value in said]
