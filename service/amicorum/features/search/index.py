"""Index names and search them: SQLite full text proposes, exact comparison and rapidfuzz decide, well-connected things come first."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from amicorum.features.search.addresses import Addresses
from amicorum.features.search.names import Entry, Name, Standing, read_names
from amicorum.linking.folding import fold
from amicorum.rdf.entity_kinds import BY_NAME, SEARCHABLE, kind_name
from amicorum.release.names import read_named_things
from amicorum.release.release import Release

_SCHEMA = """
CREATE TABLE name (thing INTEGER, text TEXT, language TEXT, standing INTEGER, folded TEXT);
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, links INTEGER);
CREATE VIRTUAL TABLE words USING fts5 (folded, content='', tokenize='unicode61');
CREATE VIRTUAL TABLE trigrams USING fts5 (folded, content='name', tokenize='trigram');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""
_CLOSE = 78
"""A spelling at least this like a name (of 100) counts as a slip of the pen."""
_ONE_WORD = 92
_NEAR = 55
_WORD_CLOSE = 0.86
_READINGS = 5
_FEW = 5
_PROPOSALS = 300


class Hit(NamedTuple):
    """A thing found, the name by which it was found, and how well it fits (higher is better)."""

    iri: str
    kind: str
    name: Name
    score: float


class Surroundings(NamedTuple):
    """What a thing is and where: its types, cities and countries, by address; whether no source names it."""

    types: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    devised: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, how many there are in all, and how many of each kind."""

    hits: list[Hit]
    total: int
    kinds: Mapping[str, int]


class Index:
    """The names of one release. Safe to ask from several threads: it is never written to after it was made."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.addresses = Addresses(entries)
        self._labels = {iri: _best_labels(entry) for iri, entry in entries.items()}
        self._surroundings = {iri: _surroundings(entry, entries) for iri, entry in entries.items() if kind_name(iri) in SEARCHABLE}
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript(_SCHEMA)
        with self._database as database:
            for number, (iri, entry) in enumerate(sorted(entries.items())):
                if (kind := kind_name(iri)) in SEARCHABLE:
                    database.execute("INSERT INTO thing VALUES (?, ?, ?, ?)", (number, iri, kind, entry.links))
                    names = entry.names | {Name(iri.rpartition("/")[2], "", Standing.IDENTIFIER)}
                    rows = [(number, name.text, name.language, name.standing, fold(name.text)) for name in sorted(names, key=repr)]
                    database.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", rows)
                    near = (name for each in sorted(entry.contexts) if each in entries for name in entries[each].names)
                    words = " ".join(dict.fromkeys([row[4] for row in rows] + [fold(name.text) for name in near]))
                    database.execute("INSERT INTO words (rowid, folded) VALUES (?, ?)", (number, words))
            database.execute("INSERT INTO trigrams (trigrams) VALUES ('rebuild')")
            database.execute("CREATE INDEX by_folded ON name (folded)")
            database.execute("CREATE INDEX by_thing ON name (thing)")
        self._vocabulary = [word for (word,) in self._database.execute("SELECT term FROM vocabulary ORDER BY term")]

    def labels(self, iri: str) -> Mapping[str, str]:
        """What a thing is called, by language (empty for none); empty where nobody names it."""
        return self._labels.get(iri, {})

    def surroundings(self, iri: str) -> Surroundings:
        """What a thing is and where, as far as it is known."""
        return self._surroundings.get(iri, Surroundings())

    def count(self) -> Mapping[str, int]:
        """How many things of each kind have a name."""
        return dict(self._database.execute("SELECT kind, count(*) FROM thing GROUP BY kind").fetchall())

    def things(self) -> list[str]:
        """The address of everything that can be found, sorted."""
        return [iri for (iri,) in self._database.execute("SELECT iri FROM thing ORDER BY iri")]

    def search(self, text: str, kinds: Sequence[str] = (), *, limit: int = 20, offset: int = 0) -> Found:
        """Things whose names fit a text: the exact ones first, then those that begin so, those with all the words, those spelt alike.

        What no source names comes last: its name is a placeholder.
        """
        wanted = fold(text)
        if not wanted:
            return Found([], 0, {})
        hits: dict[str, Hit] = {}
        for hit in (*self._plain(wanted), *self._by_words(wanted), *self._by_likeness(wanted)):
            if hit.iri not in hits or hits[hit.iri].score < hit.score:
                hits[hit.iri] = hit
        ranked = sorted(hits.values(), key=lambda hit: (self.surroundings(hit.iri).devised, -hit.score, hit.iri))
        counts = {kind: sum(hit.kind == kind for hit in ranked) for kind in SEARCHABLE}
        chosen = [hit for hit in ranked if not kinds or hit.kind in kinds]
        return Found(chosen[offset : offset + limit], len(chosen), {kind: count for kind, count in counts.items() if count})

    def _plain(self, wanted: str) -> list[Hit]:
        """Names that are the text, or begin with it."""
        rows = self._database.execute(
            "SELECT iri, kind, links, text, language, standing, folded FROM name JOIN thing ON id = thing "
            "WHERE folded >= ? AND folded < ? ORDER BY folded = ? DESC, links DESC LIMIT ?",
            (wanted, wanted + "\x7f", wanted, _PROPOSALS),
        )
        return [_hit(row, 400 if row[6] == wanted else 300) for row in rows]

    def _by_words(self, wanted: str) -> list[Hit]:
        """Things among whose names (and those of their city) every word of the text begins a word; where they are few, also those
        with words that are spelt alike."""
        words = wanted.split()
        hits = self._match([[f'"{word}" *'] for word in words], wanted, 200)
        if len(hits) < _FEW:
            hits += self._match([self._read(word) for word in words], wanted, 120)
        return hits

    def _match(self, readings: list[list[str]], wanted: str, base: float) -> list[Hit]:
        query = " AND ".join(f"({' OR '.join(reading)})" for reading in readings)
        things = self._database.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (query, _PROPOSALS))
        return [hit for (number,) in things.fetchall() if (hit := self._best(number, wanted, base))]

    def _read(self, word: str) -> list[str]:
        """What a word may mean: whatever it begins, and the words spelt most like it."""
        near = process.extract(word, self._vocabulary, scorer=JaroWinkler.similarity, score_cutoff=_WORD_CLOSE, limit=_READINGS)
        return [f'"{word}" *', *(f'"{each}"' for each, _, _ in near)]

    def _by_likeness(self, wanted: str) -> list[Hit]:
        """Names that share runs of three letters with the text and are close to it."""
        grams = {word[at : at + 3] for word in wanted.split() for at in range(len(word) - 2)}
        if not grams:
            return []
        match = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        rows = self._database.execute(
            "SELECT iri, kind, links, text, language, standing, name.folded FROM trigrams "
            "JOIN name ON name.rowid = trigrams.rowid JOIN thing ON id = thing WHERE trigrams MATCH ? ORDER BY trigrams.rank LIMIT ?",
            (match, _PROPOSALS),
        )
        return [_hit(row, likeness) for row in rows if (likeness := _likeness(wanted, row[6])) >= _CLOSE]

    def _best(self, number: int, wanted: str, base: float) -> Hit | None:
        """The name of a thing that is most like the text."""
        rows = self._database.execute(
            "SELECT iri, kind, links, text, language, standing, folded FROM name JOIN thing ON id = thing WHERE thing = ?", (number,)
        ).fetchall()
        if not rows:
            return None
        likeness, row = max(((_likeness(wanted, row[6]), row) for row in rows), key=lambda each: (each[0], -each[1][5]))
        if likeness < _NEAR:  # it was found by its city's name, say, and no name of its own tells why
            row = min(rows, key=lambda each: each[5])
        return _hit(row, base + likeness / 2)


