"""Reading a question's file: what it holds, and what is said when it lacks something."""

from __future__ import annotations

from pathlib import Path

import pytest

from amicorum.engine.port import Form
from amicorum.errors import SourceError
from amicorum.features.questions import find_question, read_folder, read_question

KEY = "cq-07-are-there-cities"
TEXT = """\
# en: Are there cities?
# pl: Czy są miasta?
#
# True or false.
#
# advice en: Count them.
# advice pl: Policz je.

PREFIX a: <http://a/>
ASK { ?city a a:City } # select
"""


def test_reads_words_note_and_form() -> None:
    question = read_question(KEY, TEXT)
    assert (question.number, question.key, question.form) == (7, KEY, Form.ASK)
    assert question.words == {"en": "Are there cities?", "pl": "Czy są miasta?"}
    assert question.note == "True or false."
    assert question.advice == {"en": "Count them.", "pl": "Policz je."}
    assert [question.advise(language) for language in ("pl", "lt")] == ["Policz je.", "Count them."]
    assert read_question(KEY, TEXT.replace("# advice en: Count them.\n", "")).advise() == ""
    assert question.query == TEXT
    assert [question.title(language) for language in ("pl", "lt")] == ["Czy są miasta?", "Are there cities?"]


def test_finds_the_question_that_a_query_asks() -> None:
    """Browsers send a form's lines with CR LF and drop none of them."""
    question = read_question(KEY, TEXT)
    assert find_question([question], TEXT.replace("\n", "\r\n").strip()) is question
    assert find_question([question], TEXT.replace("City", "Town")) is None


@pytest.mark.parametrize("form", Form)
def test_knows_each_form(form: Form) -> None:
    assert read_question(KEY, TEXT.replace("ASK", form)).form is form


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("cities", TEXT, "cities: a question's file is named cq-NN-words-in-english.rq"),
        ("cq-7-cities", TEXT, "cq-7-cities: a question's file is named"),
        (KEY, TEXT.replace("# pl: Czy są miasta?\n", ""), f"{KEY}.rq:1: begin the file with the question in words: `# pl: …`"),
        (KEY, "\n" + TEXT, f"{KEY}.rq:1: begin the file with the question in words: `# en: …`"),
        (KEY, TEXT.replace("ASK", "# ASK"), f"{KEY}.rq: no line begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_says_what_is_missing(key: str, text: str, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_question(key, text)
    assert str(caught.value).startswith(says)


def test_folder_is_in_the_order_of_numbers(tmp_path: Path) -> None:
    for key in ("cq-10-b", "cq-09-z", "cq-11-a"):
        (tmp_path / f"{key}.rq").write_text(TEXT, encoding="utf-8")
    (tmp_path / "README.md").write_text("not a question", encoding="utf-8")
    assert [question.key for question in read_folder(tmp_path)] == ["cq-09-z", "cq-10-b", "cq-11-a"]


def test_a_number_is_used_once(tmp_path: Path) -> None:
    for key in ("cq-10-b", "cq-10-a"):
        (tmp_path / f"{key}.rq").write_text(TEXT, encoding="utf-8")
    with pytest.raises(SourceError, match=r"the number 10 is taken by cq-10-[ab]"):
        read_folder(tmp_path)
