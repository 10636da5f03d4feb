"""Read the competency questions of a release or a folder: each a SPARQL query with its wording in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from amicorum.engine.port import Form
from amicorum.errors import SourceError
from amicorum.release.release import Release
from amicorum.translations import AUTHORED

FOLDER = "questions/"
"""Where a release keeps them."""

_KEY = re.compile(r"cq-(?P<number>\d\d)-[a-z0-9-]+")
_WORDS = re.compile(r"#\s*(?P<advice>advice )?(?P<language>[a-z]{2}):\s*(?P<text>.+)")
_FORM = re.compile(r"(?m)^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its number, its key (`cq-01-partners-of-an-institution`), itself in words, the query.

    `advice` says what to make of the answer, `note` (in English) what its columns mean.
    """

    number: int
    key: str
    words: Mapping[str, str]
    advice: Mapping[str, str]
    note: str
    query: str
    form: Form

    def title(self, language: str = "en") -> str:
        """The question in words, in English where it is not asked in that language."""
        return self.words.get(language, self.words["en"])

    def advise(self, language: str = "en") -> str:
        """What to make of the answer, in English where it is not said in that language; empty where nothing is said."""
        return self.advice.get(language, self.advice.get("en", ""))


def find_question(questions: Iterable[Question], query: str) -> Question | None:
    """The question that is asked by this query as it stands, whatever the white space around it and the ends of its lines."""
    lines = query.split()
    return next((each for each in questions if each.query.split() == lines), None)


def read_questions(release: Release) -> tuple[Question, ...]:
    """The questions in a release, by number."""
    names = [PurePosixPath(name) for name in release.checksums if name.startswith(FOLDER) and name.endswith(".rq")]
    return _sort(read_question(name.stem, release.file(str(name)).read_text(encoding="utf-8")) for name in names)


def read_folder(folder: Path) -> tuple[Question, ...]:
    """The questions in a folder, by number."""
    return _sort(read_question(path.stem, path.read_text(encoding="utf-8")) for path in folder.glob("*.rq"))


def read_question(key: str, query: str) -> Question:
    """One question from its file: the comment on top asks it in each language, says what the columns mean, and what to make of the answer.

    Raises `SourceError` where the name has no number, a language is missing, or no query form is found.
    """
    name = _KEY.fullmatch(key)
    if name is None:
        raise SourceError("a question's file is named cq-NN-words-in-english.rq", file=key)
    words: dict[str, str] = {}
    advice: dict[str, str] = {}
    note: list[str] = []
    for line in query.splitlines():
        if not line.startswith("#"):
            break
        if match := _WORDS.fullmatch(line):
            (advice if match["advice"] else words)[match["language"]] = match["text"].strip()
        else:
            note.append(line[1:].removeprefix(" ").rstrip())
    if missing := [language for language in AUTHORED if language not in words]:
        raise SourceError(f"begin the file with the question in words: `# {missing[0]}: …`", file=f"{key}.rq", line=1)
    form = _FORM.search(query)
    if form is None:
        raise SourceError("no line begins with SELECT, ASK, CONSTRUCT or DESCRIBE", file=f"{key}.rq")
    return Question(
        number=int(name["number"]), key=key, words=words, advice=advice, note="\n".join(note).strip("\n"), query=query, form=Form(form[1])
    )


def _sort(questions: Iterable[Question]) -> tuple[Question, ...]:
    """By number; raises `SourceError` where two have the same."""
    found: dict[int, Question] = {}
    for question in questions:
        if (other := found.setdefault(question.number, question)) is not question:
            raise SourceError(f"the number {question.number} is taken by {other.key}", file=f"{question.key}.rq")
    return tuple(found[number] for number in sorted(found))
