"""The questions the graph is built to answer: read from a folder of `.rq` files, each with its words in English and Polish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from amicorum.engine.port import Form
from amicorum.errors import SourceError

LANGUAGES = ("en", "pl")
"""The languages that every question is asked in."""

_NAME = re.compile(r"cq-(?P<number>\d\d)-(?P<words>[a-z0-9-]+)\.rq")
_TITLE = re.compile(r"#\s*(?P<language>[a-z]{2}):\s*(?P<words>.+)")
_FORM = re.compile(r"(?m)^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `key` names it in an address, `title` asks it in words, `note` says how to read the answer."""

    number: int
    key: str
    title: Mapping[str, str]
    note: str
    query: str
    form: Form


def read(folder: Path) -> tuple[Question, ...]:
    """Every question of a folder, by number.

    Raises `SourceError` where a file lacks its words, a number is used twice, or no query form is found.
    """
    found: dict[int, Question] = {}
    for path in sorted(folder.glob("cq-*.rq")):
        question = read_one(path)
        if question.number in found:
            raise SourceError(f"question {question.number} is there twice; the other is {found[question.number].key}", file=str(path))
        found[question.number] = question
    return tuple(found[number] for number in sorted(found))


def read_one(path: Path) -> Question:
    """The question in one file. Raises `SourceError` as `read` does."""
    name = _NAME.fullmatch(path.name)
    if name is None:
        raise SourceError("a question's file is named cq-NN-words-in-english.rq", file=str(path))
    query = path.read_text(encoding="utf-8")
    titles: dict[str, str] = {}
    note: list[str] = []
    for line in query.splitlines():
        if not line.startswith("#"):
            break
        if title := _TITLE.fullmatch(line):
            titles[title["language"]] = title["words"].strip()
        else:
            note.append(line[1:].removeprefix(" ").rstrip())
    if missing := [language for language in LANGUAGES if language not in titles]:
        raise SourceError(
            f"the question is not asked in {' and '.join(missing)}: begin the file with `# {missing[0]}: …`", file=str(path), line=1
        )
    form = _FORM.search(query)
    if form is None:
        raise SourceError("no line begins with SELECT, ASK, CONSTRUCT or DESCRIBE", file=str(path))
    return Question(
        number=int(name["number"]),
        key=path.stem,
        title=titles,
        note="\n".join(note).strip("\n"),
        query=query,
        form=Form(form[1]),
    )
