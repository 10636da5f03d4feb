"""Measure the matcher: how often it is right of itself (precision), how much it finds (recall), and how fast it is.

    python -m bench.link RELEASES [LIST …]

Each set is a list of things whose identity is known: the institutions and cities of the release, and the lists given. Half of a set
is put before the matcher as known things, the other half is not. Then every thing of the set is looked for by one of its names, its
identifiers hidden, the name changed in the ways in which registers differ. A certain match with another thing than itself is wrong, also
where the thing itself is not among the known ones.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from amicorum.imports.lists import read_list
from amicorum.linking.folding import fold
from amicorum.linking.matcher import Matcher
from amicorum.linking.records import Record, read_records
from amicorum.linking.transliteration import to_latin
from amicorum.linking.words import find_meaning, read_words
from amicorum.release.release import current, open_release, read_quads

PRECISION, RECALL = 0.98, 0.85
"""What is to be reached where a row tells the place or the name is unambiguous."""
ROWS, SECONDS = 15_000, 30.0

_CYRILLIC = str.maketrans(
    dict(zip("abvgdezijklmnoprstufhcyqwx", "абвгдезийклмнопрстуфхцыквх", strict=True))
    | dict(zip("ABVGDEZIJKLMNOPRSTUFHCYQWX", "АБВГДЕЗИЙКЛМНОПРСТУФХЦЫКВХ", strict=True))
)
_WORDS = {
    "library": ("Library", "Biblioteka", "Bibliothek", "Bibliothèque", "Knihovna"),
    "museum": ("Museum", "Muzeum", "Musée", "Museo", "Muzej"),
    "archive": ("Archive", "Archiwum", "Archiv", "Archives", "Arhiv"),
    "national": ("National", "Narodowa", "Nazionale", "Nationale", "Národní"),
    "municipal": ("Municipal", "Miejska", "Städtische", "Municipale", "Městská"),
    "university": ("University", "Uniwersytet", "Universität", "Université", "Univerzita"),
    "institute": ("Institute", "Instytut", "Institut", "Istituto", "Ústav"),
    "theatre": ("Theatre", "Teatr", "Theater", "Théâtre", "Divadlo"),
    "history": ("History", "Historia", "Geschichte", "Histoire", "Historie"),
    "public": ("Public", "Publiczna", "Öffentliche", "Publique", "Veřejná"),
    "regional": ("Regional", "Wojewódzka", "Régionale", "Regionale", "Krajská"),
    "society": ("Society", "Towarzystwo", "Gesellschaft", "Société", "Společnost"),
    "culture": ("Culture", "Kultury", "Kultur", "Cultura", "Kultura"),
    "archaeology": ("Archaeology", "Archeologia", "Archäologie", "Archéologie", "Archeologie"),
}
"""The same word in several registers' languages."""
_SHORT = {
    "library": "Bibl.",
    "museum": "Muz.",
    "institute": "Inst.",
    "university": "Univ.",
    "national": "Nat.",
    "municipal": "Mun.",
    "public": "Publ.",
}

Change = Callable[[str, Record, random.Random], str]


@dataclass
class Score:
    """Counts over one set."""

    right: int = 0
    wrong: int = 0
    known: int = 0
    found: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.known, 1)


def abbreviate(name: str, _: Record, __: random.Random) -> str:
    """`Biblioteka` as `Bibl.`, given names as initials."""
    short = ((word, read_words(word)) for word in name.split())
    return " ".join(_SHORT.get(parts[0].meaning, word) if len(parts) == 1 else word for word, parts in short)


def translate(name: str, _: Record, chance: random.Random) -> str:
    """Common words in the language of another register."""
    language = chance.randrange(5)
    return " ".join(_translate_word(word, language) for word in name.split())


def _translate_word(word: str, language: int) -> str:
    """A word, or each part of a compound, where all of it can be said in the other language."""
    parts = read_words(word)
    if parts and all(part.meaning in _WORDS for part in parts):
        return " ".join(_WORDS[part.meaning][language] for part in parts)
    return word


def add_town(name: str, thing: Record, _: random.Random) -> str:
    """The town behind the name, where it is not in it."""
    town = min(thing.places, default="")
    return name if not town or fold(town) in fold(name) else f"{name}, {town}"


def drop_town(name: str, thing: Record, _: random.Random) -> str:
    """The name without the town in it."""
    towns = {fold(town) for town in thing.places}
    kept = [word for word in name.split() if fold(word) not in towns]
    return " ".join(kept) if len(kept) > 1 else name


def reorder(name: str, _: Record, __: random.Random) -> str:
    """Catalogue order: what distinguishes it first."""
    words = name.split()
    return f"{' '.join(words[1:])}, {words[0]}" if len(words) > 1 else name


def write_cyrillic(name: str, _: Record, __: random.Random) -> str:
    """The name as a register in Cyrillic letters spells it."""
    return name.translate(_CYRILLIC)