def open_index(release: Release) -> Index:
    """The index of a release, made from its file of names."""
    named = read_named_things(release)
    return Index(read_names(named.statements, named.links))


def _likeness(wanted: str, folded: str) -> float:
    """How alike two folded texts are, of 100: as wholes, or the text and the like-worded part of a longer name."""
    whole = fuzz.ratio(wanted, folded)
    if " " not in wanted and " " not in folded:
        # One word: its beginning counts most, and endings differ from script to script (`krakiv` and `krakow`).
        whole = max(whole, _ONE_WORD * JaroWinkler.similarity(wanted, folded))
    if len(folded) <= len(wanted) * 1.5:
        return whole
    return max(whole, 0.9 * fuzz.partial_ratio(wanted, folded)) if len(wanted) >= 5 else whole


def _hit(row: tuple[str, str, int, str, str, int, str], base: float) -> Hit:
    iri, kind, links, text, language, standing, _ = row
    return Hit(iri, kind, Name(text, language, Standing(standing)), base - 3 * standing + 5 * log(1 + links) - BY_NAME[kind].rank_penalty)


def _surroundings(entry: Entry, entries: Mapping[str, Entry]) -> Surroundings:
    around = {country for city in entry.cities if city in entries for country in entries[city].countries}
    countries = around or entry.countries
    return Surroundings(tuple(sorted(entry.types)), tuple(sorted(entry.cities)), tuple(sorted(countries)), entry.devised)


def _best_labels(entry: Entry) -> dict[str, str]:
    labels: dict[str, str] = {}
    for name in sorted(entry.names, key=lambda name: (name.standing, name.text)):
        if name.standing <= Standing.ATTESTED or (name.standing is Standing.ALTERNATIVE and not labels):
            labels.setdefault(name.language, name.text)
    return labels
