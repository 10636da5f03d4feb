"""The questions of a release: each a query with itself in words, offered as examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from amicorum.release.opening import Release

FOLDER = "questions/"
END = "."
"""A comment line with this alone ends the question in words; what follows explains the answer."""
_WORDS = re.compile(r"#\s*(?:(?P<language>[a-z]{2}):\s*)?(?P<text>.+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its key (`cq-01-partners`), the question in words by language, and the query."""

    key: str
    words: Mapping[str, str]
    query: str

    def title(self, language: str = "en") -> str:
        """The question in words, in English where the language is not there."""
        return self.words.get(language) or self.words.get("en", self.key)


def read_questions(release: Release) -> tuple[Question, ...]:
    """The questions in a release, in the order of their names."""
    names = sorted(name for name in release.checksums if name.startswith(FOLDER) and name.endswith(".rq"))
    return tuple(read_question(PurePosixPath(name).stem, release.file(name).read_text(encoding="utf-8")) for name in names)


def read_question(key: str, query: str) -> Question:
    """One question from its file: the comment lines on top are the question in words, one for each language."""
    words: dict[str, str] = {}
    for line in query.splitlines():
        match = _WORDS.fullmatch(line.strip())
        if match is None or match["text"] == END:
            break
        words.setdefault(match["language"] or "en", match["text"].strip())
    return Question(key, words, query)