def romanise(name: str, thing: Record, chance: random.Random) -> str:
    """A Cyrillic, Greek or Georgian name in Latin letters, by the practice of English, Polish, Lithuanian or of scholars."""
    tongue = thing.names.get(name, "")
    return to_latin(name, *chance.choice(((tongue, "en"), (tongue, "pl"), (tongue, "lt"), ("sr", "en"))))


def take_initials(name: str, thing: Record, _: random.Random) -> str:
    """`MBP Kraków`: the first letters of a name of three words or more, and the town."""
    initials = "".join(word.text[0] for word in read_words(name)).upper()
    return f"{initials} {min(thing.places, default='')}".strip() if 3 <= len(initials) <= 6 and thing.places else name


def misspell(name: str, _: Record, chance: random.Random) -> str:
    """One letter wrong, in a word that is not short."""
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) > 5]
    if long:
        at = chance.choice(long)
        place = chance.randrange(2, len(words[at]) - 1)
        words[at] = words[at][:place] + chance.choice("aeiourstn") + words[at][place + 1 :]
    return " ".join(words)


def plain(name: str, _: Record, __: random.Random) -> str:
    """Without diacritics, in capitals."""
    return fold(name).upper() or name


CHANGES: dict[str, Change] = {
    "as it is": lambda name, _, __: name,
    "abbreviations": abbreviate,
    "another language": translate,
    "town added": add_town,
    "town left out": drop_town,
    "word order": reorder,
    "Cyrillic": write_cyrillic,
    "romanised": romanise,
    "initials": take_initials,
    "a slip": misspell,
    "plain letters": plain,
}
TOWN_CHANGES = ("as it is", "plain letters", "Cyrillic", "romanised", "a slip")


def measure(records: Sequence[Record], kind: str, chance: random.Random) -> Score:
    """Look for every record of a set among the known half."""
    known = {record.key for record in records if chance.random() < 0.5}
    score = Score()
    matcher = Matcher([record for record in records if record.key in known])
    changes = CHANGES if kind == "institution" else {name: CHANGES[name] for name in TOWN_CHANGES}
    for record in records:
        for name, given in _ask(record, changes, chance):
            found = matcher.match(given, (kind,), limit=2, least=70)
            certain = found[0].record.key if found and found[0].certain else ""
            if record.key in known:
                score.known += 1
                score.asked[name] += 1
                score.found[name] += certain == record.key
            score.right += bool(certain) and certain == record.key
            if certain and certain != record.key:
                score.wrong += 1
                score.mistakes.append(f"{name}: {next(iter(given.names))} → {found[0].record.name}")
    return score


def _ask(record: Record, changes: dict[str, Change], chance: random.Random) -> Iterator[tuple[str, Record]]:
    """The record as another register would have it, once for each way in which registers differ."""
    for name, change in changes.items():
        original = chance.choice(list(record.names))
        text = change(original, record, chance)
        if text and (text != original or name == "as it is"):
            towns = {chance.choice(sorted(record.places))} if record.places else set()
            yield name, replace(record, key="", names={text: ""}, places=towns, city="", identifiers=set(), types=set(), seat=None)


def is_telling(record: Record) -> bool:
    """Whether a name could be told from others by anybody: it has a word that is no common one, or its place is known."""
    return bool(record.places) or any(not find_meaning(word) for name in record.names for word in fold(name).split())


def measure_speed(matcher: Matcher, entries: Sequence[Record]) -> float:
    """Seconds of processor time for so many rows against the whole graph."""
    rows = [entries[at % len(entries)] for at in range(ROWS)]
    began = time.process_time()
    for row in rows:
        matcher.match(row, ("institution",), limit=2, least=72)
    return time.process_time() - began


def main() -> int:
    """Measure, print, and fail where a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("releases", type=Path)
    parser.add_argument("lists", nargs="*", type=Path, help="further lists of institutions with identifiers, such as one from ROR")
    parser.add_argument("--mistakes", action="store_true", help="print every wrong match")
    options = parser.parse_args()
    release = open_release(current(options.releases))
    records = read_records(read_quads(release))
    sets = [(f"{kind} of the graph", kind, [each for each in records if each.kind == kind]) for kind in ("institution", "city")]
    outside: list[Record] = []
    for path in options.lists:
        found = {entry.record.key: entry.record for entry in read_list(path, "institution")}
        outside += found.values()
        sets.append((path.name, "institution", list(found.values())))
    missed = False
    for name, kind, things in sets:
        things = [each for each in things if is_telling(each)]
        score = measure(things, kind, random.Random(name))
        ways = ", ".join(f"{way} {score.found[way] / asked:.2f}" for way, asked in score.asked.items())
        print(
            f"{name}: {len(things)} things, {score.known} rows known; precision {score.precision:.4f}, recall {score.recall:.3f}\n  {ways}"
        )
        if options.mistakes:
            print("\n".join(f"    {each}" for each in score.mistakes))
        missed |= score.precision < PRECISION or score.recall < RECALL
    seconds = measure_speed(Matcher(records), outside or [each for each in records if each.kind == "institution"])
    print(f"{ROWS} rows against the graph: {seconds:.1f} s of processor time")
    return 1 if missed or seconds > SECONDS else 0


if __name__ == "__main__":
    raise SystemExit(main())
