"""The tools that run queries: the questions of the graph with other values, and SPARQL, under the limits of every client."""

from __future__ import annotations

import json
from typing import Any

from amicorum.engine.port import Priority, Query
from amicorum.engine.rows import read_answer
from amicorum.engine.sparql.query_limits import check_length
from amicorum.errors import BadQuery
from amicorum.features.question_values import fill, list_parameters
from amicorum.features.questions import Question, read_questions
from amicorum.mcp.knowledge import Knowledge
from amicorum.rdf.formats import JSON_RESULTS, TURTLE

Json = dict[str, Any]

MOST_ROWS = 200
"""Rows that an answer shows; `total` tells how many there are."""
MOST_LETTERS = 40_000
"""Letters of a graph that an answer shows."""


class Queries:
    """Questions and SPARQL."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def list_questions(self, language: str) -> Json:
        """Every question with its parameters and the values that stand there."""
        return {
            "questions": [
                {
                    "key": each.key,
                    "question": each.title(language),
                    "parameters": {parameter.name: ", ".join(parameter.values) for parameter in list_parameters(each.query)},
                }
                for each in read_questions(self._knowledge.release)
            ]
        }

    async def ask_question(self, key: str, values: dict[str, str], client: str) -> Json:
        """The answer to a question, asked with these values; a value may be a name where a thing is asked for."""
        question = self._find(key)
        things = {each.name for each in list_parameters(question.query) if each.is_thing}
        found = {name: await self._resolve(value) if name in things else value for name, value in values.items()}
        query = fill(question.query, found)
        answer = await self.ask(query, client)
        return {"question": question.title(), "advice": question.advise(), "columns_mean": question.note, "query": query, **answer}

    async def ask(self, text: str, client: str) -> Json:
        """The answer to a SPARQL query: rows, a truth value, or a graph in Turtle."""
        check_length(text, self._knowledge.settings)
        query = Query(text, results=JSON_RESULTS, graph=TURTLE, priority=Priority.PUBLIC, client=client)
        return _write_answer(await read_answer(self._knowledge.engine, query))

    def _find(self, key: str) -> Question:
        questions = read_questions(self._knowledge.release)
        for each in questions:
            if key in (each.key, str(each.number), f"cq-{each.number:02}"):
                return each
        raise BadQuery(f"there is no question {key}; the tool `questions` tells which there are")

    async def _resolve(self, value: str) -> str:
        """An address as it is; else the thing that the text means."""
        return value if "://" in value or value.startswith("scheme/") else await self._knowledge.find(value)


def _write_answer(answer: bytes) -> Json:
    text = answer.decode()
    try:
        found = json.loads(text)
    except ValueError:
        return {"turtle": text[:MOST_LETTERS], "complete": len(text) <= MOST_LETTERS}
    if "boolean" in found:
        return {"boolean": found["boolean"]}
    rows = [{name: _write_cell(cell) for name, cell in row.items()} for row in found["results"]["bindings"]]
    return {"columns": found["head"]["vars"], "rows": rows[:MOST_ROWS], "total": len(rows), "complete": len(rows) <= MOST_ROWS}


def _write_cell(cell: Json) -> Json | str:
    """An IRI or a plain text as it is; a text with its language."""
    if cell["type"] == "literal" and "xml:lang" in cell:
        return {"value": cell["value"], "language": cell["xml:lang"]}
    return str(cell["value"])
